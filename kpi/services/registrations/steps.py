"""What every step of a registration begins and ends with: the page with its rows locked, and the status written."""

from grants.models import ReportingMoment
from kpi.models import Registration, Return
from kpi.services.registrations.reading import on_page_of, read_sheet
from kpi.services.registrations.sheets import Sheet
from kpi.services.turnstile import pass_through
from kpi.states import REGISTRATION_FLOW, RegistrationStatus


def hold_page(moment, local_government) -> list[Registration]:
    """The registrations of a page, locked in the order of their keys: whoever changes more than a field begins here."""
    rows = Registration.objects.select_for_update(of=["self"])
    return list(
        rows.filter(on_page_of(local_government, participation="participation__"), moment=moment).order_by("pk")
    )


def held_sheet(moment, local_government) -> Sheet:
    """The page as it stands now, with its registrations locked; its `now` is the moment at which it is changed.

    The registrations are locked before anything else; then the turnstile, so that no snapshot closes behind us.
    """
    held = hold_page(moment, local_government)
    now = pass_through(moment)
    moment = ReportingMoment.objects.select_related("round").get(pk=moment.pk)
    return read_sheet(moment, local_government, now, registrations=held)


def set_status(parts, status, now, by, *, unchanged=()):
    """The next step of each registration, in one statement; what was sent before and stands keeps its moment."""
    for part in parts:
        registration = part.registration
        REGISTRATION_FLOW.advance(registration, status)
        kept = part in unchanged
        registration.status_at = part.version.sent_at if kept else now
        registration.status_by = part.version.sent_by if kept else by
    Registration.objects.bulk_update([part.registration for part in parts], ["status", "status_at", "status_by"])


def settle_returns(parts, now, by):
    """What was sent back and is sent anew needs no answer any more."""
    returned = [part.registration.pk for part in parts if part.status == RegistrationStatus.RETURNED]
    if returned:
        Return.objects.open().filter(registration__in=returned).update(settled_at=now, settled_by=by)


def named(sheet, versions):
    """What the log says of a step: ids and public codes (R41)."""
    return {"local_government": sheet.local_government.code, "versions": [version.pk for version in versions]}
