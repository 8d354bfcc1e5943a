"""Sending what a local government reached, taking it back, correcting it: all its actions at a moment together."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from grants.models import ReportingMoment
from kpi.access import may_correct_at, may_take_back_at
from kpi.models import Registration, RegistrationValue, RegistrationVersion
from kpi.services.registrations.drafts import write_drafts
from kpi.services.registrations.faults import Faulty, Locked, name_of
from kpi.services.registrations.sheets import Sheet, drafts_as_sent, read_sheet
from kpi.services.turnstile import pass_through
from kpi.states import REGISTRATION_FLOW, RegistrationStatus
from samenleven.audit.services import record
from samenleven.core.errors import Conflict, DomainError
from samenleven.core.tasks import wake
from samenleven.notices.services import post
from samenleven.notices.tasks import deliver_notices


@dataclass(frozen=True)
class Sending:
    """What came of sending: when and by whom; whether somebody (a second click) had sent it before."""

    sent_at: datetime
    sent_by: str
    versions: list[RegistrationVersion]
    is_repeated: bool = False


@transaction.atomic
def submit(*, moment, local_government, by, seen=None) -> Sending:
    """Send what of a local government is open and not sent yet; `seen` is the fingerprint of what was confirmed.

    An action that is closed holds nobody up: a correction of the others can still be sent.
    """
    sheet, now = _held(moment, local_government)
    if not sheet.actions:
        raise DomainError(_("Voor dit rapporteringsmoment hebt u niets te registreren."))
    waiting = sheet.open_actions
    if not waiting:
        if sheet.is_sent(seen):
            newest = sheet.versions[0]
            return Sending(newest.sent_at, name_of(newest.sent_by), [], is_repeated=True)
        raise Locked(next(action.lock for action in sheet.actions if action.status != RegistrationStatus.SUBMITTED))
    if missing := sheet.missing():
        raise Faulty(sheet.moment, missing)
    if seen is not None and seen != sheet.fingerprint:
        raise Conflict(_("Er is niets ingediend: intussen wijzigde iemand een cijfer. Kijk alles nog eens na."))
    renewed = [action for action in waiting if action.needs_version]
    unchanged = [action for action in waiting if not action.needs_version]
    if not renewed:
        raise DomainError(
            _(
                "U hebt nog niets verbeterd. Pas een cijfer aan, of stop met verbeteren: dan blijft gelden wat u indiende."
            )
        )
    is_correction = RegistrationStatus.CORRECTING in sheet.statuses
    _set_status(waiting, RegistrationStatus.SUBMITTED, now, unchanged=unchanged)
    _post_receipt(sheet, now, by, is_correction=is_correction)
    # The versions come last: writing them holds the stamp of the figures, for which every other sender waits.
    versions = _write_versions(renewed, now, by)
    record(by, "registrations.submitted", sheet.moment, **_named(sheet, versions))
    return Sending(now, name_of(by), versions)


@transaction.atomic
def take_back(*, moment, local_government, by) -> list[RegistrationVersion]:
    """Make what was sent a draft again, before the told deadline; what was typed stays in the fields."""
    sheet, now = _held(moment, local_government)
    sent = _sent_actions(sheet)
    if not may_take_back_at(sheet.moment, now):
        raise Locked(sent[0].lock)
    versions = [action.version for action in sent]
    write_drafts(drafts_as_sent(sent, now, by))
    _set_status(sent, RegistrationStatus.DRAFT, now)
    RegistrationVersion.objects.filter(pk__in=[version.pk for version in versions]).update(
        taken_back_at=max(now, *(version.sent_at for version in versions)), taken_back_by=by
    )
    record(by, "registrations.taken_back", sheet.moment, **_named(sheet, versions))
    return versions


@transaction.atomic
def start_correction(*, moment, local_government, by) -> Sheet:
    """Open what was sent for changes, after the told deadline; what was sent stands until the correction is sent."""
    sheet, now = _held(moment, local_government)
    sent = _sent_actions(sheet)
    if not may_correct_at(sheet.moment, now):
        raise Locked(sent[0].lock)
    write_drafts(drafts_as_sent(sent, now, by))
    _set_status(sent, RegistrationStatus.CORRECTING, now)
    record(by, "registrations.correction_started", sheet.moment, **_named(sheet, [one.version for one in sent]))
    return sheet


@transaction.atomic
def discard_correction(*, moment, local_government, by) -> Sheet:
    """Stop correcting: what was sent stands, and the fields say it again. This can always be done."""
    sheet, now = _held(moment, local_government)
    correcting = [action for action in sheet.actions if action.status == RegistrationStatus.CORRECTING]
    if not correcting:
        raise DomainError(_("Er is geen verbetering bezig."))
    write_drafts(drafts_as_sent(correcting, now, by))
    _set_status(correcting, RegistrationStatus.SUBMITTED, now, unchanged=correcting)
    record(by, "registrations.correction_discarded", sheet.moment, **_named(sheet, [o.version for o in correcting]))
    return sheet


def _held(moment, local_government) -> tuple[Sheet, datetime]:
    """The page as it stands now, with its registrations locked, and the moment at which it is changed.

    The registrations are locked before anything else, in the order of their keys; then the turnstile, so that no
    snapshot closes behind us.
    """
    held = list(
        Registration.objects.select_for_update(of=["self"])
        .filter(moment=moment, participation__local_government=local_government)
        .order_by("pk")
    )
    now = pass_through(moment)
    moment = ReportingMoment.objects.select_related("round").get(pk=moment.pk)
    return read_sheet(moment, local_government, now, registrations=held), now


def _sent_actions(sheet):
    sent = [action for action in sheet.actions if action.status == RegistrationStatus.SUBMITTED]
    if not sent:
        raise DomainError(_("Er is niets ingediend: er is niets om terug te nemen of te verbeteren."))
    return sent


def _set_status(actions, status, now, *, unchanged=()):
    """The next step of each registration, in one statement; what was sent before and stands keeps its moment."""
    for action in actions:
        REGISTRATION_FLOW.advance(action.registration, status)
        action.registration.status_at = action.version.sent_at if action in unchanged else now
    Registration.objects.bulk_update([action.registration for action in actions], ["status", "status_at"])


def _write_versions(actions, now, by):
    """The next version of each registration with its values, in three statements."""
    numbers = dict(
        RegistrationVersion.objects.filter(registration__in=[action.registration.pk for action in actions])
        .values_list("registration_id")
        .annotate(Max("number"))
    )
    versions = RegistrationVersion.objects.bulk_create(
        RegistrationVersion(
            registration=action.registration,
            number=numbers.get(action.registration.pk, 0) + 1,
            sent_at=now,
            sent_by=by,
        )
        for action in actions
    )
    RegistrationValue.objects.bulk_create(
        RegistrationValue(
            version=version,
            indicator=one.indicator,
            count=one.answer.count,
            not_applicable=one.answer.not_applicable,
        )
        for version, action in zip(versions, actions, strict=True)
        for one in action.fields
    )
    return versions


def _post_receipt(sheet, now, by, *, is_correction):
    """A receipt in the outbox, and a knock for the postman; while the broker is away the clock knocks later."""
    moment, local_government = sheet.moment, sheet.local_government
    address = [moment.round.code, moment.kind, local_government.code]
    post(
        to=by,
        template="registration_received",
        moment=moment,
        local_government=local_government,
        sent_at=now,
        is_correction=is_correction,
        can_take_back=may_take_back_at(moment, now),
        path=reverse("kpi:registration-receipt", args=address),
    )
    transaction.on_commit(partial(wake, deliver_notices))


def _named(sheet, versions):
    return {"local_government": sheet.local_government.code, "versions": [version.pk for version in versions]}
