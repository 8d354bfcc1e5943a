"""Answering a sub-question in one of the three kinds, and approving what somebody else wrote (R39)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi.models import Block, SubQuestion
from kpi.services.answers.parts import MOST_BLOCKS, held_part
from kpi.services.answers.telling import tell
from kpi.states import SUB_QUESTION_FLOW, AnswerKind, BlockKind, SubQuestionStatus
from samenleven.audit.services import last_by, record
from samenleven.core.errors import DomainError
from samenleven.core.wording import plain

BLOCK_FIELDS = ("kind", "rounds", "actions", "is_interim", "known_on", "snapshot", "fields")


@transaction.atomic
def answer(*, part, revision, kind, own_text, blocks, by) -> SubQuestion:
    """Answer a sub-question; `blocks` are dictionaries of BLOCK_FIELDS, in their order, instead of those before.

    Whoever changes an answer takes its approval away; who leaves the text as it is did not write it. Raises DomainError where the kind lacks what it needs, Conflict
    where somebody else was first.
    """
    part = held_part(part, revision)
    own_text = plain("\n".join(own_text.strip().splitlines()))
    check(kind, own_text, blocks)
    if part.status == SubQuestionStatus.APPROVED or part.status == SubQuestionStatus.OPEN:
        SUB_QUESTION_FLOW.advance(part, SubQuestionStatus.ANSWERED)
    if own_text != part.own_text or not own_text or part.written_by_id is None:  # else its writer stays its writer
        part.written_at, part.written_by = timezone.now(), by
    part.kind, part.own_text = kind, own_text
    part.approved_at = part.approved_by = None
    part.revision += 1
    part.save()
    part.blocks.all().delete()
    Block.objects.bulk_create(unsaved_blocks(part, blocks))
    record(by, "sub_question.answered", part, code=part.code, kind=str(kind))
    return part


def unsaved_blocks(part, blocks) -> list[Block]:
    """The blocks as rows that are not kept: for a preview, and to keep."""
    return [
        Block(part=part, position=position, **{name: one[name] for name in BLOCK_FIELDS if name in one})
        for position, one in enumerate(blocks, start=1)
    ]


def check(kind, own_text, blocks) -> None:
    """Refuse an answer that lacks what its kind needs."""
    kinds = [one["kind"] for one in blocks]
    if kind not in AnswerKind.values:
        raise DomainError(_("Kies het soort antwoord."))
    if len(blocks) > MOST_BLOCKS:
        raise DomainError(_("Een antwoord heeft hoogstens %s bouwstenen.") % MOST_BLOCKS)
    if kind == AnswerKind.FIGURES and not kinds:
        raise DomainError(_("Een antwoord met cijfers heeft minstens één bouwsteen."))
    if kind == AnswerKind.NOT_ASKED and BlockKind.COST not in kinds:
        raise DomainError(_("Zeg met de bouwsteen “%s” wat het vragen zou kosten.") % BlockKind.COST.label)
    if kind == AnswerKind.POLICY and not own_text.strip():
        raise DomainError(_("Schrijf de beleidstekst."))


@transaction.atomic
def approve(*, part, revision, by) -> SubQuestion:
    """Say that what somebody else wrote may be sent; `revision` is the one that was read."""
    part = held_part(part, revision)
    _refuse_own(part, by)
    SUB_QUESTION_FLOW.advance(part, SubQuestionStatus.APPROVED)
    part.approved_at, part.approved_by = timezone.now(), by
    part.revision += 1
    part.save(update_fields=["status", "approved_at", "approved_by", "revision"])
    record(by, "sub_question.approved", part, code=part.code)
    return part


def _refuse_own(part, by):
    if part.status == SubQuestionStatus.OPEN:
        raise DomainError(_("Deze deelvraag is nog niet beantwoord."))
    if part.written_by_id == by.pk:
        raise DomainError(_("Iemand anders dan de schrijver keurt een tekst goed."))
    if last_by("sub_question.answered", part) == by.pk:
        raise DomainError(_("Iemand anders dan wie het antwoord het laatst bewaarde, keurt het goed."))


@transaction.atomic
def withdraw_approval(*, part, revision, by) -> SubQuestion:
    """Take an approval back while nothing was sent."""
    part = held_part(part, revision)
    if part.status != SubQuestionStatus.APPROVED:
        raise DomainError(_("Dit antwoord is niet goedgekeurd."))
    SUB_QUESTION_FLOW.advance(part, SubQuestionStatus.ANSWERED)
    part.approved_at = part.approved_by = None
    part.revision += 1
    part.save(update_fields=["status", "approved_at", "approved_by", "revision"])
    record(by, "sub_question.approval_withdrawn", part, code=part.code)
    return part


def ask_approval(*, question, to, by) -> None:
    """Tell somebody that texts of a dossier wait for their approval."""
    waiting = [part.code for part in question.parts.order_by("position") if waits_for_approval(part)]
    if not waiting:
        raise DomainError(_("Er is geen tekst die op goedkeuring wacht."))
    with transaction.atomic():
        tell(question, to, template="question_to_approve", codes=waiting)
        record(by, "question.approval_asked", question, user=to.pk)


def waits_for_approval(part) -> bool:
    """Whether somebody else has to read an answer before it can be sent."""
    return part.status == SubQuestionStatus.ANSWERED and part.needs_approval
