"""The lists of questions, of more time and of refused files as Excel files: their filters, their rows, and no people."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.states import ExtensionKind
from kpi.services import messages
from tests import make
from tests.kpi.corridor import CHANGES, DEADLINE, OPEN, corridor
from tests.kpi.partners import partners
from tests.workbooks import download

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("https://elders.example.org"; "klik")'
QUESTIONS, MORE_TIME, REFUSED = "/vragen/excel/", "/opvolging/meer-tijd/excel/", "/geweigerde-bestanden/excel/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def official(client):
    person = make.user(ministry_role="case_handler", first_name="Els", last_name="Claes", email="els@example.org")
    client.force_login(person)
    return person


@pytest.fixture
def page():
    """A registration of Sint-Niklaas, by An Peeters."""
    return corridor()


def write(page, text="Wat telt als een contact?", by=None):
    return messages.write(
        moment=page.moment,
        application=page.first.participation.line.application,
        text=text,
        by=by or page.editor,
        local_government=None if by else page.local_government,
    )


def conversation_of(page):
    names = [page.moment.round.code, page.moment.kind, page.local_government.code]
    return reverse("kpi:registration-messages-excel", args=names)


def inside(book):
    return "".join(book.parts.values())


def assert_names_nobody(book):
    for word in ("Peeters", "Claes", "example.org"):
        assert word not in inside(book)


# --- questions --------------------------------------------------------------------------------------------------------
def test_every_conversation_stands_in_the_file_by_its_last_word(client, official, page, clock):
    write(page)
    clock.shift(dt.timedelta(minutes=5))
    write(page, "Elk gesprek van een kwartier.", by=official)
    other = corridor(round_code="6", local_government=make.local_government("44021", name="Gent"))
    write(other, "Telt een groep mee?")
    book = download(client, QUESTIONS)
    assert book.name == "plan-samenleven_vragen.xlsx"
    assert book.rows("Vragen") == [
        {
            "Projectronde": "Projectronde 6",
            "Rapportering": "eindrapport",
            "Aanvraag": "Gent",
            "Code van de bladzijde": "44021",
            "Stand": "wacht op antwoord",
            "Geschreven door": "Gent",
            "Geschreven op": dt.datetime(2026, 10, 1, 12, 5),
            "Tekst": "Telt een groep mee?",
        },
        {
            "Projectronde": "Projectronde 5",
            "Rapportering": "eindrapport",
            "Aanvraag": "Sint-Niklaas",
            "Code van de bladzijde": page.local_government.code,
            "Stand": "beantwoord",
            "Geschreven door": "Agentschap Binnenlands Bestuur",
            "Geschreven op": dt.datetime(2026, 10, 1, 12, 5),
            "Tekst": "Elk gesprek van een kwartier.",
        },
    ]
    assert_names_nobody(book)
    assert book.origin["Namen"] == "Wie schreef, staat op de bladzijde, niet in dit bestand."


@pytest.mark.parametrize(
    ("stand", "word", "names"),
    [("open", "Wacht op antwoord", ["Gent"]), ("beantwoord", "Beantwoord", ["Sint-Niklaas"])],
)
def test_the_file_of_questions_keeps_the_filter(client, official, page, stand, word, names):
    write(page, "Ja.", by=official)
    write(corridor(round_code="6", local_government=make.local_government(name="Gent")))
    address = f"{QUESTIONS}?stand={stand}"
    assert f'href="{address}"' in client.get(f"/vragen/?stand={stand}&page=1").content.decode()
    book = download(client, address)
    assert book.column("Vragen", "Aanvraag") == names
    assert book.origin["Stand"] == word
    assert book.origin["Adres van de bladzijde"] == f"http://localhost:8000/vragen/?stand={stand}"


def test_what_somebody_wrote_is_text_and_never_a_formula(client, official, page):
    write(page, FORMULA)
    for address in (QUESTIONS, conversation_of(page)):
        book = download(client, address)
        assert book.column("Vragen", "Tekst") == [FORMULA]
        assert "<f>" not in inside(book)
        assert "hyperlink " not in inside(book).lower()


def test_a_conversation_is_for_both_sides_the_newest_first(client, official, clock):
    both = partners()
    write(both.page)
    clock.shift(dt.timedelta(minutes=5))
    write(both.page, "Elk gesprek\nvan een kwartier.", by=official)
    for person in (official, both.lead_editor):
        client.force_login(person)
        book = download(client, conversation_of(both.page))
        assert book.name == "plan-samenleven_vragen_2026_eindrapport_lokeren.xlsx"
        assert [(row["Geschreven door"], row["Aanvraag"], row["Tekst"]) for row in book.rows("Vragen")] == [
            ("Agentschap Binnenlands Bestuur", "Waasland", "Elk gesprek\nvan een kwartier."),
            ("Lokeren", "Waasland", "Wat telt als een contact?"),
        ]
        assert_names_nobody(book)


def test_who_has_nothing_to_ask_about_finds_no_file(client, page):
    bystander = make.local_government()
    client.force_login(make.editor(bystander))
    names = ["5", "final", bystander.code]
    assert client.get(reverse("kpi:registration-messages-excel", args=names)).status_code == 404


# --- more time --------------------------------------------------------------------------------------------------------
def test_more_time_stands_in_the_file_with_its_end_and_its_reason(client, official):
    both = partners()
    make.extension(both.application, both.moment, by=official, granted_at=OPEN, until=CHANGES, reason="=Brand.")
    book = download(client, MORE_TIME)
    assert book.name == "plan-samenleven_verlengingen-en-heropeningen.xlsx"
    assert book.rows("Meer tijd") == [
        {
            "Projectronde": "Projectronde 5",
            "Rapportering": "eindrapport",
            "Code aanvrager": both.lead.code,
            "Aanvrager (trekker)": "Lokeren",
            "Samenwerkingsverband": "Waasland",
            "Soort": "verlenging",
            "Tot en met": dt.date(2026, 11, 15),
            "Stand": "loopt nog",
            "Reden": "=Brand.",
            "Toegestaan op": dt.datetime(2026, 10, 1, 12, 0),
        }
    ]
    assert_names_nobody(book)
    assert "<f>" not in inside(book)


@pytest.mark.parametrize(
    ("query", "states"),
    [
        ("", ["ingetrokken", "voorbij", "loopt nog"]),
        ("?stand=loopt", ["loopt nog"]),
        ("?stand=voorbij", ["voorbij"]),
        ("?stand=ingetrokken", ["ingetrokken"]),
        ("?soort=reopening", ["voorbij"]),
        ("?moment=5-final&naam=Niklaas", ["ingetrokken", "voorbij", "loopt nog"]),
        ("?naam=nergens", []),
    ],
)
def test_the_file_of_more_time_keeps_the_filters(client, official, page, clock, query, states):
    application, hour = page.first.participation.line.application, dt.timedelta(hours=1)
    given = {"by": official, "granted_at": OPEN - 3 * hour}
    make.extension(application, page.moment, **given)
    make.extension(
        application,
        page.moment,
        until=OPEN - hour,
        kind=ExtensionKind.REOPENING,
        by=official,
        granted_at=OPEN - 2 * hour,
    )
    make.extension(
        application, page.moment, withdrawn_at=OPEN, withdrawn_by=official, by=official, granted_at=OPEN - hour
    )
    assert download(client, MORE_TIME + query).column("Meer tijd", "Stand") == states
    shown = client.get(f"/opvolging/meer-tijd/{query}").content.decode()
    assert (f'href="{MORE_TIME}{query.replace("&", "&amp;")}"' in shown) == bool(states)


def test_the_choice_of_a_group_stands_in_the_file_in_words(client, official, page):
    book = download(client, f"{MORE_TIME}?moment=5-final&soort=extension")
    assert (book.origin["Rapportering"], book.origin["Soort"]) == ("Projectronde 5: eindrapport", "verlenging")


@pytest.mark.parametrize(
    ("address", "query"),
    [(QUESTIONS, "?stand=ooit"), (MORE_TIME, "?stand=ooit"), ("/herinneringen/verstuurd/excel/", "?moment=nergens")],
)
def test_a_filter_that_cannot_be_read_gives_the_page_that_says_so(client, official, page, address, query):
    assert client.get(address + query).url == address.removesuffix("excel/") + query


# --- refused files ----------------------------------------------------------------------------------------------------
def refused(page, **fields):
    fields = {"refusal": "=Dit is geen werkboek."} | fields
    return make.upload(moment=page.moment, local_government=page.local_government, by=page.editor, **fields)


def test_a_refused_file_stands_in_the_file_by_its_number(client, official, page):
    first, second = refused(page), refused(page, content=None)
    refused(page, refusal="")  # somebody still looks at this one: not for the ministry
    book = download(client, REFUSED)
    assert book.name == "plan-samenleven_geweigerde-bestanden.xlsx"
    assert book.column("Geweigerd", "Nummer") == [second.pk, first.pk]
    assert book.rows("Geweigerd")[1] == {
        "Nummer": first.pk,
        "Code": page.local_government.code,
        "Lokaal bestuur": "Sint-Niklaas",
        "Projectronde": "Projectronde 5",
        "Rapportering": "eindrapport",
        "Opgeladen op": dt.datetime(2026, 10, 1, 12, 0),
        "Waarom geweigerd": "=Dit is geen werkboek.",
        "Naam van het bestand": "werkboek.xlsx",
        "Grootte (bytes)": 2.0,
        "Nog bewaard": "ja",
    }
    assert book.column("Geweigerd", "Nog bewaard") == ["nee", "ja"]
    assert_names_nobody(book)
    assert download(client, f"{REFUSED}?nummer={first.pk}").column("Geweigerd", "Nummer") == [first.pk]
    assert download(client, f"{REFUSED}?nummer=abc").rows("Geweigerd") == []
    assert (
        f'href="{REFUSED}?nummer={first.pk}"'
        in client.get(f"/geweigerde-bestanden/?nummer={first.pk}").content.decode()
    )


# --- what they cost ---------------------------------------------------------------------------------------------------
def statements(client, address):
    with CaptureQueriesContext(connection) as asked:
        book = download(client, address)
    (first, *_more) = book.sheets.values()
    return len(asked), len(first) - 1


def test_they_cost_the_same_for_one_row_and_for_many_and_have_no_pages(client, official, page, clock):
    asked: dict[str, list[int]] = {}
    written = 0
    for more in (1, 59):
        for number in range(more):
            body = make.local_government()
            other = make.application(page.moment.round, body)
            messages.write(moment=page.moment, application=other, text="?", by=page.editor, local_government=body)
            clock.shift(dt.timedelta(minutes=5))
            write(page, f"Vraag {number}")
            make.extension(other, page.moment, until=DEADLINE, granted_at=OPEN, by=official)
            refused(page)
        written += more
        for address, rows in (
            (QUESTIONS, written + 1),
            (conversation_of(page), written),
            (MORE_TIME, written),
            (REFUSED, written),
        ):
            cost, found = statements(client, address)
            assert found == rows
            asked.setdefault(address, []).append(cost)
    assert all(few == many <= 10 for few, many in asked.values()), asked


@pytest.mark.parametrize("address", [QUESTIONS, MORE_TIME, REFUSED])
def test_they_are_for_the_ministry_and_take_nothing(client, page, address):
    client.force_login(page.editor)
    assert client.get(address).status_code == 403
    client.force_login(make.user(ministry_role="administrator"))
    assert client.post(address).status_code == 405
