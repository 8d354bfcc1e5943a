"""One registration with all its versions."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grants.models import ApplicationLine
from grants.terms import terms_of
from kpi import access
from kpi.models import ActionFigure, Registration
from kpi.services.registrations import open_returns, read_history

# Two small joins and not one of twelve tables: PostgreSQL needs longer to plan that than to read it.
_LINES = ApplicationLine.objects.select_related(
    "offer__action__goal", "application__lead", "application__partnership", "award"
)


@require_GET
def registration_detail(request, pk):
    """One registration: its rule, its target, every version side by side, and the snapshots it stands in (R8)."""
    registration = registration_or_404(request.user, pk)
    now = timezone.now()
    application = registration.participation.line.application_id
    term = terms_of(registration.moment, [application], now)[application]
    above = (
        (_("Dashboard"), "kpi:dashboard")
        if request.user.is_ministry
        else (_("Mijn registraties"), "kpi:registration-list")
    )
    context = {
        "above": (above[0], reverse(above[1])),
        "registration": registration,
        "history": read_history(
            registration,
            reader=request.user,
            with_draft=access.may_see_drafts(request.user, registration),
            with_splits=access.may_see_breakdowns(request.user, registration),
        ),
        "frozen": frozen_in(registration),
        "lock": access.lock(
            term,
            registration.participation,
            registration,
            now,
            returned=open_returns([registration]).get(registration.pk),
        ),
    }
    return render(request, "kpi/registration.html", context)


def registration_or_404(user, pk):
    """One registration with its action, its applicant and its award."""
    return get_object_or_404(
        Registration.objects.visible_to(user)
        .select_related("moment__round", "participation__local_government")
        .prefetch_related(Prefetch("participation__line", _LINES)),
        pk=pk,
    )


def frozen_in(registration):
    """Its row in each snapshot of its moment, the oldest first."""
    frozen = ActionFigure.objects.filter(
        participation=registration.participation_id, snapshot__moment=registration.moment_id
    )
    return frozen.select_related("snapshot").order_by("snapshot__number")
