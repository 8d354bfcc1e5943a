"""Confirming a division writes the awards and the targets, once, and within the budget (R2, R7, R21)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from grants.models import Award, Commitment, Estimate, Incentive, IncentiveAward, IncentiveRequest
from grants.services import allocation
from grants.services.round_plan import as_it_stands
from grants.services.rounds import change_round
from grants.states import AllocationStatus, ApplicationStatus, IncentiveKind
from kpi.figures import aggregates, live
from samenleven.core.clock import start_of_day
from samenleven.notices.models import Notice
from tests import make
from tests.grants.allocation_world import divided_world, propose, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return divided_world()


class TestConfirming:
    def test_the_awards_the_targets_and_who_takes_part_are_written(self, world):
        run = allocation.confirm(run=propose(world), by=world.by)
        assert (run.status, run.settled_by) == (AllocationStatus.CONFIRMED, world.by)
        awards = {award.line.application_id: award for award in Award.objects.select_related("line")}
        assert {key: award.amount for key, award in awards.items()} == {
            world.single.pk: Decimal("28571.43"),
            world.joint.pk: Decimal("71428.57"),
        }
        assert awards[world.single.pk].units == Decimal("43.9560")
        promised = Commitment.objects.order_by("participation__local_government__code")
        assert [(c.amount, c.units, c.current_reach, c.target) for c in promised] == [
            (Decimal("28571.43"), Decimal("43.9560"), 0, 44),
            (Decimal("47619.05"), Decimal("73.2601"), 0, 74),
            (Decimal("23809.52"), Decimal("36.6300"), 7, 44),
        ]
        assert sum(one.amount for one in promised) == run.budget
        for one in (world.single, world.joint):
            one.refresh_from_db()
            assert (one.status, one.status_by) == (ApplicationStatus.AWARDED, world.by)

    def test_the_figures_see_the_awards_and_the_targets(self, world):
        allocation.confirm(run=propose(world), by=world.by)
        [figure] = aggregates(live(), group_by=("action",), filters={"action": [7]})
        assert (figure.awarded_amount, figure.target, figure.applicants) == (Decimal("71428.57"), 118, 1)
        assert figure.local_governments == 2

    def test_they_are_known_since_the_decision_or_since_now(self, world, time_machine):
        time_machine.move_to(dt.datetime(2022, 9, 1, tzinfo=dt.UTC), tick=False)
        allocation.confirm(run=propose(world), by=world.by)
        assert Award.objects.first().known_at == timezone.now()

    def test_a_decision_of_the_past_counts_since_that_day(self, world):
        allocation.confirm(run=propose(world), by=world.by)
        assert {award.known_at for award in Award.objects.all()} == {start_of_day(dt.date(2022, 9, 23))}

    def test_who_gets_nothing_is_rejected_and_hears_it_too(self, world):
        people = [make.editor(body) for body in (world.alone, world.lead, world.member)]
        run = propose(world)
        for line in run.lines.filter(line__application=world.single):
            allocation.adjust(line=line, amount=Decimal(0), reason="Niet ontvankelijk.", by=world.by)
        allocation.confirm(run=run, by=world.by)
        world.single.refresh_from_db()
        assert world.single.status == ApplicationStatus.REJECTED
        assert not Award.objects.filter(line__application=world.single).exists()
        assert sorted(Notice.objects.values_list("to", "path")) == [
            (person.pk, f"/aanvragen/{application.pk}/toekenning/")
            for person, application in zip(people, (world.single, world.joint, world.joint), strict=True)
        ]

    def test_an_incentive_is_awarded_beside_the_lines(self, world):
        Incentive.objects.create(round=world.round, kind=IncentiveKind.COOPERATION, amount=Decimal(10_000))
        IncentiveRequest.objects.create(application=world.joint, kind=IncentiveKind.COOPERATION)
        allocation.confirm(run=propose(world), by=world.by)
        assert IncentiveAward.objects.get().amount == 10_000
        assert sum(award.amount for award in Award.objects.all()) == 90_000

    def test_another_target_is_set_with_a_reason(self, world):
        allocation.confirm(run=propose(world), by=world.by)
        one = Commitment.objects.first()
        refused("Zeg waarom", allocation.set_target, commitment=one, target=40, reason=" ", by=world.by)
        refused("0 of meer", allocation.set_target, commitment=one, target=-1, reason="x", by=world.by)
        changed = allocation.set_target(commitment=one, target=40, reason="Afgesproken.", by=world.by)
        assert (changed.target, changed.target_reason) == (40, "Afgesproken.")

    def test_what_changed_since_is_refused(self, world):
        run = propose(world)
        Estimate.objects.filter(participant__local_government=world.member).update(current_reach=8)
        refused("veranderd sinds", allocation.confirm, run=run, by=world.by)

    def test_an_open_call_a_returned_application_or_no_budget_is_refused(self, world):
        run = propose(world)
        world.round.entries_until = timezone.now() + dt.timedelta(days=1)
        world.round.save()
        refused("loopt nog", allocation.confirm, run=run, by=world.by)
        world.round.entries_until, world.round.budget = None, None
        world.round.save()
        refused("nog geen budget", allocation.confirm, run=run, by=world.by)
        world.round.budget = Decimal("99999.99")
        world.round.save()
        refused("boven het budget", allocation.confirm, run=run, by=world.by)
        world.round.budget = Decimal(100_000)
        world.round.save()
        make.request(world.round, lines=[], status=ApplicationStatus.RETURNED)
        refused("teruggestuurd", allocation.confirm, run=run, by=world.by)

    def test_the_budget_does_not_sink_below_what_was_granted(self, world):
        allocation.confirm(run=propose(world), by=world.by)
        current, administrator = as_it_stands(world.round), make.user(ministry_role="administrator")
        asked = {"project_round": world.round, "seen": current.digest(), "reason": "Minder geld.", "by": administrator}
        lower = replace(current, budget=Decimal(100))
        refused("het budget kan niet lager zijn", change_round, plan=lower, **asked)
        world.round.refresh_from_db()
        assert world.round.budget == 100_000

    def test_a_round_is_divided_once(self, world):
        first, second = propose(world), propose(world, name="Tweede")
        allocation.confirm(run=first, by=world.by)
        refused("al een bevestigde", allocation.confirm, run=second, by=world.by)
        refused("al een bevestigde", lambda: propose(world, name="Derde"))
        refused("al bevestigd", allocation.confirm, run=first, by=world.by)
