"""What is asked of the budget of a round, as it stands in the applications now."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.aggregates import BoolAnd, StringAgg
from django.db.models import CharField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import MD5, Cast, Coalesce, Concat

from grants.allotment import Claim, Demand, Incentive
from grants.models import ApplicationLine, Envelope, IncentiveRequest
from grants.models import Incentive as OfferedIncentive
from grants.states import ApplicationStatus, IndicatorKind

# Of a returned application nobody knows yet what it will ask; a draft asks nothing.
STANDING = (ApplicationStatus.SUBMITTED, ApplicationStatus.IN_REVIEW)


@dataclass(frozen=True)
class Asked:
    """A demand, and which row of the portal stands behind each key."""

    demand: Demand
    lines: dict[str, int]
    requests: dict[str, int]


def demand_of(project_round, *, rule, budget) -> Asked:
    """All that the submitted applications of a round ask: a line per action, in three queries.

    An amount is the planned reach times the price, summed over the members. A line that counts only states (a plan, a test) is whole
    where the round says so. The basis of a line changes with any estimate behind it, a key never.
    """
    lines = list(_lines(project_round))
    requests = list(_requests(project_round))
    envelopes = Envelope.objects.filter(round=project_round).values_list("lead__code", "amount")
    claims = {
        f"{one['lead']}:{one['action']:03}:{one['application_id']}": Claim(
            key=f"{one['lead']}:{one['action']:03}:{one['application_id']}",
            applicant=one["lead"],
            priority=one["priority"],
            requested=one["requested"],
            is_whole=bool(project_round.states_are_whole and one["only_states"]),
            basis=one["basis"] or "",
        )
        for one in lines
    }
    incentives = {
        f"{one['lead']}:{one['kind']}:{one['pk']}": Incentive(
            key=f"{one['lead']}:{one['kind']}:{one['pk']}", requested=one["amount"]
        )
        for one in requests
    }
    demand = Demand(budget, rule, tuple(claims.values()), tuple(incentives.values()), dict(envelopes))
    return Asked(
        demand,
        dict(zip(claims, (one["pk"] for one in lines), strict=True)),
        dict(zip(incentives, (one["pk"] for one in requests), strict=True)),
    )


def _lines(project_round):
    planned = Q(estimates__planned_reach__gt=0)
    behind = Concat(
        *(
            part
            for name in ("indicator_id", "participant_id", "current_reach", "planned_reach")
            for part in (Coalesce(Cast(f"estimates__{name}", CharField()), Value("")), Value(":"))
        ),
        Cast("estimates__indicator__amount_per_unit", CharField()),
        output_field=CharField(),
    )
    return (
        ApplicationLine.objects.filter(application__round=project_round, application__status__in=STANDING)
        .order_by("application__lead__code", "offer__action__number", "application_id")
        .values(
            "pk", "application_id", "priority", lead=F("application__lead__code"), action=F("offer__action__number")
        )
        .annotate(
            requested=Coalesce(
                Sum(F("estimates__planned_reach") * F("estimates__indicator__amount_per_unit")), Decimal(0)
            ),
            only_states=BoolAnd(Q(estimates__indicator__kind=IndicatorKind.STATE), filter=planned),
            basis=MD5(StringAgg(behind, ";", order_by=("estimates__indicator_id", "estimates__participant_id"))),
        )
    )


def _requests(project_round):
    """Incentives that were asked, with what the round pays for them; what it does not offer is not paid (R16)."""
    offered = OfferedIncentive.objects.filter(round=project_round, kind=OuterRef("kind")).values("amount")
    return (
        IncentiveRequest.objects.filter(application__round=project_round, application__status__in=STANDING)
        .annotate(amount=Subquery(offered))
        .filter(amount__isnull=False)
        .order_by("application__lead__code", "kind", "pk")
        .values("pk", "kind", "amount", lead=F("application__lead__code"))
    )
