"""The doors through which the clock and the pages reach the services; each task may run twice."""

import structlog
from celery import shared_task
from django.utils import timezone

from grants.models import Programme, ReportingMoment
from kpi.models import Snapshot
from kpi.services import answers, breakdowns, digests, reminders, snapshots, workbooks
from samenleven.core.tasks import wake

log = structlog.get_logger(__name__)


@shared_task
def freeze_due_moments():
    """Every night, and every hour for what was missed: one task for each reporting moment whose deadline has passed and that is not frozen as it stands."""
    for moment in ReportingMoment.objects.due_at(timezone.now()).order_by("pk"):
        if snapshots.needs_snapshot(moment):
            wake(freeze_moment, moment.pk)


@shared_task
def freeze_moment(moment_id):
    """Freeze one moment that is due, or correct it."""
    moment = ReportingMoment.objects.select_related("round").get(pk=moment_id)
    snapshot = snapshots.take_if_due(moment)
    if snapshot is not None:
        log.info("moment_frozen", snapshot=snapshot.code)
        wake(publish_waiting_breakdowns)


@shared_task
def take_waiting_snapshots():
    """Every minute: the runs somebody asked while the broker was away, and those whose worker was killed."""
    for run_id in snapshots.open_runs():
        wake(do_snapshot_run, run_id)


@shared_task
def do_snapshot_run(run_id):
    """Do what somebody asked."""
    snapshots.do_run(run_id)
    wake(publish_waiting_breakdowns)


@shared_task
def publish_waiting_breakdowns():
    """After each snapshot, and every hour for what was missed: one task for each snapshot whose tables are still to be made (R38)."""
    for snapshot_id in breakdowns.waiting():
        wake(publish_breakdowns, snapshot_id)


@shared_task
def publish_breakdowns(snapshot_id):
    """Make the tables of one snapshot that leave the ministry, and those before it."""
    made = breakdowns.publish(Snapshot.objects.select_related("moment").get(pk=snapshot_id))
    if made is not None:
        log.info("breakdowns_published", snapshot=made.snapshot.code)


@shared_task
def send_reminders():
    """Every morning, and every hour of the day for what was missed: remind who still must act (R32)."""
    reminders.send_due()


@shared_task
def send_digests():
    """Every hour of the day: the mail of the week, from Monday at eight on, to who has it not yet."""
    digests.send_due()


@shared_task
def check_drift():
    """Every night: recount the newest snapshot of each moment from the registrations (R34)."""
    newest = Snapshot.objects.order_by("moment_id", "-number").distinct("moment_id")
    for snapshot in newest.select_related("moment__round", "publication"):
        check = snapshots.verify(snapshot)
        if not (check.is_intact and check.agrees):
            log.warning("snapshot_drift", snapshot=snapshot.code, intact=check.is_intact, agrees=check.agrees)
        publication = getattr(snapshot, "publication", None)
        if publication is not None and not breakdowns.is_intact(publication):
            log.warning("published_breakdowns_drift", snapshot=snapshot.code)


@shared_task
def carry_breakdowns_over():
    """Every night: the KPI's of a new round are split as those they continue (R26)."""
    for programme in Programme.objects.order_by("pk"):
        made = breakdowns.carry_over(programme)
        if made:
            log.info("breakdowns_carried_over", programme=programme.code, number=len(made))


@shared_task
def verify_snapshot(snapshot_id):
    """Recount one snapshot, because somebody asks."""
    snapshots.verify(Snapshot.objects.select_related("moment__round").get(pk=snapshot_id))


@shared_task
def forget_uploads():
    """Every night: empty the uploaded workbooks of more than thirty days ago (R28)."""
    forgotten = workbooks.forget(timezone.now())
    if forgotten:
        log.info("uploads_forgotten", uploads=forgotten)


@shared_task
def remind_owners_of_questions():
    """Every morning, and every hour of the day for what was missed: the terms of the written questions (R39)."""
    answers.remind_owners()


@shared_task
def compare_answers():
    """Every night: whether what was answered to parliament still stands (R39)."""
    found = answers.compare_all()
    if found:
        log.info("answers_contradicted", number=found)
