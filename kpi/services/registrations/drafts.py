"""Saving what somebody types, field by field, without overwriting what a colleague typed meanwhile (R18)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import Commitment
from grants.terms import terms_of
from kpi.access import lock
from kpi.models import DraftValue, Registration
from kpi.services.registrations.answers import BLANK, Answer, answer_of
from kpi.services.registrations.faults import Clash, Faulty, FieldConflict, Locked
from kpi.services.registrations.limits import Doubt, judge_answer, limits_of
from kpi.services.registrations.reading import open_returns
from kpi.services.registrations.readings import readings_of
from samenleven.core.errors import DomainError

LONGEST_REASON = 500  # characters


@dataclass(frozen=True)
class Entry:
    """What somebody typed for one KPI, and on top of which revision of the field."""

    commitment: Commitment
    answer: Answer
    revision: int
    reason: str | None = None  # why an unusual answer is right; None: nothing was said about it


def save_field(*, moment, commitment, answer, revision, by, reason=None) -> DraftValue | None:
    """Save one field and give what stands; None when nothing was ever filled in."""
    saved = save_fields(moment=moment, entries=[Entry(commitment, answer, revision, reason)], by=by)
    return saved.drafts[0]


@dataclass(frozen=True)
class Saved:
    """What stands in each field after saving, in the order of the entries; and what is doubtful about them (R27)."""

    drafts: list[DraftValue | None]
    doubts: list[Doubt]


@transaction.atomic
def save_fields(*, moment, entries, by, terms=None) -> Saved:
    """Save fields of a page, all or none; `terms` are those of their applications, for who has them already.

    What repeats the standing value is fine, whatever its revision: the same click twice, or a colleague who agrees.
    What a limit refuses is not saved (Faulty); what is only doubtful is, and asks for its reason before it is sent (R27).
    """
    begun = {one.commitment.participation_id for one in entries if one.revision == 0 and one.answer != BLANK}
    registrations = hold_registrations(moment, {one.commitment.participation_id for one in entries}, begun)
    now = timezone.now()
    if terms is None:
        terms = terms_of(moment, {entry.commitment.participation.line.application_id for entry in entries}, now)
    refuse_locked(terms, [entry.commitment.participation for entry in entries], registrations, now)
    drafts = {
        (draft.registration_id, draft.indicator_id): draft
        for draft in DraftValue.objects.filter(
            registration__in=[registration.pk for registration in registrations.values()],
            indicator__in=[entry.commitment.indicator_id for entry in entries],
        )
    }
    if any(len((entry.reason or "").strip()) > LONGEST_REASON for entry in entries):
        raise DomainError(_("Uw reden is te lang: hoogstens %s tekens. Kort ze in.") % LONGEST_REASON)
    doubts = _doubts(moment, entries, drafts, registrations)
    saved, changed, clashes = [], [], []
    for entry in entries:
        registration = registrations.get(entry.commitment.participation_id)
        draft = _standing(drafts, registrations, entry)
        standing = answer_of(draft)
        reason = _reason(entry, draft, standing)
        if standing != entry.answer and (draft.revision if draft else 0) != entry.revision:
            clashes.append(Clash(entry.commitment, draft, standing, entry.answer))
        elif standing != entry.answer or reason != (draft.reason if draft else ""):
            draft = draft or DraftValue(registration=registration, indicator=entry.commitment.indicator)
            draft.count, draft.not_applicable, draft.reason = entry.answer.count, entry.answer.not_applicable, reason
            draft.revision, draft.saved_at, draft.saved_by = draft.revision + 1, now, by
            changed.append(draft)
        saved.append(draft)
    if clashes:
        raise FieldConflict(moment, clashes)
    write_drafts(changed)
    return Saved(saved, doubts)


def _reason(entry, draft, standing):
    """A reason belongs to its answer: another answer begins without one, or with another one."""
    if entry.answer.is_blank:
        return ""
    before = draft.reason if draft else ""
    if standing == entry.answer:
        return before if entry.reason is None else entry.reason.strip()
    return "" if entry.reason is None or entry.reason.strip() == before else entry.reason.strip()


def _standing(drafts, registrations, entry) -> DraftValue | None:
    registration = registrations.get(entry.commitment.participation_id)
    return drafts.get((registration.pk, entry.commitment.indicator_id)) if registration else None


def _doubts(moment, entries, drafts, registrations) -> list[Doubt]:
    """What is doubtful about the answers; nothing is saved where a limit refuses one that is new."""
    limits = limits_of(moment)
    readings = readings_of(moment, [entry.commitment.pk for entry in entries]) if limits.need_readings() else {}
    refused, doubts = [], []
    for entry in entries:
        verdict = judge_answer(entry.commitment, entry.answer, limits, readings=readings.get(entry.commitment.pk, {}))
        if isinstance(verdict, Doubt):
            doubts.append(verdict)
        elif verdict and entry.answer != answer_of(_standing(drafts, registrations, entry)):
            refused.append(verdict)
    if refused:
        raise Faulty(moment, refused)
    return doubts


def write_drafts(drafts):
    """New and changed drafts, in two statements."""
    changed = [draft for draft in drafts if draft.pk]
    DraftValue.objects.bulk_create([draft for draft in drafts if not draft.pk])
    DraftValue.objects.bulk_update(changed, ["count", "not_applicable", "reason", "revision", "saved_at", "saved_by"])


def refuse_locked(terms, participations, registrations, now):
    """Nothing is saved where one of the registrations is locked; the lock says why."""
    returned = open_returns(registrations.values())
    for part in participations:
        registration = registrations.get(part.pk)
        of = returned.get(registration.pk) if registration else None
        if locked := lock(terms[part.line.application_id], part, registration, now, returned=of):
            raise Locked(locked)


def hold_registrations(moment, wanted, begun) -> dict[int, Registration]:
    """The locked registrations of these participations (ids), by participation; made where a first answer needs one.

    First all that may be new, in one order, then the locks in the order of the keys: so two editors never wait for
    each other in a circle.
    """
    if begun:
        Registration.objects.bulk_create(
            [Registration(moment=moment, participation_id=participation) for participation in sorted(begun)],
            ignore_conflicts=True,
        )
    rows = Registration.objects.select_for_update(of=["self"]).filter(moment=moment, participation__in=wanted)
    return {registration.participation_id: registration for registration in rows.order_by("pk")}
