"""The completeness grid as a file: a row per applicant, action and member, in the order of the page."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kpi.figures.completeness import Asked, Part, parts_of
from kpi.filters.follow_up import follow_up_query
from kpi.states import LineState
from kpi.views.doors import for_ministry
from kpi.views.follow_up import read_form
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels, in_brussels
from samenleven.core.csv_files import excel_csv

COLUMNS = [
    _("Projectronde"),
    _("Rapportering"),
    _("Code aanvrager"),
    _("Aanvrager (trekker)"),
    _("Samenwerkingsverband"),
    _("Referentieregio"),
    _("Provincie"),
    _("Nummer actie"),
    _("Actie"),
    _("NIS-code of code"),
    _("Lokaal bestuur"),
    _("Stand van de actie"),
    _("Stand van dit bestuur"),
    _("Versie"),
    _("Ingediend op"),
    _("Deadline van dit bestuur"),
    _("Verbeteren tot en met"),
    _("Zoals gekend op"),
]


@require_safe
@for_ministry
def follow_up_csv(request):
    """The whole filtered list; an address that cannot be answered goes to the page, which says why."""
    form = read_form(request)
    if form.moment is None or not form.is_valid():
        return redirect(f"{reverse('kpi:follow-up')}?{follow_up_query(request.GET).urlencode()}")
    asked = form.asked(request.GET.get("sort", ""))
    name = f"plan-samenleven_opvolging_{asked.moment.code}_{day_in_brussels(asked.now).isoformat()}.csv"
    return excel_csv(name, [str(column) for column in COLUMNS], (row_of(asked, part) for part in parts_of(asked)))


def row_of(asked: Asked, part: Part) -> list:
    """One row of the file, a cell for each of COLUMNS."""
    return [
        asked.moment.round.code,
        asked.moment.get_kind_display(),
        part.applicant,
        part.applicant_name,
        part.partnership,
        part.region,
        part.province,
        part.action,
        part.title,
        part.code,
        part.name,
        str(LineState(part.line_state).label),
        str(LineState(part.state).label),
        part.version,
        _written(part.sent_at),
        _written(part.deadline),
        _written(part.return_until),
        _written(asked.now),
    ]


def _written(at):
    return f"{wording.day(at, short=True)} {in_brussels(at):%H:%M}" if at else None
