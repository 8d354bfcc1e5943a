"""Dividing a whole into exact parts: what is lost by rounding goes to the largest remainders."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Any)


def share_out(total: Decimal, weights: Mapping[Key, Decimal], quantum: Decimal = Decimal("0.01")) -> dict[Key, Decimal]:
    """Divide a total by weight into parts that are whole numbers of `quantum` and sum to it exactly.

    Each part is first rounded down; what is left goes one quantum at a time to the largest remainders, of equal
    remainders to the smallest key. The order in which the keys are given plays no role. A weight of zero gets nothing.
    """
    total, quantum = Decimal(total), Decimal(quantum)
    if total < 0:
        raise ValueError("A negative total cannot be shared out.")
    if quantum <= 0 or total % quantum:
        raise ValueError(f"{total} is no whole number of parts of {quantum}.")
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("A weight is never negative.")
    if not any(weights.values()):
        if total:
            raise ValueError("Nothing can be shared out over nobody.")
        return dict.fromkeys(sorted(weights), total)
    keys = sorted(weights)
    parts = largest_remainder(int(total / quantum), _whole_numbers([weights[key] for key in keys]), keys)
    return {key: part * quantum for key, part in zip(keys, parts, strict=True)}


def largest_remainder(total: int, weights: Sequence[int], keys: Sequence) -> list[int]:
    """Divide a whole number by whole weights that are not all zero; of equal remainders the smallest key goes first.

    In whole numbers and rows only, and sorted is only what ties: hundreds of thousands of parts take a second.
    """
    sum_of_weights = sum(weights)
    parts = [total * weight // sum_of_weights for weight in weights]
    left = total - sum(parts)
    if left:
        rests = [total * weight % sum_of_weights for weight in weights]
        last = sorted(rests, reverse=True)[left - 1]  # the smallest remainder that still gets one
        first = [place for place, rest in enumerate(rests) if rest > last]
        equal = [place for place, rest in enumerate(rests) if rest == last]
        equal.sort(key=keys.__getitem__)
        for place in (*first, *equal[: left - len(first)]):
            parts[place] += 1
    return parts


def _whole_numbers(weights):
    """The same weights as whole numbers: each times the same."""
    ratios = [Decimal(weight).as_integer_ratio() for weight in weights]
    common = math.lcm(*(below for _above, below in ratios))
    return [above * (common // below) for above, below in ratios]
