"""The budget of a round and what of it is for an action; and what is known of applications that still run."""

from django.utils.translation import gettext as _

from kpi.services.answers.asking import Built
from kpi.services.answers.provenance import provenance
from kpi.states import CitedMeasure
from samenleven.core import wording
from samenleven.core.papers import note, paragraph, table
from samenleven.core.tables import nothing


def budget(asked) -> Built:
    """The budget of a round over all its actions, and of each action what was requested, awarded and paid (R4: unknown is told)."""
    built = Built()
    for of_round in asked.known_rounds:
        whole = asked.figures(("project_round",), of_round, actions=False)
        figure = whole[0] if whole else None
        said = {"round": of_round, "budget": wording.euro(of_round.budget)}
        if of_round.budget is None:
            built.parts.append(paragraph(_("Het budget van %(round)s is onbekend.") % said))
        else:
            built.parts.append(
                paragraph(
                    _(
                        "Het budget van %(round)s is %(budget)s, over alle acties samen. Een budget per actie is er niet."
                    )
                    % said
                )
            )
        built.cite(
            asked, of_round, CitedMeasure.BUDGET, of_round.budget, source="published", state=_state(of_round.budget)
        )
        rows = [[_("Alle acties samen"), _unknown(), _euro(figure and figure.awarded_amount), _unknown(), _unknown()]]
        if figure:
            built.cite(
                asked, of_round, CitedMeasure.AWARDED, figure.awarded_amount,
                source=figure.source, state=_state(figure.awarded_amount),
            )  # fmt: skip
        figures = [figure] if figure else []
        for number in asked.actions:
            of_action = asked.per_action().get((of_round.code, number))
            amount = of_action.awarded_amount if of_action else None
            rows.append([_("Actie %s") % number, _unknown(), _euro(amount), _unknown(), _unknown()])
            built.parts.append(paragraph(_of_action(number, of_round, amount)))
            built.cite(asked, of_round, CitedMeasure.AWARDED, amount, action=number,
                       source=of_action.source if of_action else "", state=_state(amount))  # fmt: skip
            figures += [of_action] if of_action else []
        heads = ["", _("Aangevraagd"), _("Toegekend"), _("Uitbetaald"), _("Teruggevorderd")]
        heads[0] = _("Waarvoor")
        built.parts.append(table(_("Geld in %(round)s") % said, heads, rows, numbers=range(1, 5)))
        built.parts.append(
            provenance(
                asked,
                _("budget en toegekend bedrag, niet uitbetaald"),
                _("het geld staat bij de trekker"),
                figures,
                _("het hele bedrag van de ronde; per actie voor zover bekend"),
            )
        )
    return built


def _of_action(number, of_round, amount):
    said = {"number": number, "round": of_round, "amount": wording.euro(amount)}
    if amount is None:
        return (
            _(
                "Voor actie %(number)s is onbekend hoeveel er toegekend is; ook wat aangevraagd en uitbetaald is, is onbekend."
            )
            % said
        )
    return (
        _(
            "Voor actie %(number)s is %(amount)s toegekend. Wat aangevraagd en wat uitbetaald is, staat niet in dit portaal."
        )
        % said
    )


def _euro(amount):
    return _unknown() if amount is None else wording.euro(amount)


def _unknown():
    return str(nothing("unknown"))


def _state(value):
    return "unknown" if value is None else ""


def pending(asked) -> Built:
    """What is known of applications that still run: the calendar of the calls. The applications themselves are not in the portal yet."""
    built = Built()
    rows = []
    for of_round in asked.library.rounds().values():
        if of_round.is_practice or of_round.opens_at is None or of_round.opens_at > asked.as_of:
            continue  # what was announced later was not known then (R7)
        is_open = of_round.closes_at is None or of_round.closes_at > asked.as_of
        decided = of_round.decided_on if of_round.decided_on and of_round.decided_on <= asked.as_of.date() else None
        stand = _("open") if is_open else _("beslist") if decided else _("afgesloten, nog niet beslist")
        closes = wording.moment(of_round.closes_at) if of_round.closes_at else _unknown()
        rows.append([str(of_round), stand, closes, wording.day(decided) if decided else ""])
    running = [row[0] for row in rows if row[3] == ""]
    if running:
        said = {"day": asked.day, "rounds": ", ".join(running)}
        built.parts.append(paragraph(_("Op %(day)s liep er een oproep of was ze nog niet beslist: %(rounds)s.") % said))
    else:
        built.parts.append(
            paragraph(
                _("Op %(day)s liep er geen oproep: over elke oproep die geopend was, is beslist.") % {"day": asked.day}
            )
        )
    built.parts.append(
        paragraph(
            _(
                "Welke lokale besturen nog een aanvraag hebben, voor hoeveel eenheden en voor welk bedrag, is onbekend: de aanvragen zelf staan nog niet in dit portaal."
            )
        )
    )
    heads = [_("Oproep"), _("Stand"), _("Gesloten op"), _("Beslist op")]
    if rows:
        built.parts.append(table(_("Oproepen zoals gekend op %s") % asked.day, heads, rows))
    built.parts.append(note(_("Soort: aangevraagd. Zoals gekend op %s. Volledigheid: onbekend.") % asked.day))
    return built
