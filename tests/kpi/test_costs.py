"""An amount per unit stands only where that division says something; else the reason does (R5)."""

import datetime as dt
from decimal import Decimal

import pytest

from grants.models import Action
from grants.states import IndicatorKind, Measure, MomentKind
from kpi.figures import aggregates, live
from kpi.figures.costs import cost_of
from kpi.figures.offered import offers_of
from kpi.figures.overview import row_of
from tests import make
from tests.kpi.test_dashboard import offered, part, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def final():
    return make.moment(make.round("1"))


def cost(final, *, moment=MomentKind.FINAL, **more):
    basis, filters = live(moment=moment), {"project_round": ["1"], **more}
    found = {one.action: one for one in aggregates(basis, ("action",), filters)}
    offer = next(one for one in offers_of(final.round_id) if one.number == 7)
    return cost_of(row_of(offer, found.get(7), is_frozen=False), basis, filters)


def test_it_divides_what_was_awarded_by_all_that_was_reached_and_by_what_lies_above_the_current_reach(final):
    send(part(final, amount="3900.00", current_reach=4), final, 12)
    found = cost(final)
    assert (found.per_unit, found.per_additional, found.reason) == (Decimal("325.00"), Decimal("487.50"), "")


def test_it_is_rounded_to_the_cent(final):
    send(part(final, amount="1000.00", current_reach=0), final, 3)
    assert cost(final).per_unit == Decimal("333.33")


def test_what_stays_at_or_below_the_current_reach_has_no_cost_above_it(final):
    send(part(final, current_reach=4), final, 4)
    found = cost(final)
    assert found.per_unit == Decimal("975.00")
    assert found.per_additional is None


def test_a_state_has_none(final):
    send(part(final, kind=IndicatorKind.STATE, unit="actieplan", unit_family="plan"), final, 4)
    found = cost(final)
    assert (found.per_unit, found.per_additional) == (None, None)
    assert found.reason == "Een toestand (actieplan) heeft geen kost per eenheid."


def test_as_long_as_somebody_must_report_there_is_none(final):
    send(part(final), final, 12)
    part(final)
    found = cost(final)
    assert (found.per_unit, found.reason) == (None, "Nog niet alles is gerapporteerd: 1 van 2.")


def test_nothing_reached_is_never_divided_by(final):
    send(part(final), final, 0)
    found = cost(final)
    assert (found.per_unit, found.reason) == (None, "Er is nul bereikt.")


def test_of_half_a_year_there_is_none(final):
    interim = make.moment(
        final.round, kind=MomentKind.INTERIM, opens_at=final.opens_at - dt.timedelta(days=60), deadline=final.opens_at
    )
    participation = part(final)
    indicator = participation.line.offer.indicators.get()
    make.sent(participation, interim, {indicator: 5}, at=interim.deadline - dt.timedelta(days=3))
    found = cost(final, moment=MomentKind.INTERIM)
    assert found.per_unit is None
    assert found.reason == "Het bedrag is voor een heel jaar, een tussentijds cijfer voor een half."


def test_of_one_place_there_is_none_because_money_stands_at_the_lead(final):
    send(part(final), final, 12)
    found = cost(final, province=["Oost-Vlaanderen"])
    assert found.per_unit is None
    assert found.reason.startswith("Het geld staat bij de trekker")


def test_what_nobody_knows_says_so(final):
    offered(final, 7, 3)
    assert cost(final).reason == "Wat bereikt is, is onbekend."


def test_money_of_all_is_not_divided_by_the_results_of_who_is_known_by_name(final):
    send(part(final), final, 12)
    make.published(final.round, Action.objects.get(number=7), Measure.LOCAL_GOVERNMENTS, "2")
    found = cost(final)
    assert (found.per_unit, found.per_additional) == (None, None)
    assert found.reason == "Bij naam bekend: 1 van de 2 lokale besturen. Het geld is van allen, het resultaat niet."


def test_of_a_list_that_is_not_whole_there_is_none(final):
    send(part(final), final, 12)
    make.published(final.round, Action.objects.get(number=7), Measure.APPLICANTS, "1")
    found = cost(final)
    assert found.per_unit is None
    assert found.reason.startswith("De lijst van deelnemers is niet volledig")


@pytest.mark.parametrize("measure", [Measure.TARGET, Measure.REALISED, Measure.AWARDED])
def test_beside_a_published_total_there_is_none(final, measure):
    participation = part(final)
    send(participation, final, 12)
    action = Action.objects.get(number=7)
    make.published(final.round, action, Measure.LOCAL_GOVERNMENTS, "1")
    make.published(final.round, action, measure, "33")
    if measure == Measure.AWARDED:
        participation.line.award.delete()
    found = cost(final)
    assert found.per_unit is None
    assert found.reason.startswith("Naast de eigen cijfers staat een gepubliceerd totaal")


def test_published_totals_are_of_everybody_and_are_divided(final):
    action = offered(final, 7, 3).action
    for measure, value in ((Measure.AWARDED, "14700"), (Measure.TARGET, "30"), (Measure.REALISED, "42")):
        make.published(final.round, action, measure, value)
    make.published(final.round, action, Measure.LOCAL_GOVERNMENTS, "5")
    assert cost(final).per_unit == Decimal("350.00")


def test_a_result_without_an_amount_says_which_is_missing(final):
    participation = part(final)
    send(participation, final, 12)
    participation.line.award.delete()
    assert cost(final).reason == "Het toegekende bedrag is onbekend."
