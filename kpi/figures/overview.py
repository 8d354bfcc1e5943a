"""A round at a glance: what is offered, and the figures of each goal and action, known or not (R4, R5)."""

from dataclasses import dataclass, field
from itertools import groupby

from kpi.figures.aggregates import Figure, aggregates
from kpi.figures.money import say_money
from kpi.figures.offered import OfferedAction
from kpi.figures.participants import participations
from kpi.figures.selection import PLACES
from kpi.figures.sums import Counted, counted_in, why_not_added

# The nothing of each status (R4).
NOTHING_OF = {
    "notYetDue": "not_yet_due",
    "notYetReported": "not_yet_reported",
    "notReported": "not_reported",
    "notApplicable": "not_applicable",
    "unknown": "unknown",
}
SORTS = {
    "besturen": lambda figure: figure.local_governments,
    "toegekend": lambda figure: figure.awarded_amount,
    "doel": lambda figure: figure.target,
    "bereikt": lambda figure: figure.realised,
    "percentage": lambda figure: figure.attainment,
    "gerapporteerd": lambda figure: (figure.submitted / figure.expected, figure.expected) if figure.expected else None,
}


class Reading:
    """What a page, a file or a letter says of a figure."""

    figure: Figure | None
    is_frozen: bool
    money_at: str
    money_for: str

    @property
    def state(self) -> str:
        """Which nothing stands where nothing was reached (R4)."""
        if self.figure is None:
            return "unknown"
        # Something was sent, but nowhere a number: who sent said that it does not apply, the others sent nothing.
        return NOTHING_OF.get(self.figure.status, "not_reported" if self.is_frozen else "not_yet_reported")

    @property
    def additional(self) -> int | None:
        """The planned reach: what the target asks above the current reach (R2)."""
        figure = self.figure
        if figure is None or figure.target is None or figure.current_reach is None:
            return None
        return figure.target - figure.current_reach

    @property
    def is_rounded(self) -> bool:
        """Whether a whole target stands beside a broken number of awarded units (R2, R3)."""
        figure = self.figure
        if figure is None or figure.target is None or figure.awarded_units is None:
            return False
        return figure.awarded_units != int(figure.awarded_units)


@dataclass(kw_only=True)
class Row(Reading):
    """A line of the overview: a figure (None: nothing is known) with what may be said of it."""

    figure: Figure | None
    title: str = ""
    number: int | None = None
    is_frozen: bool = False
    has_example: bool = False
    reason: str = ""
    of_actions: int = 0
    counted: Counted = field(default_factory=Counted)
    money_at: str = ""
    money_for: str = ""
    indicators: tuple = ()

    @property
    def is_known(self) -> bool:
        """Whether any figure stands in the row."""
        figure = self.figure
        return figure is not None and bool(
            figure.not_additive
            or any(value is not None for value in (figure.awarded_amount, figure.target, figure.realised))
        )

    @property
    def rests_on_some(self) -> bool:
        """Whether a sum rests on some of its actions, and not on all."""
        return self.figure is not None and 0 < (self.figure.actions_counted or 0) < self.of_actions

    @property
    def counts_some(self) -> bool:
        """Whether a sum of counts is of some of its actions, and not of all."""
        return 0 < len(self.counted.actions) < self.of_actions

    @property
    def is_tally(self) -> bool:
        """Whether its counts are a sum over actions: counts of occasions then, no persons (R5)."""
        return self.figure is not None and (self.figure.actions_counted or 0) > 1 and self.figure.target is not None

    @property
    def local_governments(self) -> int | None:
        """How many take part; none named in a list that is not whole is not none (R4)."""
        if self.figure is None or (self.figure.local_governments == 0 and not self.figure.list_complete):
            return None
        return self.figure.local_governments

    @property
    def source(self) -> str:
        """Where its figures come from: registrations, example, published, mixed, or nothing."""
        if self.figure is None or not self.is_known:
            return ""
        if self.figure.source == "mixed" and self.has_example:
            return "example"
        return self.figure.source


