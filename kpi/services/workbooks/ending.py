"""How an upload ends: accepted, discarded, or forgotten after thirty days."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from kpi.models import Upload
from kpi.states import UPLOAD_FLOW, UploadStatus
from samenleven.audit.services import record

KEPT_DAYS = 30


def end(upload, status, now, by):
    """Close an upload that is locked; its content goes, because its figures stand in the form or nowhere."""
    UPLOAD_FLOW.advance(upload, status)
    upload.content = upload.rows = None
    upload.ended_at, upload.ended_by = now, by
    upload.save(update_fields=["status", "content", "rows", "ended_at", "ended_by"])


@transaction.atomic
def discard(*, upload, by) -> Upload:
    """Leave everything as it is; a second click changes nothing, and what was accepted stays accepted."""
    upload = Upload.objects.select_for_update(of=["self"]).get(pk=upload.pk)
    if upload.status == UploadStatus.SHOWN:
        end(upload, UploadStatus.DISCARDED, timezone.now(), by)
        record(by, "upload.discarded", upload)
    return upload


@transaction.atomic
def forget(now) -> int:
    """Empty what is older than thirty days, and give how many files; the row stays, so that its number keeps its meaning."""
    old = Upload.objects.filter(uploaded_at__lt=now - dt.timedelta(days=KEPT_DAYS))
    unfinished = list(old.waiting().select_for_update(of=["self"]).order_by("pk"))
    for upload in unfinished:
        end(upload, UploadStatus.DISCARDED, now, None)
    refused = old.filter(status=UploadStatus.REFUSED, content__isnull=False)
    return len(unfinished) + refused.update(content=None)
