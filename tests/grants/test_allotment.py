"""Dividing is exact, never negative, and the same in whatever order the keys come."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.allotment import share_out

CENTS = st.decimals(min_value=0, max_value=10**9, places=2)
WEIGHTS = st.dictionaries(
    st.text(min_size=1, max_size=5),
    st.decimals(min_value=0, max_value=10**6, places=4),
    min_size=1,
    max_size=30,
).filter(lambda weights: sum(weights.values()) > 0)


@given(CENTS, WEIGHTS)
def test_the_parts_sum_to_the_total_and_none_is_negative(total, weights):
    parts = share_out(total, weights)
    assert sum(parts.values()) == total
    assert all(part >= 0 for part in parts.values())
    assert parts.keys() == weights.keys()


@given(CENTS, WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_the_keys_plays_no_role(total, weights, random):
    shuffled = list(weights.items())
    random.shuffle(shuffled)
    assert share_out(total, dict(shuffled)) == share_out(total, weights)


@given(CENTS, WEIGHTS)
def test_a_part_is_less_than_one_cent_from_its_exact_share(total, weights):
    whole = sum(weights.values())
    for key, part in share_out(total, weights).items():
        assert abs(part - total * weights[key] / whole) <= Decimal("0.01")
        assert weights[key] or not part


def test_what_is_left_goes_to_the_largest_remainder_and_of_equals_to_the_smallest_key():
    assert share_out(Decimal(6360), dict.fromkeys("hgfedcba", Decimal(1)), Decimal(1)) == dict.fromkeys(
        "abcdefgh", Decimal(795)
    )
    assert share_out(Decimal("0.05"), {"c": Decimal(1), "b": Decimal(1), "a": Decimal(1)}) == {
        "a": Decimal("0.02"),
        "b": Decimal("0.02"),
        "c": Decimal("0.01"),
    }
    assert share_out(Decimal(10), {"a": Decimal(1), "b": Decimal(2)}, Decimal(1)) == {"a": Decimal(3), "b": Decimal(7)}


def test_nothing_over_nobody_is_nothing():
    assert share_out(Decimal(0), {}) == {}
    assert share_out(Decimal(0), {"a": Decimal(0)}) == {"a": Decimal(0)}


@pytest.mark.parametrize(
    ("total", "weights", "quantum"),
    [
        (Decimal(-1), {"a": Decimal(1)}, Decimal("0.01")),
        (Decimal("0.005"), {"a": Decimal(1)}, Decimal("0.01")),
        (Decimal(1), {"a": Decimal(1)}, Decimal(0)),
        (Decimal(1), {"a": Decimal(-1), "b": Decimal(2)}, Decimal("0.01")),
        (Decimal(1), {}, Decimal("0.01")),
        (Decimal(1), {"a": Decimal(0)}, Decimal("0.01")),
    ],
)
def test_what_cannot_be_divided_is_refused(total, weights, quantum):
    with pytest.raises(ValueError, match=r"\."):
        share_out(total, weights, quantum)
