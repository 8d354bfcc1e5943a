"""Holding back a reminder of a moment, and letting it go again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import ReportingMoment
from kpi.models import ReminderStop
from samenleven.audit.services import record
from samenleven.core.errors import DomainError


@transaction.atomic
def stop(*, moment, kind, reason, by) -> ReminderStop:
    """Let nobody get this reminder of a moment until it is let go again, and say why."""
    _lock(moment)
    if not reason.strip():
        raise DomainError(_("Zeg waarom deze herinnering niet mag vertrekken."))
    if ReminderStop.objects.filter(moment=moment, kind=kind, resumed_at__isnull=True).exists():
        raise DomainError(_("Deze herinnering is al gestopt."))
    made = ReminderStop.objects.create(
        moment=moment, kind=kind, reason=reason.strip(), stopped_at=timezone.now(), stopped_by=by
    )
    record(by, "reminder.stopped", made, moment=moment.code, kind=str(kind))
    return made


@transaction.atomic
def resume(*, moment, kind, by) -> ReminderStop:
    """Let a reminder go again: what is due goes at the next knock of the clock, what is too late does not."""
    _lock(moment)
    stopped = ReminderStop.objects.filter(moment=moment, kind=kind, resumed_at__isnull=True).first()
    if stopped is None:
        raise DomainError(_("Deze herinnering is niet gestopt."))
    stopped.resumed_at, stopped.resumed_by = timezone.now(), by
    stopped.save(update_fields=["resumed_at", "resumed_by"])
    record(by, "reminder.resumed", stopped, moment=moment.code, kind=str(kind))
    return stopped


def _lock(moment):
    ReportingMoment.objects.select_for_update(of=["self"], no_key=True).get(pk=moment.pk)
