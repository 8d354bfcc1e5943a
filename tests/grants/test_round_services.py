"""Opening the next round and changing one: all or nothing, and every change after the opening is told."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine

from grants.models import Indicator, ProjectRound, ReportingMoment, RoundChange
from grants.services import rounds
from grants.services.round_plan import IndicatorPlan, as_it_stands, blank, next_after
from grants.states import MomentKind, Precision
from samenleven.audit.models import Event
from samenleven.core.clock import BRUSSELS, end_of_day, start_of_day
from samenleven.core.errors import Conflict, DomainError
from tests import make

pytestmark = pytest.mark.django_db
BEFORE_THE_CALL = dt.datetime(2022, 3, 1, 12, tzinfo=BRUSSELS)
DURING_THE_CALL = dt.datetime(2022, 5, 1, 12, tzinfo=BRUSSELS)


@pytest.fixture
def administrator():
    return make.user("beheer", ministry_role="administrator")


@pytest.fixture
def first():
    """Round 1 with one action of two KPI's, another action that is not paid, and both reporting moments."""
    made = make.round("1", budget=Decimal("14136359.00"))
    make.offer(made, make.action(7), indicators=2)
    make.offer(made, make.action(1), indicators=0, financed=False)
    make.moment(made)
    make.moment(
        made,
        MomentKind.INTERIM,
        covers_until=dt.date(2023, 3, 31),
        opens_at=None,
        deadline=end_of_day(dt.date(2023, 5, 5)),
    )
    return made


def open_next(previous, by, **changed):
    plan = replace(next_after(previous), **changed)
    return rounds.open_round(programme=previous.programme, previous=previous, plan=plan, by=by)


def change(project_round, by, reason="Op vraag van de VVSG.", *, seen=None, **changed):
    plan = as_it_stands(project_round)
    return rounds.change_round(
        project_round=project_round, plan=replace(plan, **changed), seen=seen or plan.digest(), reason=reason, by=by
    )


class TestProposal:
    @pytest.fixture(autouse=True)
    def before_the_next_call(self):
        with time_machine.travel(BEFORE_THE_CALL, tick=False):
            yield

    def test_every_date_is_next_after_on_the_clocks_of_brussels(self, first):
        first.closes_at = dt.datetime(2022, 7, 1, 12, tzinfo=BRUSSELS)
        plan = next_after(first)
        assert plan.number == 2
        assert plan.title == "Projectronde 2"
        assert plan.closes_at == dt.datetime(2023, 7, 1, 12, tzinfo=BRUSSELS)
        assert (plan.starts_on, plan.ends_on) == (dt.date(2023, 10, 1), dt.date(2024, 9, 30))
        assert plan.decided_on is None
        assert {moment.kind: moment.deadline for moment in plan.moments} == {
            "interim": end_of_day(dt.date(2024, 5, 5)),
            "final": end_of_day(dt.date(2024, 10, 15)),
        }

    def test_the_clock_change_does_not_shift_an_hour(self, first):
        first.closes_at = dt.datetime(2022, 3, 26, 12, tzinfo=BRUSSELS)  # winter time; a year later it is summer
        assert next_after(first).closes_at == dt.datetime(2023, 3, 26, 12, tzinfo=BRUSSELS)
        assert next_after(first).closes_at.utcoffset() == dt.timedelta(hours=2)

    def test_29_february_becomes_the_28th(self, first):
        first.opens_at = dt.datetime(2024, 2, 29, 9, tzinfo=BRUSSELS)
        assert next_after(first).opens_at == dt.datetime(2025, 2, 28, 9, tzinfo=BRUSSELS)

    def test_a_call_that_would_lie_in_the_past_is_proposed_whole_years_later(self, first):
        with time_machine.travel(dt.datetime(2026, 11, 23, tzinfo=BRUSSELS), tick=False):
            plan = next_after(first)
        assert plan.opens_at == start_of_day(dt.date(2027, 4, 1))
        assert plan.closes_at == end_of_day(dt.date(2027, 7, 1))
        assert (plan.starts_on, plan.ends_on) == (dt.date(2027, 10, 1), dt.date(2028, 9, 30))
        final = next(moment for moment in plan.moments if moment.kind == "final")
        assert (final.covers_from, final.covers_until) == (dt.date(2027, 10, 1), dt.date(2028, 9, 30))
        assert final.deadline == end_of_day(dt.date(2028, 10, 15))

    def test_without_a_call_the_project_year_lies_ahead(self):
        made = make.round("1", opens_at=None, closes_at=None)
        with time_machine.travel(dt.datetime(2024, 1, 1, tzinfo=BRUSSELS), tick=False):
            assert next_after(made).starts_on == dt.date(2024, 10, 1)

    def test_registering_opens_the_day_after_the_period_when_nobody_told_when(self, first):
        """Without an opening nobody could register at all; one that was told is a year later like the rest."""
        opens = {moment.kind: moment.opens_at for moment in next_after(first).moments}
        assert opens == {
            "interim": start_of_day(dt.date(2024, 4, 1)),
            "final": start_of_day(dt.date(2024, 9, 1)),
        }

    def test_no_opening_is_proposed_after_the_deadline(self, first):
        first.moments.filter(kind="final").update(opens_at=None, deadline=end_of_day(dt.date(2023, 9, 29)))
        assert [one.opens_at for one in next_after(first).moments if one.kind == "final"] == [None]

    def test_a_programme_without_rounds_starts_blank(self):
        make.action(7)
        plan = blank(make.programme())
        assert plan.number == 1
        assert [offer.action.number for offer in plan.offers] == [7]

    def test_a_plan_costs_the_same_for_many_actions(self, first, django_assert_num_queries):
        with django_assert_num_queries(5):
            as_it_stands(first)
        for number in range(30, 50):
            make.offer(first, make.action(number), indicators=3)
        with django_assert_num_queries(5):
            as_it_stands(first)


