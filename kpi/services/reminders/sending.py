"""Sending the reminders that are due: each once, also by two workers, a crash halfway or a day too late (R32)."""

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from kpi.models import Reminder, ReminderStop, ReminderTopic
from kpi.services.reminders import words
from kpi.services.reminders.duties import duties
from kpi.services.reminders.mails import Mail, reminders_of
from municipalities.access import EDITING_ROLES, local_governments_of
from samenleven.notices.models import NoticeKind
from samenleven.notices.services import post
from samenleven.notices.tasks import deliver_soon

log = structlog.get_logger(__name__)


def send_due() -> int:
    """Put every reminder that is due now in the outbox; returns how many. Run again it finds what is left."""
    day = reminders_of(timezone.now())
    sent = sum(_send(mail, day.at) for mail in day.mails)
    if sent:
        log.info("reminders_sent", number=sent)
        deliver_soon()
    return sent


def _send(mail: Mail, at) -> bool:
    """One mail in a transaction of its own; False where another worker was first."""
    try:
        with transaction.atomic():
            reminder = Reminder.objects.create(to=mail.to, on=mail.on, notice=_post(mail, at), reminded_at=at)
            ReminderTopic.objects.bulk_create(
                ReminderTopic(
                    reminder=reminder,
                    to=mail.to,
                    moment=topic.moment,
                    kind=topic.kind,
                    due_on=topic.due_on,
                    missing=words.missing_of(topic),
                )
                for topic in mail.topics
            )
    except IntegrityError:
        log.info("reminder_sent_by_another", user=mail.to.pk)
        return False
    return True


def _post(mail, at):
    items = [
        {
            "title": f"{duty.local_government}, {duty.moment}",
            "missing": words.missing(duty),
            "until": words.when(duty),
            "path": words.path_of(duty),
        }
        for topic in mail.topics
        for duty in topic.duties
    ]
    return post(
        to=mail.to,
        template="reminder",
        kind=NoticeKind.REMINDER,
        path=items[0]["path"],
        goal=words.subject(mail, at),
        asked=words.first_sentence(mail, at),
        items=items,
        is_practice=any(topic.moment.round.is_practice for topic in mail.topics),
    )


def is_still_needed(sender, notice, **_signal):
    """Whether the mail of a reminder still has to leave: not once all that it asked is done or was stopped; None: it is no reminder.

    The mail server may have been away for days since the reminder was made.
    """
    if notice.kind != NoticeKind.REMINDER:
        return None
    stopped = ReminderStop.objects.filter(moment=OuterRef("moment"), kind=OuterRef("kind"), resumed_at__isnull=True)
    topics = ReminderTopic.objects.filter(~Exists(stopped), reminder__notice=notice).select_related("moment__round")
    mine = local_governments_of(notice.to, EDITING_ROLES)
    now = timezone.now()
    return any(
        duty.local_government.pk in mine and duty.can_be_done(now)
        for duty in duties({topic.moment for topic in topics}, now, of=mine)
    )
