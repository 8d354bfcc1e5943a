"""Two scenarios side by side: who gains and who loses, in exact differences."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from grants.models import AllocationIncentive, AllocationLine, AllocationRun

BY = {
    "action": {"code": F("line__offer__action__number"), "name": F("line__offer__action__title")},
    "region": {
        "code": F("line__application__lead__reference_region__name"),
        "name": F("line__application__lead__reference_region__name"),
    },
    "applicant": {"code": F("line__application__lead__code"), "name": F("line__application__lead__name")},
}


@dataclass(frozen=True)
class Difference:
    """What one action, region or applicant gets in each of two divisions."""

    code: str | int
    name: str
    requested: Decimal
    left: Decimal
    right: Decimal

    @property
    def difference(self) -> Decimal:
        """How much more the second gives."""
        return self.right - self.left


@dataclass(frozen=True)
class Comparison:
    """Two divisions of one round beside each other."""

    left: AllocationRun
    right: AllocationRun
    actions: list[Difference]
    regions: list[Difference]
    applicants: list[Difference]
    incentives: Difference

    @property
    def winners(self) -> list[Difference]:
        """Applicants that get more in the second, the most first."""
        found = [one for one in self.applicants if one.difference > 0]
        return sorted(found, key=lambda one: (-one.difference, one.code))

    @property
    def losers(self) -> list[Difference]:
        """Applicants that get less in the second, the most first."""
        found = [one for one in self.applicants if one.difference < 0]
        return sorted(found, key=lambda one: (one.difference, one.code))

    @property
    def total(self) -> Difference:
        rows = [*self.actions, self.incentives]
        sums = [sum((getattr(one, name) for one in rows), Decimal(0)) for name in ("requested", "left", "right")]
        return Difference("", "", *sums)


def compare(left: AllocationRun, right: AllocationRun) -> Comparison:
    """Two divisions of the same round, in four queries; what is in one only counts as zero in the other."""
    if left.round_id != right.round_id:
        raise ValueError("Only divisions of one round are compared.")
    grouped = {name: _grouped(AllocationLine, left, right, keys) for name, keys in BY.items()}
    incentives = _grouped(AllocationIncentive, left, right, {})
    return Comparison(
        left,
        right,
        grouped["action"],
        grouped["region"],
        grouped["applicant"],
        incentives[0] if incentives else Difference("", "", Decimal(0), Decimal(0), Decimal(0)),
    )


def _grouped(model, left, right, keys):
    zero = Decimal(0)
    rows = model.objects.filter(run__in=[left, right]).order_by()
    sums = {
        "asked": Coalesce(Sum("requested", filter=Q(run=left)), zero),
        "asked_right": Coalesce(Sum("requested", filter=Q(run=right)), zero),
        "left": Coalesce(Sum("amount", filter=Q(run=left)), zero),
        "right": Coalesce(Sum("amount", filter=Q(run=right)), zero),
    }
    found = rows.values(**keys).annotate(**sums).order_by("code") if keys else [rows.aggregate(**sums)]
    return [
        Difference(
            "" if one.get("code") is None else one["code"],
            one.get("name") or "",
            max(one["asked"], one["asked_right"]),
            one["left"],
            one["right"],
        )
        for one in found
    ]
