"""What a division holds, for who reads it: totals, sums per action and applicant, and its lines."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from grants.models import AllocationIncentive, AllocationLine
from municipalities.models.local_government import sort_key

STANDS = {
    "geheel": Q(amount=F("requested"), requested__gt=0),
    "deels": Q(amount__gt=0, amount__lt=F("requested")),
    "niets": Q(amount=0),
    "aangepast": ~Q(amount=F("computed")),
}


@dataclass(frozen=True)
class Totals:
    """What a division was asked and gives in all; amounts in euro."""

    requested: Decimal
    amount: Decimal
    incentives: Decimal
    adjusted: int
    lines: int

    @property
    def granted(self) -> Decimal:
        return self.amount + self.incentives


def totals_of(run) -> Totals:
    """The totals of a division, in two queries."""
    zero = Decimal(0)
    sums = {
        "asked": Coalesce(Sum("requested"), zero),
        "granted": Coalesce(Sum("amount"), zero),
        "adjusted": Count("pk", filter=STANDS["aangepast"]),
        "number": Count("pk"),
    }
    lines = AllocationLine.objects.filter(run=run).aggregate(**sums)
    extra = AllocationIncentive.objects.filter(run=run).aggregate(**sums)
    return Totals(
        lines["asked"] + extra["asked"],
        lines["granted"],
        extra["granted"],
        lines["adjusted"] + extra["adjusted"],
        lines["number"],
    )


def per_action(run) -> QuerySet:
    """What each action asks and gets: dicts, by its number."""
    return (
        AllocationLine.objects.filter(run=run)
        .values(number=F("line__offer__action__number"), title=F("line__offer__action__title"))
        .annotate(asked=Sum("requested"), granted=Sum("amount"), lines=Count("pk"))
        .order_by("number")
    )


def per_applicant(run) -> QuerySet:
    """What each application asks and gets, incentives apart: dicts, by the name of its lead."""
    return (
        AllocationLine.objects.filter(run=run)
        .values(
            application=F("line__application_id"),
            name=F("line__application__lead__name"),
            partnership=F("line__application__partnership__name"),
        )
        .annotate(asked=Sum("requested"), granted=Sum("amount"), lines=Count("pk"))
        .order_by("line__application__lead__sort_name", "application")
    )


def lines_of(run, *, naam="", actie=None, stand="") -> QuerySet:
    """The lines of a division by applicant and priority, narrowed by what was asked of the list."""
    rows = AllocationLine.objects.filter(run=run).select_related(
        "line__application__lead", "line__application__partnership", "line__offer__action"
    )
    if naam:
        wanted = Q(line__application__lead__sort_name__contains=sort_key(naam))
        rows = rows.filter(wanted | Q(line__application__partnership__name__icontains=naam))
    if actie:
        rows = rows.filter(line__offer__action__number=actie)
    if stand in STANDS:
        rows = rows.filter(STANDS[stand])
    return rows.order_by("line__application__lead__sort_name", "line__application_id", "priority", "pk").annotate(
        shown_stand=Case(
            When(STANDS["niets"], then=Value("niets")),
            When(STANDS["geheel"], then=Value("geheel")),
            default=Value("deels"),
        )
    )
