"""One registration with all its versions, and what was sent as a file."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grants.models import ApplicationLine
from grants.terms import terms_of
from kpi import access
from kpi.models import ActionFigure, Registration
from kpi.services.registrations import open_returns, read_history
from kpi.views.registration_parts import asked, sheet_of
from samenleven.core import wording
from samenleven.core.clock import in_brussels
from samenleven.core.csv_files import excel_csv
from samenleven.core.templatetags.ui import NOTHINGS

# Two small joins and not one of twelve tables: PostgreSQL needs longer to plan that than to read it.
_LINES = ApplicationLine.objects.select_related(
    "offer__action__goal", "application__lead", "application__partnership", "award"
)


@require_GET
def registration_detail(request, pk):
    """One registration: its rule, its target, every version side by side, and the snapshots it stands in (R8)."""
    registration = get_object_or_404(
        Registration.objects.visible_to(request.user)
        .select_related("moment__round", "participation__local_government")
        .prefetch_related(Prefetch("participation__line", _LINES)),
        pk=pk,
    )
    now = timezone.now()
    application = registration.participation.line.application_id
    term = terms_of(registration.moment, [application], now)[application]
    frozen = ActionFigure.objects.filter(
        participation=registration.participation_id, snapshot__moment=registration.moment_id
    )
    above = (
        (_("Dashboard"), "kpi:dashboard")
        if request.user.is_ministry
        else (_("Mijn registraties"), "kpi:registration-list")
    )
    context = {
        "above": (above[0], reverse(above[1])),
        "registration": registration,
        "history": read_history(
            registration, reader=request.user, with_draft=access.may_see_drafts(request.user, registration)
        ),
        "frozen": frozen.select_related("snapshot").order_by("snapshot__number"),
        "lock": access.lock(term, registration, now, returned=open_returns([registration]).get(registration.pk)),
    }
    return render(request, "kpi/registration.html", context)


@require_GET
def registration_export(request, round_code, kind, code):
    """What was sent, for Excel."""
    moment, local_government = asked(request, round_code, kind, code)
    sheet = sheet_of(moment, local_government)
    header = [
        _("projectronde"),
        _("rapporteringsmoment"),
        _("code"),
        _("lokaal bestuur"),
        _("actie"),
        _("titel"),
        _("KPI"),
        _("omschrijving"),
        _("eenheid"),
        _("huidig bereik"),
        _("toegekende eenheden"),
        _("doel"),
        _("bereikt"),
        _("stand"),
        _("versie"),
        _("ingediend op"),
        _("herkomst"),
    ]
    name = f"plan-samenleven_kpi_{moment.round.code}_{moment.kind}_{slugify(local_government.name)}.csv"
    return excel_csv(name, header, _lines(sheet))


def _lines(sheet):
    for part in sheet.parts:
        for one in part.fields:
            commitment, indicator = one.commitment, one.indicator
            yield [
                sheet.moment.round.title,
                sheet.moment.get_kind_display(),
                part.member.code,
                part.member.name,
                part.action.number,
                part.action.title,
                indicator.code,
                indicator.title,
                indicator.unit,
                *_or_unknown(commitment.current_reach, commitment.units, commitment.target),
                one.sent.count if one.sent else None,
                _state_of(part, one, sheet.now),
                part.version.number if part.version else None,
                _written(part.version.sent_at) if part.version else None,
                _("voorbeeldverdeling") if part.is_example else _("registratie"),
            ]


def _or_unknown(reach, units, target):
    unknown = _("onbekend")
    yield unknown if reach is None else reach
    yield wording.units(units)
    yield unknown if target is None else target


def _state_of(part, one, now):
    """Which figure or which nothing stands there, in words (R4)."""
    if one.sent is None:
        return str(NOTHINGS[part.nothing(now)][0])
    return str(NOTHINGS["not_applicable"][0]) if one.sent.not_applicable else _("gerapporteerd")


def _written(at):
    return f"{wording.day(at, short=True)} {in_brussels(at):%H:%M}"