@dataclass(kw_only=True)
class ActionRow(Row):
    """A line of one action."""

    offer: OfferedAction

    @property
    def may_have_figures(self) -> bool:
        """Whether there is something to know: somebody takes part, or the list of who does is not whole."""
        return self.offer.financed and (self.figure is not None or self.offer.is_history)


@dataclass
class Group:
    """A goal with its actions; without a goal: actions in another order."""

    goal: Row | None
    actions: list[ActionRow]


@dataclass
class Overview:
    """Everything the dashboard of a round shows."""

    groups: list[Group]
    total: Row
    goals: list[Row]

    @property
    def rows(self) -> list[ActionRow]:
        """The actions, in the order of the page."""
        return [row for group in self.groups for row in group.actions]

    @property
    def has_many(self) -> bool:
        """Whether there is more than one action, so that a total says something more."""
        return len(self.rows) > 1


def overview(basis, offers, filters, *, map_now=False, sort="") -> Overview:
    """The figures of a round per goal and action, and as a whole; three statements, and a fourth about places."""
    figures = {figure.action: figure for figure in aggregates(basis, ("action",), filters, map_now=map_now)}
    goals = {figure.goal: figure for figure in aggregates(basis, ("goal",), filters, map_now=map_now)}
    whole = aggregates(basis, (), filters, map_now=map_now)
    is_frozen = basis.snapshot is not None
    rows = [
        row_of(offer, figures.get(offer.number), is_frozen=is_frozen)
        for offer in offers
        if offer.goal in (filters.get("goal") or [offer.goal])
        and offer.number in (filters.get("action") or [offer.number])
    ]
    total = sum_of(rows, whole[0] if whole else None, is_frozen=is_frozen)
    people = participations(basis, filters, map_now=map_now) if is_about_places(filters) else []
    for row in rows:
        say_money(row, [one for one in people if one.action == row.number])
    say_money(total, people)
    groups = []
    for (number, title), members in groupby(rows, key=lambda row: (row.offer.goal, row.offer.goal_title)):
        actions = list(members)
        goal = sum_of(actions, goals.get(number), title, number, is_frozen=is_frozen)
        say_money(goal, [one for one in people if one.goal == number])
        groups.append(Group(goal, actions[::-1] if sort == "-actie" else actions))
    of_goals = [group.goal for group in groups if group.goal is not None]
    if sort.removeprefix("-") in SORTS:
        groups = [Group(None, ordered(rows, SORTS[sort.removeprefix("-")], sort.startswith("-")))]
    return Overview(groups[::-1] if sort == "-actie" else groups, total, of_goals)


def row_of(offer, figure, *, is_frozen) -> ActionRow:
    """The row of one action."""
    row = ActionRow(
        figure=figure,
        title=offer.title,
        number=offer.number,
        offer=offer,
        is_frozen=is_frozen,
        has_example=offer.is_example,
        indicators=tuple(offer.indicators),
    )
    row.reason = why_not_added([row], figure)
    return row


def sum_of(rows, figure, title="", number=None, *, is_frozen) -> Row:
    """The row of several actions together."""
    return Row(
        figure=figure,
        title=title,
        number=number,
        is_frozen=is_frozen,
        has_example=any(row.has_example for row in rows),
        reason=why_not_added(rows, figure),
        of_actions=sum(row.may_have_figures for row in rows),
        counted=counted_in(rows),
        indicators=tuple(indicator for row in rows if row.is_known for indicator in row.indicators),
    )


def ordered(rows, key, descending) -> list:
    """Rows by one of their figures; what is not known stands last, whichever way."""
    known = [row for row in rows if row.figure is not None and key(row.figure) is not None]
    rest = [row for row in rows if row.figure is None or key(row.figure) is None]
    return sorted(known, key=lambda row: key(row.figure), reverse=descending) + rest


def is_about_places(filters) -> bool:
    """Whether only some local governments were asked: what was published as a total then does not show."""
    return any(filters.get(key) for key in PLACES)
