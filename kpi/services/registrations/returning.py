"""The ministry sends a registration back to be put right, and the sent version keeps standing (R29)."""

from django.db import transaction
from django.utils.translation import gettext as _

from kpi.models import Return
from kpi.services.registrations.drafts import write_drafts
from kpi.services.registrations.motivations import restore_motivations
from kpi.services.registrations.parts import SheetPart
from kpi.services.registrations.reading import drafts_as_sent
from kpi.services.registrations.splits import restore_splits
from kpi.services.registrations.steps import held_sheet, named, set_status, settle_returns
from kpi.services.telling import tell
from kpi.states import RegistrationStatus
from samenleven.audit.services import record
from samenleven.core.errors import DomainError
from samenleven.notices.models import NoticeKind


@transaction.atomic
def send_back(*, moment, local_government, lines, remark, until, by) -> list[Return]:
    """Ask an applicant to put the sent counts of some actions (ids of lines) right by a date, and say why; all or none."""
    sheet = held_sheet(moment, local_government)
    parts = [part for part in sheet.led_parts if part.participation.line_id in lines]
    sent = [part for part in parts if part.status == RegistrationStatus.SUBMITTED]
    if not sent or {part.participation.line_id for part in sent} != set(lines):
        raise DomainError(_("Van deze actie is er niets ingediend om terug te sturen."))
    if until <= sheet.now:
        raise DomainError(_("Kies een datum in de toekomst: tot dan kan het bestuur verbeteren."))
    if not remark.strip():
        raise DomainError(_("Zeg wat er beter moet."))
    set_status(sent, RegistrationStatus.RETURNED, sheet.now, by)
    made = Return.objects.bulk_create(
        Return(
            registration=part.registration, remark=remark.strip(), until=until, returned_at=sheet.now, returned_by=by
        )
        for part in sent
    )
    record(by, "registrations.returned", sheet.moment, **named(sheet, [part.version for part in sent]))
    tell(
        moment=sheet.moment,
        local_governments=[local_government, *(part.member for part in sent)],
        template="registration_returned",
        kind=NoticeKind.RETURNED,
        until=until,
        actions=list(dict.fromkeys(part.action for part in sent)),
    )
    return made


@transaction.atomic
def withdraw_return(*, moment, local_government, lines, by) -> list[SheetPart]:
    """Leave what was sent as it is after all: nothing has to be put right any more, and who was asked to is told."""
    sheet = held_sheet(moment, local_government)
    returned = [
        part
        for part in sheet.led_parts
        if part.participation.line_id in lines and part.status == RegistrationStatus.RETURNED
    ]
    if not returned:
        raise DomainError(_("Van deze actie is niets teruggestuurd."))
    write_drafts(drafts_as_sent(returned, sheet.now, by))
    restore_splits(returned, sheet.now, by)
    restore_motivations(sheet, returned, by)
    settle_returns(returned, sheet.now, by)
    set_status(returned, RegistrationStatus.SUBMITTED, sheet.now, by, unchanged=returned)
    record(by, "registrations.return_withdrawn", sheet.moment, **named(sheet, [part.version for part in returned]))
    tell(
        moment=sheet.moment,
        local_governments=[local_government, *(part.member for part in returned)],
        template="return_withdrawn",
        kind=NoticeKind.INFORMATION,
        actions=list(dict.fromkeys(part.action for part in returned)),
    )
    return returned
