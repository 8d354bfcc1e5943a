"""The piece of work that freezes a moment: how far it is, stopping it, and how it ended (R36)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi import access
from kpi.models import SnapshotRun
from kpi.services import progress, snapshots
from kpi.states import RUN_FLOW, RunStatus
from kpi.views.doors import for_administrators, for_ministry
from samenleven.core.errors import DomainError
from samenleven.core.health import degraded
from samenleven.core.htmx import render_page


@require_safe
@for_ministry
def snapshot_run(request, pk):
    """How far a run is; the page asks again by itself while it is not done."""
    run = get_object_or_404(
        SnapshotRun.objects.visible_to(request.user).select_related("moment__round", "snapshot", "requested_by"), pk=pk
    )
    has_ended = run.status in RUN_FLOW.ends
    context = {
        "run": run,
        "has_ended": has_ended,
        "missing": degraded() if run.status == RunStatus.WAITING else [],
        "percent": progress.read(run) if run.status == RunStatus.RUNNING else None,
        "may_freeze": access.may_freeze(request.user),
    }
    return render_page(request, "kpi/snapshot_run.html", context)


@require_POST
@for_administrators
def snapshot_run_stop(request, pk):
    """Ask a run to stop; one that ended meanwhile says so."""
    run = get_object_or_404(SnapshotRun.objects.visible_to(request.user), pk=pk)
    try:
        run = snapshots.stop_run(run=run, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if run.status == RunStatus.RUNNING:
            messages.info(request, _("De opdracht stopt bij haar volgende stap."))
    return redirect(run)
