"""From scenario to award: made, adjusted, compared, replayed and explained; what is refused changes nothing (R20, R21)."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from grants.models import AllocationLine, Envelope, Incentive, IncentiveRequest
from grants.services import allocation
from grants.states import AllocationStatus, ApplicationStatus, IncentiveKind, IndicatorKind
from samenleven.audit.models import Event
from tests import make
from tests.grants.allocation_world import PRO_RATA, divided_world, lines_of, propose, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return divided_world()


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
