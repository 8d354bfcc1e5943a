"""Example registrations of the example division: what each member could have reached, sent before the told deadline."""

import datetime as dt
from collections import defaultdict
from itertools import cycle

from grants.models import Commitment, Participation, ReportingMoment
from grants.states import MomentKind
from kpi.models import DraftValue, Registration, RegistrationValue, RegistrationVersion
from kpi.states import RegistrationStatus
from samenleven.core.clock import BRUSSELS, day_in_brussels

# What part of the target the members reached, in percent, in the order of their codes: more, less and exactly.
REACHED = (112, 94, 100, 108, 87, 103, 125)
# Half a year gives less than half of it. Both readings are there: a town that really reported never shows as one that did not.
HALFWAY = {MomentKind.INTERIM: 45, MomentKind.FINAL: 100}
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
