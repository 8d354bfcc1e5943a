"""The mail of the week: on Monday at eight in Brussels, once, also when a Monday was missed."""

import datetime as dt

import structlog
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi.access import may_see_figures
from kpi.figures.week import Week, weeks
from kpi.models import Digest, DigestSubscription
from samenleven.audit.services import record
from samenleven.core import wording
from samenleven.core.clock import BRUSSELS, in_brussels
from samenleven.notices.models import NoticeKind
from samenleven.notices.services import post
from samenleven.notices.tasks import deliver_soon

log = structlog.get_logger(__name__)
SENDING_HOUR = 8
WEEK = dt.timedelta(days=7)


# --- who gets it ------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask(*, by) -> None:
    """From next Monday on; who gets it already keeps it."""
    subscription, is_new = DigestSubscription.objects.get_or_create(to=by, defaults={"asked_at": timezone.now()})
    if is_new:
        record(by, "digest.asked", subscription)


@transaction.atomic
def stop(*, by) -> None:
    """No mail of the week any more; one that waits to leave stays here."""
    for subscription in DigestSubscription.objects.select_for_update().filter(to=by):
        record(by, "digest.stopped", subscription)
        subscription.delete()


# --- sending ----------------------------------------------------------------------------------------------------------
def due_at(now) -> dt.datetime:
    """The newest Monday at eight in Brussels that has come."""
    local = in_brussels(now)
    monday = local.date() - dt.timedelta(days=local.weekday())
    due = dt.datetime.combine(monday, dt.time(SENDING_HOUR), tzinfo=BRUSSELS)
    if due <= now:
        return due
    return dt.datetime.combine(monday - WEEK, dt.time(SENDING_HOUR), tzinfo=BRUSSELS)


def send_due() -> int:
    """Put the mail of the newest Monday in the outbox for who has it not yet; returns how many. It may run twice."""
    now = timezone.now()
    due = due_at(now)
    monday, found = in_brussels(due).date(), {}
    sent = 0
    waiting = (
        DigestSubscription.objects.filter(asked_at__lt=due, to__is_active=True)
        .exclude(to__digests__on=monday)
        .select_related("to")
        .order_by("pk")
    )
    for subscription in waiting:
        if not may_see_figures(subscription.to):
            continue
        since = _since(subscription, due)
        if since not in found:
            found[since] = weeks(since, due, now)
        sent += _send(subscription.to, monday, since, due, found[since])
    if sent:
        log.info("digests_sent", number=sent)
        deliver_soon()
    return sent


def _since(subscription, due) -> dt.datetime:
    """From where the one before ended, so that a missed Monday is told later; else a week."""
    before = Digest.objects.filter(to=subscription.to, until__gte=subscription.asked_at).order_by("-on").first()
    return before.until if before else due - WEEK


def _send(to, monday, since, until, found) -> bool:
    """One mail in a transaction of its own; False where another worker was first."""
    try:
        with transaction.atomic():
            notice = post(
                to=to,
                template="digest",
                path=reverse("kpi:dashboard"),
                since=wording.moment(since),
                until=wording.moment(until),
                day=wording.day(monday),
                items=[item for week in found if (item := _item(week))],
                stop_path=reverse("kpi:saved-views"),
            )
            Digest.objects.create(to=to, on=monday, since=since, until=until, notice=notice)
    except IntegrityError:
        log.info("digest_sent_by_another", user=to.pk)
        return False
    return True


def _item(week: Week) -> dict:
    """A reporting moment in sentences."""
    moment = week.moment
    changes = [
        *_counted(week.sent, "%(number)s registratie ingediend", "%(number)s registraties ingediend"),
        *_counted(week.corrected, "%(number)s registratie verbeterd", "%(number)s registraties verbeterd"),
        *_counted(week.taken_back, "%(number)s registratie teruggenomen", "%(number)s registraties teruggenomen"),
    ]
    if week.snapshots:
        changes.append(_("nieuwe momentopname: %s") % ", ".join(week.snapshots))
    stands = _("Nu zijn %(submitted)s van de %(expected)s verwachte registraties ingediend.") % {
        "submitted": wording.count(week.submitted),
        "expected": wording.count(week.expected),
    }
    late = _counted(week.late, "%(number)s actie is te laat.", "%(number)s acties zijn te laat.")
    deadline = _("De deadline is %s.") % wording.moment(moment.deadline, moment.deadline_precision)
    return {
        "title": str(moment),
        "changed": "; ".join(changes) if changes else _("niets veranderd"),
        "stands": " ".join([stands, *late, *([deadline] if moment.deadline else [])]),
        "path": f"{reverse('kpi:follow-up')}?moment={moment.code}",
    }


def _counted(number, one, many) -> list[str]:
    return [ngettext(one, many, number) % {"number": wording.count(number)}] if number else []


def is_still_needed(sender, notice, **_signal):
    """Whether the mail of a week still has to leave; None: it is no mail of the week.

    Not to who stopped it, may not enter any more, or may not see the figures any more (R40).
    """
    if notice.kind != NoticeKind.INFORMATION or not Digest.objects.filter(notice=notice).exists():
        return None
    subscription = DigestSubscription.objects.filter(to=notice.to_id).select_related("to").first()
    return subscription is not None and subscription.to.is_active and may_see_figures(subscription.to)