class TestOpening:
    @pytest.fixture(autouse=True)
    def before_the_next_call(self):
        with time_machine.travel(BEFORE_THE_CALL, tick=False):
            yield

    def test_the_next_round_stands_complete(self, first, administrator):
        second = open_next(first, administrator, budget=Decimal("16907780.00"))
        assert second.code == "2"
        assert second.previous == first
        assert second.budget == Decimal("16907780.00")
        assert set(second.moments.values_list("kind", "deadline_precision")) == {
            ("interim", Precision.DAY),
            ("final", Precision.DAY),
        }
        assert list(second.offers.values_list("action__number", "financed")) == [(1, False), (7, True)]
        assert list(
            Indicator.objects.filter(offer__round=second).values_list("code", "amount_per_unit", "unit_family")
        ) == [("7.1", Decimal("650.00"), "person"), ("7.2", Decimal("650.00"), "person")]

    def test_each_kpi_goes_on_counting_its_own(self, first, administrator):
        second = open_next(first, administrator)
        for made in Indicator.objects.filter(offer__round=second):
            assert [before.code for before in made.continues.all()] == [made.code]

    def test_one_kpi_instead_of_two_goes_on_counting_both(self, first, administrator):
        plan = next_after(first)
        offers = tuple(replace(offer, indicators=offer.indicators[:1]) for offer in plan.offers)
        second = open_next(first, administrator, offers=offers)
        made = Indicator.objects.get(offer__round=second)
        assert [before.code for before in made.continues.all()] == ["7.1", "7.2"]

    def test_another_unit_is_asked_anew(self, first, administrator):
        plan = next_after(first)
        offers = tuple(
            replace(offer, indicators=tuple(replace(one, unit_family="family") for one in offer.indicators))
            for offer in plan.offers
        )
        second = open_next(first, administrator, offers=offers)
        assert not Indicator.objects.filter(offer__round=second, continues__isnull=False).exists()

    def test_a_deadline_with_an_hour_is_exact_to_the_moment(self, first, administrator):
        plan = next_after(first)
        noon = dt.datetime(2024, 10, 15, 12, tzinfo=BRUSSELS)
        moments = tuple(replace(moment, deadline=noon) for moment in plan.moments if moment.kind == "final")
        second = open_next(first, administrator, moments=moments)
        assert second.moments.get().deadline_precision == Precision.MOMENT

    def test_it_is_written_down_and_no_change_is_told(self, first, administrator):
        second = open_next(first, administrator)
        event = Event.objects.get()
        assert (event.verb, event.by, event.object_id) == ("round.prepared", administrator, str(second.pk))
        assert not RoundChange.objects.exists()

    def test_the_same_round_is_not_opened_twice(self, first, administrator):
        open_next(first, administrator)
        with pytest.raises(DomainError, match="Ronde 2 bestaat al"):
            open_next(first, administrator)
        assert ProjectRound.objects.count() == 2

    def test_a_programme_with_a_prefix_has_codes_of_its_own(self, first, administrator):
        other = make.programme("sociaal-cohesieplan", name="Sociaal cohesieplan", round_prefix="cohesie")
        made = rounds.open_round(programme=other, previous=None, plan=blank(other), by=administrator)
        assert made.code == "cohesie-1"

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"closes_at": dt.datetime(2023, 1, 1, tzinfo=BRUSSELS)}, "Een ronde sluit pas nadat ze opengaat"),
            ({"ends_on": dt.date(2023, 9, 1)}, "Een projectjaar eindigt pas nadat het begint"),
            ({"budget": Decimal(-1)}, "Een budget is nooit negatief"),
        ],
    )
    def test_what_cannot_be_is_refused_and_leaves_nothing(self, first, administrator, changed, sentence):
        with pytest.raises(DomainError, match=sentence):
            open_next(first, administrator, **changed)
        assert ProjectRound.objects.count() == 1
        assert not Event.objects.exists()

    @pytest.mark.parametrize(
        ("kind", "name"),
        [("final", "Deadline van het eindrapport"), ("interim", "Deadline van de tussentijdse rapportering")],
    )
    def test_a_deadline_that_has_passed_is_not_opened(self, first, administrator, kind, name):
        """The clock would freeze it the same night, and nobody could have filled in anything."""
        plan = next_after(first)
        moments = tuple(
            replace(one, opens_at=None, deadline=end_of_day(dt.date(2022, 2, 28))) if one.kind == kind else one
            for one in plan.moments
        )
        with pytest.raises(DomainError, match=rf"{name}: 28 februari 2022 is al voorbij\. Kies een dag .*load_plan"):
            open_next(first, administrator, moments=moments)
        assert ProjectRound.objects.count() == 1
        assert not Event.objects.exists()

    def test_a_project_year_that_is_over_is_not_opened(self, first, administrator):
        past = {"starts_on": dt.date(2020, 10, 1), "ends_on": dt.date(2021, 9, 30)}
        moments = tuple(replace(one, deadline=None) for one in next_after(first).moments)
        with pytest.raises(DomainError, match="Het projectjaar eindigt: 30 september 2021 is al voorbij"):
            open_next(first, administrator, moments=moments, **past)
        assert ProjectRound.objects.count() == 1

    def test_a_fault_in_the_last_offer_leaves_no_half_round(self, first, administrator):
        plan = next_after(first)
        wrong = replace(plan.offers[-1].indicators[0], amount_per_unit=Decimal(-1))
        offers = (*plan.offers[:-1], replace(plan.offers[-1], indicators=(wrong,)))
        with pytest.raises(DomainError, match="Een bedrag of maximum is nooit negatief"):
            open_next(first, administrator, offers=offers)
        assert ProjectRound.objects.count() == 1
        assert ReportingMoment.objects.count() == 2


