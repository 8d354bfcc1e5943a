"""A member releases its part to the lead of its partnership, or opens it again (R24)."""

from django.db import transaction
from django.utils.translation import gettext as _

from kpi.services.registrations.checking import faults_of
from kpi.services.registrations.faults import Faulty, Locked
from kpi.services.registrations.parts import SheetPart
from kpi.services.registrations.sheets import Sheet
from kpi.services.registrations.steps import held_sheet, named, set_status
from kpi.states import RegistrationStatus, SnapshotCause
from samenleven.audit.services import record
from samenleven.core.errors import Conflict, DomainError


@transaction.atomic
def release(*, moment, local_government, by, member=None, seen=None) -> list[SheetPart]:
    """Say that the counts of a member are ready to be sent: all its parts on the page, or none.

    Without `member` the own parts; the lead may release those of a member in its name, and the log says so.
    `seen` is the mark of what was confirmed (R18).
    """
    sheet = held_sheet(moment, local_government)
    parts = _parts_of(sheet, member or local_government)
    waiting = [part for part in parts if part.awaits_release]
    if not waiting:
        if any(part.status == RegistrationStatus.RELEASED for part in parts):
            return []  # a second click
        raise _why_not(parts)
    if seen is not None and seen != sheet.release_mark:
        raise Conflict(_("Er is niets vrijgegeven: intussen wijzigde iemand iets. Kijk alles nog eens na."))
    if faults := faults_of(sheet, waiting):
        raise Faulty(sheet.moment, faults)
    set_status(waiting, RegistrationStatus.RELEASED, sheet.now, by)
    record(by, "registrations.released", sheet.moment, member=parts[0].member.code, **named(sheet, []))
    return waiting


@transaction.atomic
def reopen(*, moment, local_government, by, member=None) -> list[SheetPart]:
    """Open what was released and not sent yet: it can be changed, and must be released again."""
    sheet = held_sheet(moment, local_government)
    parts = _parts_of(sheet, member or local_government)
    released = [part for part in parts if part.status == RegistrationStatus.RELEASED]
    if not released:
        raise DomainError(_("Deze cijfers zijn niet vrijgegeven, of ze zijn al ingediend."))
    if closed := next((part.lock for part in released if part.lock and part.lock.code == "closed"), None):
        raise Locked(closed)
    # What the freeze made of it, it is again: not reported, until somebody sends it late.
    is_frozen = sheet.moment.snapshots.filter(cause=SnapshotCause.DEADLINE).exists()
    late = [part for part in released if is_frozen and part.term.is_due(sheet.now)]
    set_status(late, RegistrationStatus.NOT_REPORTED, sheet.now, by)
    set_status([part for part in released if part not in late], RegistrationStatus.DRAFT, sheet.now, by)
    record(by, "registrations.reopened", sheet.moment, member=parts[0].member.code, **named(sheet, []))
    return released


def _why_not(parts):
    """Why nothing of a member can be released: what is locked says so itself; what is put right goes to the lead."""
    locked = next((part.lock for part in parts if part.lock), None)
    if locked:
        return Locked(locked)
    return DomainError(_("Deze cijfers zijn al eens ingediend: de trekker dient de verbetering in."))


def _parts_of(sheet: Sheet, member) -> list[SheetPart]:
    """What a lead waits for of a member: what is its own in a partnership it leads needs no releasing."""
    parts = [part for part in sheet.parts if part.member == member and not (part.is_own and part.is_led)]
    if not parts:
        raise DomainError(_("Hier is niets vrij te geven: u dient zelf in."))
    return parts
