"""What a granted amount asks in return: its share per KPI and member, in money, units and a target (R2)."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

from grants.allotment import share_out
from grants.models import ApplicationLine, Estimate, Participant
from grants.states import ParticipantStatus

UNIT = Decimal("0.0001")


@dataclass(frozen=True)
class Promise:
    """What one member promises for one KPI of a line."""

    line: int
    local_government: int
    indicator: int
    unit_family: str
    current_reach: int | None
    target: int | None
    amount: Decimal
    units: Decimal


@dataclass
class Promises:
    """All that is promised for a number of lines; `members` are pairs of a line and a local government."""

    promises: list[Promise] = field(default_factory=list)
    members: list[tuple[int, int]] = field(default_factory=list)
    applications: set[int] = field(default_factory=set)
    families: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    totals: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, promise):
        self.promises.append(promise)
        self.families[promise.line].add(promise.unit_family)
        self.totals[promise.line] += promise.units

    def units(self, line) -> Decimal | None:
        """The units of a whole line; unknown where it counts different things (R5)."""
        return self.totals[line] if len(self.families[line]) == 1 else None


def promises_of(amounts) -> Promises:
    """What is promised for these amounts (by application line), in three queries.

    An amount is shared over the KPI's of its line by what each costs as planned, then over the members by planned reach; units
    follow from the amount, and the target is current reach and units together, rounded up.
    """
    found = Promises()
    members = defaultdict(list)
    of_application = dict(ApplicationLine.objects.filter(pk__in=amounts).values_list("pk", "application_id"))
    found.applications = set(of_application.values())
    confirmed = Participant.objects.filter(
        application__in=found.applications, status=ParticipantStatus.CONFIRMED
    ).order_by("local_government__code")
    for application, body in confirmed.values_list("application_id", "local_government_id"):
        members[application].append(body)
    found.members = [(line, body) for line in amounts for body in members[of_application[line]]]
    planned = defaultdict(list)
    estimates = Estimate.objects.filter(line__in=amounts).select_related("indicator", "participant__local_government")
    for one in estimates.order_by("line_id", "indicator__position", "participant__local_government__code"):
        planned[one.line_id].append(one)
    for line, amount in amounts.items():
        _share(found, line, amount, planned[line])
    return found


def _share(found, line, amount, estimates):
    of_indicator = defaultdict(list)
    for one in estimates:
        if one.planned_reach or one.current_reach:
            of_indicator[one.indicator].append(one)
    costs = {
        (indicator.position, indicator.pk): sum(one.planned_reach or 0 for one in own) * indicator.amount_per_unit
        for indicator, own in of_indicator.items()
    }
    shares = share_out(amount, costs)
    for indicator, own in of_indicator.items():
        by_member = {one.participant.local_government.code: Decimal(one.planned_reach or 0) for one in own}
        share = shares[indicator.position, indicator.pk]
        parts = share_out(share, by_member) if share else dict.fromkeys(by_member, Decimal(0))
        for one in own:
            found.add(_promise(line, indicator, one, parts[one.participant.local_government.code]))


def _promise(line, indicator, estimate, amount):
    free = Fraction(estimate.planned_reach or 0)
    exact = Fraction(amount) / Fraction(indicator.amount_per_unit) if indicator.amount_per_unit else free
    current = estimate.current_reach
    units = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(UNIT, ROUND_HALF_UP)
    return Promise(
        line=line,
        local_government=estimate.participant.local_government_id,
        indicator=indicator.pk,
        unit_family=indicator.unit_family,
        current_reach=current,
        target=None if current is None else current + ceil(exact),
        amount=amount,
        units=units,
    )
