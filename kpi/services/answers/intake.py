"""Taking in a written question: its text in parts, its terms, its owner; and a dossier that follows on an answer."""

import datetime as dt

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi.models import Block, Question, SubQuestion
from kpi.services.answers.splitting import split_question
from kpi.services.answers.telling import tell_owner
from kpi.states import QUESTION_FLOW, QuestionStatus, SubQuestionStatus
from samenleven.audit.services import record
from samenleven.core import wording
from samenleven.core.errors import Conflict, DomainError

_ONE_AT_A_TIME = 0x5A56  # the first half of the advisory lock; the second is the id of who takes in
SAME_CLICK = dt.timedelta(minutes=1)
HEAD = ("number", "title", "asked_on", "known_on", "received_on", "internal_due", "official_due", "owner")


def workdays_after(day: dt.date, number: int) -> dt.date:
    """The day so many working days later, weekends left out: a proposal for a term, that somebody looks at."""
    while number:
        day += dt.timedelta(days=1)
        number -= day.weekday() < 5
    return day


@transaction.atomic
def take_in(*, text, by, is_example=False, follows=None, **head) -> Question:
    """Make a dossier of a text that was pasted, with the sub-questions as they were read; `head`: see HEAD.

    Who clicks twice gets the dossier of the first click.
    """
    text = wording.plain("\n".join(text.strip().splitlines()))
    head["title"] = wording.plain(head["title"])
    found = split_question(text)
    if not found.pieces:
        raise DomainError(_("Plak eerst de tekst van de vraag."))
    if clicked := _taken_in_just_now(text, head, follows, by):
        return clicked
    question = Question(
        text=text, status_at=timezone.now(), status_by=by, is_example=is_example, follows=follows, **head
    )
    _save_once(question)
    SubQuestion.objects.bulk_create(
        SubQuestion(question=question, position=position, code=piece.code, context=piece.context, text=piece.text)
        for position, piece in enumerate(found.pieces, start=1)
    )
    record(by, "question.taken_in", question, parts=len(found.pieces))
    tell_owner(question, by)
    return question


def _taken_in_just_now(text, head, follows, by):
    """The same question that the same person took in within the last minute; the second click waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ONE_AT_A_TIME, by.pk])
    same = Question.objects.open().filter(
        text=text, number=head.get("number"), asked_on=head["asked_on"], follows=follows, status_by=by
    )
    return same.filter(status_at__gt=timezone.now() - SAME_CLICK).order_by("pk").last()


def _save_once(question, **how):
    """Save a dossier, unless there is another of the same question: looked up first, and guarded by the database."""
    _refuse_a_second(question)
    try:
        with transaction.atomic():
            question.save(**how)
    except IntegrityError as error:
        if "kpi_question_taken_in_once" not in str(error):
            raise
        raise _second() from error


def _refuse_a_second(question):
    if question.follows_id is not None or question.number is None:
        return
    same = Question.objects.filter(number=question.number, asked_on=question.asked_on, follows=None)
    if same.exclude(pk=question.pk).exclude(status=QuestionStatus.WITHDRAWN).exists():
        raise _second()


def _second():
    return DomainError(_("Van deze vraag is er al een dossier. Maak daar een vervolg op."))


@transaction.atomic
def change(*, question, revision, by, **head) -> Question:
    """Change what stands above a dossier: its terms, its owner, the day of its figures; `revision` is the one that was read."""
    question = held(question)
    if question.revision != revision:
        raise Conflict(_("Iemand anders wijzigde dit dossier intussen. Er is niets bewaard."), theirs=question)
    if "title" in head:
        head["title"] = wording.plain(head["title"])
    old_owner, old_day = question.owner, question.known_on
    for name, value in head.items():
        setattr(question, name, value)
    question.revision += 1
    _save_once(question, update_fields=[*head, "revision"])
    record(by, "question.changed", question, fields=sorted(head))
    if question.known_on != old_day:
        _approve_anew(question)
        record(by, "question.day_changed", question, old=old_day.isoformat(), new=question.known_on.isoformat())
    if question.owner != old_owner:
        tell_owner(question, by)
    return question


def _approve_anew(question):
    """Of another day the figures are others: what was approved with those of before is answered, and no more than that."""
    # Who still reads the figures of before finds another version when approving them.
    question.parts.exclude(status=SubQuestionStatus.OPEN).update(
        status=SubQuestionStatus.ANSWERED, approved_at=None, approved_by=None, revision=F("revision") + 1
    )


@transaction.atomic
def withdraw(*, question, by) -> Question:
    """Close a dossier without an answer: the question was withdrawn, or taken in by mistake."""
    question = held(question)
    QUESTION_FLOW.advance(question, QuestionStatus.WITHDRAWN)
    question.status_at, question.status_by = timezone.now(), by
    question.save(update_fields=["status", "status_at", "status_by"])
    record(by, "question.withdrawn", question)
    return question


@transaction.atomic
def follow_up(*, question, by, known_on, received_on, internal_due, official_due) -> Question:
    """A dossier that answers the same question again, as known on a later day; the same building blocks, nothing approved yet."""
    question = Question.objects.select_for_update(of=["self"]).get(pk=question.pk)  # who clicks twice makes one
    if question.status != QuestionStatus.SENT:
        raise DomainError(_("Een vervolg maakt u op een antwoord dat verstuurd is."))
    if known_on < question.known_on:
        said = {"day": wording.day(question.known_on)}
        raise DomainError(_("Een vervolg heeft cijfers van een latere dag dan die van het antwoord (%(day)s).") % said)
    if question.followed_by.filter(status=QuestionStatus.OPEN).exists():
        raise DomainError(_("Op dit antwoord loopt al een vervolg: werk daarin verder, of trek het eerst in."))
    made = Question.objects.create(
        number=question.number,
        title=question.title,
        text=question.text,
        asked_on=question.asked_on,
        known_on=known_on,
        received_on=received_on,
        internal_due=internal_due,
        official_due=official_due,
        owner=by,
        follows=question,
        is_example=question.is_example,
        status_at=timezone.now(),
        status_by=by,
    )
    for part in question.parts.prefetch_related("blocks").order_by("position", "pk"):
        copied = SubQuestion.objects.create(
            question=made, position=part.position, code=part.code, context=part.context, text=part.text, kind=part.kind
        )
        # Of another day there is another snapshot, if any: that is chosen anew.
        Block.objects.bulk_create(
            Block(
                part=copied,
                position=block.position,
                kind=block.kind,
                rounds=block.rounds,
                actions=block.actions,
                is_interim=block.is_interim,
                fields=block.fields,
            )
            for block in part.blocks.all()
        )
    record(by, "question.followed_up", made, follows=question.pk)
    return made


def held(question) -> Question:
    """The question, locked until the end of the transaction; refuses one that is no longer open."""
    question = Question.objects.select_for_update(of=["self"]).select_related("owner").get(pk=question.pk)
    if not question.is_open:
        raise DomainError(_("Dit dossier is %s: er verandert niets meer aan.") % question.get_status_display())
    return question
