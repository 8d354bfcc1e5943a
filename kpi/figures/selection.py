"""Which figures somebody asks for: how to group, what to leave out, on the map of when."""

from dataclasses import dataclass, field

from samenleven.core.errors import DomainError

KEYS = ("project_round", "goal", "action", "indicator", "local_government", "reference_region", "province")
PLACES = frozenset({"local_government", "reference_region", "province"})

# Each key: the column it groups by and is filtered on. A column of our own, never a word of the visitor.
COLUMNS = {
    "project_round": "round.code",
    "goal": "goal.number",
    "action": "action.number",
    "indicator": "indicator.code",
    "local_government": "place.code",
    "reference_region": "region.name",
    "province": "place.province",
}


class CountWithoutList(DomainError):
    """A published count cannot be moved to the map of now: nobody knows whom it counts (R9)."""


@dataclass(frozen=True)
class Selection:
    """The question behind a table of figures."""

    group_by: tuple[str, ...] = ()
    filters: dict = field(default_factory=dict)
    map_now: bool = False

    def __post_init__(self):
        unknown = (set(self.group_by) | set(self.filters)) - set(KEYS) - {"programme"}
        if unknown:
            raise ValueError(f"Unknown keys: {sorted(unknown)}")

    def asked(self, key) -> bool:
        """Whether a key groups or filters."""
        return key in self.group_by or bool(self.filters.get(key))

    @property
    def by_place(self) -> bool:
        """Whether the question is about places: published totals cannot be split over them."""
        return any(self.asked(key) for key in PLACES)

    @property
    def by_indicator(self) -> bool:
        """Whether the question is about single KPI's."""
        return self.asked("indicator")

    @property
    def whole_rounds(self) -> bool:
        """Whether a row is a whole round, so that the round's own published total may stand in it."""
        return not any(self.asked(key) for key in KEYS if key != "project_round")

    def conditions(self) -> tuple[str, dict]:
        """The filters as SQL over the joined columns, and their parameters."""
        parts, parameters = [], {}
        for key, column in COLUMNS.items():
            if self.filters.get(key):
                parts.append(f"{column} = ANY(%({key})s)")
                parameters[key] = list(self.filters[key])
        return " AND ".join(parts) or "TRUE", parameters
