"""Everything that is looked at before counts are released or sent (R27): errors first, and one for each field at most."""

from dataclasses import dataclass

from kpi.services.registrations.faults import Fault
from kpi.services.registrations.limits import Doubt, Refusal, judge_all
from kpi.services.registrations.motivations import missing_motivations
from kpi.services.registrations.splits import add_splits, split_faults


@dataclass(frozen=True)
class Check:
    """Why counts cannot go as they stand, and what is unusual and explained."""

    faults: list[Fault]
    explained: list[Doubt]


def check(sheet, parts=None) -> Check:
    """Look at some parts of a page (without them: at what can be sent): blanks, refusals, parts above the whole, doubts.

    Then the motivations (R25). At most three queries: the limits, and how the counts are split, which stays with the fields.
    """
    parts = sheet.sendable if parts is None else parts
    verdicts = judge_all(sheet, parts)
    add_splits(parts)
    found = [
        *sheet.missing(parts),
        *(one for one in verdicts if isinstance(one, Refusal)),
        *split_faults(parts),
        *(one for one in verdicts if isinstance(one, Doubt) and one.stops),
    ]
    first: dict[int, Fault] = {}
    for fault in found:
        first.setdefault(fault.commitment.pk, fault)
    faults = [*first.values(), *missing_motivations(sheet, parts)]
    return Check(faults, [one for one in verdicts if isinstance(one, Doubt) and not one.stops])


def faults_of(sheet, parts=None) -> list[Fault]:
    """Why some parts of a page (without them: what can be sent) cannot go as they stand."""
    return check(sheet, parts).faults
