"""Taking in an uploaded workbook: it is shown or refused, and in both cases nothing of the form changes."""

import hashlib
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from kpi.models import Upload
from kpi.services.registrations import Sheet
from kpi.services.workbooks import refusals
from kpi.services.workbooks.comparing import compare
from kpi.services.workbooks.ending import end
from kpi.services.workbooks.guarding import MOST_BYTES
from kpi.services.workbooks.layout import tidy
from kpi.services.workbooks.reading import read
from kpi.services.workbooks.refusals import Refused
from kpi.states import UPLOAD_FLOW, UploadStatus
from samenleven.audit.services import record

MOST_STRANGE_ROWS = 100  # more is no slip of the hand, and no page shows them
_LONGEST_NAME = 255


def receive(*, sheet: Sheet, file, by) -> Upload:
    """Keep an uploaded file with what was read in it, or with the sentence that refuses it (R28).

    `file` is a Django file. A new workbook takes the place of one that the same person left unfinished on this page.
    """
    name = tidy(PurePath(file.name or "").name)[:_LONGEST_NAME]
    content = file.read(MOST_BYTES + 1)
    upload = Upload(
        moment=sheet.moment,
        local_government=sheet.local_government,
        status=UploadStatus.RECEIVED,
        uploaded_at=timezone.now(),
        uploaded_by=by,
        file_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=file.size,
    )
    try:
        filled = _read(sheet, name, content)
    except Refused as refused:
        return _refuse(upload, content, refused, by)
    return _show(upload, content, filled, by)


def _read(sheet, name, content):
    if len(content) > MOST_BYTES:
        raise Refused(refusals.TOO_BIG)
    filled = read(name=name, content=content, moment=sheet.moment, local_government=sheet.local_government)
    strange = [fault for fault in compare(sheet, filled).faults if not (fault.one or fault.action)]
    if len(strange) > MOST_STRANGE_ROWS:
        raise Refused(refusals.MANY_STRANGE_ROWS)
    return filled


@transaction.atomic
def _refuse(upload, content, refused, by):
    UPLOAD_FLOW.advance(upload, UploadStatus.REFUSED)
    upload.refusal = str(refused)
    # What is too large to be a workbook helps nobody, and fills the database.
    upload.content = content if len(content) <= MOST_BYTES else None
    upload.save()
    record(by, "upload.refused", upload, local_government=upload.local_government.code)
    return upload


@transaction.atomic
def _show(upload, content, filled, by):
    unfinished = Upload.objects.waiting().select_for_update(of=["self"])
    for earlier in unfinished.filter(
        moment=upload.moment, local_government=upload.local_government, uploaded_by=by
    ).order_by("pk"):
        end(earlier, UploadStatus.DISCARDED, upload.uploaded_at, by)
    UPLOAD_FLOW.advance(upload, UploadStatus.SHOWN)
    upload.content = content
    upload.rows = filled.as_data()
    upload.save()
    return upload
