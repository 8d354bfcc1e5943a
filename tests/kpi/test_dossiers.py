"""A dossier from the mail on Monday to an answer: intake, putting right, answering, approving, reminding (R39)."""

import datetime as dt
import threading

import pytest
from django.db import connection

from kpi.models import Block, Question, QuestionReminder, SubQuestion
from kpi.services import answers
from kpi.services.answers.reminding import stage
from kpi.states import AnswerKind, BlockKind, QuestionStatus, SubQuestionStatus
from samenleven.audit.models import Event
from samenleven.core.clock import start_of_day
from samenleven.core.errors import Conflict, DomainError
from samenleven.notices.models import Notice
from tests import make
from tests.kpi.dossiers import TEXT, dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 12, 2)), tick=False)
    return dossier()


def codes(question):
    return list(question.parts.order_by("position").values_list("code", flat=True))


# --- intake -----------------------------------------------------------------------------------------------------------
def test_a_text_becomes_a_dossier_with_its_parts(world):
    assert codes(world.question) == ["1a", "1b", "2"]
    assert world.part("1a").context == "Over actie 6:"
    assert (world.question.status, world.question.owner) == (QuestionStatus.OPEN, world.writer)
    assert Event.objects.get(verb="question.taken_in").data == {"parts": 3}


def test_the_same_question_twice_is_refused_and_nothing_is_made(world):
    with pytest.raises(DomainError, match="al een dossier"):
        make.question(TEXT, by=world.reader, number=world.question.number, asked_on=world.question.asked_on)
    assert Question.objects.count() == 1


def test_an_owner_who_did_not_take_it_in_hears_so(world):
    make.question(by=world.writer, owner=world.reader)
    assert Notice.objects.get(to=world.reader).path.startswith("/dossiers/")


def test_terms_are_proposed_in_working_days():
    assert answers.workdays_after(dt.date(2026, 11, 23), 20) == dt.date(2026, 12, 21)
    assert answers.workdays_after(dt.date(2026, 11, 27), 1) == dt.date(2026, 11, 30)


# --- putting right ----------------------------------------------------------------------------------------------------
def test_a_number_and_its_words_can_be_put_right(world):
    part = world.part("1b")
    answers.correct(part=part, revision=part.revision, code="1c", context="", text="Beter?", by=world.writer)
    assert codes(world.question) == ["1a", "1c", "2"]
    assert world.part("1c").text == "Beter?"


def test_a_number_that_another_has_is_refused(world):
    part = world.part("1b")
    with pytest.raises(DomainError, match="1a"):
        answers.correct(part=part, revision=part.revision, code="1a", context="", text="Beter?", by=world.writer)
    assert codes(world.question) == ["1a", "1b", "2"]


def test_two_become_one_and_what_was_answered_is_kept(world):
    world.answer("1a")
    world.answer("1b", AnswerKind.POLICY, "Ja.", blocks=[world.block(BlockKind.SUPPORT)])
    part = world.part("1b")
    merged = answers.merge(part=part, revision=part.revision, by=world.writer)
    assert codes(world.question) == ["1a", "2"]
    assert merged.text == "Hoeveel personen werden begeleid?\n\nIs de minister tevreden?"
    assert (merged.status, merged.own_text) == (SubQuestionStatus.OPEN, "Ja.")
    assert [one.kind for one in merged.blocks.order_by("position")] == [BlockKind.RESULTS, BlockKind.SUPPORT]


def test_the_first_has_none_before_it(world):
    part = world.part("1a")
    with pytest.raises(DomainError, match="eerste"):
        answers.merge(part=part, revision=part.revision, by=world.writer)


def test_one_becomes_two_at_its_empty_line(world):
    part = world.part("1b")
    made = answers.split(part=part, revision=part.revision, text="Is hij tevreden?\r\n\r\nWaarom?", by=world.writer)
    assert codes(world.question) == ["1a", "1b", "1b-2", "2"]
    assert [one.text for one in made] == ["Is hij tevreden?", "Waarom?"]


def test_without_an_empty_line_nothing_is_split(world):
    part = world.part("1b")
    with pytest.raises(DomainError, match="lege regel"):
        answers.split(part=part, revision=part.revision, by=world.writer)
    assert codes(world.question) == ["1a", "1b", "2"]


def test_one_is_added_and_one_left_out_but_never_the_last(world):
    answers.add(question=world.question, code="3", text="En verder?", by=world.writer)
    for code in ("1a", "1b", "2"):
        part = world.part(code)
        answers.leave_out(part=part, revision=part.revision, by=world.writer)
    part = world.part("3")
    with pytest.raises(DomainError, match="minstens één"):
        answers.leave_out(part=part, revision=part.revision, by=world.writer)
    assert codes(world.question) == ["3"]


# --- answering --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "text", "kinds", "said"),
    [
        ("", "", [BlockKind.RESULTS], "Kies het soort"),
        (AnswerKind.FIGURES, "", [], "minstens één bouwsteen"),
        (AnswerKind.NOT_ASKED, "", [BlockKind.OUTCOMES], "wat het zou kosten"),
        (AnswerKind.POLICY, "  ", [], "Schrijf de beleidstekst"),
    ],
)
def test_an_answer_without_what_its_kind_needs_is_refused(world, kind, text, kinds, said):
    with pytest.raises(DomainError, match=said):
        world.answer("1a", kind, text, [world.block(one) for one in kinds])
    assert world.part("1a").status == SubQuestionStatus.OPEN
    assert not Block.objects.exists()


