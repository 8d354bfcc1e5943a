"""How a budget is divided (R20): what holds for every demand, and the cases one can count on one's fingers."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.allotment import Claim, Demand, Incentive, StageKind, allot

CENT = Decimal("0.01")
APPLICANTS = "abcd"
AMOUNTS = st.one_of(
    st.decimals(min_value=0, max_value=1000, places=2),
    st.sampled_from([Decimal("0.01"), Decimal(1), Decimal(100), Decimal(100), Decimal("33.33")]),
)


@st.composite
def demands(draw, *, whole=True, rule=None):
    """A few applicants with a few lines each; amounts that often tie."""
    claims = [
        Claim(f"{applicant}{priority}", applicant, priority, draw(AMOUNTS), whole and draw(st.booleans()))
        for applicant in APPLICANTS
        for priority in range(1, draw(st.integers(0, 4)) + 1)
    ]
    incentives = [Incentive(f"i{number}", draw(AMOUNTS)) for number in range(draw(st.integers(0, 3)))]
    holders = draw(st.lists(st.sampled_from(APPLICANTS), unique=True, max_size=3))
    return Demand(
        draw(st.decimals(min_value=0, max_value=6000, places=2)),
        rule or draw(st.sampled_from(["tiers", "pro_rata"])),
        tuple(claims),
        tuple(incentives),
        {holder: draw(AMOUNTS) for holder in holders},
    )


def amounts(outcome):
    return {key: one.amount for key, one in [*outcome.lines.items(), *outcome.incentives.items()]}


@given(demands(whole=False))
def test_where_nothing_is_whole_all_that_is_there_or_asked_is_granted(demand):
    outcome = allot(demand)
    assert sum(amounts(outcome).values()) == min(demand.budget, demand.requested) == outcome.granted
    assert outcome.left_over == demand.budget - outcome.granted


@given(demands())
def test_nobody_gets_less_than_nothing_or_more_than_it_asks_and_the_budget_is_never_passed(demand):
    outcome, asked = allot(demand), {one.key: one for one in (*demand.claims, *demand.incentives)}
    got = amounts(outcome)
    assert got.keys() == asked.keys()
    assert all(0 <= got[key] <= asked[key].requested for key in asked)
    assert sum(got.values()) == outcome.granted <= demand.budget
    assert all(got[one.key] in (0, one.requested) for one in demand.claims if one.is_whole)


@given(demands(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_plays_no_role_and_the_digests_stay(demand, chance):
    claims, incentives, envelopes = list(demand.claims), list(demand.incentives), list(demand.envelopes.items())
    for rows in (claims, incentives, envelopes):
        chance.shuffle(rows)
    shuffled = replace(demand, claims=tuple(claims), incentives=tuple(incentives), envelopes=dict(envelopes))
    assert shuffled.digest() == demand.digest()
    assert allot(shuffled).digest() == allot(demand).digest()
    assert amounts(allot(shuffled)) == amounts(allot(demand))


@given(demands(), st.one_of(st.just(CENT), st.decimals(min_value=0, max_value=500, places=2)))
def test_a_higher_budget_lowers_no_line_by_more_than_a_cent_and_no_whole_line_at_all(demand, more):
    before, after = amounts(allot(demand)), amounts(allot(replace(demand, budget=demand.budget + more)))
    assert all(after[key] >= before[key] - CENT for key in before)
    assert all(after[one.key] >= before[one.key] for one in demand.claims if one.is_whole)


@given(demands())
def test_a_stage_is_only_paid_when_those_before_it_are_paid_in_full(demand):
    outcome = allot(demand)
    assert not any(stage.is_short for stage in outcome.stages[:-1])
    if not outcome.stages[-1:] or not outcome.stages[-1].is_short:
        assert outcome.granted == demand.requested


@given(demands(whole=False))
def test_in_the_last_stage_everybody_has_the_same_share_to_the_cent(demand):
    outcome = allot(demand)
    for one in [*outcome.lines.values(), *outcome.incentives.values()]:
        for part in one.parts:
            assert part.exact == part.claimed * part.stage.share
            assert abs(part.paid - part.exact) < 1
            assert part.has_rest_cent == (part.paid > part.exact)


@given(demands(rule="tiers"))
def test_who_has_an_envelope_gets_it_before_any_tier_is_paid(demand):
    outcome = allot(demand)
    if not any(stage.kind == StageKind.TIER for stage in outcome.stages):
        return
    for holder, envelope in demand.envelopes.items():
        own = [one for one in demand.claims if one.applicant == holder]
        if not any(one.is_whole for one in own):
            paid = sum((outcome.lines[one.key].from_envelope for one in own), Decimal(0))
            assert paid == min(envelope, sum((one.requested for one in own), Decimal(0)))


def claims(*rows, whole=()):
    """Lines from (key, amount): the letter is the applicant, the digit its priority."""
    return tuple(Claim(key, key[0], int(key[1:]), Decimal(amount), key in whole) for key, amount in rows)


def test_the_first_priorities_come_first_and_the_tier_where_the_money_runs_out_is_shared():
    demand = Demand(Decimal(250), "tiers", claims(("a1", 100), ("b1", 50), ("a2", 100), ("b2", 200), ("a3", 10)))
    outcome = allot(demand)
    assert amounts(outcome) == {
        "a1": 100,
        "b1": 50,
        "a2": Decimal("33.33"),
        "b2": Decimal("66.67"),
        "a3": 0,
    }
    last = outcome.lines["b2"].last
    assert (last.stage.code, last.stage.share, last.has_rest_cent) == ("tier-2", Fraction(1, 3), True)
    assert outcome.lines["a3"].last is None


def test_of_equal_remainders_the_cent_goes_to_the_smallest_key():
    demand = Demand(Decimal(100), "pro_rata", claims(("c1", 50), ("b1", 50), ("a1", 50)))
    assert amounts(allot(demand)) == {"a1": Decimal("33.34"), "b1": Decimal("33.33"), "c1": Decimal("33.33")}


def test_incentives_are_reserved_first_by_both_rules():
    for rule in ("tiers", "pro_rata"):
        demand = Demand(Decimal(150), rule, claims(("a1", 100), ("b1", 100)), (Incentive("i", Decimal(100)),))
        assert amounts(allot(demand)) == {"a1": 25, "b1": 25, "i": 100}


def test_incentives_alone_above_the_budget_share_it():
    demand = Demand(
        Decimal(150), "tiers", claims(("a1", 100)), (Incentive("i", Decimal(100)), Incentive("j", Decimal(200)))
    )
    assert amounts(allot(demand)) == {"a1": 0, "i": 50, "j": 100}


def test_an_envelope_is_used_in_the_order_of_its_holders_own_priorities_and_then_the_tiers_go_on():
    demand = Demand(
        Decimal(300),
        "tiers",
        claims(("a1", 100), ("a2", 100), ("a3", 100), ("b1", 80), ("b2", 100)),
        envelopes={"a": Decimal(150)},
    )
    outcome = allot(demand)
    # 150 from the envelope, 80 for the first priority of b, and 70 for what is left of the second ones: 50 and 100.
    assert amounts(outcome) == {
        "a1": 100,
        "a2": 50 + Decimal("23.33"),
        "a3": 0,
        "b1": 80,
        "b2": Decimal("46.67"),
    }
    assert outcome.lines["a2"].from_envelope == 50
    assert [stage.code for stage in outcome.stages] == ["envelopes", "tier-1", "tier-2"]


def test_envelopes_above_the_budget_are_paid_in_proportion_and_nothing_else_is():
    demand = Demand(
        Decimal(100),
        "tiers",
        claims(("a1", 100), ("b1", 300), ("c1", 10)),
        envelopes={"a": Decimal(50), "b": Decimal(150)},
    )
    assert amounts(allot(demand)) == {"a1": 25, "b1": 75, "c1": 0}


def test_a_whole_line_that_does_not_fit_in_an_envelope_leaves_it_to_the_next():
    demand = Demand(Decimal(40), "tiers", claims(("a1", 100), ("a2", 40), whole={"a1"}), envelopes={"a": Decimal(40)})
    assert amounts(allot(demand)) == {"a1": 0, "a2": 40}


def test_whole_lines_are_granted_the_smallest_first_from_their_own_share():
    rows = claims(("a1", 25), ("b1", 25), ("c1", 50), ("d1", 100), whole={"a1", "b1", "c1"})
    # Half of everything: 50 for the whole lines together, 50 for the other.
    assert amounts(allot(Demand(Decimal(100), "tiers", rows))) == {"a1": 25, "b1": 25, "c1": 0, "d1": 50}
    # 49.5 for the whole ones: the second does not fit any more, and what is left goes to nobody.
    outcome = allot(Demand(Decimal(99), "tiers", rows))
    assert amounts(outcome) == {"a1": 25, "b1": 0, "c1": 0, "d1": Decimal("49.50")}
    assert outcome.left_over == Decimal("24.50")


def test_a_cent_more_for_a_whole_line_takes_nothing_from_the_others():
    rows = claims(("a1", 10), ("b1", 10), whole={"a1"})
    got = [amounts(allot(Demand(Decimal(cents) / 100, "tiers", rows))) for cents in range(2001)]
    assert all(after["b1"] >= before["b1"] for before, after in pairwise(got))
    assert all(after["a1"] >= before["a1"] for before, after in pairwise(got))
    assert got[-1] == {"a1": 10, "b1": 10}


def test_a_change_behind_an_amount_changes_the_digest_of_the_demand_alone():
    demand = Demand(Decimal(50), "tiers", claims(("a1", 100)))
    other = replace(demand, claims=(replace(demand.claims[0], basis="x"),))
    assert other.digest() != demand.digest()
    assert allot(other).digest() == allot(demand).digest()


def test_nobody_who_asks_gets_everything_that_is_left_over():
    outcome = allot(Demand(Decimal(5), "tiers", ()))
    assert (outcome.granted, outcome.left_over, outcome.stages) == (0, 5, ())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Demand(Decimal(-1), "tiers", ()),
        lambda: Demand(Decimal("0.001"), "tiers", ()),
        lambda: Demand(Decimal(1), "tiers", claims(("a1", -1))),
        lambda: Demand(Decimal(1), "tiers", claims(("a1", 1), ("a1", 1))),
        lambda: Demand(Decimal(1), "tiers", claims(("a0", 1))),
        lambda: allot(Demand(Decimal(1), "by lot", claims(("a1", 1)))),
    ],
)
def test_what_cannot_be_divided_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\."):
        wrong()


def test_a_whole_round_with_ceilings_of_round_one_comes_out_to_the_cent():
    chance = random.Random(5)
    rows = tuple(
        Claim(
            f"{applicant:03}:{action:02}",
            f"{applicant:03}",
            action,
            Decimal(650 * chance.randrange(1, 150)),
            action > 20,
        )
        for applicant in range(60)
        for action in range(1, 25)
    )
    demand = Demand(Decimal(14_136_359), "tiers", rows)
    outcome = allot(demand)
    assert outcome.granted + outcome.left_over == demand.budget
    assert outcome.stages[-1].is_short
