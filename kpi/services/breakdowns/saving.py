"""Saving how a count is split, field by field: what a colleague saved meanwhile is shown, never overwritten (R18)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import Commitment
from grants.terms import terms_of
from kpi.models import Category, Dimension, DraftBreakdown, DraftValue
from kpi.services.breakdowns.reading import Breakdown, Split, breakdown_of, categories_of
from kpi.services.registrations.answers import Answer, answer_of
from kpi.services.registrations.drafts import hold_registrations, refuse_locked
from kpi.services.registrations.faults import Clash, describe, place_of
from kpi.services.registrations.parts import SheetField
from kpi.services.registrations.splits import Whole, totals_of, whole_of, write_split_drafts
from samenleven.core import wording
from samenleven.core.errors import Conflict, DomainError


@dataclass(frozen=True)
class PartEntry:
    """What somebody typed for one category (None: a blank), and on top of which revision of the field."""

    category: Category
    count: int | None
    revision: int


@dataclass(frozen=True)
class PartClash(Clash):
    """Two people filled in the same part of a split."""

    category: Category


class PartConflict(Conflict):
    """The second save of a part is refused, and both values are shown (R18); nothing was changed."""

    def __init__(self, moment, clashes):
        super().__init__(
            "\n".join(f"{place_of(moment, one.commitment)}, {one.category}: {describe(one)}" for one in clashes),
            theirs=clashes[0].theirs,
        )
        self.clashes = clashes


class TooMuch(DomainError):
    """The parts would exceed the whole (R26); nothing was changed. `category` is the part that was typed."""

    def __init__(self, moment, commitment, dimension: Dimension, text: str, category: Category):
        super().__init__(f"{place_of(moment, commitment)}, {dimension}: {text}")
        self.dimension, self.category, self.text = dimension, category, text


def save_breakdown(*, moment, commitment, category, count, revision, by) -> DraftBreakdown | None:
    """Save one part and give what stands; None when nothing was ever filled in."""
    entry = PartEntry(category, count, revision)
    saved = save_breakdowns(moment=moment, commitment=commitment, entries=[entry], by=by)
    return saved.parts[category.pk].draft


@transaction.atomic
def save_breakdowns(*, moment, commitment: Commitment, entries: Sequence[PartEntry], by) -> Breakdown:
    """Save parts of one KPI of one member, all or none, and give how it is split now.

    What repeats the standing value is fine, whatever its revision. A save never makes parts exceed their whole; when
    the whole was lowered since, the parts can still be lowered one by one.
    """
    part = commitment.participation
    begins = any(entry.revision == 0 and entry.count is not None for entry in entries)
    held = hold_registrations(moment, {part.pk}, {part.pk} if begins else set())
    now = timezone.now()
    refuse_locked(terms_of(moment, [part.line.application_id], now), [part], held, now)
    offered = _offered(commitment, entries)
    registration = held.get(part.pk)
    stored = DraftBreakdown.objects.filter(
        registration=registration, indicator=commitment.indicator_id, category__in=list(offered)
    )
    drafts = {draft.category_id: draft for draft in stored.select_related("category__dimension__of", "saved_by")}
    before = {pk: draft.count for pk, draft in drafts.items()}
    _refuse_clashes(moment, commitment, entries, drafts, offered)
    changed = []
    for entry in entries:
        draft = drafts.get(entry.category.pk)
        if entry.count == (draft.count if draft else None):
            continue
        draft = draft or DraftBreakdown(
            registration=registration, indicator_id=commitment.indicator_id, category=offered[entry.category.pk]
        )
        draft.count, draft.revision, draft.saved_at, draft.saved_by = entry.count, draft.revision + 1, now, by
        drafts[entry.category.pk] = draft
        changed.append(draft)
    value = DraftValue.objects.filter(registration=registration, indicator=commitment.indicator_id).first()
    _refuse_too_much(moment, commitment, answer_of(value), drafts, before, changed)
    write_split_drafts(changed)
    return breakdown_of(SheetField(commitment, draft=value, split=drafts), offered.values())


def rest_as_unknown(*, moment, commitment: Commitment, split: Split, by) -> DraftBreakdown | None:
    """Put what is in no category yet under "unknown": one click, on top of what `split` showed."""
    unknown = split.unknown
    if unknown is None or not split.rest:
        raise DomainError(_("Er is niets meer in te delen."))
    count = (unknown.count or 0) + split.rest
    return save_breakdown(
        moment=moment,
        commitment=commitment,
        category=unknown.category,
        count=count,
        revision=unknown.revision,
        by=by,
    )


def _offered(commitment, entries) -> dict[int, Category]:
    """The categories this KPI can be split into, by id; refuses an entry of another."""
    found = {one.pk: one for one in categories_of([commitment.indicator_id]).get(commitment.indicator_id, [])}
    if any(entry.category.pk not in found for entry in entries):
        raise DomainError(_("Deze uitsplitsing hoort niet bij deze KPI."))
    return found


def _refuse_clashes(moment, commitment, entries, drafts, offered):
    clashes = []
    for entry in entries:
        draft = drafts.get(entry.category.pk)
        standing = draft.count if draft else None
        if standing != entry.count and (draft.revision if draft else 0) != entry.revision:
            clashes.append(
                PartClash(commitment, draft, Answer(standing), Answer(entry.count), offered[entry.category.pk])
            )
    if clashes:
        raise PartConflict(moment, clashes)


def _refuse_too_much(moment, commitment, answer, drafts, before, changed):
    """Refuse what makes parts exceed their whole; what lowers them is welcome, even where it is not enough yet."""
    totals = totals_of((draft.category, draft.count) for draft in drafts.values() if draft.count is not None)
    for draft in changed:
        dimension = draft.category.dimension
        whole = whole_of(dimension, totals, answer, commitment.indicator)
        if whole.count is None or draft.count is None or totals[dimension.pk] <= whole.count:
            continue
        were = sum(before.get(pk) or 0 for pk, other in drafts.items() if other.category.dimension_id == dimension.pk)
        if totals[dimension.pk] > were:
            alone = draft.count > whole.count
            text = _alone(whole) if alone else _together(totals[dimension.pk], whole)
            raise TooMuch(moment, commitment, dimension, text, draft.category)


def _alone(whole: Whole):
    return _("Dit aantal kan niet hoger zijn dan %(whole)s.") % {"whole": whole}


def _together(total, whole: Whole):
    return _("Samen is dat %(total)s. Dat kan niet hoger zijn dan %(whole)s. Verlaag een van de delen.") % {
        "total": wording.count(total),
        "whole": whole,
    }
