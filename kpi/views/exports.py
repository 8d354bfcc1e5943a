"""The figures of the pages as files for Excel: the same filters, the same order, and each row says what it is (R1).

A cell without a figure holds the word of its nothing (R4), never a blank: a sum in Excel passes over words.
"""

from decimal import Decimal

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.states import Certainty
from kpi.figures import CountWithoutList
from kpi.figures.members import add_sheets, members_of
from kpi.figures.overview import ActionRow, OfferedAction, overview
from kpi.filters import address_query
from kpi.views.dashboard import offer_or_404, read_form
from kpi.views.doors import for_ministry
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels
from samenleven.core.csv_files import excel_csv
from samenleven.core.kept import Address
from samenleven.core.templatetags.ui import NOTHINGS

STATUSES = {"complete": _("volledig"), "partial": _("deels")}
SOURCES = {
    "registrations": _("registraties"),
    "published": _("gepubliceerd"),
    "example": _("voorbeeldverdeling"),
    "mixed": _("deels gepubliceerd"),
    "": "",
}
CERTAINTIES = dict(Certainty.choices)
ROLES = {"lead": _("trekker"), "member": _("lid"), "participant": _("deelnemer")}
OF_WHAT = [
    _("Projectronde"),
    _("Rapportering"),
    _("Nummer doelstelling"),
    _("Doelstelling"),
    _("Nummer actie"),
    _("Actie"),
    _("KPI"),
]
OF_WHOM = [_("NIS-code of code"), _("Lokaal bestuur"), _("Rol"), _("Zekerheid"), _("Versie van de registratie")]
HOW_MANY = [_("Lokale besturen"), _("Bij naam bekend"), _("Lijst volledig")]
FIGURES = [
    _("Toegekend (EUR)"),
    _("Toegekende eenheden"),
    _("Huidig bereik"),
    _("Gepland bereik"),
    _("Doel (huidig en gepland bereik)"),
    _("Bereikt"),
    _("Bereikt van doel (%)"),
    _("Gepubliceerd doel"),
    _("Gepubliceerd bereikt"),
    _("Verwachte registraties"),
    _("Ingediende registraties"),
    _("Stand"),
    _("Herkomst"),
    _("Toelichting bij toegekend"),
]
RESTS_ON = [_("Zoals gekend op"), _("Basis"), _("Controlegetal (SHA-256)"), _("Kaart")]


@require_safe
@for_ministry
def dashboard_csv(request):
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
    rows = [
        [*_of_what(form, row.offer), *_how_many(row), *_figures(row), *_rests_on(form, question)] for row in found.rows
    ]
    rest = found.total.figure and found.total.figure.not_broken_down_amount
    if rest:
        rows.append([*_of_the_rest(form, rest), *_rests_on(form, question)])
    return excel_csv(_file_name(form, question), _header(OF_WHAT, HOW_MANY, FIGURES, RESTS_ON), rows)


@require_safe
@for_ministry
def action_csv(request, number):
    """The local governments of an action, all of them."""
    address = Address(reverse("kpi:dashboard-action", args=[number]), address_query(request.GET, "sort"))
    form = read_form(address)
    if form.round is None or not form.is_valid():
        return redirect(address.path + address.query)
    offer, question = offer_or_404(form, number), form.question()
    filters = question.filters | {"goal": [], "action": [number]}
    members = members_of(question.basis, filters, map_now=question.map_now, sort=address.GET.get("sort", ""))
    add_sheets(members, moment_id=question.moment_id, action=number, as_of=question.basis.as_of)
    rows = (
        [*_of_what(form, offer), *_of_whom(member), *_figures(member), *_rests_on(form, question)] for member in members
    )
    name = _file_name(form, question, f"_actie-{number}")
    return excel_csv(name, _header(OF_WHAT, OF_WHOM, FIGURES, RESTS_ON), rows)


def _header(*parts):
    return [str(name) for part in parts for name in part]


