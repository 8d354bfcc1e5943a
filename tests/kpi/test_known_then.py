"""As known on X, for whatever happened before and after X, is what a snapshot taken at X holds (R7, R33, R34)."""

import dataclasses
import datetime as dt

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from grants.states import Measure
from kpi.figures import aggregates, frozen, live, participations
from kpi.models import RegistrationVersion
from kpi.services import snapshots
from tests import make

pytestmark = pytest.mark.django_db

GROUPINGS = (
    (),
    ("goal",),
    ("action",),
    ("indicator",),
    ("local_government",),
    ("reference_region", "action"),
    ("action", "local_government", "indicator"),
)
HOUR = dt.timedelta(hours=1)
# Shrinking a history of a database takes minutes; the history that failed is printed whole.
QUICK = [phase for phase in Phase if phase is not Phase.shrink]
LATER = 24 * 90  # hours after the deadline at which the past is asked for

PARTS = st.integers(0, 3)
MOVES = st.one_of(
    st.tuples(st.just("send"), PARTS, st.one_of(st.none(), st.integers(0, 60))),
    st.tuples(st.just("take_back"), PARTS, st.none()),
    st.tuples(st.just("promise"), PARTS, st.integers(1, 40)),
    st.tuples(st.just("more_time"), PARTS, st.integers(1, 400)),
    st.tuples(st.just("no_more_time"), PARTS, st.none()),
    st.tuples(st.just("tell"), st.just(0), st.integers(1, 500)),
)
HOURS = st.integers(-400, 600)
HISTORIES = st.lists(st.tuples(HOURS, MOVES), min_size=3, max_size=16)


class History:
    """Four members of two applications in two actions; what they do comes from outside."""

    def __init__(self):
        self.moment = make.moment(make.round("1"))
        bodies = [make.local_government(), make.local_government(reference_region=make.region("Kempen"))]
        self.parts = []
        for number in (7, 8):
            offer = make.offer(self.moment.round, make.action(number))
            for lead in bodies:
                line = make.line(make.application(self.moment.round, lead), offer)
                self.parts.append(make.participation(line, lead))

    def at(self, hours):
        return self.moment.deadline + hours * HOUR

    def move(self, hours, kind, number, value):
        part = self.parts[number]
        with time_machine.travel(self.at(hours), tick=False):
            getattr(self, kind)(part, value, self.at(hours))

    def send(self, part, value, at):
        if part.commitments.exists():
            make.sent(part, self.moment, {part.line.offer.indicators.get(): value}, at=at)

    def take_back(self, part, _value, at):
        newest = RegistrationVersion.objects.filter(registration__participation=part).order_by("-number").first()
        if newest is not None and newest.taken_back_at is None and newest.sent_at < at:
            newest.taken_back_at = at
            newest.save()

    def promise(self, part, value, at):
        if not part.commitments.exists():
            make.award(part.line, known_at=at)
            make.commitment(part, target=value, known_at=at)

    def more_time(self, part, value, at):
        of, until = part.line.application, self.moment.deadline + value * HOUR
        if until > at and not of.extensions.filter(withdrawn_at=None).exists():
            make.extension(of, self.moment, until=until, granted_at=at)

    def no_more_time(self, part, _value, at):
        for one in part.line.application.extensions.filter(withdrawn_at=None, granted_at__lt=at, until__gt=at):
            one.withdrawn_at, one.withdrawn_by = at, make.user()
            one.save()

    def tell(self, part, value, at):
        action = part.line.offer.action
        if not self.moment.round.published_figures.filter(known_at=at).exists():
            make.published(self.moment.round, action, Measure.TARGET, value=str(value), known_at=at)


def said(basis):
    """Every row of every grouping. The word "not (yet) reported" tells whether it was frozen meanwhile: no figure."""
    for grouping in GROUPINGS:
        for row in aggregates(basis, grouping):
            word = "missing" if row.status in ("notReported", "notYetReported") else row.status
            yield dataclasses.replace(row, status=word)
    for one in participations(basis):
        yield dataclasses.replace(one, snapshot=None) if hasattr(one, "snapshot") else one


@given(history=HISTORIES, hours=HOURS, taken_again=st.booleans())
@settings(max_examples=30, deadline=None, phases=QUICK, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_as_known_on_a_moment_is_what_a_snapshot_of_that_moment_holds(history, hours, taken_again):
    with transaction.atomic():
        world = History()
        taken = None
        for when, (kind, number, value) in sorted(history, key=lambda one: one[0]):
            if taken is None and when > hours:
                taken = take(world, hours)
            world.move(when, kind, number, value)
        taken = taken or take(world, hours)
        with time_machine.travel(world.at(LATER), tick=False):
            then = list(said(live(taken.as_of)))
            assert list(said(frozen(taken))) == then
            check = snapshots.verify(taken)
            assert (check.is_intact, check.agrees) == (True, True)
            if taken_again:
                # What was taken since says nothing else of the past.
                snapshots.take_on_demand(world.moment)
                assert list(said(frozen(taken))) == then
        event("after the deadline" if hours > 0 else "before it")
        event(f"{len({row.status for row in aggregates(frozen(taken), ('action',))})} kinds of rows")
        transaction.set_rollback(True)


def take(world, hours):
    """The figures frozen at a moment; the deadline's own snapshot goes before one on demand after it."""
    with time_machine.travel(world.at(hours), tick=False):
        taken = snapshots.take_on_demand(world.moment)
        return snapshots.take_on_demand(world.moment) if taken.as_of < world.at(hours) else taken
