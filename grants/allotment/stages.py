"""One stage of a division: what is claimed in it, what there is for it, and what each gets.

Where there is enough, everybody gets what it claims. Where the money runs out, each claim has the same share, and that is
the last stage: what is left of it goes to nobody by itself.

Whole claims (granted whole or not at all) have a pot of their own: their share of the money. From it they are granted the
smallest amount first, of equal amounts the smallest key, until the next one does not fit; nobody behind it is tried. The others
divide their own pot, so that it does not shrink when with a cent more a whole claim fits. That is why **a higher budget
lowers no line by more than one cent**, with whole claims too (a whole claim is then never lowered at all), and why something can
be left while not everybody got everything: at most the last whole claim that did not fit, and a cent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from grants.allotment.demand import digest_of, to_euro
from grants.allotment.sharing import largest_remainder


class StageKind(StrEnum):
    """What is paid in a stage of a division."""

    INCENTIVES = "incentives"
    ENVELOPES = "envelopes"
    TIER = "tier"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a stage had to divide (`money`), over which claims, and what it paid; in cents.

    `pot` is what the claims that can be divided have together, `divisible` what those claim.
    """

    kind: StageKind
    number: int  # of the tier; 0 for the others
    money: int
    claimed: int
    divisible: int
    pot: int
    paid: int

    @property
    def code(self) -> str:
        """Its name in the books: "tier-3", "incentives"."""
        return f"{self.kind}-{self.number}" if self.number else str(self.kind)

    @property
    def is_short(self) -> bool:
        """Whether the money ran out here."""
        return self.money < self.claimed

    @property
    def share(self) -> Fraction:
        """Which part of a claim that can be divided is paid: 1 where there is enough."""
        return Fraction(self.pot, self.divisible) if self.is_short and self.divisible else Fraction(1)

    @property
    def claimed_euro(self) -> Decimal:
        return to_euro(self.claimed)

    @property
    def paid_euro(self) -> Decimal:
        return to_euro(self.paid)

    def plain(self) -> dict:
        """As it is kept: whole cents and words."""
        return {
            "code": self.code,
            "kind": str(self.kind),
            "number": self.number,
            "money": self.money,
            "claimed": self.claimed,
            "divisible": self.divisible,
            "pot": self.pot,
            "paid": self.paid,
        }

    @classmethod
    def from_plain(cls, kept: Mapping) -> "Stage":
        """The stage that was kept."""
        values = {name: kept[name] for name in ("number", "money", "claimed", "divisible", "pot", "paid")}
        return cls(kind=StageKind(kept["kind"]), **values)


class Part(NamedTuple):
    """What one line got in one stage, in cents."""

    stage: Stage
    claimed: int
    paid: int
    is_whole: bool

    @property
    def exact(self) -> Fraction:
        """What it would be without rounding, in cents."""
        return Fraction(self.paid) if self.is_whole else self.stage.share * self.claimed

    @property
    def claimed_euro(self) -> Decimal:
        return to_euro(self.claimed)

    @property
    def exact_euro(self) -> Decimal:
        """What it would be without rounding, in euro to six places."""
        return Decimal(round(self.exact * 10_000)).scaleb(-6)

    @property
    def has_rest_cent(self) -> bool:
        """Whether the cent of the largest remainders fell here."""
        return self.paid > self.exact


class Granted(NamedTuple):
    """What a line gets, and in which stages."""

    parts: tuple[Part, ...] = ()

    @property
    def amount(self) -> Decimal:
        return to_euro(sum(part.paid for part in self.parts))

    @property
    def last(self) -> Part | None:
        """The stage that decided; None where the money had run out before."""
        return self.parts[-1] if self.parts else None

    @property
    def from_envelope(self) -> Decimal:
        """Which part of it was paid from the envelope."""
        return to_euro(sum(part.paid for part in self.parts if part.stage.kind == StageKind.ENVELOPES))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A division: what each line and each incentive gets, the stages in order, and what is left of the budget."""

    budget: Decimal
    lines: Mapping[str, Granted]
    incentives: Mapping[str, Granted]
    stages: tuple[Stage, ...]

    @property
    def granted(self) -> Decimal:
        return to_euro(sum(stage.paid for stage in self.stages))

    @property
    def left_over(self) -> Decimal:
        return self.budget - self.granted

    def digest(self) -> str:
        """A SHA-256 digest over what everybody gets and in which stage, in canonical JSON."""
        both = {**self.lines, **self.incentives}
        paid = [[key, [[part.stage.code, part.paid] for part in both[key].parts]] for key in sorted(both)]
        return digest_of({"paid": paid, "stages": [stage.plain() for stage in self.stages]})


# A claim in a stage: its key, its cents, and whether it is whole.
Claims = Sequence[tuple[str, int, bool]]


def pay(kind: StageKind, number: int, money: int, claims: Claims) -> tuple[Stage, list[Part]]:
    """Divide what there is over the claims of a stage; a part for each claim, in the same order."""
    claimed = sum([cents for _key, cents, _whole in claims])
    divisible = sum([cents for _key, cents, whole in claims if not whole])
    if claimed <= money:
        paid = [cents for _key, cents, _whole in claims]
        stage = Stage(kind, number, money, claimed, divisible, divisible, claimed)
    else:
        pot = money * divisible // claimed
        paid = _divided(pot, claims) if divisible else [0] * len(claims)
        _grant_whole_ones(paid, claims, money * (claimed - divisible), claimed)
        stage = Stage(kind, number, money, claimed, divisible, pot, sum(paid))
    return stage, [Part(stage, claim[1], cents, claim[2]) for claim, cents in zip(claims, paid, strict=True)]


def _divided(pot, claims):
    weights = [0 if whole else cents for _key, cents, whole in claims]
    return largest_remainder(pot, weights, [key for key, _cents, _whole in claims])


def _grant_whole_ones(paid, claims, room, claimed):
    """The whole claims that fit in their share of the money, the smallest first; none is tried behind the first that does not.

    `room` is that share times `claimed`, so that nothing is rounded.
    """
    places = [place for place, (_key, _cents, whole) in enumerate(claims) if whole]
    for place in sorted(places, key=lambda place: (claims[place][1], claims[place][0])):
        room -= claims[place][1] * claimed
        if room < 0:
            return
        paid[place] = claims[place][1]
