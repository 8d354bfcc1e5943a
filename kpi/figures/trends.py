"""What became of an action or a goal from round to round; what may be added over years, and what may not (R5)."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from kpi.figures.aggregates import aggregates
from kpi.figures.offered import offers_in
from kpi.figures.overview import Row, row_of, sum_of
from kpi.figures.sums import why_not_over_years

MEASURES = ("local_governments", "awarded_amount", "target", "realised", "attainment")


@dataclass(frozen=True)
class Year:
    """One round of a trend; `row`: None where it was not offered in that round."""

    code: str
    title: str
    row: Row | None


@dataclass
class Trend:
    """An action or a goal over the rounds, in one thing that is measured."""

    number: int
    title: str
    measure: str
    years: list[Year] = field(default_factory=list)
    reason: str = ""

    @property
    def known(self) -> list[int | Decimal]:
        """What is known of each round, where something is."""
        found = (value_of(year.row, self.measure) for year in self.years)
        return [value for value in found if value is not None]

    @property
    def sum_of_years(self) -> int | Decimal | None:
        """Those rounds together, where there is more than one and they may be added."""
        known = self.known
        return None if self.reason or len(known) < 2 else sum(known)

    @property
    def has_refused(self) -> bool:
        """Whether there was something to add that may not be added."""
        return bool(self.reason) and sum(has_said(year.row, self.measure) for year in self.years) > 1


def value_of(row, measure) -> int | Decimal | None:
    """What a row says of a measure; None where nothing is known, or where it may not be added."""
    if row is None or row.figure is None:
        return None
    return row.local_governments if measure == "local_governments" else getattr(row.figure, measure)


def has_said(row, measure) -> bool:
    """Whether a row has something to say of a measure, even that it makes no sum."""
    if row is None or row.figure is None:
        return False
    return measure in row.figure.not_additive or value_of(row, measure) is not None


def trends(basis, rounds, filters, *, by, measure, map_now=False) -> list[Trend]:
    """Each action (or goal) over these rounds, oldest first, in the order of the plan; two statements, of goals three.

    `rounds` have a pk, code and title; `by` is "action" or "goal". Every round is read at the same kind of moment, that
    of the basis: interim and final never stand together (R5).
    """
    asked = filters | {"project_round": [one.code for one in rounds]}
    actions = _figures(basis, asked, "action", map_now)
    goals = _figures(basis, asked, "goal", map_now) if by == "goal" else {}
    offers = offers_in([one.pk for one in rounds])
    found: dict[int, Trend] = {}
    for project_round in rounds:
        code = project_round.code
        offered = [one for one in offers.get(project_round.pk, []) if _is_asked(one, filters)]
        rows: list[Row] = [row_of(one, actions.get((code, one.number)), is_frozen=False) for one in offered]
        for row in _by_goal(rows, goals, code) if by == "goal" else rows:
            trend = found.setdefault(row.number or 0, Trend(row.number or 0, row.title, measure))
            trend.title = row.title  # the newest name
            trend.years.append(Year(code, project_round.title, row))
    for trend in found.values():
        given = {year.code: year for year in trend.years}
        trend.years = [given.get(one.code) or Year(one.code, one.title, None) for one in rounds]
        said = [year.row for year in trend.years if has_said(year.row, measure)]
        trend.reason = why_not_over_years(said, measure)
    return [found[number] for number in sorted(found)]


def _figures(basis, asked, by, map_now) -> dict:
    rows = aggregates(basis, ("project_round", by), asked, map_now=map_now)
    return {(one.project_round, getattr(one, by)): one for one in rows}


def _by_goal(rows, goals, code) -> list[Row]:
    return [
        sum_of(list(members), goals.get((code, number)), title, number, is_frozen=False)
        for (number, title), members in groupby(rows, key=lambda row: (row.offer.goal, row.offer.goal_title))
    ]


def _is_asked(offer, filters) -> bool:
    goals, actions = filters.get("goal"), filters.get("action")
    return (not goals or offer.goal in goals) and (not actions or offer.number in actions)
