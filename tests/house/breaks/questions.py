"""Rules about written questions and what was answered to them."""

import datetime as dt

from django.utils import timezone

from kpi.models import Answer, Block, CitedFigure, Contradiction, Question, QuestionReminder, SubQuestion
from kpi.states import BlockKind, QuestionStatus, SubQuestionStatus, Term
from tests import make
from tests.house.breaks import breaks
from tests.house.breaks.counts import _snapshot


def a_part(**fields):
    part = make.question().parts.first()
    SubQuestion.objects.filter(pk=part.pk).update(**fields)
    return part


def a_block(part=None, **fields):
    fields = {"position": 1, "kind": BlockKind.TARGETS, "rounds": ["1"], "actions": [6]} | fields
    return Block.objects.create(part=part or a_part(), **fields)


def an_answer(question=None, **fields):
    fields = {"content": {}, "digest": "0" * 64, "sent_at": timezone.now(), "sent_by": make.user()} | fields
    return Answer.objects.create(question=question or make.question(), **fields)


def a_figure(answer=None, **fields):
    fields.setdefault("round", make.round())
    fields = {"code": "1", "measure": "target", "value": 33, "as_of": timezone.now()} | fields
    return CitedFigure.objects.create(answer=answer or an_answer(), **fields)


def a_contradiction(figure=None, **fields):
    fields = {"value": 34, "is_expected": False, "explanation": "Verbeterd.", "found_at": timezone.now()} | fields
    return Contradiction.objects.create(figure=figure or a_figure(), **fields)


def a_reminder(question=None, **fields):
    question = question or make.question()
    fields = {"term": Term.OFFICIAL, "due_on": question.official_due, "days": 7, "to": question.owner} | fields
    return QuestionReminder.objects.create(question=question, reminded_at=timezone.now(), **fields)


def ended(**fields):
    """A question that was sent."""
    question = make.question(**fields)
    answer = an_answer(question)
    Question.objects.filter(pk=question.pk).update(status=QuestionStatus.SENT)
    return question, answer


@breaks("kpi_question_is_never_deleted")
def _():
    question = make.question()
    question.parts.all().delete()
    question.delete()


@breaks("kpi_question_ended_is_frozen")
def _():
    question, _answer = ended()
    Question.objects.filter(pk=question.pk).update(title="Iets anders")


@breaks("kpi_question_sent_with_its_answer")
def _():
    make.question()
    Question.objects.update(status=QuestionStatus.SENT)


@breaks("kpi_question_status_is_known")
def _():
    make.question()
    Question.objects.update(status="verdwenen")


@breaks("kpi_question_taken_in_once")
def _():
    first = make.question(number=222)
    second = make.question(number=223)
    Question.objects.filter(pk=second.pk).update(number=222, asked_on=first.asked_on)


@breaks("kpi_question_terms_in_order")
def _():
    question = make.question()
    Question.objects.filter(pk=question.pk).update(official_due=question.asked_on - dt.timedelta(days=1))


@breaks("kpi_question_has_a_text")
def _():
    make.question()
    Question.objects.update(text="")


@breaks("kpi_subquestion_frozen_with_its_question")
def _():
    question, _answer = ended()
    question.parts.update(text="Iets anders?")


@breaks("kpi_subquestion_code_is_unique")
def _():
    part = a_part()
    SubQuestion.objects.create(question=part.question, position=9, code=part.code, text="Nog eens?")


@breaks("kpi_subquestion_kind_is_known")
def _():
    a_part(kind="raadsel")


@breaks("kpi_subquestion_status_is_known")
def _():
    a_part(status="zoek", kind="figures")


@breaks("kpi_subquestion_asks_something")
def _():
    a_part(text="")


@breaks("kpi_subquestion_answered_in_its_kind")
def _():
    a_part(status=SubQuestionStatus.ANSWERED, kind="policy")


@breaks("kpi_subquestion_written_by_somebody")
def _():
    a_part(written_at=timezone.now())


@breaks("kpi_subquestion_approved_by_somebody")
def _():
    a_part(
        status=SubQuestionStatus.APPROVED,
        kind="figures",
        approved_at=timezone.now(),
    )


@breaks("kpi_subquestion_approval_is_its_status")
def _():
    a_part(status=SubQuestionStatus.APPROVED, kind="figures")


@breaks("kpi_subquestion_approved_by_another")
def _():
    one, now = make.user(), timezone.now()
    a_part(
        status=SubQuestionStatus.APPROVED,
        kind="figures",
        written_by=one,
        written_at=now,
        approved_by=one,
        approved_at=now,
    )


@breaks("kpi_block_frozen_with_its_question")
def _():
    question, _answer = ended()
    a_block(question.parts.first())


@breaks("kpi_block_kind_is_known")
def _():
    a_block(kind="baksteen")


@breaks("kpi_block_is_about_a_round")
def _():
    a_block(rounds=[])


@breaks("kpi_block_cost_says_what_is_asked")
def _():
    a_block(kind=BlockKind.COST)


@breaks("kpi_block_one_basis")
def _():
    a_block(known_on=dt.date(2023, 3, 3), snapshot=_snapshot())


@breaks("kpi_answer_is_never_changed")
def _():
    an_answer()
    Answer.objects.update(content={"iets": "anders"})


@breaks("kpi_answer_comes_with_its_question")
def _():
    question = make.question()
    Question.objects.filter(pk=question.pk).update(status=QuestionStatus.WITHDRAWN)
    an_answer(question)


@breaks("kpi_answer_has_a_digest")
def _():
    an_answer(digest="")


@breaks("kpi_citedfigure_is_never_changed")
def _():
    a_figure()
    CitedFigure.objects.update(value=34)


@breaks("kpi_citedfigure_comes_with_its_question")
def _():
    _question, answer = ended()
    a_figure(answer)


@breaks("kpi_citedfigure_grain")
def _():
    first = a_figure()
    a_figure(first.answer, round=first.round, as_of=first.as_of)


@breaks("kpi_citedfigure_measure_is_known")
def _():
    a_figure(measure="geluk")


@breaks("kpi_contradiction_is_never_deleted")
def _():
    a_contradiction().delete()


@breaks("kpi_contradiction_one_at_a_time")
def _():
    first = a_contradiction()
    a_contradiction(first.figure, value=35)


@breaks("kpi_contradiction_seen_by_somebody")
def _():
    a_contradiction(seen_at=timezone.now())


@breaks("kpi_contradiction_ends_after_it_was_found")
def _():
    a_contradiction(ended_at=timezone.now() - dt.timedelta(days=1))


@breaks("kpi_questionreminder_is_never_changed")
def _():
    a_reminder()
    QuestionReminder.objects.update(days=3)


@breaks("kpi_questionreminder_once")
def _():
    first = a_reminder()
    a_reminder(first.question)


@breaks("kpi_questionreminder_term_is_known")
def _():
    a_reminder(term="ooit")