def _file_name(form, question, part=""):
    when = form.snapshot.code if form.snapshot else day_in_brussels(question.basis.as_of).isoformat()
    return f"plan-samenleven_cijfers_ronde-{form.round.code}_{form.kind_label}{part}_{when}.csv"


def _of_what(form, offer: OfferedAction):
    return [
        form.round.code,
        form.kind_label,
        offer.goal,
        offer.goal_title,
        offer.number,
        offer.title,
        offer.counts,
    ]


def _of_whom(member):
    who = member.participant
    return [
        member.figure.local_government,
        member.figure.local_government_name,
        ROLES[who.role] if who else None,
        CERTAINTIES[who.certainty] if who else None,
        ", ".join(str(sheet.version) for sheet in member.sheets if sheet.version),
    ]


def _how_many(row: ActionRow):
    figure = row.figure
    if figure is None:
        return [_nothing("unknown")] * 3 if _is_unknown(row) else [0, 0, _("ja")]
    named = figure.named_local_governments
    return [
        _count(row.local_governments),
        figure.local_governments if named is None else named,
        _("ja") if figure.list_complete and named is None else _("nee"),
    ]


def _figures(row):
    figure = row.figure
    if figure is None:
        return _figures_of_nobody(row)
    return [
        row.money_at or _decimal(figure.awarded_amount, 2),
        _sum(figure, "awarded_units", _decimal(figure.awarded_units)),
        _sum(figure, "current_reach", _count(figure.current_reach)),
        _sum(figure, "target", _count(row.additional)),
        _sum(figure, "target", _count(figure.target)),
        _sum(figure, "realised", _count(figure.realised, row.state)),
        "" if figure.attainment is None else _decimal(figure.attainment * 100),
        figure.published_target,
        figure.published_realised,
        figure.expected,
        figure.submitted,
        STATUSES.get(figure.status) or _nothing(row.state),
        SOURCES[row.source],
        row.money_for,
    ]


def _of_the_rest(form, amount):
    """The money of the round that no action holds, so that the column of amounts adds up to the round (R5)."""
    what = [form.round.code, form.kind_label, None, None, None, _("niet per actie bekend"), None]
    blank = [None] * (len(FIGURES) - 3)
    told = _("deel van het gepubliceerde totaal van de ronde")
    return [*what, *[None] * len(HOW_MANY), _decimal(amount, 2), *blank, SOURCES["published"], told]


def _figures_of_nobody(row: ActionRow):
    """The cells of an action without a figure: nothing was made known of it, it is not paid, or nobody takes part."""
    blank = [None] * 4
    if _is_unknown(row):
        return [*[_nothing("unknown")] * 6, None, *blank, _nothing("unknown"), None, None]
    why = _("geen deelnemers") if row.offer.financed else _("niet betaald in deze ronde")
    return [*[None] * 7, *blank, why, None, None]


def _is_unknown(row: ActionRow) -> bool:
    return row.offer.financed and row.offer.is_history


def _rests_on(form, question):
    return [
        wording.moment(question.basis.as_of),
        form.snapshot.code if form.snapshot else _("rechtstreeks geteld, niet bevroren"),
        form.snapshot.digest if form.snapshot else None,
        _("gemeenten van nu") if question.map_now else _("gemeenten van toen"),
    ]


def _nothing(state):
    return NOTHINGS[state][0]


def _count(number, state="unknown"):
    return _nothing(state) if number is None else number


def _decimal(number, places=None):
    """An exact number with the comma of Excel in Dutch, without points between thousands."""
    if number is None:
        return _nothing("unknown")
    if not isinstance(number, Decimal):
        return number
    return f"{number:.{places}f}".replace(".", ",") if places else wording.units(number).replace(".", "")


def _sum(figure, name, cell):
    """A cell, or why it holds no sum (R5)."""
    return _("niet optelbaar") if name in figure.not_additive else cell
