"""Posting a notice, delivering what waits, and reading it."""

import datetime as dt
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from samenleven.notices.models import Notice, NoticeKind
from samenleven.notices.signals import still_needed

log = structlog.get_logger(__name__)
BATCH = 50
# A mail that failed waits 1, 2, 4 ... minutes before its next try, at most this many: it is never given up.
LONGEST_WAIT = 60
# So many failures after one another are the server's: what is left waits for the next knock, without a try counted.
SERVER_IS_AWAY = 5
UNREAD_KEPT = 300  # seconds; what changes the number forgets it at once


def post(*, to, template, kind=NoticeKind.INFORMATION, path="", **context) -> Notice:
    """Put a notice for one person in the outbox; it leaves when the transaction is done and a worker is there.

    `path` is where in the portal somebody goes from here; the templates of the mail know it too.
    """
    context = {"to": to, "site_url": settings.SITE_URL, "path": path, **context}
    subject = render_to_string(f"mail/{template}_subject.txt", context).strip()
    notice = Notice.objects.create(
        to=to,
        kind=kind,
        path=path,
        subject=subject,
        text=render_to_string(f"mail/{template}.txt", context),
        html=render_to_string(f"mail/{template}.html", context | {"subject": subject}),
    )
    _forget_unread(to)
    return notice


# --- by mail ----------------------------------------------------------------------------------------------------------
def deliver_waiting() -> int:
    """Send what waits and is due, each in a transaction of its own; returns how many left.

    Whatever fails delays its own notice alone: the least tried goes first, and who fails waits longer each time.
    """
    sent = in_a_row = 0
    due = Notice.objects.due_at(timezone.now()).order_by("attempts", "pk")
    for pk in list(due.values_list("pk", flat=True)[:BATCH]):
        done = _deliver(pk)
        sent += done is True
        in_a_row = in_a_row + 1 if done is False else 0
        if in_a_row == SERVER_IS_AWAY:
            log.warning("mail_server_away", failures=in_a_row)
            break
    return sent


@transaction.atomic
def _deliver(pk) -> bool | None:
    """Whether the mail left; None where another postman has it, or where nobody needs it any more."""
    now = timezone.now()
    notice = (
        Notice.objects.due_at(now)
        .select_for_update(skip_locked=True, of=["self"])
        .select_related("to")
        .filter(pk=pk)
        .first()
    )
    if notice is None:
        return None
    try:
        # A savepoint: a query that fails in here leaves room to write down that it failed.
        with transaction.atomic():
            answers: list[tuple[Any, Any]] = still_needed.send(Notice, notice=notice)
            if any(answer is False for _receiver, answer in answers):
                notice.dropped_at = now
            else:
                _send(notice)
    except Exception as error:
        notice.attempts += 1
        notice.last_error = type(error).__name__
        notice.next_try_at = now + dt.timedelta(minutes=min(2 ** min(notice.attempts - 1, 6), LONGEST_WAIT))
        log.warning("notice_delayed", notice=notice.pk, reason=notice.last_error, attempts=notice.attempts)
    else:
        notice.last_error, notice.next_try_at = "", None
        if notice.dropped_at is None:
            notice.attempts += 1
            notice.sent_at = timezone.now()
    notice.save(update_fields=["attempts", "last_error", "next_try_at", "sent_at", "dropped_at"])
    if notice.dropped_at is not None:
        return None
    return notice.sent_at is not None


def _send(notice):
    """One mail with a text and an HTML part; somebody without an address reads it in the portal only."""
    if not notice.to.email:
        return
    mail = EmailMultiAlternatives(notice.subject, notice.text, to=[notice.to.email])
    mail.attach_alternative(notice.html, "text/html")
    mail.send()


# --- in the portal ----------------------------------------------------------------------------------------------------
def read(*, notice, by) -> None:
    """Write down that somebody opened a message of theirs; the first time counts."""
    if Notice.objects.visible_to(by).unread().filter(pk=notice.pk).update(read_at=timezone.now()):
        _forget_unread(by)


def read_all(*, by) -> int:
    """Write down that somebody needs to open none of their messages; returns how many there were."""
    number = Notice.objects.visible_to(by).unread().update(read_at=timezone.now())
    _forget_unread(by)
    return number


def unread(user) -> int:
    """How many messages somebody still has to open; remembered for a while, because every page asks."""
    number = cache.get_or_set(_unread_key(user), Notice.objects.visible_to(user).unread().count, UNREAD_KEPT)
    return int(number or 0)


def _forget_unread(user):
    """The number is counted anew once the change is there for everybody to see."""
    transaction.on_commit(lambda: cache.delete(_unread_key(user)))


def _unread_key(user):
    return f"notices:unread:{user.pk}"
