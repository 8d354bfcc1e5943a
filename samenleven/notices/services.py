"""Posting a notice, and delivering what waits."""

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from samenleven.notices.models import Notice

log = structlog.get_logger(__name__)
BATCH = 50


def post(*, to, template, **context):
    """Put a notice for one person in the outbox; it leaves when the transaction is done and a worker is there."""
    context = {"to": to, "site_url": settings.SITE_URL, **context}
    subject = render_to_string(f"mail/{template}_subject.txt", context).strip()
    return Notice.objects.create(
        to=to,
        subject=subject,
        text=render_to_string(f"mail/{template}.txt", context),
        html=render_to_string(f"mail/{template}.html", context | {"subject": subject}),
    )


def deliver_waiting() -> int:
    """Send what waits, each in a transaction of its own; returns how many left. Whatever fails delays its own notice alone."""
    sent = 0
    for pk in Notice.objects.waiting().order_by("attempts", "pk").values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            notice = (
                Notice.objects.waiting()
                .select_for_update(skip_locked=True, of=["self"])
                .select_related("to")
                .filter(pk=pk)
                .first()
            )
            if notice is None:
                continue
            notice.attempts += 1
            try:
                # A savepoint: a query that fails in here leaves room to write down that it failed.
                with transaction.atomic():
                    _send(notice)
            except Exception as error:
                notice.last_error = type(error).__name__
                log.warning("notice_delayed", notice=notice.pk, reason=notice.last_error)
            else:
                notice.sent_at, notice.last_error = timezone.now(), ""
                sent += 1
            notice.save(update_fields=["attempts", "last_error", "sent_at"])
    return sent


def _send(notice):
    """One mail with a text and an HTML part; somebody without an address reads it in the portal only."""
    if not notice.to.email:
        return
    mail = EmailMultiAlternatives(notice.subject, notice.text, to=[notice.to.email])
    mail.attach_alternative(notice.html, "text/html")
    mail.send()
