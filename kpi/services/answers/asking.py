"""What a building block is asked, and what it gives back: parts of a paper, and the figures that stand in them."""

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import ProjectRound, ReportingMoment
from grants.states import MomentKind
from kpi.figures import aggregates, frozen, live
from kpi.figures.basis import Basis
from kpi.figures.offered import OfferedAction, offers_of
from kpi.models import Snapshot
from samenleven.core import wording
from samenleven.core.clock import end_of_day


class Library:
    """What was asked before in the same paper is not asked again; every figure of one paper is of one reading."""

    def __init__(self):
        self._kept: dict[Any, Any] = {}

    def once(self, key, ask):
        """What `ask` answers, asked once for each key."""
        if key not in self._kept:
            self._kept[key] = ask()
        return self._kept[key]

    def is_first(self, key) -> bool:
        """Whether this was not said before in the same paper; from now on it was."""
        known = key in self._kept
        self._kept[key] = True
        return not known

    def offers(self, round_id) -> dict[int, OfferedAction]:
        """The actions of a round by their number."""
        return self.once(("offers", round_id), lambda: {one.number: one for one in offers_of(round_id)})

    def rounds(self) -> dict[str, ProjectRound]:
        """Every published round of the current programme, and the practice rounds, by code; in order."""
        ordered = (
            ProjectRound.objects.told().filter(programme__is_current=True).order_by("is_practice", "number", "code")
        )
        return self.once("rounds", lambda: {one.code: one for one in ordered})

    def moments(self) -> dict[tuple[int, str], ReportingMoment]:
        """Every reporting moment by its round and kind."""
        of_all = ReportingMoment.objects.select_related("round")
        return self.once("moments", lambda: {(one.round_id, one.kind): one for one in of_all})


@dataclass(frozen=True)
class Asked:
    """Of which rounds and actions, as known when, in which reading; one snapshot, or the registrations."""

    rounds: tuple[ProjectRound, ...]
    actions: tuple[int, ...]
    known_on: dt.date
    library: Library
    is_interim: bool = False
    snapshot: Snapshot | None = None
    fields: int | None = None

    @property
    def moment(self) -> str:
        """Which reading of the year."""
        return str(MomentKind.INTERIM if self.is_interim else MomentKind.FINAL)

    @property
    def as_of(self) -> dt.datetime:
        """The moment the figures are of."""
        return self.snapshot.as_of if self.snapshot else end_of_day(self.known_on)

    @property
    def basis(self) -> Basis:
        """What the figures of all its rounds rest on."""
        return self.basis_of(*self.rounds)

    def basis_of(self, *rounds) -> Basis:
        """What the figures of rounds rest on: what was sent counts from the told deadline on, not while others still report (R4)."""
        if self.snapshot:
            return frozen(self.snapshot)
        basis = live(self.as_of, self.moment)
        return basis if all(self.is_due(one) for one in rounds) else replace(basis, with_sent=False)

    def is_due(self, of_round) -> bool:
        """Whether the told deadline of this reading of a round had passed."""
        moment = self.library.moments().get((of_round.pk, self.moment))
        ends = moment.deadline if moment is not None else None
        return ends is not None and ends <= min(self.as_of, timezone.now())

    @property
    def day(self) -> str:
        """As known on which day, in words."""
        return wording.moment(self.as_of)

    @property
    def known_rounds(self) -> tuple[ProjectRound, ...]:
        """Those that were decided by then: of the others nothing could be known (R7)."""
        return tuple(one for one in self.rounds if one.decided_on is None or one.decided_on <= self.as_of.date())

    def filters(self, *rounds, actions=True) -> dict:
        """What `kpi.figures` is asked."""
        asked = {"project_round": [one.code for one in rounds or self.rounds]}
        return asked | {"action": list(self.actions)} if actions and self.actions else asked

    def figures(self, group_by, *rounds, actions=True):
        """The figures in a grouping, once for each paper: one statement, two where the deadline of some rounds had not passed."""
        rounds = rounds or self.rounds
        groups = [rounds]
        if not self.snapshot and "project_round" in group_by:
            groups = [[one for one in rounds if self.is_due(one) == is_due] for is_due in (True, False)]
        return [row for group in groups if group for row in self._figures_of(group_by, group, actions)]

    def _figures_of(self, group_by, rounds, actions):
        basis, filters = self.basis_of(*rounds), self.filters(*rounds, actions=actions)
        key = ("figures", basis, group_by, str(sorted(filters.items())))
        return self.library.once(key, lambda: aggregates(basis, group_by, filters))

    def per_action(self):
        """The figures of each action in each round, by (code of the round, number)."""
        found = self.figures(("project_round", "action"))
        return {(one.project_round, one.action): one for one in found}

    def offer(self, of_round, number) -> OfferedAction | None:
        """An action as it was offered in a round; None where it was not."""
        return self.library.offers(of_round.pk).get(number)

    def deadline(self, of_round) -> str:
        """Until when was reported, in words; empty where nobody knows."""
        moment = self.library.moments().get((of_round.pk, self.moment))
        if moment is None or moment.deadline is None:
            return ""
        return wording.moment(moment.deadline, moment.deadline_precision)


@dataclass(frozen=True)
class Cited:
    """One figure as it stands in an answer: what it is of, its value, and what it rests on."""

    round: str
    measure: str
    value: Decimal | None
    action: int | None = None
    local_government: str | None = None
    state: str = ""
    source: str = ""
    is_interim: bool = False
    as_of: dt.datetime | None = None
    snapshot: Snapshot | None = None

    @property
    def key(self):
        """What makes two figures figures of the same thing, whenever they were known."""
        return (self.round, self.action, self.local_government, self.is_interim, self.measure)


@dataclass
class Built:
    """What a block wrote: the parts of the paper, and its figures."""

    parts: list[dict] = field(default_factory=list)
    figures: list[Cited] = field(default_factory=list)

    def cite(self, asked, of_round, measure, value, **more):
        """Keep a figure that stands in the text or the table."""
        self.figures.append(
            Cited(
                round=of_round.code,
                measure=str(measure),
                value=None if value is None else Decimal(value),
                is_interim=asked.is_interim,
                as_of=asked.as_of,
                snapshot=asked.snapshot,
                **more,
            )
        )

    def add(self, other):
        """Put another block behind this one."""
        self.parts += other.parts
        self.figures += other.figures


def listed(words) -> str:
    """Words in a row: a, b en c."""
    words = [str(word) for word in words]
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s en %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
