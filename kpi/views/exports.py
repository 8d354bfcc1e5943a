"""The figures of the pages as files: the same filters, the same order, and each row says what it is (R1).

A cell without a figure holds the word of its nothing (R4), never a blank: a sum in Excel passes over words.
"""

from operator import attrgetter

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from grants.states import Certainty
from kpi.figures import CountWithoutList
from kpi.figures.members import add_sheets, members_of
from kpi.figures.overview import overview
from kpi.filters import address_query
from kpi.services.snapshots import RULE_VERSION
from kpi.views.dashboard import offer_or_404, read_form
from kpi.views.doors import for_ministry
from kpi.views.figure_lines import SOURCES, line_of_action, line_of_member, line_of_the_rest
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels
from samenleven.core.kept import Address
from samenleven.core.tables import Column, Download, Format, Table, chosen

CERTAINTIES = dict(Certainty.choices)
OF_WHAT = [
    Column(gettext_lazy("Nummer doelstelling"), attrgetter("goal"), Format.COUNT),
    Column(gettext_lazy("Doelstelling"), attrgetter("goal_title")),
    Column(gettext_lazy("Nummer actie"), attrgetter("action"), Format.COUNT),
    Column(gettext_lazy("Actie"), attrgetter("title")),
    Column(gettext_lazy("KPI"), attrgetter("counts")),
]
OF_WHOM = [
    Column(gettext_lazy("NIS-code of code"), attrgetter("code")),
    Column(gettext_lazy("Lokaal bestuur"), attrgetter("name")),
    Column(gettext_lazy("Rol"), attrgetter("role")),
    Column(gettext_lazy("Zekerheid"), lambda line: CERTAINTIES.get(line.certainty)),
    Column(gettext_lazy("Versie van de registratie"), attrgetter("versions")),
]
HOW_MANY = [
    Column(gettext_lazy("Lokale besturen"), attrgetter("local_governments"), Format.COUNT),
    Column(gettext_lazy("Bij naam bekend"), attrgetter("named"), Format.COUNT),
    Column(gettext_lazy("Lijst volledig"), attrgetter("is_complete")),
]
FIGURES = [
    Column(gettext_lazy("Toegekend (EUR)"), attrgetter("awarded"), Format.EURO),
    Column(gettext_lazy("Toegekende eenheden"), attrgetter("units"), Format.UNITS),
    Column(gettext_lazy("Huidig bereik"), attrgetter("current_reach"), Format.COUNT),
    Column(gettext_lazy("Gepland bereik"), attrgetter("additional"), Format.COUNT),
    Column(gettext_lazy("Doel (huidig en gepland bereik)"), attrgetter("target"), Format.COUNT),
    Column(gettext_lazy("Bereikt"), attrgetter("realised"), Format.COUNT),
    Column(gettext_lazy("Bereikt van doel (%)"), attrgetter("attainment"), Format.SHARE),
    Column(gettext_lazy("Gepubliceerd doel"), attrgetter("published_target"), Format.COUNT),
    Column(gettext_lazy("Gepubliceerd bereikt"), attrgetter("published_realised"), Format.COUNT),
    Column(gettext_lazy("Verwachte registraties"), attrgetter("expected"), Format.COUNT),
    Column(gettext_lazy("Ingediende registraties"), attrgetter("submitted"), Format.COUNT),
    Column(gettext_lazy("Stand"), attrgetter("status")),
    Column(gettext_lazy("Herkomst"), lambda line: SOURCES[line.source]),
    Column(gettext_lazy("Toelichting bij toegekend"), attrgetter("money_for")),
]


@require_safe
@for_ministry
def dashboard_file(request, write):
    """The actions of the dashboard; an address that cannot be answered goes to the page, which says why."""
    address = Address(reverse("kpi:dashboard"), address_query(request.GET, "sort"))
    form = read_form(address)
    if form.round is None or not form.is_valid():
        return redirect(address.path + address.query)
    question, sort = form.question(), address.GET.get("sort", "")
    try:
        found = overview(question.basis, form.offers, question.filters, map_now=question.map_now, sort=sort)
    except CountWithoutList:
        return redirect(address.path + address.query)
    lines = [line_of_action(row) for row in found.rows]
    if rest := found.total.figure and found.total.figure.not_broken_down_amount:
        lines.append(line_of_the_rest(rest))
    table = Table(_("Cijfers per actie"), columns_of(form, question, OF_WHAT, HOW_MANY, FIGURES), lines)
    return write(
        Download(
            name=file_name(form, question),
            title=_("Cijfers per actie, %(round)s: %(kind)s") % {"round": form.round.title, "kind": form.kind_label},
            tables=[table],
            page=address.path + address.query,
            about=about_figures(form, question, found.total.figure),
        )
    )


