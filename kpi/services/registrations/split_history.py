"""How the counts of a registration were split, version beside version (R26, R29)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat

from grants.models import Indicator
from kpi.models import BreakdownValue, Category, Dimension, RegistrationVersion
from kpi.services.registrations.answers import Answer
from kpi.services.registrations.said import Said, said_by_versions


@dataclass
class SplitHistory:
    """One way in which a count was split: its categories in which some version said something, and the totals."""

    indicator: Indicator
    dimension: Dimension
    parts: list[tuple[Category, list[Said]]] = field(default_factory=list)

    @property
    def totals(self) -> list[Answer]:
        """The parts of each version together: computed, never stored; a blank where a version did not split it."""
        versions = zip(*(said for _category, said in self.parts), strict=True)
        counts = [[one.answer.count for one in version if one.answer.count is not None] for version in versions]
        return [Answer(sum(filled)) if filled else Answer() for filled in counts]


def read_splits(versions: Sequence[RegistrationVersion]) -> list[SplitHistory]:
    """Every split of these versions, per KPI; what splits a split stands under it. One query, still asked or not."""
    values = BreakdownValue.objects.filter(version__in=[version.pk for version in versions])
    sent: dict[tuple[Indicator, Category], dict[int, BreakdownValue]] = {}
    for value in values.select_related("indicator", "category__dimension__of"):
        sent.setdefault((value.indicator, value.category), {})[value.version_id] = value
    found: dict[tuple[Indicator, Dimension], SplitHistory] = {}
    for indicator, category in sorted(sent, key=_place):
        split = found.setdefault((indicator, category.dimension), SplitHistory(indicator, category.dimension))
        counts = {version: value.count for version, value in sent[indicator, category].items()}
        answers = [Answer(counts.get(version.pk)) for version in versions]
        split.parts.append((category, said_by_versions(answers, repeat(""))))
    return list(found.values())


def _place(of):
    """KPI after KPI; each split before those that split it further, and its categories in their order."""
    indicator, category = of
    above, deeper = category.dimension.of_id or category.dimension_id, category.dimension.of_id is not None
    in_split = (category.position, category.name, category.pk)
    return (indicator.position, indicator.code, above, deeper, category.dimension_id, *in_split)
