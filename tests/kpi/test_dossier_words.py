"""What an answer says of a list that is not whole, of one, and of none; and who may approve it (R1, R4, R39)."""

import datetime as dt

import pytest

from grants.states import Measure
from kpi.services import answers
from kpi.services.answers.blocks.costing import hours
from kpi.states import AnswerKind, BlockKind, CitedMeasure, SubQuestionStatus
from samenleven.core.clock import start_of_day
from samenleven.core.errors import DomainError
from tests import make
from tests.kpi.dossiers import dossier
from tests.kpi.test_dossier_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 12, 2)), tick=False)
    return dossier()


def built(world, kind, **fields):
    """What a block writes: its sentences and notes in one text, its tables, and its counts of local governments."""
    world.answer("1a", blocks=[world.block(kind, **fields)])
    made = answers.of_part(world.part("1a"), world.question)
    text = " ".join(part["text"] for part in made.parts if "text" in part).replace("\xa0", " ")
    cited = [(one.value, one.state) for one in made.figures if one.measure == CitedMeasure.LOCAL_GOVERNMENTS]
    return text, [part for part in made.parts if part["part"] == "table"], cited


def is_history(world, action=None):
    """Of a round of which a total was published, who took part is known from sources alone."""
    make.published(world.round, action, Measure.TARGET, "40")


# --- a list that is not whole -----------------------------------------------------------------------------------------
def test_of_a_partial_list_the_number_is_at_least(world):
    is_history(world)
    text, _tables, cited = built(world, BlockKind.PARTICIPANTS)
    assert "In Projectronde 1 nemen minstens 2 lokale besturen deel aan actie 6" in text
    assert "Volledigheid: onbekend: de lijst is niet volledig." in text
    assert cited == [(2, "")]


def test_what_asking_costs_is_at_least_what_the_known_ones_cost(world):
    is_history(world)
    text, (table,), cited = built(world, BlockKind.COST, fields=60)
    assert "samen minstens 4 uur kosten, telkens ze rapporteren: 60 bijkomende velden per lokaal bestuur" in text
    assert table["rows"][0][2::2] == ["minstens 2", "minstens 4 uur"]
    assert cited == [(2, "")]


def test_nobody_on_a_partial_list_is_not_nobody(world):
    is_history(world, make.offer(world.round, make.action(7)).action)
    for kind, fields in ((BlockKind.PARTICIPANTS, {}), (BlockKind.COST, {"fields": 12})):
        _text, _tables, cited = built(world, kind, actions=[7], **fields)
        assert cited == [(None, "unknown")]


# --- one and none -----------------------------------------------------------------------------------------------------
def test_one_field_of_one_minute_is_said_as_one(world, settings):
    settings.MINUTES_PER_COUNT = 1
    text, _tables, _cited = built(world, BlockKind.COST, fields=1)
    assert (
        "samen 2 minuten kosten, telkens ze rapporteren: 1 bijkomend veld per lokaal bestuur, aan 1 minuut per veld."
        in text
    )
    assert [hours(minutes) for minutes in (1, 60, 61)] == ["1 minuut", "1 uur", "1 uur en 1 minuut"]


def test_without_rows_there_is_no_table(world):
    type(world.round).objects.update(decided_on=dt.date(2023, 12, 2))
    text, tables, _cited = built(world, BlockKind.COST, fields=12)
    assert tables == []
    assert "is niet volledig bekend" in text


@pytest.mark.parametrize(
    ("number", "count", "said"),
    [
        (7, 1, "neemt 1 lokaal bestuur deel aan actie 7 (Actie 7); dat aantal is gepubliceerd, en geen enkel bestuur is met naam bekend."),
        (7, 9, "nemen 9 lokale besturen deel aan actie 7 (Actie 7); dat aantal is gepubliceerd, en geen enkel bestuur is met naam bekend."),
        (6, 9, "dat aantal is gepubliceerd, en 2 zijn met naam bekend: Aalst en Brugge."),
    ],
)  # fmt: skip
def test_of_a_published_number_is_said_how_many_are_known_by_name(world, number, count, said):
    offer = world.round.offers.filter(action__number=number).first() or make.offer(world.round, make.action(number))
    make.published(world.round, offer.action, Measure.LOCAL_GOVERNMENTS, str(count))
    text, _tables, cited = built(world, BlockKind.PARTICIPANTS, actions=[number])
    assert said in text
    assert cited == [(count, "")]


def test_one_sub_question_is_said_as_one(world, client):
    client.force_login(world.writer)
    head = {"asked_on": "2023-11-20", "received_on": "2023-11-20", "known_on": "2023-12-01", "title": "Iets",
            "internal_due": "2023-12-08", "official_due": "2023-12-15", "owner": world.writer.pk}  # fmt: skip
    page = client.post("/dossiers/nieuw/", head | {"text": "Hoeveel?"}, follow=True)
    assert "Opgenomen, met 1 deelvraag. Kijk na of ze juist gelezen is." in text_of(page)


# --- who approves what ------------------------------------------------------------------------------------------------
def test_another_day_of_the_figures_ends_what_was_approved(world, client):
    world.answer_all()
    seen = world.part("1a").revision
    client.force_login(world.writer)
    head = {name: getattr(world.question, name) for name in ("number", "title", "asked_on", "received_on")}
    data = head | {"internal_due": "2023-12-08", "official_due": "2023-12-15", "owner": world.writer.pk, "revision": 1}
    page = client.post(f"{world.question.get_absolute_url()}wijzigen/", data | {"known_on": "2023-11-30"}, follow=True)
    assert "De cijfers zijn nu van een andere dag: 1 goedkeuring is vervallen." in text_of(page)
    part = world.part("1b")
    assert (part.status, part.approved_by, part.is_done) == (SubQuestionStatus.ANSWERED, None, False)
    assert world.part("1a").revision == seen + 1


def test_another_title_ends_no_approval(world):
    world.answer_all()
    answers.change(question=world.question, revision=1, title="Anders", by=world.writer)
    assert world.part("1b").status == SubQuestionStatus.APPROVED


def test_who_adds_a_block_did_not_write_the_text_and_approves_neither(world, client):
    world.answer("1b", AnswerKind.POLICY, "Ja.", blocks=[])
    world.answer("1b", AnswerKind.POLICY, "Ja.", by=world.reader)
    assert world.part("1b").written_by == world.writer
    with pytest.raises(DomainError, match="Iemand anders dan de schrijver"):
        world.approve("1b", by=world.writer)
    with pytest.raises(DomainError, match="het laatst bewaarde"):
        world.approve("1b", by=world.reader)
    client.force_login(world.reader)
    assert "goedkeuren/" not in client.get(world.part("1b").get_absolute_url()).content.decode()
    assert world.part("1b").status == SubQuestionStatus.ANSWERED
    world.approve("1b", by=make.user(ministry_role="case_handler"))
    assert world.part("1b").is_done


def test_a_text_that_came_along_by_merging_keeps_its_writer(world):
    world.answer("1b", AnswerKind.POLICY, "Ja.", blocks=[])
    part = world.part("1b")
    answers.merge(part=part, revision=part.revision, by=world.reader)
    world.answer("1a", AnswerKind.POLICY, "Ja.", by=world.reader)
    assert world.part("1a").written_by == world.writer
