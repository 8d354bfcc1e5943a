"""What stands in the way of a registration, with the place of each (R27)."""

from kpi.api.registrations.shown import lock_shown
from kpi.services.registrations import Fault, MissingMotivation, Sheet
from samenleven.core.problems import Issue, Refused


def about_commitment(commitment) -> dict:
    """Which field something is about."""
    part = commitment.participation
    return {
        "participation": part.pk,
        "action": part.line.offer.action.number,
        "indicator": commitment.indicator.code,
        "localGovernment": part.local_government.code,
    }


def of_fault(sheet: Sheet, fault: Fault, kind: str, place: str = "") -> Issue:
    """A fault of the services, with the words of the form."""
    if isinstance(fault, MissingMotivation):
        about = {"line": fault.line_id, "action": fault.action}
    else:
        about = about_commitment(fault.commitment)
    return Issue(kind, place, fault.in_full(sheet.moment), where="body", about=about)


def locked(lock, issues=()) -> Refused:
    """What cannot be changed any more says why, since when, and who can open it (R31)."""
    return Refused(str(lock), issues, lock=lock_shown(lock))
