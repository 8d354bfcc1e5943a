"""A piece of work that freezes a moment: asked, followed, stopped, and how it ended (R36)."""

from contextlib import contextmanager

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi.models import SnapshotRun
from kpi.services import progress
from kpi.services.snapshots.taking import take_on_demand
from kpi.states import RUN_FLOW, RunStatus
from samenleven.audit.services import record
from samenleven.core.errors import DomainError

log = structlog.get_logger(__name__)

_BUSY_WITH = 0x5A52  # the first half of the advisory lock that a worker holds while it does a run


class Stopped(Exception):
    """Somebody asked to stop; everything so far is rolled back."""


def request_run(*, moment, by) -> SnapshotRun:
    """Ask for a snapshot of a moment; the run that already waits or runs when there is one (a double click)."""
    try:
        with transaction.atomic():
            run = SnapshotRun.objects.create(moment=moment, requested_by=by)
            record(by, "snapshot_run.requested", run, moment=moment.code)
    except IntegrityError:
        run = SnapshotRun.objects.get(moment=moment, status__in=[RunStatus.WAITING, RunStatus.RUNNING])
    return run


@transaction.atomic
def stop_run(*, run, by) -> SnapshotRun:
    """Ask a run to stop: at once when it waits, at its next step when it runs."""
    run = SnapshotRun.objects.select_for_update(of=["self"]).get(pk=run.pk)
    if run.status == RunStatus.WAITING:
        RUN_FLOW.advance(run, RunStatus.STOPPED)
        run.ended_at, run.outcome = timezone.now(), _("Gestopt voor het begin.")
    elif run.status == RunStatus.RUNNING:
        run.stop_requested_at = timezone.now()
    else:
        raise DomainError(_("Deze opdracht is al afgelopen."))
    run.save()
    record(by, "snapshot_run.stop_requested", run)
    return run


def open_runs() -> list[int]:
    """The ids of the runs that wait or run; who is already at work on one keeps it (see `do_run`)."""
    return list(
        SnapshotRun.objects.filter(status__in=[RunStatus.WAITING, RunStatus.RUNNING])
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def do_run(run_id) -> None:
    """Do a run, once: a second worker that gets the same run leaves it alone; a killed one leaves nothing behind."""
    with _alone_on(run_id) as alone:
        run = _begin(run_id) if alone else None
        if run is None:
            return
        try:
            snapshot = take_on_demand(run.moment, by=run.requested_by, on_step=_follower(run))
        except Stopped:
            _end(run, RunStatus.STOPPED, _("Gestopt op vraag; er is niets bewaard."))
        except DomainError as error:
            _end(run, RunStatus.FAILED, str(error))
        except Exception:
            log.exception("snapshot_run_failed", run=run.pk)
            _end(run, RunStatus.FAILED, _("Er liep iets mis; er is niets bewaard. Probeer opnieuw of meld het."))
        else:
            is_new = run.started_at is not None and snapshot.taken_at >= run.started_at
            text = _("Momentopname %(code)s is genomen.") if is_new else _("Er is niets veranderd sinds %(code)s.")
            _end(run, RunStatus.DONE, text % {"code": snapshot.code}, snapshot)


@contextmanager
def _alone_on(run_id):
    """A lock that lives as long as the worker's connection: a killed worker lets go by dying."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_BUSY_WITH, run_id])
        alone = cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_BUSY_WITH, run_id])


@transaction.atomic
def _begin(run_id) -> SnapshotRun | None:
    """The run, now running; None when it ended meanwhile. Only the one who is alone on it comes here."""
    run = SnapshotRun.objects.select_for_update(of=["self"]).select_related("moment__round").get(pk=run_id)
    if run.status in RUN_FLOW.ends:
        return None
    if run.status == RunStatus.RUNNING:
        log.warning("snapshot_run_taken_over", run=run.pk)
        RUN_FLOW.advance(run, RunStatus.WAITING)
    RUN_FLOW.advance(run, RunStatus.STOPPED if run.stop_requested_at else RunStatus.RUNNING)
    run.started_at = timezone.now()
    run.save()
    return run if run.status == RunStatus.RUNNING else None


def _follower(run):
    """What hears each step: it tells how far the run is, and stops it when somebody asked."""

    def on_step(done, of):
        progress.tell(run, done, of)
        if SnapshotRun.objects.filter(pk=run.pk, stop_requested_at__isnull=False).exists():
            raise Stopped

    return on_step


@transaction.atomic
def _end(run, status, outcome, snapshot=None):
    """Write down how a run ended."""
    RUN_FLOW.advance(run, status)
    SnapshotRun.objects.filter(pk=run.pk).update(
        status=run.status, ended_at=timezone.now(), outcome=outcome, snapshot=snapshot
    )
    record(run.requested_by, f"snapshot_run.{status}", run)
