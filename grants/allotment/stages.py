"""One stage of a division: what is claimed in it, what there is for it, and what each gets.

Where there is enough, everybody gets what it claims. Where the money runs out, each claim has the same share, and that is
the last stage: what is left of it goes to nobody by itself.

Whole claims (granted whole or not at all) have a pot of their own: their share of the money. From it they are granted the
smallest amount first, of equal amounts the smallest key, until the next one does not fit; nobody behind it is tried. The others
divide their own pot, so that it does not shrink when with a cent more a whole claim fits. That is why **a higher budget
lowers no line by more than one cent**, with whole claims too (a whole claim is then never lowered at all), and why something can
be left while not everybody got everything: at most the last whole claim that did not fit, and a cent.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import compress
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


class Layer:
    """What each line got in one of the stages it can take part in, in rows of plain numbers: a division of a million lines fits."""

    def __init__(self, lines: int):
        self.stage_of = array("i", [-1]) * lines  # where its stage stands in the list of stages; -1: none
        self.claimed = array("q", [0]) * lines
        self.paid = array("q", [0]) * lines


class Lines(Mapping[str, Granted]):
    """What each line gets, by its key; made when it is asked for."""

    def __init__(self, keys: Sequence[str], whole: Sequence[int], layers: Sequence[Layer], stages: Sequence[Stage]):
        self._keys, self._whole, self._layers, self._stages = keys, whole, layers, stages

    def __getitem__(self, key):
        return self._at(self._places[key])

    def __iter__(self):
        return iter(self._keys)

    def __len__(self):
        return len(self._keys)

    def in_order(self) -> Iterator[tuple[str, Granted]]:
        """Every line with its key, in the order in which they were asked."""
        for place, key in enumerate(self._keys):
            yield key, self._at(place)

    @cached_property
    def _places(self):
        return {key: place for place, key in enumerate(self._keys)}

    def _at(self, place):
        taken = [layer for layer in self._layers if layer.stage_of[place] >= 0]
        return Granted(
            tuple(
                Part(
                    self._stages[layer.stage_of[place]],
                    layer.claimed[place],
                    layer.paid[place],
                    bool(self._whole[place]),
                )
                for layer in taken
            )
        )


@dataclass(frozen=True)
class Outcome:
    """A division: what each line and each incentive gets, the stages in order, and what is left of the budget."""

    budget: Decimal
    lines: Lines
    incentives: Lines
    stages: tuple[Stage, ...]

    @property
    def granted(self) -> Decimal:
        return to_euro(sum(stage.paid for stage in self.stages))

    @property
    def left_over(self) -> Decimal:
        return self.budget - self.granted

    def digest(self) -> str:
        """A SHA-256 digest over what everybody gets and in which stage, in canonical JSON."""
        paid = sorted(
            [key, [[part.stage.code, part.paid] for part in granted.parts]]
            for rows in (self.lines, self.incentives)
            for key, granted in rows.in_order()
        )
        return digest_of({"paid": paid, "stages": [stage.plain() for stage in self.stages]})


def pay(
    kind: StageKind, number: int, money: int, keys: Sequence[str], cents: Sequence[int], whole: Sequence[int]
) -> tuple[Stage, Sequence[int]]:
    """Divide what there is over the claims of a stage: what each is paid, in the same order."""
    claimed = sum(cents)
    divisible = sum(compress(cents, [not one for one in whole])) if any(whole) else claimed
    if claimed <= money:
        return Stage(kind, number, money, claimed, divisible, divisible, claimed), cents
    pot = money * divisible // claimed
    weights = [0 if is_whole else one for one, is_whole in zip(cents, whole, strict=True)]
    paid = largest_remainder(pot, weights, keys) if divisible else [0] * len(cents)
    room = money * (claimed - divisible)
    for place in sorted(compress(range(len(cents)), whole), key=lambda place: (cents[place], keys[place])):
        room -= cents[place] * claimed
        if room < 0:
            break
        paid[place] = cents[place]
    return Stage(kind, number, money, claimed, divisible, pot, sum(paid)), paid
