"""What everybody may see of the rounds (R33, R37): the newest snapshot since the told deadline; until then what was promised.

What local governments send stays inside the ministry until a deadline froze it; awards, targets and totals that were
published are public from the day they are known.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import ProjectRound
from grants.states import IndicatorKind, MomentKind
from kpi.figures.aggregates import Figure, aggregates
from kpi.figures.basis import Basis, frozen, frozen_together, promised
from kpi.figures.members import Member
from kpi.figures.money import say_money
from kpi.figures.participants import Participant, participations
from kpi.models import Snapshot


@dataclass(frozen=True)
class PublicRound:
    """A real round as everybody may see it: its final report, and the snapshot that holds its figures."""

    pk: int
    code: str
    title: str
    starts_on: dt.date
    ends_on: dt.date
    budget: Decimal | None
    deadline: dt.datetime | None
    precision: str | None
    snapshot: Snapshot | None
    now: dt.datetime

    @property
    def is_due(self) -> bool:
        """Whether the told deadline of the final report has passed."""
        return self.deadline is not None and self.deadline < self.now

    @property
    def as_of(self) -> dt.datetime:
        """As known when: what a snapshot says, else now (R7)."""
        return self.snapshot.as_of if self.snapshot else self.now

    @property
    def basis(self) -> Basis:
        """What its figures rest on."""
        return frozen(self.snapshot) if self.snapshot else promised(self.now)


@dataclass(frozen=True)
class Result:
    """A local government in an action of a round, with its figures."""

    round: PublicRound
    member: Member


@dataclass
class Years:
    """What may be said of one action over several rounds: sums that say of how many rounds, or why there is none (R5).

    `expected`, `submitted`: registrations of the rounds that are frozen; `is_complete`: nothing is missing in any (R1).
    """

    rounds: int
    awarded: Decimal | None
    awarded_of: int
    target: int | None
    target_of: int
    realised: int | None
    realised_of: int
    expected: int
    submitted: int
    is_complete: bool
    reason: str = ""


def public_rounds() -> list[PublicRound]:
    """The real rounds of the current programme, the oldest first, each with its newest public snapshot; two statements."""
    now, taken = timezone.now(), {one.moment.round_id: one for one in public_snapshots()}
    rows = (
        ProjectRound.objects.filter(programme__is_current=True)
        .real()
        .annotate(final=FilteredRelation("moments", condition=Q(moments__kind=MomentKind.FINAL)))
        .annotate(deadline=F("final__deadline"), precision=F("final__deadline_precision"))
        .order_by("number", "code")
        .values("pk", "code", "title", "starts_on", "ends_on", "budget", "deadline", "precision")
    )
    return [PublicRound(**row, snapshot=taken.get(row["pk"]), now=now) for row in rows]


def public_snapshots():
    """Of each final report of a real round the newest snapshot of after its told deadline."""
    return (
        Snapshot.objects.public()
        .filter(
            moment__kind=MomentKind.FINAL,
            moment__round__is_practice=False,
            moment__round__programme__is_current=True,
        )
        .order_by("moment_id", "-number")
        .distinct("moment_id")
        .select_related("moment__round", "corrects", "publication")
    )


def bases_of(rounds) -> Iterator[tuple[Basis, list[str]]]:
    """What the figures of these rounds rest on, with the codes of the rounds each is about: two at most."""
    shut = [one for one in rounds if one.snapshot]
    if shut:
        yield frozen_together([one.snapshot for one in shut]), [one.code for one in shut]
    running = [one for one in rounds if not one.snapshot]
    if running:
        yield promised(running[0].now), [one.code for one in running]


def figures_of(rounds, group_by=(), filters=None, *, map_now=False) -> list[Figure]:
    """The public figures of these rounds, per round and what else is asked; two statements at most."""
    found = []
    for basis, codes in bases_of(rounds):
        asked = {**(filters or {}), "project_round": codes}
        found += aggregates(basis, ("project_round", *group_by), asked, map_now=map_now)
    return found


def participants_of(rounds, filters=None, *, map_now=False) -> list[Participant]:
    """Who takes part in these rounds, as their figures know it; two statements at most."""
    found = []
    for basis, codes in bases_of(rounds):
        found += participations(basis, {**(filters or {}), "project_round": codes}, map_now=map_now)
    return found


def results_of(rounds, filters, *, map_now=False) -> list[Result]:
    """Each local government in each action of these rounds, in the order of the plan; four statements at most."""
    figures = {
        (one.project_round, one.action, one.local_government): one
        for one in figures_of(rounds, ("action", "local_government"), filters, map_now=map_now)
    }
    places = {one.code: (at, one) for at, one in enumerate(rounds)}
    found = []
    for who in participants_of(rounds, filters, map_now=map_now):
        public_round = places[who.project_round][1]
        figure = figures[who.project_round, who.action, who.local_government]
        found.append(Result(public_round, Member(figure, who, is_frozen=public_round.snapshot is not None)))
        say_money(found[-1].member, [who])
    return sorted(found, key=lambda one: places[one.round.code][0])


def awaits_report(row, public_round) -> bool:
    """Whether a result is still to come: nothing is frozen yet, and somebody is to report it."""
    figure = row.figure
    if figure is None or figure.realised is not None or public_round.snapshot is not None:
        return False
    return bool(figure.expected) or not public_round.is_due


def together(rows) -> Years:
    """One action over its rounds: money adds up, a flow does as "som van jaren", a state never does (R5)."""
    paid = [row for row in rows if row.offer.financed]
    reason = _why_not_over_years(paid)
    awarded, awarded_of = _sum(row.figure.awarded_amount for row in paid if row.figure)
    target, target_of = (None, 0) if reason else _sum(row.figure.target for row in paid if row.figure)
    realised, realised_of = (None, 0) if reason else _sum(row.figure.realised for row in paid if row.figure)
    # Before a round is frozen nobody counts who sent something already.
    frozen_figures = [row.figure for row in paid if row.figure and row.is_frozen]
    return Years(
        rounds=len(paid),
        awarded=awarded,
        awarded_of=awarded_of,
        target=target,
        target_of=target_of,
        realised=realised,
        realised_of=realised_of,
        expected=sum(figure.expected for figure in frozen_figures),
        submitted=sum(figure.submitted for figure in frozen_figures),
        is_complete=len(frozen_figures) == len(paid) and all(one.status == "complete" for one in frozen_figures),
        reason=reason,
    )


def _sum(values):
    known = [value for value in values if value is not None]
    return (sum(known), len(known)) if known else (None, 0)


def _why_not_over_years(rows) -> str:
    """Why the counts of these rounds make no sum; nothing when they do."""
    indicators = [indicator for row in rows for indicator in row.offer.indicators]
    units = ", ".join(dict.fromkeys(indicator.unit for indicator in indicators))
    if any(indicator.kind == IndicatorKind.STATE for indicator in indicators):
        return _("Een toestand (%(units)s) telt u niet op over jaren.") % {"units": units}
    if len({indicator.unit_family for indicator in indicators}) > 1:
        return _("De eenheid is niet in elke ronde dezelfde: %(units)s.") % {"units": units}
    return ""