class TestChanging:
    @pytest.fixture(autouse=True)
    def during_the_call(self):
        with time_machine.travel(DURING_THE_CALL, tick=False):
            yield

    def test_a_moved_date_is_told_with_old_new_role_and_reason(self, first, administrator):
        later = dt.datetime(2022, 7, 15, 12, tzinfo=BRUSSELS)
        change(first, administrator, closes_at=later)
        first.refresh_from_db()
        assert first.closes_at == later
        told = RoundChange.objects.get()
        assert (told.what, told.old, told.new) == (
            "call_closes",
            "2022-07-01T23:59:59.999999+02:00",
            "2022-07-15T12:00:00+02:00",
        )
        assert (told.reason, told.by_role, told.changed_at) == ("Op vraag van de VVSG.", "beheerder", DURING_THE_CALL)
        assert "beheer" not in str(Event.objects.get().data)

    def test_a_price_budget_and_deadline_are_each_told(self, first, administrator):
        plan = as_it_stands(first)
        dearer = tuple(replace(one, amount_per_unit=Decimal("700.00")) for one in plan.offers[1].indicators)
        moments = tuple(
            replace(moment, deadline=dt.datetime(2023, 10, 20, 12, tzinfo=BRUSSELS))
            if moment.kind == "final"
            else moment
            for moment in plan.moments
        )
        change(
            first,
            administrator,
            budget=Decimal("10.00"),
            moments=moments,
            offers=(plan.offers[0], replace(plan.offers[1], indicators=dearer)),
        )
        assert set(RoundChange.objects.values_list("what", "old", "new")) == {
            ("budget", "14136359", "10"),
            ("final_report_deadline", "2023-10-15T23:59:59.999999+02:00", "2023-10-20T12:00:00+02:00"),
            ("amount_per_unit indicator 7.1", "650", "700"),
            ("amount_per_unit indicator 7.2", "650", "700"),
        }
        assert first.moments.get(kind="final").deadline_precision == Precision.MOMENT
        assert set(Indicator.objects.values_list("amount_per_unit", flat=True)) == {Decimal("700.00")}

    def test_an_action_can_be_paid_from_now_on(self, first, administrator):
        plan = as_it_stands(first)
        kpi = IndicatorPlan(title="cellen", unit="cel", unit_family="cell", amount_per_unit=Decimal("5"))
        offers = (replace(plan.offers[0], financed=True, indicators=(kpi,)), plan.offers[1])
        change(first, administrator, offers=offers)
        offer = first.offers.get(action__number=1)
        assert offer.financed
        assert offer.indicators.get().code == "1.1"
        assert ("financed action 1", "no", "yes") in RoundChange.objects.values_list("what", "old", "new")

    def test_a_second_kpi_gets_the_next_code(self, first, administrator):
        plan = as_it_stands(first)
        kpi = IndicatorPlan(title="nog iets", unit="stuk", unit_family="piece", amount_per_unit=Decimal("5"))
        offer = plan.offers[1]
        change(first, administrator, offers=(plan.offers[0], replace(offer, indicators=(*offer.indicators, kpi))))
        assert list(first.offers.get(action__number=7).indicators.values_list("code", flat=True)) == [
            "7.1",
            "7.2",
            "7.3",
        ]

    def test_a_reason_is_compulsory_once_the_call_is_open(self, first, administrator):
        with pytest.raises(DomainError, match="Zeg waarom"):
            change(first, administrator, reason="  ", budget=Decimal("1.00"))
        first.refresh_from_db()
        assert first.budget == Decimal("14136359.00")
        assert not RoundChange.objects.exists()

    def test_in_preparation_nothing_is_told_but_it_is_written_down(self, first, administrator):
        ProjectRound.objects.update(published_at=None)
        with time_machine.travel(BEFORE_THE_CALL, tick=False):
            assert change(first, administrator, reason="", budget=Decimal("1.00")) == []
        assert not RoundChange.objects.exists()
        assert Event.objects.get().data == {"changes": [["budget", "14136359", "1"]]}

    def test_saving_without_a_change_says_so(self, first, administrator):
        with pytest.raises(DomainError, match="niets gewijzigd"):
            change(first, administrator)

    def test_a_kpi_of_an_open_round_is_not_struck(self, first, administrator):
        plan = as_it_stands(first)
        offers = (plan.offers[0], replace(plan.offers[1], indicators=plan.offers[1].indicators[:1]))
        with pytest.raises(DomainError, match="niet meer schrappen"):
            change(first, administrator, offers=offers)
        assert Indicator.objects.count() == 2

    def test_before_the_call_a_kpi_can_be_struck(self, first, administrator):
        with time_machine.travel(BEFORE_THE_CALL, tick=False):
            plan = as_it_stands(first)
            offers = (plan.offers[0], replace(plan.offers[1], indicators=plan.offers[1].indicators[:1]))
            change(first, administrator, offers=offers)
        assert list(Indicator.objects.values_list("code", flat=True)) == ["7.1"]

    def test_a_kpi_that_somebody_promised_something_for_is_not_struck(self, first, administrator):
        """A practice round without a call, in which nothing was granted yet."""
        practice = make.round("oefening", is_practice=True, opens_at=None, closes_at=None)
        offer = make.offer(practice, make.action(7), indicators=2)
        make.commitment(make.participation(make.line(of_offer=offer)), offer.indicators.get(position=2))
        plan = as_it_stands(practice)
        offers = tuple(replace(one, indicators=one.indicators[:1]) for one in plan.offers)
        with pytest.raises(DomainError, match=r"KPI 7\.2 kunt u niet schrappen"):
            change(practice, administrator, offers=offers)
        assert offer.indicators.count() == 2

    def test_a_practice_round_in_which_something_was_granted_is_public(self, first, administrator):
        practice = make.round("oefening", is_practice=True, opens_at=None, closes_at=None)
        assert not rounds.has_opened(practice)
        make.award(make.line(of_offer=make.offer(practice, make.action(7))))
        assert rounds.has_opened(practice)
        with pytest.raises(DomainError, match="Zeg waarom"):
            change(practice, administrator, reason="", budget=Decimal("10000.00"))
        change(practice, administrator, budget=Decimal("10000.00"))
        assert RoundChange.objects.get(round=practice).what == "budget"

    def test_a_kpi_of_another_round_is_not_changed_here(self, first, administrator):
        other = make.indicator(make.offer(make.round("2"), make.action(7), indicators=0))
        plan = as_it_stands(first)
        foreign = replace(plan.offers[1].indicators[0], key=other.pk, amount_per_unit=Decimal("1"))
        with pytest.raises(DomainError):
            change(first, administrator, offers=(plan.offers[0], replace(plan.offers[1], indicators=(foreign,))))
        other.refresh_from_db()
        assert other.amount_per_unit == Decimal("650.00")

    def test_who_was_overtaken_hears_what_stands_now(self, first, administrator):
        seen = as_it_stands(first).digest()
        change(first, administrator, budget=Decimal("1.00"))
        with pytest.raises(Conflict) as caught:
            change(first, administrator, seen=seen, title="Mijn titel")
        assert caught.value.theirs.budget == Decimal("1.00")
        first.refresh_from_db()
        assert first.title == "Projectronde 1"

    def test_the_number_and_code_stay(self, first, administrator):
        change(first, administrator, number=9, title="Ronde een")
        first.refresh_from_db()
        assert (first.number, first.code, first.title) == (1, "1", "Ronde een")

    def test_a_deadline_that_has_passed_stays(self, first, administrator):
        with time_machine.travel(dt.datetime(2023, 11, 1, tzinfo=BRUSSELS), tick=False):
            plan = as_it_stands(first)
            moments = tuple(
                replace(moment, deadline=end_of_day(dt.date(2023, 12, 1)), entries_until=None)
                for moment in plan.moments
            )
            with pytest.raises(DomainError, match="Een deadline die voorbij is"):
                change(first, administrator, moments=moments)
            longer = tuple(replace(moment, changes_until=end_of_day(dt.date(2023, 12, 1))) for moment in plan.moments)
            change(first, administrator, moments=longer)
        assert first.moments.get(kind="final").deadline == end_of_day(dt.date(2023, 10, 15))
        assert first.moments.get(kind="final").changes_until == end_of_day(dt.date(2023, 12, 1))

    def test_no_deadline_is_moved_into_the_past(self, first, administrator):
        plan = as_it_stands(first)
        moments = tuple(
            replace(moment, opens_at=None, deadline=end_of_day(dt.date(2022, 4, 1))) for moment in plan.moments
        )
        with pytest.raises(DomainError, match="al voorbij"):
            change(first, administrator, moments=moments)

    def test_a_month_that_was_told_stays_a_month_when_something_else_changes(self, first, administrator):
        first.moments.update(deadline_precision=Precision.MONTH)
        change(first, administrator, budget=Decimal("1.00"))
        assert set(first.moments.values_list("deadline_precision", flat=True)) == {Precision.MONTH}
