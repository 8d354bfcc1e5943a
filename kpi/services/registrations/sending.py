"""Sending what an applicant reached, taking it back, correcting it: all its actions at a moment together."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi.models import RegistrationValue, RegistrationVersion
from kpi.services.registrations.checking import faults_of
from kpi.services.registrations.drafts import write_drafts
from kpi.services.registrations.faults import Faulty, Locked, name_of
from kpi.services.registrations.motivations import motivated_anew, restore_motivations, write_motivations
from kpi.services.registrations.reading import drafts_as_sent
from kpi.services.registrations.sheets import Sheet
from kpi.services.registrations.splits import restore_splits, write_splits
from kpi.services.registrations.steps import held_sheet, named, set_status, settle_returns
from kpi.states import RegistrationStatus
from samenleven.audit.services import record
from samenleven.core.errors import Conflict, DomainError
from samenleven.notices.models import NoticeKind
from samenleven.notices.services import post
from samenleven.notices.tasks import deliver_soon

_CORRECTED = (RegistrationStatus.CORRECTING, RegistrationStatus.RETURNED)


@dataclass(frozen=True)
class Sending:
    """What came of sending: when and by whom; whether somebody (a second click) had sent it before."""

    sent_at: datetime
    sent_by: str
    versions: list[RegistrationVersion]
    is_repeated: bool = False


@transaction.atomic
def submit(*, moment, local_government, by, seen=None) -> Sending:
    """Send what can be sent from the page of a local government; `seen` is the fingerprint of what was confirmed.

    An action that is closed holds nobody up, nor does a member that released nothing: what is there can still be sent.
    """
    sheet = held_sheet(moment, local_government)
    if not sheet.parts:
        raise DomainError(_("Voor dit rapporteringsmoment hebt u niets te registreren."))
    if not sheet.led_parts:
        raise DomainError(_("Uw trekker dient in. U geeft uw eigen cijfers vrij."))
    # A second click: what was confirmed stands as sent, whatever a member released meanwhile.
    if seen and sheet.is_sent(seen):
        return _sent_before(sheet)
    waiting = sheet.sendable
    if not waiting:
        return _nothing_to_send(sheet)
    if faults := faults_of(sheet, waiting):
        raise Faulty(sheet.moment, faults)
    if seen is not None and seen != sheet.fingerprint:
        raise Conflict(_("Er is niets ingediend: intussen wijzigde iemand iets. Kijk alles nog eens na."))
    renewed = [part for part in waiting if part.needs_version]
    unchanged = [part for part in waiting if not part.needs_version]
    if not renewed and not motivated_anew(sheet, waiting):
        raise DomainError(
            _(
                "U hebt nog niets verbeterd. Pas een cijfer aan, of stop met verbeteren: dan blijft gelden wat u indiende."
            )
        )
    is_correction = any(part.status in _CORRECTED for part in waiting)
    settle_returns(waiting, sheet.now, by)
    set_status(waiting, RegistrationStatus.SUBMITTED, sheet.now, by, unchanged=unchanged)
    _post_receipt(sheet, by, is_correction=is_correction)
    # The versions come last: writing them holds the stamp of the figures, for which every other sender waits.
    write_motivations(sheet, waiting, by)
    versions = _write_versions(renewed, sheet.now, by) if renewed else []
    record(by, "registrations.submitted", sheet.moment, **named(sheet, versions))
    return Sending(sheet.now, name_of(by), versions)


def _nothing_to_send(sheet):
    """What was sent before; or why nothing can be sent."""
    if sheet.awaited:
        names = ", ".join(str(member) for member in sheet.awaited)
        raise DomainError(
            _("Er is nog niets om in te dienen: geef eerst de cijfers vrij van %(names)s.") % {"names": names}
        )
    if sheet.is_sent(None):
        return _sent_before(sheet)
    raise Locked(next(part.lock for part in sheet.led_parts if part.status != RegistrationStatus.SUBMITTED))


def _sent_before(sheet):
    newest = max((part.version for part in sheet.led_parts if part.version), key=lambda version: version.sent_at)
    return Sending(newest.sent_at, name_of(newest.sent_by), [], is_repeated=True)


@transaction.atomic
def take_back(*, moment, local_government, by) -> list[RegistrationVersion]:
    """Make what was sent a draft again, before the told deadline; what was typed stays in the fields.

    What a member released stays released: the member has nothing to do again.
    """
    sheet = held_sheet(moment, local_government)
    sent = _sent_parts(sheet)
    if not sent[0].term.may_take_back(sheet.now):
        raise Locked(sent[0].lock)
    versions = [part.version for part in sent]
    write_drafts(drafts_as_sent(sent, sheet.now, by))
    restore_splits(sent, sheet.now, by)
    restore_motivations(sheet, sent, by)
    set_status([part for part in sent if part.is_own], RegistrationStatus.DRAFT, sheet.now, by)
    set_status([part for part in sent if not part.is_own], RegistrationStatus.RELEASED, sheet.now, by)
    RegistrationVersion.objects.filter(pk__in=[version.pk for version in versions]).update(
        taken_back_at=max(sheet.now, *(version.sent_at for version in versions)), taken_back_by=by
    )
    record(by, "registrations.taken_back", sheet.moment, **named(sheet, versions))
    return versions


@transaction.atomic
def start_correction(*, moment, local_government, by) -> Sheet:
    """Open what was sent for changes, after the told deadline; what was sent stands until the correction is sent."""
    sheet = held_sheet(moment, local_government)
    sent = [part for part in _sent_parts(sheet) if part.term.may_correct(sheet.now)]
    if not sent:
        raise Locked(_sent_parts(sheet)[0].lock)
    write_drafts(drafts_as_sent(sent, sheet.now, by))
    restore_splits(sent, sheet.now, by)
    restore_motivations(sheet, sent, by)
    set_status(sent, RegistrationStatus.CORRECTING, sheet.now, by)
    record(by, "registrations.correction_started", sheet.moment, **named(sheet, [one.version for one in sent]))
    return sheet


@transaction.atomic
def discard_correction(*, moment, local_government, by) -> Sheet:
    """Stop correcting: what was sent stands, and the fields say it again. This can always be done."""
    sheet = held_sheet(moment, local_government)
    correcting = [part for part in sheet.led_parts if part.status == RegistrationStatus.CORRECTING]
    if not correcting:
        raise DomainError(_("Er is geen verbetering bezig."))
    write_drafts(drafts_as_sent(correcting, sheet.now, by))
    restore_splits(correcting, sheet.now, by)
    restore_motivations(sheet, correcting, by)
    set_status(correcting, RegistrationStatus.SUBMITTED, sheet.now, by, unchanged=correcting)
    record(by, "registrations.correction_discarded", sheet.moment, **named(sheet, [o.version for o in correcting]))
    return sheet


def _sent_parts(sheet):
    sent = [part for part in sheet.led_parts if part.status == RegistrationStatus.SUBMITTED]
    if not sent:
        raise DomainError(_("Er is niets ingediend: er is niets om terug te nemen of te verbeteren."))
    return sent


def _write_versions(parts, now, by):
    """The next version of each registration with its values and their parts, in four statements."""
    numbers = dict(
        RegistrationVersion.objects.filter(registration__in=[part.registration.pk for part in parts])
        .values_list("registration_id")
        .annotate(Max("number"))
    )
    versions = RegistrationVersion.objects.bulk_create(
        RegistrationVersion(
            registration=part.registration,
            number=numbers.get(part.registration.pk, 0) + 1,
            sent_at=now,
            sent_by=by,
        )
        for part in parts
    )
    RegistrationValue.objects.bulk_create(
        RegistrationValue(
            version=version,
            indicator=one.indicator,
            count=one.answer.count,
            not_applicable=one.answer.not_applicable,
            reason=one.reason,
        )
        for version, part in zip(versions, parts, strict=True)
        for one in part.fields
    )
    write_splits(versions, parts)
    return versions


def _post_receipt(sheet, by, *, is_correction):
    """A receipt in the outbox, and a knock for the postman; while the broker is away the clock knocks later."""
    moment, local_government = sheet.moment, sheet.local_government
    address = [moment.round.code, moment.kind, local_government.code]
    post(
        to=by,
        template="registration_received",
        kind=NoticeKind.RECEIPT,
        moment=moment,
        local_government=local_government,
        sent_at=sheet.now,
        is_correction=is_correction,
        can_take_back=sheet.term.may_take_back(sheet.now),
        path=reverse("kpi:registration-receipt", args=address),
    )
    deliver_soon()
