"""Reading how the counts of a page are split: only when asked, and as cheap for many fields as for one."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F
from django.utils.translation import gettext as _

from kpi.models import BreakdownValue, Category, Dimension, DraftBreakdown, IndicatorDimension
from kpi.services.registrations.parts import SheetField, SheetPart
from kpi.services.registrations.splits import Whole, add_splits, totals_of, whole_of
from samenleven.core import wording


@dataclass
class Part:
    """One category of a split, with what is typed and what was sent."""

    category: Category
    draft: DraftBreakdown | None = None
    sent: BreakdownValue | None = None

    @property
    def count(self) -> int | None:
        """What stands in the form; a blank is not a zero (R24)."""
        return self.draft.count if self.draft else None

    @property
    def revision(self) -> int:
        return self.draft.revision if self.draft else 0


@dataclass
class Split:
    """One way in which a count, or the total of another split, is split."""

    dimension: Dimension
    parts: list[Part]
    whole: Whole

    @property
    def is_deeper(self) -> bool:
        """Whether it splits another split, and not the count itself."""
        return self.dimension.of_id is not None

    @property
    def total(self) -> int | None:
        """The parts together, computed; None while nothing is filled in."""
        filled = [one.count for one in self.parts if one.count is not None]
        return sum(filled) if filled else None

    @property
    def sent_total(self) -> int | None:
        """The same of what was sent."""
        sent = [one.sent.count for one in self.parts if one.sent]
        return sum(sent) if sent else None

    @property
    def rest(self) -> int:
        """What of the whole is in no category yet; 0 where nothing is left or the whole is not known."""
        return max(0, (self.whole.count or 0) - (self.total or 0))

    @property
    def unknown(self) -> Part | None:
        """The category in which the rest can be put."""
        return next((one for one in self.parts if one.category.code == Category.UNKNOWN), None)

    @property
    def fault(self) -> str:
        """That the parts exceed the whole, and the remedy; "" when they do not."""
        if self.whole.count is None or (self.total or 0) <= self.whole.count:
            return ""
        return _("Samen is dat %(total)s. Dat kan niet hoger zijn dan %(whole)s. Verlaag een van de delen.") % {
            "total": wording.count(self.total),
            "whole": self.whole,
        }


@dataclass
class Breakdown:
    """Everything about how one field of a page is split; each split with those that split it further behind it."""

    one: SheetField
    part: SheetPart | None = None  # right after a save nobody looked at the rest of the page
    splits: list[Split] = field(default_factory=list)

    @property
    def filled(self) -> int:
        """In how many categories something is filled in."""
        return sum(one.count is not None for split in self.splits for one in split.parts)

    @property
    def sent(self) -> int:
        """In how many categories something was sent."""
        return sum(one.sent is not None for split in self.splits for one in split.parts)

    @property
    def parts(self) -> dict[int, Part]:
        """Every category, by its id."""
        return {one.category.pk: one for split in self.splits for one in split.parts}


def splittable(parts: Iterable[SheetPart]) -> dict[int, int]:
    """In how many ways each KPI (an id) of these parts can be split; one query, and nothing for who cannot be."""
    asked = {one.indicator.pk for part in parts for one in part.fields}
    found: dict[int, int] = {}
    for indicator in IndicatorDimension.objects.filter(indicator__in=asked).values_list("indicator_id", flat=True):
        found[indicator] = found.get(indicator, 0) + 1
    return found


def read_breakdowns(parts: Iterable[SheetPart]) -> dict[int, Breakdown]:
    """How the fields of these parts are split, by commitment (an id); at most three queries, whatever their number."""
    parts = list(parts)
    asked = {one.indicator.pk for part in parts for one in part.fields}
    offered = categories_of(asked)
    if not offered:
        return {}
    add_splits(parts)
    return {
        one.commitment.pk: breakdown_of(one, offered[one.indicator.pk], part)
        for part in parts
        for one in part.fields
        if one.indicator.pk in offered
    }


def categories_of(indicators) -> dict[int, list[Category]]:
    """The categories of each KPI, split after split in the order in which the KPI got them."""
    link = "dimension__indicator_dimensions"
    rows = (
        Category.objects.filter(**{f"{link}__indicator__in": indicators})
        .annotate(indicator=F(f"{link}__indicator"), link=F(f"{link}__pk"))
        .select_related("dimension__of")
        .order_by("link", "position", "name", "pk")
    )
    found: dict[int, list[Category]] = {}
    for category in rows:
        found.setdefault(category.indicator, []).append(category)
    return found


def breakdown_of(one: SheetField, categories: Iterable[Category], part: SheetPart | None = None) -> Breakdown:
    """How one field is split into these categories, given what is typed and sent of it."""
    of: dict[Dimension, list[Part]] = {}
    for category in categories:
        said = Part(category, one.split.get(category.pk), one.sent_split.get(category.pk))
        of.setdefault(category.dimension, []).append(said)
    typed = [(said.category, said.count) for parts in of.values() for said in parts if said.count is not None]
    totals = totals_of(typed)
    made = Breakdown(one, part)
    for dimension in _in_order(of):
        whole = whole_of(dimension, totals, one.answer, one.indicator)
        made.splits.append(Split(dimension, of[dimension], whole))
    return made


def _in_order(dimensions):
    """Each split of the count, followed by those that split it further."""
    for dimension in dimensions:
        if dimension.of_id is None or dimension.of not in dimensions:
            yield dimension
            yield from (other for other in dimensions if other.of_id == dimension.pk)
