"""A round on paper: all its dates, amounts and offers as one value that can be proposed, compared and kept."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from grants.changes import code_of
from grants.models import Action, ProjectRound
from grants.states import AllocationRule, IncentiveKind, IndicatorKind, MomentKind
from samenleven.core.clock import BRUSSELS, in_brussels, start_of_day


@dataclass(frozen=True)
class IndicatorPlan:
    """A KPI: what is counted and paid. `key` is the KPI it comes from: the own one, or that of the round before."""

    title: str
    unit: str
    unit_family: str
    amount_per_unit: Decimal
    kind: str = IndicatorKind.FLOW
    max_units: Decimal | None = None
    max_amount: Decimal | None = None
    key: int | None = None

    def values(self) -> dict:
        """The fields of the KPI."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "key"}


@dataclass(frozen=True)
class OfferPlan:
    """An action in the round."""

    action: Action
    financed: bool = False
    content_judged: bool = False
    indicators: tuple[IndicatorPlan, ...] = ()


@dataclass(frozen=True)
class MomentPlan:
    """A reporting moment with its three dates (R14)."""

    kind: str
    covers_from: dt.date
    covers_until: dt.date
    opens_at: dt.datetime | None = None
    deadline: dt.datetime | None = None
    entries_until: dt.datetime | None = None
    changes_until: dt.datetime | None = None

    def values(self) -> dict:
        """The fields of the reporting moment."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "kind"}


@dataclass(frozen=True)
class IncentivePlan:
    """What the round pays on top; one that is not here is not offered (R16)."""

    kind: str
    amount: Decimal


@dataclass(frozen=True)
class RoundPlan:
    """The whole round."""

    title: str
    starts_on: dt.date
    ends_on: dt.date
    number: int | None = None
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    budget: Decimal | None = None
    decided_on: dt.date | None = None
    entries_until: dt.datetime | None = None
    changes_until: dt.datetime | None = None
    origin_threshold: int = 7500
    origin_year: int | None = None
    allocation_rule: str = AllocationRule.TIERS
    states_are_whole: bool = True
    advance_percentage: Decimal = Decimal(80)
    interim_percentage: Decimal = Decimal(25)
    review_days: int = 90
    appeal_clause: str = ""
    incentives: tuple[IncentivePlan, ...] = ()
    moments: tuple[MomentPlan, ...] = ()
    offers: tuple[OfferPlan, ...] = ()

    def values(self) -> dict:
        """The fields of the round itself."""
        return {name: getattr(self, name) for name in CODES}

    def facts(self) -> dict[str, Any]:
        """Every date, amount and choice under the code it has in the log of changes (grants.changes)."""
        return dict(self._facts())

    def _facts(self) -> Iterator[tuple[str, Any]]:
        yield from ((code, getattr(self, name)) for name, code in CODES.items())
        offered = {one.kind: one.amount for one in self.incentives}
        yield from ((f"incentive_{kind}", offered.get(kind)) for kind in IncentiveKind.values)
        for moment in self.moments:
            for name, value in moment.values().items():
                yield f"{moment.kind}_report_{MOMENT_CODES.get(name, name)}", value
        for offer in self.offers:
            yield f"financed action {offer.action.number}", offer.financed
            yield f"content_judged action {offer.action.number}", offer.content_judged
            for position, indicator in enumerate(offer.indicators, start=1):
                for name, value in indicator.values().items():
                    yield f"{name} indicator {offer.action.number}.{position}", value

    def digest(self) -> str:
        """A mark of exactly these facts: who changes a round sends back the mark of what stood on the screen (R18)."""
        told = "\n".join(
            f"{code}={value if isinstance(value, str) else code_of(value)}"
            for code, value in sorted(self.facts().items())
        )
        return hashlib.sha256(told.encode()).hexdigest()


CODES = {
    "number": "number",
    "title": "title",
    "opens_at": "call_opens",
    "closes_at": "call_closes",
    "entries_until": "call_entries_until",
    "changes_until": "call_changes_until",
    "starts_on": "project_year_start",
    "ends_on": "project_year_end",
    "budget": "budget",
    "decided_on": "decided_on",
    **{
        name: name
        for name in (
            "origin_threshold",
            "origin_year",
            "allocation_rule",
            "states_are_whole",
            "advance_percentage",
            "interim_percentage",
            "review_days",
            "appeal_clause",
        )
    },
}
MOMENT_CODES = {"opens_at": "opens"}
PRACTICE_DAYS = 30


def as_it_stands(project_round) -> RoundPlan:
    """A round of the database as a plan; five queries, however many actions it has."""
    offers = {
        offer.action_id: offer for offer in project_round.offers.prefetch_related("indicators").order_by("action")
    }
    actions = Action.objects.filter(programme=project_round.programme_id).select_related("goal").order_by("number")
    return RoundPlan(
        **{name: getattr(project_round, name) for name in CODES},
        incentives=tuple(
            IncentivePlan(kind=one.kind, amount=one.amount) for one in project_round.incentives.order_by("kind")
        ),
        moments=tuple(
            MomentPlan(kind=str(moment.kind), **{name: getattr(moment, name) for name in _MOMENT_FIELDS})
            for moment in project_round.moments.order_by("covers_until", "kind")
        ),
        offers=tuple(_offer(action, offers.get(action.pk)) for action in actions),
    )


_MOMENT_FIELDS = [field.name for field in fields(MomentPlan) if field.name != "kind"]
_INDICATOR_FIELDS = [field.name for field in fields(IndicatorPlan) if field.name != "key"]


def _offer(action, offer) -> OfferPlan:
    if offer is None:
        return OfferPlan(action=action)
    return OfferPlan(
        action=action,
        financed=offer.financed,
        content_judged=offer.content_judged,
        indicators=tuple(
            IndicatorPlan(key=one.pk, **{name: getattr(one, name) for name in _INDICATOR_FIELDS})
            for one in sorted(offer.indicators.all(), key=lambda one: one.position)
        ),
    )


def next_after(previous: ProjectRound) -> RoundPlan:
    """What the next round looks like when nothing changes but the year: a proposal, to be looked at.

    A year later, or as many whole years as bring the opening of its call into the future: what is opened here is still to come.
    """
    plan = as_it_stands(previous)
    number = (previous.number or 0) + 1
    years = _years_ahead(plan)
    return replace(
        plan,
        number=number,
        title=f"Projectronde {number}",
        opens_at=_later(plan.opens_at, years),
        closes_at=_later(plan.closes_at, years),
        entries_until=_later(plan.entries_until, years),
        changes_until=_later(plan.changes_until, years),
        starts_on=_later(previous.ends_on + dt.timedelta(days=1), years - 1),
        ends_on=_later(plan.ends_on, years),
        decided_on=None,
        origin_year=plan.origin_year + years if plan.origin_year else None,
        moments=tuple(
            _with_an_opening(replace(one, **{name: _later(value, years) for name, value in one.values().items()}))
            for one in plan.moments
        ),
    )


def practice_of(real: ProjectRound) -> RoundPlan:
    """What a round to practise on looks like: as the next one, but its call is open from today on, for a month (R33)."""
    today = dt.datetime.now(BRUSSELS).date()
    last = dt.datetime.combine(today + dt.timedelta(days=PRACTICE_DAYS), dt.time(12), tzinfo=BRUSSELS)
    return replace(
        next_after(real),
        number=None,
        title="Oefenronde",
        opens_at=start_of_day(today),
        closes_at=last,
        entries_until=None,
        changes_until=None,
    )


def blank(programme) -> RoundPlan:
    """The first round of a programme: its actions, and today as the only date."""
    today = dt.datetime.now(BRUSSELS).date()
    actions = Action.objects.filter(programme=programme).select_related("goal").order_by("number")
    year = dt.date(today.year, 10, 1)
    end = dt.date(today.year + 1, 9, 30)
    return RoundPlan(
        number=1,
        title="Projectronde 1",
        starts_on=year,
        ends_on=end,
        moments=(_with_an_opening(MomentPlan(kind=MomentKind.FINAL, covers_from=year, covers_until=end)),),
        offers=tuple(OfferPlan(action=action) for action in actions),
    )


def _years_ahead(plan) -> int:
    """How many years the proposal lies after the round before: at least one."""
    first = plan.opens_at or plan.closes_at or start_of_day(plan.starts_on)
    now, years = dt.datetime.now(BRUSSELS), 1
    while _later(first, years) <= now:
        years += 1
    return years


def _with_an_opening(moment) -> MomentPlan:
    """A moment whose opening nobody told opens the day after its period: without one nobody could register (R14)."""
    opening = start_of_day(moment.covers_until + dt.timedelta(days=1))
    if moment.opens_at is not None or (moment.deadline is not None and moment.deadline <= opening):
        return moment
    return replace(moment, opens_at=opening)


def _later(value, years):
    """The same day and hour on the clocks of Brussels, so many years later; 29 February becomes the 28th."""
    if value is None:
        return None
    local = in_brussels(value) if isinstance(value, dt.datetime) else value
    try:
        return local.replace(year=local.year + years)
    except ValueError:
        return local.replace(year=local.year + years, day=28)
