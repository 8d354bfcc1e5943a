"""What is asked of a budget, as plain values: the same demand has the same digest, whatever the order of its rows."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

CENTS = 100


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of an application: what an applicant asks for an action, at which place of its own priorities."""

    key: str
    applicant: str
    priority: int
    requested: Decimal
    is_whole: bool = False  # granted whole or not at all
    basis: str = (
        ""  # what the amount was made of: no part of the division, but a change of it is a change of the demand
    )


@dataclass(frozen=True, slots=True)
class Incentive:
    """An amount on top without co-financing; reserved before everything else."""

    key: str
    requested: Decimal
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """Everything that is asked of a budget, and by which rule it is divided.

    `envelopes`: what an applicant may count on; the rule "pro_rata" knows no envelopes and no priorities.
    """

    budget: Decimal
    rule: str
    claims: tuple[Claim, ...]
    incentives: tuple[Incentive, ...] = ()
    envelopes: Mapping[str, Decimal] = field(default_factory=dict)

    def __post_init__(self):
        keys = [one.key for one in (*self.claims, *self.incentives)]
        if len(keys) != len(set(keys)):
            raise ValueError("A key is asked for twice.")
        if any(claim.priority < 1 for claim in self.claims):
            raise ValueError("A priority counts from one.")
        asked = [*(one.requested for one in self.claims), *(one.requested for one in self.incentives)]
        for amount in (self.budget, *asked, *self.envelopes.values()):
            to_cents(amount)

    @property
    def requested(self) -> Decimal:
        """All that is asked together, incentives too."""
        lines = sum((one.requested for one in self.claims), Decimal(0))
        return sum((one.requested for one in self.incentives), lines)

    def digest(self) -> str:
        """A SHA-256 digest over the demand in canonical JSON: rows in the order of their keys, amounts in cents."""
        return digest_of(
            {
                "budget": to_cents(self.budget),
                "rule": str(self.rule),
                "claims": sorted(
                    [one.key, one.applicant, one.priority, to_cents(one.requested), one.is_whole, one.basis]
                    for one in self.claims
                ),
                "incentives": sorted([one.key, to_cents(one.requested), one.basis] for one in self.incentives),
                "envelopes": sorted([key, to_cents(amount)] for key, amount in self.envelopes.items()),
            }
        )


def digest_of(content) -> str:
    """The SHA-256 digest of plain values, written in one way only."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def to_cents(amount: Decimal) -> int:
    """An amount in whole cents; ValueError where it is below zero or no whole number of cents."""
    cents = int(amount * CENTS)
    if cents < 0 or amount * CENTS != cents:
        raise ValueError(f"{amount} is no amount in cents.")
    return cents


def to_euro(cents: int) -> Decimal:
    """Whole cents as an amount."""
    return Decimal(cents).scaleb(-2)
