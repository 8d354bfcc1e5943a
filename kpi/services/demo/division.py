"""The example division: a published total over who is named, where the names are complete (issue 2, section 2).

Equally over the applicants, in the order of their codes; a partnership is one applicant, its first named member the
lead; then equally over its members. Amounts are exact to the cent, people are whole, units have four decimals.
"""

from collections import defaultdict
from decimal import Decimal

from grants.allotment import share_out
from grants.models import Award, Commitment, Indicator, Participation, PublishedFigure
from grants.states import AwardKind, Certainty, Measure, MomentKind
from kpi.models import Snapshot

CENT, WHOLE, UNIT = Decimal("0.01"), Decimal(1), Decimal("0.0001")


def divide_published_totals(programme) -> list[Participation]:
    """Divide every published total whose names are complete; answers all participations that have an example share."""
    told: dict[tuple, dict] = defaultdict(dict)
    # What is frozen stays as it was frozen: nothing is divided under a snapshot.
    frozen = Snapshot.objects.filter(moment__kind=MomentKind.FINAL).values("moment__round")
    figures = PublishedFigure.objects.filter(round__programme=programme, action__isnull=False)
    for figure in figures.exclude(round__in=frozen).order_by("known_at"):
        told[(figure.round_id, figure.action_id)][figure.measure] = figure.value
    for (round_id, action_id), totals in told.items():
        named = _named(round_id, action_id)
        indicators = Indicator.objects.filter(offer__round=round_id, offer__action=action_id)
        if _is_complete(totals, named) and len(indicators) == 1:
            _divide(totals, named, indicators[0])
    return list(
        Participation.objects.filter(
            line__award__kind=AwardKind.EXAMPLE,
            line__application__is_imported=True,
            line__application__round__programme=programme,
        )
    )


def _named(round_id, action_id):
    """Who takes part, in the order of the file."""
    return list(
        Participation.objects.filter(
            line__application__round=round_id, line__offer__action=action_id, certainty=Certainty.NAMED
        )
        .select_related("line__application", "line__award", "local_government")
        .order_by("pk")
    )


def _is_complete(totals, named):
    """Whether the names are as many as were published, and there is something to divide that nobody divided yet."""
    return (
        totals.get(Measure.LOCAL_GOVERNMENTS) == len(named) > 0
        and totals.get(Measure.AWARDED) is not None
        and totals.get(Measure.TARGET) is not None
        and all(one.line.award.kind == AwardKind.IMPORTED for one in named)
    )


def _divide(totals, named, indicator):
    members = defaultdict(list)
    for participation in named:
        members[participation.line].append(participation)
    leads = {line: several[0].local_government for line, several in members.items()}
    for line, lead in leads.items():
        line.application.lead = lead
        line.application.save(update_fields=["lead"])

    amount, target = totals[Measure.AWARDED], totals[Measure.TARGET]
    units = (amount / indicator.amount_per_unit).quantize(UNIT)
    equal = {lead.code: Decimal(1) for lead in leads.values()}
    amounts, shares = share_out(amount, equal, CENT), share_out(units, equal, UNIT)
    targets = share_out(target, equal, WHOLE)
    reach = current_reach(target, units)
    reaches = None if reach is None else share_out(reach, equal, WHOLE)
    for line, lead in leads.items():
        Award.objects.filter(pk=line.award.pk).update(
            kind=AwardKind.EXAMPLE, amount=amounts[lead.code], units=shares[lead.code]
        )
        promise(
            members[line],
            indicator,
            amount=amounts[lead.code],
            units=shares[lead.code],
            target=targets[lead.code],
            reach=None if reaches is None else reaches[lead.code],
        )


def current_reach(target: Decimal, units: Decimal) -> Decimal | None:
    """What was reached before the programme: the target less the paid units, only where that is a count (R2)."""
    reach = target - units
    return reach if reach >= 0 and reach == reach.to_integral_value() else None


def promise(members, indicator, *, amount, units, target, reach) -> None:
    """The share of an applicant, equally over its members."""
    equal = {one.local_government.code: Decimal(1) for one in members}
    amounts, shares = share_out(amount, equal, CENT), share_out(units, equal, UNIT)
    targets = share_out(target, equal, WHOLE)
    reaches = None if reach is None else share_out(reach, equal, WHOLE)
    Commitment.objects.bulk_create(
        Commitment(
            participation=one,
            indicator=indicator,
            current_reach=None if reaches is None else int(reaches[one.local_government.code]),
            target=int(targets[one.local_government.code]),
            amount=amounts[one.local_government.code],
            units=shares[one.local_government.code],
            known_at=one.known_at,
        )
        for one in members
    )
