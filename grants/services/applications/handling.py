"""What the ministry does with an application before the budget is divided."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants import access
from grants.models import Application, ApplicationNote, ApplicationReturn
from grants.services.applications.locking import last_return, locked, move
from grants.services.applications.telling import tell
from grants.states import APPLICATION_FLOW, ApplicationStatus
from samenleven.audit.services import record
from samenleven.core.errors import DomainError
from samenleven.notices.models import NoticeKind


@transaction.atomic
def take_up(*, application, by) -> Application:
    """Begin to handle what was submitted: from here the applicant no longer takes it back.

    What was sent back and did not come in time is taken up as it was submitted.
    """
    row = locked(application)
    returned = last_return(row)
    _refuse_while_the_call_runs(row)
    if row.status == ApplicationStatus.RETURNED and returned and timezone.now() < returned.until:
        raise DomainError(_("De aanvrager heeft nog tijd om de aanvraag te verbeteren."))
    move(row, APPLICATION_FLOW, ApplicationStatus.IN_REVIEW, by=by)
    record(by, "application.taken_up", row)
    return row


@transaction.atomic
def send_back(*, application, remark, until, by) -> ApplicationReturn:
    """Send an application back to be put right, with what is asked and until when."""
    row = locked(application)
    now = timezone.now()
    if not remark.strip():
        raise DomainError(_("Zeg wat er verbeterd moet worden."))
    if until <= now:
        raise DomainError(_("Kies een moment dat nog moet komen."))
    move(row, APPLICATION_FLOW, ApplicationStatus.RETURNED, by=by)
    made = ApplicationReturn.objects.create(
        application=row, remark=remark.strip(), until=until, sent_at=now, sent_by=by
    )
    record(by, "application.sent_back", row, until=until.isoformat())
    tell(row, [row.lead], template="application_returned", kind=NoticeKind.QUESTION, returned=made)
    return made


@transaction.atomic
def reject(*, application, reason, by) -> Application:
    """Refuse an application as a whole, for example because it is not eligible; the reason goes to the applicant."""
    row = locked(application)
    if not reason.strip():
        raise DomainError(_("Zeg waarom de aanvraag niet wordt toegekend."))
    _refuse_while_the_call_runs(row)
    row.decision_reason = reason.strip()
    move(row, APPLICATION_FLOW, ApplicationStatus.REJECTED, by=by, fields=["decision_reason"])
    record(by, "application.rejected", row)
    tell(row, [row.lead], template="application_rejected", reason=row.decision_reason)
    return row


def _refuse_while_the_call_runs(application):
    """Until the call closes the applicant takes back and withdraws what it submitted (R17)."""
    if access.call_runs(application.round, timezone.now()):
        raise DomainError(_("De oproep loopt nog: de aanvrager kan de aanvraag nog wijzigen of intrekken."))


@transaction.atomic
def add_note(*, application, text, by) -> ApplicationNote:
    """Write something that only officials read."""
    text = text.strip()
    if not text:
        raise DomainError(_("Schrijf eerst iets."))
    made = ApplicationNote.objects.create(application=application, text=text, written_at=timezone.now(), written_by=by)
    record(by, "application.note_written", application)
    return made
