"""Taking over what a workbook says, after somebody saw what it changes; and putting it right in the browser (R28)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi.models import Upload
from kpi.services import registrations
from kpi.services.workbooks.comparing import compare
from kpi.services.workbooks.comparison import Comparison
from kpi.services.workbooks.ending import end
from kpi.services.workbooks.layout import YES, tidy
from kpi.services.workbooks.reading import LONGEST_ANSWER, Filled
from kpi.states import UploadStatus
from samenleven.audit.services import record
from samenleven.core.errors import Conflict, DomainError


@dataclass(frozen=True)
class Correction:
    """What somebody decided in the browser about one row: another answer, mine after all, or none."""

    field: str
    count: str | None = None  # None: the row was not asked again
    not_applicable: bool = False
    reason: str | None = None
    text: str | None = None
    is_skipped: bool = False
    revision: int | None = None  # what somebody saw who chose the answer of the file over that of a colleague


def preview(upload, sheet) -> Comparison:
    """What an upload would do to a page as it stands now."""
    return compare(sheet, Filled.of(upload.rows))


@transaction.atomic
def correct(*, upload, corrections) -> Upload:
    """Put rows right without a new file; the form itself does not change."""
    upload = _held(upload)
    _refuse_ended(upload)
    filled = Filled.of(upload.rows)
    rows = filled.rows
    for correction in corrections:
        if row := rows.get(correction.field):
            _apply(row, correction)
    upload.rows = filled.as_data()
    upload.save(update_fields=["rows"])
    return upload


def _apply(row, correction):
    row.is_skipped = correction.is_skipped
    if correction.revision is not None:
        row.revision = correction.revision
    if correction.count is not None:
        row.count = tidy(correction.count)[:LONGEST_ANSWER]
        row.not_applicable = YES if correction.not_applicable else ""
    if correction.reason is not None:
        row.reason = tidy(correction.reason)
    if correction.text is not None:
        row.text = tidy(correction.text)


@transaction.atomic
def accept(*, upload, seen, by) -> int:
    """Save every difference, all or none, and give how many fields changed; a second click is the same acceptance.

    `seen` is the fingerprint of the preview: what changed since is shown again instead of saved (R18).
    """
    upload = _held(upload)
    if upload.status == UploadStatus.ACCEPTED:
        return 0
    _refuse_ended(upload)
    now = timezone.now()
    sheet = registrations.read_sheet(upload.moment, upload.local_government, now)
    found = preview(upload, sheet)
    if found.fingerprint != seen or found.choices:
        raise Conflict(_("Er is niets bewaard: intussen veranderde er iets. Kijk de wijzigingen nog eens na."))
    if not found.is_ready:
        raise DomainError(_("Er is niets bewaard: zet eerst recht wat hieronder staat."))
    saved = registrations.save_page(
        moment=upload.moment,
        local_government=upload.local_government,
        entries=[one.entry for one in found.changes],
        motivations=[(one.action.line, one.new, one.revision) for one in found.motivations],
        by=by,
    )
    for change, draft in zip(found.changes, saved.drafts, strict=True):
        # A reason that a colleague changed in this very moment is not overwritten either.
        if draft is not None and draft.revision > change.one.revision + 1:
            raise Conflict(_("Er is niets bewaard: intussen veranderde er iets. Kijk de wijzigingen nog eens na."))
    end(upload, UploadStatus.ACCEPTED, now, by)
    fields = found.number_of_changes
    record(by, "upload.accepted", upload, local_government=upload.local_government.code, fields=fields)
    return fields


def _held(upload):
    held = Upload.objects.select_for_update(of=["self"]).defer("content")
    return held.select_related("moment__round", "local_government").get(pk=upload.pk)


def _refuse_ended(upload):
    if upload.status != UploadStatus.SHOWN:
        raise DomainError(_("Dit werkboek is al afgehandeld. Laad het opnieuw op als u nog iets wilt wijzigen."))
