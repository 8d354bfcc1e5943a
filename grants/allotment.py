"""Dividing a whole into exact parts: what is lost by rounding goes to the largest remainders."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
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
    sum_of_weights = sum(map(Fraction, weights.values()), Fraction(0))
    if not sum_of_weights:
        if total:
            raise ValueError("Nothing can be shared out over nobody.")
        return dict.fromkeys(sorted(weights), total)
    quanta = int(total / quantum)
    exact = {key: quanta * Fraction(weights[key]) / sum_of_weights for key in sorted(weights)}
    parts = {key: int(share) for key, share in exact.items()}
    left = quanta - sum(parts.values())
    for key in sorted(exact, key=lambda key: parts[key] - exact[key])[:left]:
        parts[key] += 1
    return {key: count * quantum for key, count in parts.items()}
