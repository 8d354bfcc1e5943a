"""Putting right how a question was split: a number, a text, two that are one, one that is two, one that lacks or is none."""

import re

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from kpi.models import SubQuestion
from kpi.services.answers.intake import held
from kpi.states import SUB_QUESTION_FLOW, SubQuestionStatus
from samenleven.audit.services import record
from samenleven.core.errors import Conflict, DomainError
from samenleven.core.wording import plain

MOST_BLOCKS = 12
EMPTY_LINE = re.compile(r"\n[ \t]*\n")


@transaction.atomic
def correct(*, part, revision, code, context, text, by) -> SubQuestion:
    """Put the number or the words of a sub-question right; its answer has to be looked at again."""
    part = held_part(part, revision)
    code = plain(code)
    _refuse_a_double(part.question, code, but=part)
    part.code, part.context, part.text = code, plain(context).strip(), plain(text).strip()
    _not_approved_any_more(part)
    _save(part)
    record(by, "sub_question.corrected", part, code=part.code)
    return part


@transaction.atomic
def merge(*, part, revision, by) -> SubQuestion:
    """Make a sub-question part of the one before it; what was answered there stands, and has to be looked at again."""
    part = held_part(part, revision)
    before = part.question.parts.filter(position__lt=part.position).order_by("position", "pk").last()
    if before is None:
        raise DomainError(_("Voor de eerste deelvraag staat er geen andere."))
    before = held_part(before)
    if before.blocks.count() + part.blocks.count() > MOST_BLOCKS:
        raise DomainError(
            _("Samen hebben deze deelvragen meer dan %s bouwstenen. Laat er eerst enkele weg.") % MOST_BLOCKS
        )
    if part.own_text:  # a text of two writers is of whoever answers with it
        before.written_at, before.written_by = (None, None) if before.own_text else (part.written_at, part.written_by)
    before.text = f"{before.text}\n\n{part.text}"
    before.own_text = "\n".join(text for text in (before.own_text, part.own_text) if text)
    before.kind = before.kind or part.kind
    first = (before.blocks.aggregate(last=Max("position"))["last"] or 0) + 1
    for position, block in enumerate(part.blocks.order_by("position", "pk"), start=first):
        block.part, block.position = before, position
        block.save(update_fields=["part", "position"])
    _begin_again(before)
    code = part.code
    part.delete()
    _save(before)
    record(by, "sub_question.merged", before, code=code)
    return before


@transaction.atomic
def split(*, part, revision, by, text=None) -> list[SubQuestion]:
    """Cut a sub-question in two or more, at the empty lines of its text; only the first keeps what was answered."""
    part = held_part(part, revision)
    texts = [one.strip() for one in EMPTY_LINE.split(part.text if text is None else plain(text))]
    texts = [one for one in texts if one]
    if len(texts) < 2:
        raise DomainError(_("Zet een lege regel waar de deelvraag in twee moet."))
    part.text = texts[0]
    _begin_again(part)
    _save(part)
    part.question.parts.filter(position__gt=part.position).update(position=F("position") + len(texts) - 1)
    made = [
        SubQuestion.objects.create(
            question=part.question,
            position=part.position + further,
            code=_free_code(part.question, part.code, further + 1),
            context=part.context,
            text=one,
        )
        for further, one in enumerate(texts[1:], start=1)
    ]
    record(by, "sub_question.split", part, code=part.code, created=len(made))
    return [part, *made]


@transaction.atomic
def leave_out(*, part, revision, by) -> None:
    """Take away what is no sub-question."""
    part = held_part(part, revision)
    if part.question.parts.count() == 1:
        raise DomainError(_("Een vraag heeft minstens één deelvraag."))
    record(by, "sub_question.left_out", part.question, code=part.code)
    part.delete()


@transaction.atomic
def add(*, question, code, text, by, context="") -> SubQuestion:
    """Add a sub-question that was not read in the text, behind the others."""
    question, code = held(question), plain(code)
    _refuse_a_double(question, code)
    last = question.parts.aggregate(last=Max("position"))["last"] or 0
    part = SubQuestion.objects.create(
        question=question, position=last + 1, code=code, context=plain(context).strip(), text=plain(text).strip()
    )
    record(by, "sub_question.added", part, code=code)
    return part


# --- what the verbs share ---------------------------------------------------------------------------------------------
def held_part(part, revision=None) -> SubQuestion:
    """A sub-question, locked with its question; refuses when somebody else changed it first (R18)."""
    question = held(part.question)
    part = SubQuestion.objects.select_for_update(of=["self"]).filter(pk=part.pk).first()
    if part is None:
        raise Conflict(_("Iemand anders voegde deze deelvraag intussen samen of liet ze weg. Er is niets bewaard."))
    part.question = question
    if revision is not None and part.revision != revision:
        raise Conflict(_("Iemand anders wijzigde deze deelvraag intussen. Er is niets bewaard."), theirs=part)
    return part


def _save(part):
    part.revision += 1
    part.save()


def _not_approved_any_more(part):
    if part.status == SubQuestionStatus.APPROVED:
        SUB_QUESTION_FLOW.advance(part, SubQuestionStatus.ANSWERED)
        part.approved_at = part.approved_by = None


def _begin_again(part):
    """What is asked is another thing now: the answer stands as a draft, and somebody has to say that it still fits."""
    if part.status != SubQuestionStatus.OPEN:
        SUB_QUESTION_FLOW.advance(part, SubQuestionStatus.OPEN)
        part.approved_at = part.approved_by = None


def _refuse_a_double(question, code, but=None):
    others = question.parts.exclude(pk=but.pk) if but else question.parts
    if others.filter(code=code).exists():
        raise DomainError(_("Het nummer %s heeft al een andere deelvraag.") % code)


def _free_code(question, code, number):
    """1f-2, 1f-3 ...: the first that nobody has; somebody gives it its own."""
    taken = set(question.parts.values_list("code", flat=True))
    while f"{code[:8]}-{number}" in taken:
        number += 1
    return f"{code[:8]}-{number}"
