"""How counts are split (R26), where a registration is sent, taken back or corrected: the parts go with their whole."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from grants.models import Indicator
from kpi.models import BreakdownValue, Category, Dimension, DraftBreakdown, IndicatorDimension
from kpi.services.registrations.answers import Answer
from kpi.services.registrations.faults import Fault
from kpi.services.registrations.parts import SheetField, SheetPart
from samenleven.core import wording

# Whether a KPI is still split this way: an administrator can take a split from it.
_IS_ASKED = Exists(
    IndicatorDimension.objects.filter(indicator=OuterRef("indicator_id"), dimension=OuterRef("category__dimension_id"))
)


@dataclass(frozen=True)
class Whole:
    """What the parts of a split may not exceed (geheel): the count of the KPI, or the total of the split above it."""

    count: int | None  # None: not known yet, so nothing can be too much
    name: str

    def __str__(self):
        return f"{self.name} ({wording.count(self.count)})"


def whole_of(dimension: Dimension, totals: dict[int, int], answer: Answer, indicator: Indicator) -> Whole:
    """The whole of a split, given the totals of the splits (by id) in which something is filled in.

    A split of a split of which nothing is filled in is held against the count itself. What does not apply has no parts.
    """
    if dimension.of_id in totals:
        return Whole(totals[dimension.of_id], _("het totaal bij “%(split)s”") % {"split": dimension.of})
    count = 0 if answer.not_applicable else answer.count
    return Whole(count, _("het aantal %(title)s") % {"title": indicator.title})


def totals_of(counts: Iterable[tuple[Category, int]]) -> dict[int, int]:
    """The total of each split (by id) in which something is filled in: computed, never stored."""
    totals: dict[int, int] = {}
    for category, count in counts:
        totals[category.dimension_id] = totals.get(category.dimension_id, 0) + count
    return totals


@dataclass(frozen=True)
class SaidSplit:
    """One way in which a count is split, to read (uitsplitsing): the categories in which something is said."""

    dimension: Dimension
    parts: list[tuple[Category, int]]

    @property
    def total(self) -> int:
        """The parts together: computed, never stored."""
        return sum(count for _category, count in self.parts)


def said_splits(one: SheetField, *, as_sent) -> list[SaidSplit]:
    """How a field is split, as it was sent or as it stands in the form; what splits a split stands under it.

    After `add_splits` or `add_sent_splits`: before that nothing is known, and nothing is said.
    """
    said = one.sent_split if as_sent else one.split
    filled = [(part.category, part.count) for part in said.values() if part.count is not None]
    filled.sort(key=lambda pair: (pair[0].position, pair[0].name, pair[0].pk))
    found: dict[Dimension, list[tuple[Category, int]]] = {}
    for category, count in filled:
        found.setdefault(category.dimension, []).append((category, count))
    above = sorted(found, key=lambda of: (of.of_id or of.pk, of.of_id is not None, of.pk))
    return [SaidSplit(dimension, found[dimension]) for dimension in above]


def add_splits(parts: Iterable[SheetPart]) -> None:
    """What is typed and what was sent, onto the fields of these parts; at most two queries.

    What was typed in a split that is no longer asked is left where it is: nobody can lower it, and it is not sent.
    """
    parts = list(parts)
    typed = {
        (part.registration.pk, one.indicator.pk): one for part in parts if part.registration for one in part.fields
    }
    if typed:
        drafts = DraftBreakdown.objects.filter(_IS_ASKED, registration__in={pk for pk, _indicator in typed})
        for draft in drafts.select_related("category__dimension__of", "saved_by"):
            if of := typed.get((draft.registration_id, draft.indicator_id)):
                of.split[draft.category_id] = draft
    add_sent_splits(parts)
    for part in parts:
        part.knows_splits = True


def add_sent_splits(parts: Iterable[SheetPart]) -> None:
    """What was sent, onto the fields of these parts, still asked or not; at most one query."""
    sent = {(part.version.pk, one.indicator.pk): one for part in parts if part.version for one in part.fields}
    if sent:
        values = BreakdownValue.objects.filter(version__in={pk for pk, _indicator in sent}).annotate(asked=_IS_ASKED)
        for value in values.select_related("category__dimension__of"):
            if of := sent.get((value.version_id, value.indicator_id)):
                of.sent_split[value.category_id] = value
                if value.asked:
                    of.asked_split[value.category_id] = value


def split_faults(parts: Iterable[SheetPart]) -> list[Fault]:
    """Every field of which the parts exceed the whole, with the first split that does; after `add_splits`."""
    faults = []
    for part in parts:
        for one in part.fields:
            filled = [(draft.category, draft.count) for draft in one.split.values() if draft.count is not None]
            totals = totals_of(filled)
            dimensions = {category.dimension_id: category.dimension for category, _count in filled}
            # The splits of the count itself first: where they are wrong, those of theirs follow from it.
            for pk, dimension in sorted(dimensions.items(), key=lambda pair: (pair[1].of_id is not None, pair[0])):
                whole = whole_of(dimension, totals, one.answer, one.indicator)
                if whole.count is not None and totals[pk] > whole.count:
                    faults.append(Fault(one.commitment, _too_much(dimension, totals[pk], whole)))
                    break
    return faults


def _too_much(dimension, total, whole):
    return _(
        "de uitsplitsing “%(split)s” telt samen %(total)s. Dat kan niet hoger zijn dan %(whole)s. "
        "Verlaag een van de delen, of verbeter het aantal."
    ) % {"split": dimension, "total": wording.count(total), "whole": whole}


def write_splits(versions, parts) -> None:
    """What is typed, beside the counts of the new versions; after `add_splits`."""
    BreakdownValue.objects.bulk_create(
        BreakdownValue(version=version, indicator=one.indicator, category_id=category, count=draft.count)
        for version, part in zip(versions, parts, strict=True)
        for one in part.fields
        for category, draft in sorted(one.split.items())
        if draft.count is not None
    )


def restore_splits(parts, now, by) -> None:
    """Make the fields say again what was sent, as it is done for the counts (`drafts_as_sent`)."""
    add_splits(parts)
    changed = []
    for part in parts:
        for one in part.fields:
            for category in sorted(one.split.keys() | one.asked_split.keys()):
                sent = one.asked_split[category].count if category in one.asked_split else None
                draft = one.split.get(category) or DraftBreakdown(
                    registration=part.registration, indicator=one.indicator, category_id=category
                )
                if draft.count != sent:
                    draft.count, draft.revision, draft.saved_at, draft.saved_by = sent, draft.revision + 1, now, by
                    changed.append(draft)
    write_split_drafts(changed)


def write_split_drafts(drafts) -> None:
    """New and changed drafts, in two statements."""
    stored = [draft for draft in drafts if draft.pk]
    DraftBreakdown.objects.bulk_create([draft for draft in drafts if not draft.pk])
    DraftBreakdown.objects.bulk_update(stored, ["count", "revision", "saved_at", "saved_by"])
