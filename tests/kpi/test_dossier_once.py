"""A question has one dossier, whoever clicks twice or changes its number; an answer has room for twelve building blocks (R39)."""

import datetime as dt
import threading

import pytest
from django.db import connection

from kpi.models import Block, Question
from kpi.services import answers
from kpi.states import BlockKind
from samenleven.core.clock import start_of_day
from samenleven.core.errors import DomainError
from tests import make
from tests.kpi.dossiers import ASKED, DAY, TEXT, dossier
from tests.kpi.test_dossier_pages import blocks, text_of

pytestmark = pytest.mark.django_db
SECOND = "Van deze vraag is er al een dossier"


@pytest.fixture
def world(time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 12, 2)), tick=False)
    return dossier()


# --- one dossier ------------------------------------------------------------------------------------------------------
def test_a_number_and_day_that_another_dossier_has_are_refused(world, client):
    other = make.question(by=world.writer)
    client.force_login(world.writer)
    data = {"number": world.question.number, "asked_on": ASKED, "title": "Anders", "received_on": ASKED, "known_on": DAY,
            "internal_due": "2023-12-08", "official_due": "2023-12-15", "owner": world.writer.pk, "revision": 1}  # fmt: skip
    response = client.post(f"{other.get_absolute_url()}wijzigen/", data)
    assert response.status_code == 422
    assert SECOND in text_of(response)
    assert Question.objects.get(pk=other.pk).title == "Begeleiding naar een opleiding"


def test_the_own_number_is_no_second_one(world):
    answers.change(question=world.question, revision=1, number=world.question.number, title="Anders", by=world.writer)
    assert Question.objects.get().title == "Anders"


@pytest.mark.parametrize("number", [None, 77])
def test_who_clicks_twice_takes_in_one_dossier(world, time_machine, number):
    first = make.question(TEXT, by=world.writer, number=number)
    time_machine.shift(59)
    assert make.question(TEXT, by=world.writer, number=number) == first
    assert Question.objects.exclude(pk=world.question.pk).get() == first


def test_another_person_day_text_or_minute_is_another_dossier(world, time_machine):
    make.question(TEXT, by=world.writer, number=None)
    make.question(TEXT, by=world.reader, number=None)
    make.question(TEXT, by=world.writer, number=None, asked_on=dt.date(2023, 3, 2))
    make.question("Iets anders?", by=world.writer, number=None)
    time_machine.shift(60)
    make.question(TEXT, by=world.writer, number=None)
    assert Question.objects.filter(number=None).count() == 5


def at_once(*verbs):
    """What came of each when they ran at the same moment."""
    gate, outcomes = threading.Barrier(len(verbs)), []

    def run(verb):
        gate.wait()
        try:
            outcomes.append(verb().pk)
        except DomainError as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one():
    writer = make.user(ministry_role="case_handler")
    outcomes = at_once(*[lambda: make.question(by=writer, number=None)] * 4)
    assert set(outcomes) == {Question.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_two_people_who_take_in_the_same_question_keep_one():
    people = [make.user(ministry_role="case_handler") for _one in range(2)]
    outcomes = at_once(*[lambda by=by: make.question(by=by, number=77) for by in people])
    assert Question.objects.get().pk in outcomes
    assert [one for one in outcomes if SECOND in str(one)]


@pytest.mark.django_db(transaction=True)
def test_two_dossiers_that_get_the_same_number_at_the_same_moment_keep_one():
    writer = make.user(ministry_role="case_handler")
    made = [make.question(by=writer) for _one in range(2)]
    outcomes = at_once(
        *[lambda one=one: answers.change(question=one, revision=1, number=99_999, by=writer) for one in made]
    )
    assert Question.objects.get(number=99_999).pk in outcomes
    assert [one for one in outcomes if SECOND in str(one)]


# --- twelve blocks ----------------------------------------------------------------------------------------------------
def test_an_answer_with_twelve_blocks_is_shown_without_an_empty_one_and_can_be_changed(world, client):
    world.answer("1a", blocks=[world.block()] * 12)
    client.force_login(world.writer)
    part = world.part("1a")
    html = client.get(part.get_absolute_url()).content.decode()
    assert 'name="blok-TOTAL_FORMS" value="12"' in html
    data = {"revision": part.revision, "kind": "figures", **blocks(*[BlockKind.RESULTS] * 12), "blok-TOTAL_FORMS": 12}
    assert client.post(part.get_absolute_url(), data | {"own_text": "Een woord."}).status_code == 302
    assert world.part("1a").own_text == "Een woord."


def test_a_thirteenth_is_refused_in_words(world, client):
    client.force_login(world.writer)
    part = world.part("1a")
    data = {"revision": part.revision, "kind": "figures", **blocks(*[BlockKind.RESULTS] * 13)}
    response = client.post(part.get_absolute_url(), data)
    assert response.status_code == 422
    assert "Een antwoord heeft hoogstens 12 bouwstenen." in text_of(response)
    assert not Block.objects.exists()


def test_more_forms_than_a_page_holds_are_told(world, client):
    client.force_login(world.writer)
    part = world.part("1a")
    data = {"revision": part.revision, "kind": "figures", **blocks(BlockKind.RESULTS), "blok-TOTAL_FORMS": 101}
    response = client.post(part.get_absolute_url(), data)
    assert response.status_code == 422
    assert "Kijk de bouwstenen na" in text_of(response)


def test_two_that_have_more_than_twelve_together_stay_two(world):
    world.answer("1a", blocks=[world.block()] * 12)
    world.answer("1b")
    part = world.part("1b")
    with pytest.raises(DomainError, match="meer dan 12 bouwstenen"):
        answers.merge(part=part, revision=part.revision, by=world.writer)
    assert (world.part("1a").blocks.count(), world.part("1b").blocks.count()) == (12, 1)


def test_where_more_were_kept_before_some_can_be_left_out(world, client):
    world.answer("1a")
    part = world.part("1a")
    kept = part.blocks.get()
    Block.objects.bulk_create(
        Block(part=part, position=at, kind=kept.kind, rounds=kept.rounds, actions=kept.actions) for at in range(2, 15)
    )
    client.force_login(world.writer)
    data = {"revision": part.revision, "kind": "figures", **blocks(*[BlockKind.RESULTS] * 14), "blok-TOTAL_FORMS": 14}
    left_out = {f"blok-{at}-DELETE": "on" for at in range(12, 14)}
    assert client.post(part.get_absolute_url(), data | left_out).status_code == 302
    assert world.part("1a").blocks.count() == 12
