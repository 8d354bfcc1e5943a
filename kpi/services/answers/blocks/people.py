"""Who takes part, who supports them, and where an action stands in the plan."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grants.models import Support
from kpi.figures import participations
from kpi.figures.overview import Row
from kpi.services.answers.asking import Built, listed
from kpi.services.answers.provenance import provenance
from kpi.states import CitedMeasure
from samenleven.core import wording
from samenleven.core.papers import note, paragraph, table
from samenleven.core.tables import nothing
from samenleven.core.templatetags.ui import NOTHINGS

ROLES = {
    "lead": gettext_lazy("trekker"),
    "member": gettext_lazy("lid"),
    "participant": gettext_lazy("deelnemer"),
}


def participants(asked) -> Built:
    """Per action the local governments that take part, by name where known; a published count stands beside it (R6)."""
    built = Built()
    filters = asked.filters()
    people = asked.library.once(("people", asked.basis, str(filters)), lambda: participations(asked.basis, filters))
    for of_round in asked.known_rounds:
        for number in asked.actions:
            figure = asked.per_action().get((of_round.code, number))
            who = [one for one in people if one.project_round == of_round.code and one.action == number]
            _say_who(built, asked, of_round, number, figure, who)
    return built


def _say_who(built, asked, of_round, number, figure, who):
    offer = asked.offer(of_round, number)
    said = {"number": number, "title": offer.title if offer else "", "round": of_round, "day": asked.day}
    bodies = Row(figure=figure).local_governments
    if bodies is None:
        sentence = (
            _("Voor actie %(number)s is geen deelname bekend in %(round)s, zoals gekend op %(day)s.")
            if figure is None
            else _(
                "Hoeveel lokale besturen in %(round)s aan actie %(number)s deelnemen, is onbekend: de lijst is niet volledig, zoals gekend op %(day)s."
            )
        )
        built.parts.append(paragraph(sentence % said))
        built.cite(asked, of_round, CitedMeasure.LOCAL_GOVERNMENTS, None, action=number, state="unknown")
        return
    names = sorted(who, key=lambda one: one.name)
    said |= {"count": bodies_in_words(figure), "names": listed(one.name for one in names)}
    sentence = ngettext(
        "In %(round)s neemt %(count)s lokaal bestuur deel aan actie %(number)s (%(title)s)",
        "In %(round)s nemen %(count)s lokale besturen deel aan actie %(number)s (%(title)s)",
        bodies,
    )
    built.parts.append(paragraph(sentence % said + _by_name(figure, said)))
    if not figure.list_complete:
        built.parts.append(paragraph(_("De lijst met namen is misschien niet volledig.")))
    built.cite(asked, of_round, CitedMeasure.LOCAL_GOVERNMENTS, bodies, action=number, source=figure.source)
    if names:
        heads = [_("Lokaal bestuur"), _("Rol"), _("Samenwerkingsverband of trekker"), _("Provincie")]
        rows = [[one.name, ROLES[one.role], one.partnership or one.lead_name or "", one.province] for one in names]
        built.parts.append(table(_("Deelnemers aan actie %(number)s in %(round)s") % said, heads, rows))
    built.parts.append(
        provenance(
            asked,
            _("aantal deelnemende lokale besturen"),
            _("een samenwerkingsverband telt als zijn leden"),
            [figure],
            _("%(named)s van %(count)s met naam bekend") % (said | {"named": wording.count(len(names))})
            if figure.list_complete
            else _("onbekend: de lijst is niet volledig"),
        )
    )


def bodies_in_words(figure) -> str:
    """How many local governments take part: 13, minstens 4 where the list is not whole, onbekend (R1, R4)."""
    bodies = Row(figure=figure).local_governments
    if bodies is None:
        return str(nothing("unknown"))
    return wording.count(bodies) if figure.list_complete else _("minstens %s") % wording.count(bodies)


def _by_name(figure, said):
    """What stands behind their number: who they are, and how many of them are known by name."""
    named = figure.named_local_governments
    if named is None:
        return _(": %(names)s.") % said if said["names"] else "."
    if named == 0:
        return _("; dat aantal is gepubliceerd, en geen enkel bestuur is met naam bekend.")
    words = ngettext(
        "; dat aantal is gepubliceerd, en %(named)s is met naam bekend: %(names)s.",
        "; dat aantal is gepubliceerd, en %(named)s zijn met naam bekend: %(names)s.",
        named,
    )
    return words % (said | {"named": wording.count(named)})


def support(asked) -> Built:
    """Which good practices and projects support the content of an action; those that ended by then say so."""
    built = Built()
    found = Support.objects.filter(action__number__in=asked.actions, action__programme__is_current=True)
    rows = list(found.select_related("action").order_by("action__number", "kind", "name"))
    for number in asked.actions:
        of_action = [one for one in rows if one.action.number == number]
        if not of_action:
            built.parts.append(paragraph(_("Voor actie %s is geen inhoudelijke ondersteuning bekend.") % number))
            continue
        names = listed(_supported(one) for one in of_action)
        built.parts.append(
            paragraph(
                _("Actie %(number)s wordt inhoudelijk ondersteund met %(names)s.") % {"number": number, "names": names}
            )
        )
    if rows:
        built.parts.append(note(_("Bron: de ondersteuning die bij de actie in dit portaal staat.")))
    return built


def _supported(one):
    said = {"name": one.name, "kind": one.kind, "until": wording.day(one.valid_until)}
    return (_("%(name)s (%(kind)s, tot en met %(until)s)") if one.valid_until else _("%(name)s (%(kind)s)")) % said


def place(asked) -> Built:
    """Of which goal an action is, and what is counted for it."""
    built = Built()
    rows = []
    for of_round in asked.known_rounds:
        for number in asked.actions:
            offer = asked.offer(of_round, number)
            if offer is None:
                continue
            rows.append([
                f"{number}. {offer.title}",
                f"{offer.goal}. {offer.goal_title}",
                str(of_round),
                offer.counts or str(NOTHINGS["not_applicable"][0]),
            ])  # fmt: skip
    goals = listed(dict.fromkeys(row[1] for row in rows))
    if rows:
        actions = listed(asked.actions)
        sentence = (
            _("Actie %(actions)s hoort bij doelstelling %(goals)s van het plan.")
            if len(asked.actions) == 1
            else _("De acties %(actions)s horen bij doelstelling %(goals)s van het plan.")
        )
        built.parts.append(paragraph(sentence % {"actions": actions, "goals": goals}))
        heads = [_("Actie"), _("Doelstelling"), _("Projectronde"), _("Wat geteld wordt")]
        built.parts.append(table(_("Plaats in het plan"), heads, rows))
    built.parts.append(
        note(
            _(
                "Welke actie een doel van het regeerakkoord draagt, registreert dit portaal niet: dat zegt de beleidstekst."
            )
        )
    )
    return built