@pytest.mark.parametrize("kind", BlockKind.values)
def test_every_block_writes_something_with_a_date(world, kind):
    fields = {"fields": 10} if kind == BlockKind.COST else {}
    world.answer("1a", blocks=[world.block(kind, **fields)])
    built = answers.of_part(world.part("1a"), world.question)
    assert any(part["part"] == "paragraph" for part in built.parts)
    assert any(part["part"] == "note" for part in built.parts)


@pytest.mark.parametrize("kind", BlockKind.values)
def test_every_block_holds_where_nothing_is_known(world, kind):
    """An action that nobody chose, on a day before anything was decided."""
    make.offer(world.round, make.action(7))
    fields = {"fields": 10} if kind == BlockKind.COST else {}
    for day in (dt.date(2020, 1, 1), dt.date(2023, 12, 1)):
        world.answer("1a", blocks=[world.block(kind, actions=[7], known_on=day, **fields)])
        assert answers.of_part(world.part("1a"), world.question).parts


def test_the_portal_needs_no_approval_for_what_it_wrote_itself(world):
    world.answer("1a")
    assert world.part("1a").is_done
    world.answer("1a", own_text="Een woord erbij.")
    assert not world.part("1a").is_done


def test_nobody_approves_the_own_text(world):
    world.answer("1b", AnswerKind.POLICY, "Ja.", blocks=[])
    with pytest.raises(DomainError, match="Iemand anders"):
        world.approve("1b", by=world.writer)
    world.approve("1b")
    assert world.part("1b").is_done


def test_who_changes_an_answer_takes_its_approval_away(world):
    world.answer("1b", AnswerKind.POLICY, "Ja.", blocks=[])
    world.approve("1b")
    world.answer("1b", AnswerKind.POLICY, "Neen.", blocks=[])
    part = world.part("1b")
    assert (part.status, part.approved_by, part.is_done) == (SubQuestionStatus.ANSWERED, None, False)


def test_an_approval_can_be_taken_back(world):
    world.answer("1b", AnswerKind.POLICY, "Ja.", blocks=[])
    part = world.approve("1b")
    answers.withdraw_approval(part=part, revision=part.revision, by=world.reader)
    assert not world.part("1b").is_done


# --- two people -------------------------------------------------------------------------------------------------------
def test_the_second_who_saves_is_refused_and_sees_the_first(world):
    seen = world.part("1a")
    world.answer("1a", own_text="De eerste.", by=world.reader)
    with pytest.raises(Conflict) as caught:
        answers.answer(
            part=seen, revision=seen.revision, kind="policy", own_text="De tweede.", blocks=[], by=world.writer
        )
    assert caught.value.theirs.own_text == "De eerste."
    assert world.part("1a").own_text == "De eerste."


def test_who_approves_what_changed_meanwhile_is_refused(world):
    world.answer("1b", AnswerKind.POLICY, "Ja.", blocks=[])
    seen = world.part("1b")
    world.answer("1b", AnswerKind.POLICY, "Neen!", blocks=[])
    with pytest.raises(Conflict):
        answers.approve(part=seen, revision=seen.revision, by=world.reader)
    assert world.part("1b").status == SubQuestionStatus.ANSWERED


def test_the_terms_too_keep_the_first(world):
    revision = world.question.revision
    answers.change(question=world.question, revision=revision, title="Eén", by=world.reader)
    with pytest.raises(Conflict):
        answers.change(question=world.question, revision=revision, title="Twee", by=world.writer)
    assert Question.objects.get().title == "Eén"


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_keep_one(db):
    world = dossier()
    part, outcomes = world.part("1a"), []
    gate = threading.Barrier(2)

    def save(text):
        gate.wait()
        try:
            answers.answer(part=part, revision=part.revision, kind="policy", own_text=text, blocks=[], by=world.writer)
            outcomes.append("kept")
        except Conflict:
            outcomes.append("refused")
        finally:
            connection.close()

    both = [threading.Thread(target=save, args=(text,)) for text in ("De ene.", "De andere.")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == ["kept", "refused"]
    assert SubQuestion.objects.get(pk=part.pk).revision == part.revision + 1


# --- terms ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("left", "due"), [(8, None), (7, 7), (5, 7), (3, 3), (2, 3), (1, 1), (0, 1), (-1, -1), (-9, -1)]
)
def test_which_reminder_is_due(left, due):
    assert stage(left) == due


def test_the_owner_is_reminded_once_of_each(world, time_machine):
    for _run in range(2):
        answers.remind_owners()
    assert list(QuestionReminder.objects.values_list("term", "days")) == [("internal", 7)]
    assert Notice.objects.filter(to=world.writer).count() == 1
    time_machine.move_to(start_of_day(dt.date(2023, 12, 16)), tick=False)
    answers.remind_owners()
    assert set(QuestionReminder.objects.values_list("term", "days")) == {("internal", 7), ("official", -1)}
    assert "Nog niet klaar: deelvraag 1a, 1b, 2." in Notice.objects.latest("pk").text


def test_what_ended_reminds_nobody(world):
    answers.withdraw(question=world.question, by=world.writer)
    assert answers.remind_owners() == 0
    with pytest.raises(DomainError, match="ingetrokken"):
        world.answer("1a")


def test_who_is_asked_for_approval_hears_which(world):
    with pytest.raises(DomainError, match="geen tekst"):
        answers.ask_approval(question=world.question, to=world.reader, by=world.writer)
    world.answer("1b", AnswerKind.POLICY, "Ja.", blocks=[])
    answers.ask_approval(question=world.question, to=world.reader, by=world.writer)
    assert "deelvraag 1b" in Notice.objects.get(to=world.reader).text
