"""The pages of a dossier, as who works on them and who only reads sees them; without a script (R39, R40)."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from kpi.models import Contradiction, Question, SubQuestion
from kpi.services import answers
from kpi.states import AnswerKind, BlockKind, QuestionStatus, SubQuestionStatus
from samenleven.core.clock import start_of_day
from tests import make
from tests.kpi.dossiers import dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 12, 2)), tick=False)
    return dossier()


@pytest.fixture
def page(world, client):
    client.force_login(world.writer)
    return client


def text_of(response):
    return " ".join(strip_tags(response.content.decode()).replace("\xa0", " ").split())


def blocks(*chosen, **first):
    """The fields of the building blocks of the form."""
    data = {"blok-TOTAL_FORMS": len(chosen) + 1, "blok-INITIAL_FORMS": 0}
    for at, kind in enumerate(chosen):
        data |= {f"blok-{at}-kind": kind, f"blok-{at}-actions": "6", f"blok-{at}-rounds": ["1"]}
    return data | {f"blok-0-{name}": value for name, value in first.items()}


# --- one dossier ------------------------------------------------------------------------------------------------------
def test_a_dossier_shows_its_parts_and_the_figures_it_quotes(page, world):
    question = make.question("1. Met actie 6 werden 40 personen begeleid, hoeveel per bestuur?", by=world.writer,
                             known_on=dt.date(2023, 12, 1))  # fmt: skip
    text = text_of(page.get(question.get_absolute_url()))
    assert (
        "Dit is het doel van actie 6 in Projectronde 1 (begeleide personen): 20 huidig bereik en 20 bijkomend" in text
    )
    assert "0 van 1 klaar." in text


def test_the_page_of_a_dossier_costs_the_same_however_many_parts(page, world):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            page.get(world.question.get_absolute_url())
        return len(asked)

    cost()
    few = cost()
    for number in range(30):
        answers.add(question=world.question, code=f"9{number}", text="Nog een?", by=world.writer)
    assert cost() == few


def test_a_term_that_passed_is_told(page, world, time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 12, 18)), tick=False)
    page.force_login(world.writer)
    assert "te laat" in text_of(page.get("/dossiers/"))


# --- answering --------------------------------------------------------------------------------------------------------
def test_an_answer_is_shown_before_it_is_kept(page, world):
    part = world.part("1a")
    data = {"revision": part.revision, "kind": "figures", "own_text": "", **blocks(BlockKind.RESULTS)}
    response = page.post(part.get_absolute_url(), {**data, "voorbeeld": "1"})
    assert response.status_code == 200
    assert "Voorbeeld, nog niet bewaard" in text_of(response)
    assert "Bereikt: 22, dat is 55 % van het doel, volgens 2 van 2 registraties." in text_of(response)
    assert world.part("1a").status == SubQuestionStatus.OPEN
    kept = page.post(part.get_absolute_url(), data, follow=True)
    assert "Het antwoord op deelvraag 1a is bewaard." in text_of(kept)
    assert world.part("1a").status == SubQuestionStatus.ANSWERED


def test_the_blocks_come_back_as_they_were_kept(page, world):
    snapshot_day = dt.date(2023, 11, 1)
    world.answer("1a", blocks=[world.block(BlockKind.TARGETS, known_on=snapshot_day)])
    html = page.get(world.part("1a").get_absolute_url()).content.decode()
    assert 'value="01/11/2023"' in html
    assert re.search(r'<option value="targets" selected', html)
    assert html.count("<legend>") == 2 + html.count("<legend>Soort")  # the one that is kept, and an empty one


def test_the_empty_block_proposes_the_action_of_the_question(page, world):
    html = page.get(world.part("1a").get_absolute_url()).content.decode()
    assert 'name="blok-0-actions" value="6"' in html


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"actions": "zes"}, "Vul nummers van acties in"),
        ({"actions": "99"}, "Actie 99 bestaat niet."),
        ({"actions": ""}, "Vul minstens één actie in."),
        ({"rounds": []}, "Kies minstens één projectronde."),
        ({"known_on": "1/1/2030"}, "Kies vandaag of een dag die voorbij is."),
        ({"kind": "cost"}, "Zeg hoeveel bijkomende velden"),
        ({"snapshot": "9-final-9"}, "keuze"),
    ],
)
def test_a_block_that_cannot_be_is_refused(page, world, fields, said):
    part = world.part("1a")
    data = {"revision": part.revision, "kind": "figures", **blocks(BlockKind.RESULTS, **fields)}
    response = page.post(part.get_absolute_url(), data)
    assert response.status_code == 422
    assert said in text_of(response)
    assert world.part("1a").status == SubQuestionStatus.OPEN


def test_a_block_can_be_left_out(page, world):
    world.answer("1a", blocks=[world.block(), world.block(BlockKind.SUPPORT)])
    part = world.part("1a")
    data = {
        "revision": part.revision,
        "kind": "figures",
        **blocks(BlockKind.RESULTS, BlockKind.SUPPORT),
        "blok-0-DELETE": "on",
    }
    page.post(part.get_absolute_url(), data)
    assert [one.kind for one in world.part("1a").blocks.all()] == [BlockKind.SUPPORT]


def test_who_comes_second_sees_both(page, world):
    seen = world.part("1b")
    world.answer("1b", AnswerKind.POLICY, "De eerste tekst.", blocks=[], by=world.reader)
    data = {"revision": seen.revision, "kind": "policy", "own_text": "De tweede tekst.", **blocks()}
    response = page.post(seen.get_absolute_url(), data)
    assert response.status_code == 409
    assert "De eerste tekst." in text_of(response)
    assert "De tweede tekst." in text_of(response)
    assert world.part("1b").own_text == "De eerste tekst."


def test_a_text_that_calls_a_target_a_result_is_told(page, world):
    world.answer("1b", AnswerKind.POLICY, "Met actie 6 werden 40 personen begeleid.", blocks=[])
    text = text_of(page.get(world.part("1b").get_absolute_url()))
    assert "Kijk na: cijfers in de eigen tekst" in text
    assert "niet wat er bereikt is" in text


# --- approving, putting right -----------------------------------------------------------------------------------------
def test_another_approves_and_the_writer_sees_no_button(page, world, client):
    world.answer("1b", AnswerKind.POLICY, "Ja.", blocks=[])
    part = world.part("1b")
    address = f"{part.get_absolute_url()}goedkeuren/"
    assert address not in page.get(part.get_absolute_url()).content.decode()
    client.force_login(world.reader)
    assert address in client.get(part.get_absolute_url()).content.decode()
    client.post(address, {"revision": part.revision})
    assert world.part("1b").status == SubQuestionStatus.APPROVED
    client.post(f"{part.get_absolute_url()}goedkeuring-intrekken/", {"revision": world.part("1b").revision})
    assert world.part("1b").status == SubQuestionStatus.ANSWERED


def test_parts_are_put_right_on_their_page(page, world):
    part = world.part("1b")
    words = {"revision": part.revision, "code": "1b", "context": "", "text": "Is hij tevreden?\n\nWaarom?"}
    page.post(f"{part.get_absolute_url()}tekst/", {**words, "splitsen": "1"})
    assert [one.code for one in world.question.parts.all()] == ["1a", "1b", "1b-2", "2"]
    second = world.part("1b-2")
    page.post(
        f"{second.get_absolute_url()}tekst/", {**words, "revision": second.revision, "code": "1c", "text": "Waarom?"}
    )
    page.post(f"{world.part('1c').get_absolute_url()}samenvoegen/", {"revision": world.part("1c").revision})
    assert [one.code for one in world.question.parts.all()] == ["1a", "1b", "2"]
    last = world.part("2")
    page.post(f"{last.get_absolute_url()}weglaten/", {"revision": last.revision})
    page.post(f"{world.question.get_absolute_url()}deelvragen/toevoegen/", {"code": "3", "text": "Nog iets?"})
    assert [one.code for one in world.question.parts.all()] == ["1a", "1b", "3"]


def test_a_part_of_another_dossier_is_not_there(page, world):
    other = make.question(by=world.writer).parts.first()
    assert page.get(f"/dossiers/{world.question.pk}/deelvragen/{other.pk}/").status_code == 404


def test_an_analyst_reads_everything_and_finds_no_button(client, world):
    world.answer_all()
    client.force_login(make.user(ministry_role="analyst"))
    for path in ("", "antwoord/", f"deelvragen/{world.part('1a').pk}/"):
        response = client.get(f"{world.question.get_absolute_url()}{path}")
        assert response.status_code == 200
        forms = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', response.content.decode())
        assert [one for one in forms if "dossiers" in one] == []
    assert client.post(world.part("1a").get_absolute_url()).status_code == 403


@pytest.mark.parametrize("role", ["finance", ""])
def test_others_find_no_way_in(client, world, role):
    client.force_login(make.user(ministry_role=role))
    assert client.get("/dossiers/").status_code == 403
    assert "/dossiers/" not in client.get("/").content.decode()


# --- sending ----------------------------------------------------------------------------------------------------------
def test_it_is_sent_as_it_was_looked_at(page, world):
    root = f"{world.question.get_absolute_url()}antwoord/"
    assert "Nog niet klaar om te versturen" in text_of(page.get(root))
    world.answer_all()
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page.get(root).content.decode())[1]
    response = page.post(f"{root}versturen/", {"digest": digest}, follow=True)
    world.question.refresh_from_db()
    assert world.question.status == QuestionStatus.SENT
    assert world.question.answer.digest in text_of(response)
    assert "Elk cijfer uit dit antwoord staat er nu nog zo." in text_of(response)


def test_an_old_page_sends_nothing(page, world):
    world.answer_all()
    response = page.post(f"{world.question.get_absolute_url()}antwoord/versturen/", {"digest": "0" * 64}, follow=True)
    assert "Er is niets verstuurd" in text_of(response)
    assert Question.objects.get().status == QuestionStatus.OPEN


def test_an_alarm_stands_in_the_list_until_somebody_looked(page, world):
    world.answer_all()
    world.send()
    make.sent(world.parts[0], world.moment, {world.indicator: 15}, at=start_of_day(dt.date(2023, 12, 2)))
    page.post(f"{world.question.get_absolute_url()}vergelijken/")
    assert "2 cijfers zijn intussen anders" in text_of(page.get("/dossiers/?stand=alarm"))
    text = text_of(page.get(world.question.get_absolute_url()))
    assert "bereikt, actie 6, Aalst, Projectronde 1" in text
    assert "Oorzaak: een verbetering." in text
    page.post(f"{world.question.get_absolute_url()}bekeken/")
    assert "intussen anders" not in text_of(page.get("/dossiers/?stand=verstuurd"))
    assert Contradiction.objects.standing().count() == 2


def test_a_follow_up_starts_from_the_sent_answer(page, world):
    world.answer_all()
    world.send()
    days = {
        "known_on": "2/12/2023",
        "received_on": "2/12/2023",
        "internal_due": "8/12/2023",
        "official_due": "15/12/2023",
    }
    response = page.post(f"{world.question.get_absolute_url()}vervolg/", days, follow=True)
    made = Question.objects.get(follows=world.question)
    assert response.redirect_chain == [(made.get_absolute_url(), 302)]
    assert SubQuestion.objects.filter(question=made).count() == 3
