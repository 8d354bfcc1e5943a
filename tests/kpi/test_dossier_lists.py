"""The list of dossiers and the intake of a question, without a script (R39)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from kpi.models import Question
from kpi.states import AnswerKind
from samenleven.core.clock import start_of_day
from tests import make
from tests.kpi.dossiers import TEXT, dossier
from tests.workbooks import download

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


def intake(**fields):
    days = {"asked_on": "20/11/2023", "received_on": "21/11/2023", "known_on": "1/12/2023"}
    terms = {"internal_due": "8/12/2023", "official_due": "15/12/2023"}
    return {"text": TEXT, "number": "900", "title": "Opleiding"} | days | terms | fields


# --- intake -----------------------------------------------------------------------------------------------------------
def test_a_question_is_taken_in_from_its_text(page, world):
    response = page.post("/dossiers/nieuw/", intake(owner=world.reader.pk), follow=True)
    made = Question.objects.get(number=900)
    assert response.redirect_chain == [(f"/dossiers/{made.pk}/", 302)]
    assert "Opgenomen, met 3 deelvragen." in text_of(response)
    assert (made.known_on, made.official_due, made.owner) == (dt.date(2023, 12, 1), dt.date(2023, 12, 15), world.reader)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Plak eerst de tekst van de vraag."),
        ({"known_on": "1/1/2030"}, "Kies vandaag of een dag die voorbij is."),
        ({"official_due": "1/12/2023"}, "Deze dag mag niet vóór de dag ervoor liggen"),
        ({"asked_on": "gisteren"}, "Vul een datum in, bijvoorbeeld 15/10/2026."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(page, world, fields, said):
    response = page.post("/dossiers/nieuw/", intake(owner=world.writer.pk, **fields))
    assert response.status_code == 422
    assert said in text_of(response)
    assert Question.objects.count() == 1


def test_the_terms_are_proposed(page):
    text = page.get("/dossiers/nieuw/").content.decode()
    assert 'value="29/12/2023"' in text  # twenty working days from Saturday 2 December 2023


# --- the list ---------------------------------------------------------------------------------------------------------
def test_the_list_says_state_terms_and_how_far(page, world):
    world.answer("1a")
    text = text_of(page.get("/dossiers/"))
    assert f"{world.question.number} – Begeleiding naar een opleiding" in text
    assert "in behandeling" in text
    assert "1 van 3" in text
    assert "15/12/2023" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True), ("stand=open", True), ("stand=verstuurd", False), ("stand=goed-te-keuren", True),
        ("stand=alarm", False), ("eigenaar=mij", True), ("zoek=opleiding", True), ("zoek=niets", False),
        ("stand=raar", False),
    ],
)  # fmt: skip
def test_the_list_is_filtered(page, world, query, found):
    world.answer("1b", AnswerKind.POLICY, "Ja.", blocks=[])
    assert (world.question.get_absolute_url() in page.get(f"/dossiers/?{query}").content.decode()) is found


def test_the_list_as_a_file_names_nobody(page, world):
    book = download(page, "/dossiers/excel/")
    (row,) = book.rows("Schriftelijke vragen")
    assert (row["Onderwerp"], row["Stand"], row["Deelvragen"]) == (
        "Begeleiding naar een opleiding",
        "in behandeling",
        3,
    )
    assert world.writer.username not in str(book.sheets)


def test_the_list_costs_the_same_for_one_as_for_many(page, world):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert page.get("/dossiers/").status_code == 200
        return len(asked)

    cost()
    one = cost()
    for _each in range(12):
        make.question(by=world.writer)
    assert cost() == one <= 10


def test_a_long_list_comes_in_pages(page, world):
    for _each in range(26):
        make.question(by=world.writer)
    response = page.get("/dossiers/?page=2")
    assert "26 tot 27 van 27" in text_of(response)
    assert len(response.content) < 60_000
