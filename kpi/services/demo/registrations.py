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
DAYS_BEFORE, FIRST_AT, MINUTES_BETWEEN = 6, dt.time(9, 5), 25


def register_examples(participations: list[Participation]) -> None:
    """A sent registration at the final moment for each participation that has none."""
    finals = ReportingMoment.objects.filter(kind=MomentKind.FINAL, deadline__isnull=False, snapshots__isnull=True)
    by_round = {moment.round_id: moment for moment in finals}
    have_one = set(
        Registration.objects.filter(participation__in=participations, moment__kind=MomentKind.FINAL).values_list(
            "participation_id", flat=True
        )
    )
    commitments = (
        Commitment.objects.filter(participation__in=[one for one in participations if one.pk not in have_one])
        .select_related("participation__line__application", "participation__line__offer__action", "indicator")
        .order_by("participation__local_government__code")
    )
    of_action = defaultdict(list)
    for commitment in commitments:
        line = commitment.participation.line
        if moment := by_round.get(line.application.round_id):
            of_action[(moment, line.offer.action)].append(commitment)
    for (moment, _action), several in of_action.items():
        _register(moment, several)


def _register(moment, commitments):
    first = dt.datetime.combine(
        day_in_brussels(moment.deadline) - dt.timedelta(days=DAYS_BEFORE), FIRST_AT, tzinfo=BRUSSELS
    )
    for position, (commitment, percent) in enumerate(zip(commitments, cycle(REACHED), strict=False)):
        sent_at = first + dt.timedelta(minutes=MINUTES_BETWEEN * position)
        reached = (commitment.target * percent + 50) // 100
        registration = Registration.objects.create(
            participation=commitment.participation, moment=moment, status=RegistrationStatus.SUBMITTED
        )
        Registration.objects.filter(pk=registration.pk).update(status_at=sent_at)
        DraftValue.objects.create(
            registration=registration, indicator=commitment.indicator, count=reached, revision=1, saved_at=sent_at
        )
        version = RegistrationVersion.objects.create(registration=registration, number=1, sent_at=sent_at)
        RegistrationValue.objects.create(version=version, indicator=commitment.indicator, count=reached)
