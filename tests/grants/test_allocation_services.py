"""From scenario to award: made, adjusted, compared, confirmed, replayed; and what is refused changes nothing (R2, R20, R21)."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from grants.models import (
    AllocationLine,
    AllocationRun,
    Award,
    Commitment,
    Envelope,
    Estimate,
    Incentive,
    IncentiveAward,
    IncentiveRequest,
    Participation,
)
from grants.services import allocation
from grants.states import AllocationRule, AllocationStatus, ApplicationStatus, IncentiveKind, IndicatorKind
from kpi.figures import aggregates, live
from samenleven.audit.models import Event
from samenleven.core.clock import start_of_day
from samenleven.core.errors import DomainError
from samenleven.notices.models import Notice
from tests import make

pytestmark = pytest.mark.django_db
TIERS, PRO_RATA = AllocationRule.TIERS, AllocationRule.PRO_RATA


@pytest.fixture
def handler(db):
    return make.user(ministry_role="case_handler")


@pytest.fixture
def world(handler):
    """Two applicants in a round of 100 000 euro: one alone, one that leads another; 100 and 150 persons of 650 euro each."""

    class World:
        round = make.round("1", budget=Decimal(100_000))
        alone, lead, member = (make.local_government(code) for code in ("1", "2", "3"))
        by = handler

    first, second = make.offer(World.round, make.action(6)), make.offer(World.round, make.action(7))
    World.kpis = [offer.indicators.get() for offer in (first, second)]
    World.single = make.request(
        World.round, World.alone, lines=[(first, {World.kpis[0]: 60}), (second, {World.kpis[1]: 40})]
    )
    World.joint = make.request(World.round, World.lead, World.member, lines=[(second, {World.kpis[1]: 100})])
    participant = World.joint.participants.get(local_government=World.member)
    Estimate.objects.create(
        line=World.joint.lines.get(),
        participant=participant,
        indicator=World.kpis[1],
        current_reach=7,
        planned_reach=50,
    )
    return World


def propose(world, budget=100_000, rule=TIERS, name="Eerste"):
    return allocation.propose(project_round=world.round, rule=rule, budget=Decimal(budget), name=name, by=world.by)


def lines_of(run):
    return {line.key: line for line in run.lines.all()}


def stand():
    """Everything a refusal must leave as it is."""
    return (
        list(AllocationRun.objects.order_by("pk").values()),
        list(AllocationLine.objects.order_by("pk").values()),
        *(model.objects.count() for model in (Award, Participation, Commitment, IncentiveAward, Notice, Event)),
    )


def refused(words, do, **arguments):
    before = stand()
    with pytest.raises(DomainError, match=words):
        do(**arguments)
    assert stand() == before


class TestAScenario:
    def test_it_divides_what_was_submitted(self, world):
        run = propose(world)
        # First priorities: 39 000 and 97 500 for 100 000.
        single, joint = f"1:006:{world.single.pk}", f"2:007:{world.joint.pk}"
        lines = lines_of(run)
        assert {key: (line.requested, line.amount) for key, line in lines.items()} == {
            single: (Decimal(39_000), Decimal("28571.43")),
            f"1:007:{world.single.pk}": (Decimal(26_000), Decimal(0)),
            joint: (Decimal(97_500), Decimal("71428.57")),
        }
        assert (lines[joint].stage, lines[joint].exact) == ("tier-1", Decimal("71428.571429"))
        assert not lines[joint].has_rest_cent
        assert run.status == AllocationStatus.SCENARIO
        assert Event.objects.get(verb="allocation.proposed").by == world.by

    def test_drafts_returned_and_withdrawn_applications_take_no_part(self, world):
        for status in ("draft", "returned", "withdrawn"):
            offer = world.kpis[0].offer
            make.request(world.round, lines=[(offer, {world.kpis[0]: 10})], status=ApplicationStatus(status))
        assert propose(world).lines.count() == 3

    def test_incentives_come_first_and_envelopes_before_the_tiers(self, world):
        Incentive.objects.create(round=world.round, kind=IncentiveKind.COOPERATION, amount=Decimal(10_000))
        asked = IncentiveRequest.objects.create(application=world.joint, kind=IncentiveKind.COOPERATION)
        IncentiveRequest.objects.create(application=world.joint, kind=IncentiveKind.IMPACT_BOND)  # not offered
        Envelope.objects.create(round=world.round, lead=world.alone, amount=Decimal(50_000))
        run = propose(world)
        assert run.incentives.get().request == asked
        assert run.incentives.get().amount == 10_000
        assert [line.amount for line in run.lines.all()] == [39_000, 11_000, 40_000]
        assert [line.from_envelope for line in run.lines.all()] == [39_000, 11_000, 0]
        assert allocation.replay(run).is_the_same

    def test_a_state_is_whole_only_where_the_round_says_so(self, world):
        for kpi in world.kpis:
            kpi.kind = IndicatorKind.STATE
            kpi.save()
        assert {line.amount for line in propose(world).lines.all()} == {0, 39_000}
        world.round.states_are_whole = False
        world.round.save()
        assert not any(line.is_whole for line in propose(world, name="Tweede").lines.all())

    def test_it_costs_the_same_for_many_applications(self, world, django_assert_num_queries):
        with django_assert_num_queries(10):
            propose(world)
        for _each in range(5):
            make.request(world.round, lines=[(world.kpis[0].offer, {world.kpis[0]: 10})])
        with django_assert_num_queries(10):
            propose(world, name="Meer")

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ({"name": "  "}, "naam"),
            ({"rule": "loting"}, "verdeelregel"),
            ({"budget": -1}, "nooit negatief"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, world, arguments, words):
        refused(words, lambda: propose(world, **arguments))

    def test_nothing_asked_is_nothing_to_divide(self, world):
        world.round = make.round("2", budget=Decimal(5))
        refused("nog geen aanvraag", lambda: propose(world))


class TestAdjusting:
    def test_a_line_gets_another_amount_with_a_reason_and_back(self, world):
        line = propose(world).lines.first()
        changed = allocation.adjust(line=line, amount=Decimal(100), reason=" Zie nota. ", by=world.by)
        assert (changed.amount, changed.reason, changed.adjusted_by) == (100, "Zie nota.", world.by)
        back = allocation.adjust(line=line, amount=line.computed, reason="", by=world.by)
        assert (back.amount, back.reason, back.adjusted_at, back.adjusted_by) == (line.computed, "", None, None)

    @pytest.mark.parametrize(
        ("amount", "reason", "words"),
        [("39000.01", "Meer.", "van nul"), ("-0.01", "Minder.", "van nul"), ("5", " ", "Zeg waarom")],
    )
    def test_above_the_request_below_zero_or_without_a_reason_is_refused(self, world, amount, reason, words):
        line = propose(world).lines.first()
        refused(words, allocation.adjust, line=line, amount=Decimal(amount), reason=reason, by=world.by)

    def test_a_name_and_a_note_can_be_given(self, world):
        run = allocation.annotate(run=propose(world), name="Voorzichtig", note="Voor de minister.", by=world.by)
        run.refresh_from_db()
        assert (run.name, run.note) == ("Voorzichtig", "Voor de minister.")
        refused("naam", allocation.annotate, run=run, name=" ", note="", by=world.by)

    def test_what_was_put_away_changes_no_more(self, world):
        run = allocation.discard(run=propose(world), by=world.by)
        assert (run.status, run.settled_by) == (AllocationStatus.DISCARDED, world.by)
        refused("verandert niet meer", allocation.annotate, run=run, name="x", note="", by=world.by)
        refused("verandert niet meer", allocation.discard, run=run, by=world.by)
        line = run.lines.first()
        refused("verandert niet meer", allocation.adjust, line=line, amount=Decimal(1), reason="x", by=world.by)
        refused("al bevestigd of weggelegd", allocation.confirm, run=run, by=world.by)


class TestComparing:
    def test_winners_and_losers_per_action_region_and_applicant(self, world):
        found = allocation.compare(propose(world), propose(world, rule=PRO_RATA, name="Gelijk"))
        assert [(one.code, one.left, one.right) for one in found.actions] == [
            (6, Decimal("28571.43"), Decimal("24000.00")),
            (7, Decimal("71428.57"), Decimal("76000.00")),
        ]
        assert [(one.code, one.difference) for one in found.winners] == [("1", Decimal("11428.57"))]
        assert [(one.code, one.difference) for one in found.losers] == [("2", Decimal("-11428.57"))]
        assert [(one.name, one.difference) for one in found.regions] == [("Waasland", 0)]
        assert (found.total.requested, found.total.left, found.total.right) == (162_500, 100_000, 100_000)

    def test_only_divisions_of_one_round_are_compared(self, world):
        left = propose(world)
        world.round = make.round("2", budget=Decimal(5))
        make.request(world.round, lines=[(make.offer(world.round), {})], status=ApplicationStatus.IN_REVIEW)
        with pytest.raises(ValueError, match="one round"):
            allocation.compare(left, propose(world))


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

    def test_a_round_is_divided_once(self, world):
        first, second = propose(world), propose(world, name="Tweede")
        allocation.confirm(run=first, by=world.by)
        refused("al een bevestigde", allocation.confirm, run=second, by=world.by)
        refused("al een bevestigde", lambda: propose(world, name="Derde"))
        refused("al bevestigd", allocation.confirm, run=first, by=world.by)


class TestReplaying:
    def test_a_confirmed_division_comes_out_again_with_the_same_digests(self, world):
        run = allocation.confirm(run=propose(world), by=world.by)
        found = allocation.replay(run)
        assert (found.is_the_same, found.differing) == (True, 0)
        assert (found.input_digest, found.result_digest) == (run.input_digest, run.result_digest)
        out = StringIO()
        call_command("replay_allocation", str(run.pk), stdout=out)
        assert "komt opnieuw precies zo uit" in out.getvalue()

    def test_what_was_tampered_with_shows(self, world):
        run = propose(world)
        AllocationLine.objects.filter(pk=run.lines.first().pk).update(requested=Decimal(50_000))
        assert not allocation.replay(run).is_the_same
        with pytest.raises(CommandError, match="komt anders uit"):
            call_command("replay_allocation", str(run.pk))
        with pytest.raises(CommandError, match="bestaat niet"):
            call_command("replay_allocation", "0")


class TestWhyThisAmount:
    def test_it_is_told_in_plain_dutch(self, world):
        Envelope.objects.create(round=world.round, lead=world.alone, amount=Decimal(50_000))
        run = propose(world, 100_000)
        run = propose(world, 110_000, name="Ruimer")
        stages = allocation.stages_of(run)
        said = [" ".join(allocation.why(line, stages)).replace("\xa0", " ") for line in run.lines.all()]
        assert said == [
            "Gevraagd: € 39.000,00, als prioriteit 1. Deze aanvrager mag rekenen op € 50.000,00. Daaruit kwam "
            "€ 39.000,00 voor deze actie. In de stap “de enveloppen” was er genoeg voor iedereen.",
            "Gevraagd: € 26.000,00, als prioriteit 2. Deze aanvrager mag rekenen op € 50.000,00. Daaruit kwam "
            "€ 11.000,00 voor deze actie. De rest kwam niet meer aan de beurt: het geld was op.",
            "Gevraagd: € 97.500,00, als prioriteit 1. In de stap “prioriteit 1” was er nog € 60.000,00, en er was "
            "€ 97.500,00 gevraagd. Elke lijn kreeg hetzelfde deel, 61,5 %: € 97.500,00 × dat deel is € 60.000, "
            "afgerond € 60.000,00.",
        ]
