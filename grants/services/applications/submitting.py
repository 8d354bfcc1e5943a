"""Submitting an application, taking it back, and giving it up (R17)."""

import hashlib
import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants import access
from grants.models import Application, ApplicationVersion
from grants.services.applications.checking import open_points
from grants.services.applications.locking import last_return, locked, move, open_to_changes
from grants.services.applications.sheets import Sheet, read_sheet
from grants.services.applications.telling import tell
from grants.states import APPLICATION_FLOW, ApplicationStatus
from samenleven.audit.services import record
from samenleven.core.errors import Conflict, DomainError

OF_PEOPLE = ("contact_first_name", "contact_last_name", "contact_phone", "contact_email")


@transaction.atomic
def submit(*, application, seen, by) -> ApplicationVersion:
    """Hand the application to the ministry as a new version; from here its members are fixed (R11).

    `seen` is the fingerprint of what stood on the screen: who was overtaken gets a Conflict (R18). Submitting what is
    submitted already, as it stands, is one submission.
    """
    row = locked(application)
    if row.status == ApplicationStatus.SUBMITTED:
        newest = row.versions.select_related("application").first()
        if newest is not None and newest.digest == seen:
            return newest
    open_to_changes(row)
    sheet = read_sheet(row)
    if fingerprint(sheet) != seen:
        raise Conflict(_("Intussen wijzigde iemand de aanvraag. Er is niets ingediend: kijk alles nog eens na."))
    if points := open_points(sheet):
        raise DomainError(" ".join(point.text for point in points))
    sent_at = move(row, APPLICATION_FLOW, ApplicationStatus.SUBMITTED, by=by)
    content = content_of(sheet)
    made = ApplicationVersion.objects.create(
        application=row,
        number=row.versions.count() + 1,
        sent_at=sent_at,
        sent_by=by,
        made_ready_by=row.ready_by,
        content=content,
        digest=digest_of(content),
    )
    record(by, "application.submitted", row, version=made.number, digest=made.digest)
    tell(
        row,
        [one.local_government for one in sheet.participants],
        template="application_submitted",
        version=made,
    )
    return made


@transaction.atomic
def take_back(*, application, by) -> Application:
    """Make a draft again of what was submitted, until the call closes for changes; the submitted version stays readable."""
    row = locked(application)
    if not access.may_take_back(row, timezone.now()):
        raise DomainError(access.lock(row, timezone.now(), last_return(row)) or _("De aanvraag is niet ingediend."))
    move(row, APPLICATION_FLOW, ApplicationStatus.DRAFT, by=by)
    record(by, "application.taken_back", row)
    return row


@transaction.atomic
def withdraw(*, application, by) -> Application:
    """Give the application up; its members are free to apply otherwise while the call is open."""
    row = locked(application)
    if row.status == ApplicationStatus.WITHDRAWN:
        return row
    if not access.may_withdraw(row, timezone.now(), last_return(row)):
        raise DomainError(access.lock(row, timezone.now(), last_return(row)))
    move(row, APPLICATION_FLOW, ApplicationStatus.WITHDRAWN, by=by)
    record(by, "application.withdrawn", row)
    members = [one.local_government for one in row.participants.select_related("local_government")]
    tell(row, members, template="application_withdrawn", but_not=by)
    return row


def content_of(sheet: Sheet) -> dict:
    """What a version keeps: who takes part, every value but those about a person, and what was asked in euro at that moment."""
    values = {name: value for name, value in sheet.values().items() if name not in OF_PEOPLE}
    return {
        "round": sheet.round.code,
        "lead": sheet.participants[0].local_government.code,
        "partnership": sheet.application.partnership.name if sheet.application.partnership else None,
        "participants": [one.local_government.code for one in sheet.participants],
        "values": values,
        "contributions": {
            kpi.indicator.code: {
                "title": kpi.indicator.title,
                "amountPerUnit": str(kpi.indicator.amount_per_unit),
                "units": kpi.planned,
                "contribution": str(kpi.contribution),
            }
            for line in sheet.lines
            for kpi in line.kpis
        },
        "incentives": {one.kind: str(one.amount) for one in sheet.offered if values.get(f"incentive {one.kind}")},
        "requested": str(sheet.requested),
    }


def digest_of(content: dict) -> str:
    """The SHA-256 of a content, in one spelling."""
    told = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def fingerprint(sheet: Sheet) -> str:
    """A mark of exactly what would be submitted: it goes along with the button and comes back."""
    return digest_of(content_of(sheet))