@require_safe
@for_ministry
def action_file(request, number, write):
    """The local governments of an action, all of them."""
    address = Address(reverse("kpi:dashboard-action", args=[number]), address_query(request.GET, "sort"))
    form = read_form(address)
    if form.round is None or not form.is_valid():
        return redirect(address.path + address.query)
    offer, question = offer_or_404(form, number), form.question()
    filters = question.filters | {"goal": [], "action": [number]}
    members = members_of(question.basis, filters, map_now=question.map_now, sort=address.GET.get("sort", ""))
    add_sheets(members, moment_id=question.moment_id, action=number, as_of=question.basis.as_of)
    lines = (line_of_member(offer, member) for member in members)
    columns = columns_of(form, question, OF_WHAT, OF_WHOM, FIGURES)
    said = {"number": number, "title": offer.title, "round": form.round.title, "kind": form.kind_label}
    return write(
        Download(
            name=file_name(form, question, f"_actie-{number}"),
            title=_("Cijfers per lokaal bestuur, actie %(number)s. %(title)s, %(round)s: %(kind)s") % said,
            tables=[Table(_("Lokale besturen"), columns, lines)],
            page=address.path + address.query,
            about=about_figures(form, question),
        )
    )


def columns_of(form, question, *parts, of_round=True):
    """Those of a table of figures: every row names its round (where it is of one) and what it rests on (R1)."""
    snapshot = question.basis.snapshot
    return [
        *([Column(_("Projectronde"), lambda line: form.round.code)] if of_round else []),
        Column(_("Rapportering"), lambda line: form.kind_label),
        *(column for part in parts for column in part),
        Column(_("Zoals gekend op"), lambda line: question.basis.as_of, Format.MOMENT),
        Column(_("Basis"), lambda line: snapshot.code if snapshot else _("rechtstreeks geteld, niet bevroren")),
        Column(_("Controlegetal (SHA-256)"), lambda line: snapshot.digest if snapshot else None),
        Column(_("Kaart"), lambda line: _("gemeenten van nu") if question.map_now else _("gemeenten van toen")),
    ]


def about_figures(form, question, whole=None):
    """What the figures are, of when, and how many reported (R1)."""
    snapshot = question.basis.snapshot
    about = [(_("Keuze: %s") % label, choice) for label, choice in chosen(form)]
    about += [
        (_("Rapportering"), form.kind_label),
        (_("Zoals gekend op"), wording.moment(question.basis.as_of)),
        (_("Basis"), snapshot.code if snapshot else _("rechtstreeks geteld, niet bevroren")),
        (_("Kaart"), _("gemeenten van nu") if question.map_now else _("gemeenten van toen")),
    ]
    if form.round.is_practice and len(question.filters["project_round"]) == 1:
        about.append((_("Let op"), _("Een oefenronde: deze cijfers tellen nergens mee.")))
    if snapshot:
        about.append((_("Controlegetal (SHA-256)"), snapshot.digest))
    about.append((_("Versie van de rekenregels"), snapshot.rule_version if snapshot else RULE_VERSION))
    if whole and whole.expected:
        said = {"submitted": wording.count(whole.submitted), "expected": wording.count(whole.expected)}
        about.append((_("Ingediend"), _("%(submitted)s van %(expected)s registraties") % said))
    return [
        *about,
        (_("Toegekend"), _("Wat de overheid beloofde te betalen; het geld van een aanvraag staat bij de trekker.")),
        (_("Doel"), _("Huidig en gepland bereik samen, zoals beloofd; geen resultaat.")),
        (_("Bereikt"), _("Wat de lokale besturen telden en indienden.")),
    ]


def file_name(form, question, part=""):
    """What a file of figures is called: of which round and reading, and as known when."""
    snapshot, rounds = question.basis.snapshot, question.filters["project_round"]
    when = snapshot.code if snapshot else day_in_brussels(question.basis.as_of).isoformat()
    of_rounds = f"ronde-{rounds[0]}" if len(rounds) == 1 else f"rondes-{rounds[0]}-tot-{rounds[-1]}"
    return f"plan-samenleven_cijfers_{of_rounds}_{form.kind_label}{part}_{when}"
