"""A sent answer stands as it was sent; what contradicts it later is told with its cause (R39)."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from grants.models import Award
from kpi.models import Answer, CitedFigure, Contradiction, Question
from kpi.services import answers
from kpi.states import AnswerKind, CitedMeasure, QuestionStatus
from samenleven.core.clock import end_of_day, start_of_day
from samenleven.core.errors import Conflict, DomainError
from samenleven.notices.models import Notice
from tests import make
from tests.kpi.dossiers import ASKED, DAY, TEXT, dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 12, 2)), tick=False)
    return dossier()


@pytest.fixture
def sent(world):
    world.answer_all()
    return world.send()


def test_it_is_not_sent_while_a_part_is_not_done(world):
    world.answer("1a")
    with pytest.raises(DomainError, match="deelvraag 1b, 2"):
        world.send()
    assert not Answer.objects.exists()
    assert Question.objects.get().status == QuestionStatus.OPEN


def test_what_changed_since_it_was_looked_at_is_not_sent(world):
    world.answer_all()
    seen = answers.compose(world.question).digest
    world.answer("1a", own_text="")
    world.answer("2", AnswerKind.FIGURES, blocks=[world.block()])
    with pytest.raises(Conflict):
        answers.send(question=world.question, seen=seen, by=world.writer)
    assert not Answer.objects.exists()


def test_it_is_frozen_with_its_digest_and_each_figure(world, sent):
    assert answers.is_intact(sent)
    reached = sent.figures.filter(code="1a", measure=CitedMeasure.REALISED)
    assert {(one.local_government.name if one.local_government else None, int(one.value)) for one in reached} == {
        (None, 22), ("Aalst", 10), ("Brugge", 12),
    }  # fmt: skip
    assert sent.figures.get(measure=CitedMeasure.BUDGET).value == 1_000_000
    assert answers.paper_of(world.question).parts[:-1] == sent.content["parts"]
    assert sent.digest in answers.paper_of(world.question).parts[-1]["text"]


def test_a_second_click_is_the_same_answer(world, sent):
    assert answers.send(question=world.question, seen="iets", by=world.reader) == sent
    assert Answer.objects.count() == 1


def test_nothing_of_it_changes_any_more_in_the_portal(world, sent):
    part = world.part("1a")
    for change in (
        lambda: world.answer("1a"),
        lambda: answers.change(question=world.question, revision=world.question.revision, title="X", by=world.writer),
        lambda: answers.withdraw(question=world.question, by=world.writer),
        lambda: answers.merge(part=world.part("1b"), revision=1, by=world.writer),
        lambda: answers.leave_out(part=part, revision=part.revision, by=world.writer),
    ):
        with pytest.raises(DomainError, match="verstuurd"):
            change()
    assert answers.is_intact(Answer.objects.get())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kpi_answer SET content = '{}'",
        "DELETE FROM kpi_answer",
        "UPDATE kpi_citedfigure SET value = 1",
        "DELETE FROM kpi_citedfigure",
        "UPDATE kpi_question SET status = 'open'",
        "UPDATE kpi_question SET known_on = '2020-01-01'",
        "DELETE FROM kpi_question",
        "UPDATE kpi_subquestion SET own_text = 'anders'",
        "DELETE FROM kpi_subquestion",
        "UPDATE kpi_block SET actions = '{7}'",
        "DELETE FROM kpi_block",
    ],
)
def test_nor_by_sql(world, sent, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Answer.objects.get().content == sent.content
    assert answers.is_intact(Answer.objects.get())
    assert CitedFigure.objects.count() == sent.figures.count()


def test_a_correction_later_does_not_change_what_was_sent(world, sent):
    before = answers.paper_of(world.question).parts
    make.sent(world.parts[0], world.moment, {world.indicator: 15}, at=end_of_day(DAY) + dt.timedelta(hours=5))
    assert answers.paper_of(world.question).parts == before


# --- contradictions ---------------------------------------------------------------------------------------------------
def test_as_long_as_everything_stands_nothing_is_told(world, sent):
    assert answers.compare(sent) == 0
    assert not Contradiction.objects.exists()


def test_a_correction_raises_an_alarm_with_its_cause(world, sent, time_machine):
    time_machine.move_to(start_of_day(dt.date(2024, 1, 10)), tick=False)
    make.sent(world.parts[0], world.moment, {world.indicator: 15}, at=start_of_day(dt.date(2024, 1, 5)))
    assert answers.compare_all() == 2  # of Aalst, and of the action as a whole
    told = {answers.name_of(one.figure): one for one in Contradiction.objects.all()}
    one = told["bereikt, actie 6, Aalst, Projectronde 1"]
    assert (int(one.figure.value), int(one.value), one.is_expected) == (10, 15, False)
    assert "Geantwoord: 10, zoals gekend op 1 december 2023." in one.explanation
    assert "Oorzaak: een verbetering. Versie 2 van Aalst, ingediend op 5 januari 2024 om 00.00 uur." in one.explanation
    assert answers.alarms_of([world.question.pk]) == {world.question.pk: 2}
    assert "Aantal cijfers die intussen anders zijn: 2." in Notice.objects.get(to=world.writer).text


def test_comparing_again_tells_nothing_new_and_a_look_ends_the_alarm(world, sent):
    make.sent(world.parts[0], world.moment, {world.indicator: 15}, at=start_of_day(dt.date(2023, 12, 2)))
    answers.compare(sent)
    assert answers.compare(sent) == 0
    assert answers.see(question=world.question, by=world.writer) == 2
    assert answers.alarms_of([world.question.pk]) == {}
    assert Notice.objects.filter(to=world.writer).count() == 1


def test_what_is_put_back_is_no_contradiction_any_more(world, sent):
    for reached in (15, 10):
        make.sent(world.parts[0], world.moment, {world.indicator: reached}, at=start_of_day(dt.date(2023, 12, 2)))
        answers.compare(sent)
    assert not Contradiction.objects.standing().exists()
    assert Contradiction.objects.count() == 2


def test_a_later_decision_is_told_as_such(world, sent):
    Award.objects.filter(line=world.parts[0].line).update(amount=9000, known_at=start_of_day(dt.date(2023, 12, 2)))
    answers.compare(sent)
    told = Contradiction.objects.filter(figure__measure=CitedMeasure.AWARDED, figure__local_government=None)
    assert told
    assert all("Oorzaak: een latere beslissing, bekend sinds 2 december 2023." in one.explanation for one in told)


def test_what_was_not_due_then_is_expected_and_no_alarm(time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 12, 2)), tick=False)
    world = dossier(known_on=dt.date(2023, 3, 3))
    world.answer_all()
    sent = world.send()
    told = Contradiction.objects.filter(figure__answer=sent, figure__measure=CitedMeasure.REALISED)
    assert told
    assert all(one.is_expected and "Oorzaak: de datum." in one.explanation for one in told)
    assert answers.alarms_of([world.question.pk]) == {}


def test_a_later_answer_with_another_figure_is_told_by_its_place(world, sent, time_machine):
    time_machine.move_to(start_of_day(dt.date(2024, 1, 10)), tick=False)
    make.sent(world.parts[0], world.moment, {world.indicator: 15}, at=start_of_day(dt.date(2024, 1, 5)))
    later = answers.follow_up(
        question=world.question,
        by=world.writer,
        known_on=dt.date(2024, 1, 9),
        received_on=dt.date(2024, 1, 9),
        internal_due=dt.date(2024, 1, 15),
        official_due=dt.date(2024, 1, 20),
    )
    first, world.question = world.question, later
    world.answer_all()
    world.send()
    told = Contradiction.objects.filter(figure__answer__question=first, later__isnull=False)
    assert {(answers.name_of(one.figure), int(one.value)) for one in told} == {
        ("bereikt, actie 6, Projectronde 1", 27), ("bereikt, actie 6, Aalst, Projectronde 1", 15),
    }  # fmt: skip
    assert all("in het latere antwoord" in one.explanation and "deelvraag 1a" in one.explanation for one in told)


def test_a_follow_up_takes_the_blocks_along_and_no_text(world, sent):
    made = answers.follow_up(
        question=world.question,
        by=world.reader,
        known_on=DAY,
        received_on=DAY,
        internal_due=DAY,
        official_due=DAY,
    )
    assert [(one.code, one.kind, one.own_text, one.status) for one in made.parts.all()] == [
        ("1a", "figures", "", "open"), ("1b", "policy", "", "open"), ("2", "figures", "", "open"),
    ]  # fmt: skip
    assert made.parts.get(code="1a").blocks.get().actions == [6]
    assert made.follows == world.question


def test_before_the_deadline_what_was_sent_early_is_no_result_yet(time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 10, 14)), tick=False)
    world = dossier(asked_on=dt.date(2023, 10, 1), received_on=dt.date(2023, 10, 2), known_on=dt.date(2023, 10, 13))
    world.answer_all()
    said = str(answers.compose(world.question).parts)
    assert "Wat er bereikt is, is nog niet bekend: de rapportering loopt tot en met 15 oktober 2023." in said
    assert "Bereikt: " not in said
    world.send()
    assert answers.compare(world.question.answer) == 0
    time_machine.move_to(start_of_day(dt.date(2023, 10, 17)), tick=False)
    answers.compare(world.question.answer)
    told = Contradiction.objects.filter(figure__measure=CitedMeasure.REALISED, figure__local_government=None)
    assert [(int(one.value), one.is_expected) for one in told] == [(22, True)]


def test_of_today_nothing_is_sent_before_the_day_is_over(time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 12, 4)) + dt.timedelta(hours=10), tick=False)
    world = dossier(known_on=dt.date(2023, 12, 4))
    world.answer_all()
    with pytest.raises(DomainError, match="die dag is nog niet om"):
        world.send()
    time_machine.move_to(start_of_day(dt.date(2023, 12, 5)), tick=False)
    assert world.send()


def test_the_page_of_a_sub_question_shows_what_was_sent(world, sent, client):
    world.round.budget = 999_900
    world.round.save()
    client.force_login(world.reader)
    page = client.get(f"/dossiers/{world.question.pk}/deelvragen/{world.part('2').pk}/").content.decode()
    assert "999.900" not in page
    assert "1.000.000,00" in page


def test_a_later_answer_about_an_earlier_day_contradicts_nothing(world, sent, time_machine):
    time_machine.move_to(start_of_day(dt.date(2024, 1, 10)), tick=False)
    days = {"asked_on": ASKED, "received_on": ASKED, "known_on": dt.date(2023, 3, 3)}
    terms = {"internal_due": dt.date(2024, 1, 15), "official_due": dt.date(2024, 1, 20)}
    other = make.question(TEXT, by=world.writer, number=901, **days, **terms)
    world.question = other
    world.answer_all()
    world.send()
    assert not Contradiction.objects.filter(later__isnull=False)
