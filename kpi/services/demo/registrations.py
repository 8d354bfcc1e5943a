"""Example registrations of the example division: what each member could have reached, sent before the told deadline."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from itertools import cycle

from grants.allotment import share_out
from grants.models import Commitment, Participation, ReportingMoment
from grants.states import MomentKind
from kpi.models import (
    BreakdownValue,
    DraftBreakdown,
    DraftValue,
    IndicatorDimension,
    Registration,
    RegistrationValue,
    RegistrationVersion,
)
from kpi.states import RegistrationStatus
from samenleven.core.clock import BRUSSELS, day_in_brussels

# What part of the target the members reached, in percent, in the order of their codes: more, less and exactly.
REACHED = (112, 94, 100, 108, 87, 103, 125)
# Half a year gives less than half of it. Both readings are there: a town that really reported never shows as one that did not.
HALFWAY = {MomentKind.INTERIM: 45, MomentKind.FINAL: 100}
# How what was reached is split, by the order of the categories: some often, most seldom, many never.
WEIGHTS = (9, 0, 4, 0, 0, 7, 1, 0, 2, 0, 0, 5)
DAYS_BEFORE, FIRST_AT, MINUTES_BETWEEN = 6, dt.time(9, 5), 25


def register_examples(participations: list[Participation]) -> None:
    """A sent registration at each reporting moment for each participation that has none."""
    moments = ReportingMoment.objects.filter(deadline__isnull=False, snapshots__isnull=True)
    by_round = defaultdict(list)
    for moment in moments:
        by_round[moment.round_id].append(moment)
    have_one = set(
        Registration.objects.filter(participation__in=participations).values_list("participation_id", "moment_id")
    )
    commitments = (
        Commitment.objects.filter(participation__in=participations)
        .select_related("participation__line__application", "participation__line__offer__action", "indicator")
        .order_by("participation__local_government__code")
    )
    of_action = defaultdict(list)
    for commitment in commitments:
        line = commitment.participation.line
        for moment in by_round[line.application.round_id]:
            if (commitment.participation_id, moment.pk) not in have_one:
                of_action[(moment, line.offer.action)].append(commitment)
    for (moment, _action), several in of_action.items():
        _register(moment, several)


def _register(moment, commitments):
    first = dt.datetime.combine(
        day_in_brussels(moment.deadline) - dt.timedelta(days=DAYS_BEFORE), FIRST_AT, tzinfo=BRUSSELS
    )
    for position, (commitment, percent) in enumerate(zip(commitments, cycle(REACHED), strict=False)):
        sent_at = first + dt.timedelta(minutes=MINUTES_BETWEEN * position)
        reached = (commitment.target * percent * HALFWAY[moment.kind] + 5000) // 10000
        registration = Registration.objects.create(
            participation=commitment.participation, moment=moment, status=RegistrationStatus.SUBMITTED
        )
        Registration.objects.filter(pk=registration.pk).update(status_at=sent_at)
        DraftValue.objects.create(
            registration=registration, indicator=commitment.indicator, count=reached, revision=1, saved_at=sent_at
        )
        version = RegistrationVersion.objects.create(registration=registration, number=1, sent_at=sent_at)
        RegistrationValue.objects.create(version=version, indicator=commitment.indicator, count=reached)
        if moment.kind == MomentKind.FINAL:
            _split(version, commitment.indicator, reached, shift=position)


def _split(version, indicator, reached, *, shift):
    """Split what was reached in every way there is; what splits a split further divides nine tenths of its whole. Not everybody reaches what is split."""
    ways = IndicatorDimension.objects.filter(indicator=indicator).select_related("dimension")
    for way in sorted(ways, key=lambda one: (one.dimension.of_id is not None, one.dimension.code)):
        whole = reached * 6 // 10
        if way.dimension.of_id is not None:
            whole = whole * 9 // 10
        categories = list(way.dimension.categories.order_by("position", "code"))
        weights = {one.pk: Decimal(WEIGHTS[(place + 5 * shift) % len(WEIGHTS)]) for place, one in enumerate(categories)}
        parts = share_out(Decimal(whole), weights, Decimal(1))
        BreakdownValue.objects.bulk_create(
            BreakdownValue(version=version, indicator=indicator, category=one, count=int(parts[one.pk]))
            for one in categories
        )
        DraftBreakdown.objects.bulk_create(
            DraftBreakdown(
                registration=version.registration,
                indicator=indicator,
                category=one,
                count=int(parts[one.pk]),
                revision=1,
                saved_at=version.sent_at,
            )
            for one in categories
        )
