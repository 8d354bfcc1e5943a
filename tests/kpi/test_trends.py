"""Round beside round: what the years make together, what they do not, and why (R5)."""

import datetime as dt
from decimal import Decimal

import pytest

from grants.states import IndicatorKind, MomentKind
from kpi.figures import live
from kpi.figures.trends import trends
from tests import make
from tests.kpi.test_dashboard import part, send

pytestmark = pytest.mark.django_db
PLAN = {"kind": IndicatorKind.STATE, "unit": "actieplan", "unit_family": "plan"}


@pytest.fixture
def finals():
    """The final reports of three rounds, each a year later."""
    return [
        make.moment(
            make.round(
                str(number),
                starts_on=dt.date(2021 + number, 10, 1),
                ends_on=dt.date(2022 + number, 9, 30),
                decided_on=dt.date(2021 + number, 9, 23),
            )
        )
        for number in (1, 2, 3)
    ]


def ask(finals, measure, *, by="action", moment=MomentKind.FINAL, **filters):
    return trends(live(moment=moment), [one.round for one in finals], filters, by=by, measure=measure)


def test_a_flow_adds_over_years_and_says_over_how_many(finals):
    for final, count in zip(finals[:2], (12, 30), strict=True):
        send(part(final, 7), final, count)
    (seven,) = ask(finals, "realised")
    assert [year.row and year.row.figure.realised for year in seven.years] == [12, 30, None]
    assert (seven.sum_of_years, seven.known, seven.reason) == (42, [12, 30], "")


def test_a_state_is_never_added_over_years(finals):
    for final in finals[:2]:
        send(part(final, 16, goal=6, **PLAN), final, 4)
    (sixteen,) = ask(finals, "realised")
    assert sixteen.known == [4, 4]
    assert sixteen.sum_of_years is None
    assert sixteen.has_refused
    assert sixteen.reason == "Een toestand (actieplan) telt u niet op over jaren."


def test_a_unit_that_changed_makes_no_sum(finals):
    send(part(finals[0], 7), finals[0], 12)
    send(part(finals[1], 7, unit="gezin", unit_family="family"), finals[1], 5)
    (seven,) = ask(finals, "realised")
    assert (seven.sum_of_years, seven.reason) == (None, "De eenheden verschillen: begeleide persoon, gezin.")


@pytest.mark.parametrize(
    ("measure", "reason"),
    [
        ("local_governments", "Wie in twee rondes meedoet, zou twee keer tellen."),
        ("attainment", "Percentages telt u niet op."),
    ],
)
def test_what_is_no_amount_and_no_count_is_never_added(finals, measure, reason):
    for final in finals[:2]:
        send(part(final, 7), final, 12)
    (seven,) = ask(finals, measure)
    assert (seven.sum_of_years, seven.reason, seven.has_refused) == (None, reason, True)


def test_money_adds_over_years_also_of_a_state(finals):
    for final in finals:
        part(final, 16, goal=6, amount="1000.50", **PLAN)
    (sixteen,) = ask(finals, "awarded_amount")
    assert sixteen.sum_of_years == Decimal("3001.50")


def test_one_year_alone_is_no_sum(finals):
    send(part(finals[0], 16, goal=6, **PLAN), finals[0], 4)
    (sixteen,) = ask(finals, "realised")
    assert (sixteen.sum_of_years, sixteen.has_refused) == (None, False)


def test_interim_and_final_never_stand_together(finals):
    interim = make.moment(
        finals[0].round,
        kind=MomentKind.INTERIM,
        opens_at=finals[0].opens_at - dt.timedelta(days=60),
        deadline=finals[0].opens_at,
    )
    participation = part(finals[0], 7)
    indicator = participation.line.offer.indicators.get()
    make.sent(participation, interim, {indicator: 5}, at=interim.deadline - dt.timedelta(days=3))
    send(part(finals[1], 7), finals[1], 30)
    assert ask(finals, "realised")[0].known == [30]
    assert ask(finals, "realised", moment=MomentKind.INTERIM)[0].known == [5]


def test_a_goal_whose_actions_count_different_units_says_so_each_year(finals):
    for final in finals[:2]:
        send(part(final, 7), final, 12)
        send(part(final, 16, **PLAN), final, 4)
    (three,) = ask(finals, "realised", by="goal")
    assert (three.number, three.known, three.sum_of_years) == (3, [], None)
    assert three.has_refused
    assert three.reason == "De eenheden verschillen: begeleide persoon, actieplan."


def test_a_practice_round_stays_out(finals):
    practice = make.moment(make.round("oefening", is_practice=True))
    send(part(practice, 7), practice, 99)
    send(part(finals[0], 7), finals[0], 12)
    assert ask(finals, "realised")[0].known == [12]


def test_it_costs_the_same_for_one_action_and_for_many(finals, django_assert_num_queries):
    for number in range(1, 6):
        for final in finals:
            send(part(final, number), final, 12)
        with django_assert_num_queries(2):
            ask(finals, "realised")
        with django_assert_num_queries(3):
            ask(finals, "realised", by="goal")
