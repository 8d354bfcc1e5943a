"""The reminders as Excel files: what is planned, who would get one, what was sent; the rows of the pages (R32)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi.services import registrations, reminders
from samenleven.core.clock import end_of_day
from tests import make
from tests.kpi.corridor import OPEN, at, corridor
from tests.kpi.partners import partners
from tests.workbooks import download

pytestmark = pytest.mark.django_db

PLANNED, WEEK, SENT = (f"/herinneringen/{what}excel/" for what in ("", "5-final/7-dagen-ervoor/", "verstuurd/"))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def official(client):
    person = make.user(ministry_role="case_handler")
    client.force_login(person)
    return person


def test_every_reminder_of_every_moment_stands_in_the_file(client, official):
    for code in range(20, 32):
        corridor(round_code=str(code))
    book = download(client, PLANNED)
    assert book.name == "plan-samenleven_herinneringen.xlsx"
    rows = book.rows("Herinneringen")
    assert len(rows) == 12 * 4
    assert rows[1] == {
        "Projectronde": "Projectronde 20",
        "Rapportering": "eindrapport",
        "Om te oefenen": "nee",
        "Deadline": dt.date(2026, 10, 15),
        "Herinnering": "7 dagen ervoor",
        "Vertrekt op": dt.date(2026, 10, 8),
        "Besturen op een eigen datum": 0.0,
        "Stand": "gepland",
        "Krijgen ze nog": 1.0,
        "Verstuurd": 0.0,
    }


def test_who_would_get_one_is_what_the_page_shows(client, official):
    both = partners()
    make.editor(both.lead, email="", first_name="=Cis", last_name="Dams")
    late = make.line(
        make.application(both.moment.round, make.local_government(name="Zele")),
        both.page.first.participation.line.offer,
    )
    make.commitment(make.participation(late))
    book = download(client, WEEK)
    assert book.name == "plan-samenleven_herinnering_5-final_7-dagen-ervoor.xlsx"
    rows = {(row["Lokaal bestuur"], row["Wie"]): row for row in book.rows("Wie ze krijgt")}
    assert set(rows) == {
        ("Lokeren", "An Peeters"),
        ("Lokeren", "=Cis Dams"),
        ("Sint-Niklaas", "Bo Maes"),
        ("Zele", "niemand te bereiken"),
    }
    assert rows["Lokeren", "=Cis Dams"] == {
        "Projectronde": "Projectronde 5",
        "Rapportering": "eindrapport",
        "Om te oefenen": "nee",
        "Herinnering": "7 dagen ervoor",
        "Code": both.lead.code,
        "Lokaal bestuur": "Lokeren",
        "Wie": "=Cis Dams",
        "Rol": "invuller",
        "Langs": "alleen in het portaal",
        "Wat er nog moet gebeuren": "1 actie nog niet ingediend; wacht op Sint-Niklaas",
        "Krijgt ze op": dt.date(2026, 10, 8),
        "Eigen datum": "nee",
    }
    assert "Langs" not in rows["Zele", "niemand te bereiken"]
    assert book.origin["Dag van vertrek"] == "8 oktober 2026"
    text = "".join(book.parts.values())
    assert "<f>" not in text
    assert both.lead_editor.email not in text


def test_an_own_date_is_marked_and_who_submits_falls_off(client, official):
    page = corridor()
    registrations.give_more_time(
        moment=page.moment,
        application=page.first.participation.line.application,
        until=end_of_day(dt.date(2026, 10, 29)),
        reason="Brand.",
        by=official,
    )
    (row,) = download(client, WEEK).rows("Wie ze krijgt")
    assert (row["Krijgt ze op"], row["Eigen datum"]) == (dt.date(2026, 10, 22), "ja")
    page.save(5)
    page.act(registrations.submit)
    assert download(client, WEEK).rows("Wie ze krijgt") == []


def test_what_was_sent_stands_in_the_file_with_its_filter(client, official, clock):
    first, second = corridor(), corridor(round_code="6")
    clock.move_to(at(10, 8, 8))
    reminders.send_due()
    client.force_login(official)
    assert len(download(client, SENT).rows("Verstuurd")) == 2
    address = f"{SENT}?moment=6-final"
    assert f'href="{address}"' in client.get("/herinneringen/verstuurd/?moment=6-final").content.decode()
    book = download(client, address)
    assert book.rows("Verstuurd") == [
        {
            "Projectronde": "Projectronde 6",
            "Rapportering": "eindrapport",
            "Om te oefenen": "nee",
            "Aan": "An Peeters",
            "Herinnering": "7 dagen ervoor",
            "Te doen tegen": dt.date(2026, 10, 15),
            "Wat er nog moest gebeuren": "Sint-Niklaas: 1 actie nog niet ingediend",
            "Gemaakt op": dt.datetime(2026, 10, 8, 8, 0),
            "E-mail": "wacht",
        }
    ]
    assert book.origin["Rapporteringsmoment"] == "Projectronde 6 – eindrapport"
    for person in (first.editor, second.editor):
        assert person.email not in "".join(book.parts.values())


def test_how_the_mail_fared_is_the_word_of_the_page(client, official):
    page = corridor()
    fates = {
        "wacht": {},
        "vertrokken": {"sent_at": OPEN, "attempts": 1},
        "uitgesteld": {"attempts": 2},
        "niet meer nodig": {"dropped_at": OPEN},
    }
    for word, fields in fates.items():
        topic = make.reminder(of_moment=page.moment, to=make.user(first_name=word, last_name="x"))
        type(topic.reminder.notice).objects.filter(pk=topic.reminder.notice_id).update(**fields)
    make.reminder(of_moment=page.moment, to=make.user(first_name="alleen in het portaal", last_name="x", email=""))
    rows = download(client, SENT).rows("Verstuurd")
    assert len(rows) == 5
    assert [row["Aan"] for row in rows] == [f"{row['E-mail']} x" for row in rows]
    assert {row["E-mail"] for row in rows if "E-mail vertrokken op" in row} == {"vertrokken"}
    text = client.get("/herinneringen/verstuurd/").content.decode()
    assert "2 pogingen" in text
    assert all(f">{word}</span>" in text for word in fates)


@pytest.mark.parametrize("address", ["5-final/2-dagen-ervoor/", "9-final/1-dag-erna/"])
def test_a_reminder_that_does_not_exist_has_no_file(client, official, address):
    corridor()
    assert client.get(f"/herinneringen/{address}excel/").status_code == 404


def test_they_cost_the_same_for_one_row_and_for_many(client, official):
    page = corridor()
    asked: dict[str, list[int]] = {}
    for number in (1, 60):
        for _each in range(number):
            body = make.local_government()
            line = make.line(make.application(page.moment.round, body), page.first.participation.line.offer)
            make.commitment(make.participation(line))
            make.reminder(of_moment=page.moment, to=make.editor(body))
        for address in (PLANNED, WEEK, SENT):
            with CaptureQueriesContext(connection) as queries:
                book = download(client, address)
            asked.setdefault(address, []).append(len(queries))
        assert len(book.rows("Verstuurd")) == (1 if number == 1 else 61)
    assert all(few == many <= 10 for few, many in asked.values()), asked


@pytest.mark.parametrize("address", [PLANNED, WEEK, SENT])
def test_they_are_for_the_ministry_and_take_nothing(client, address):
    page = corridor()
    client.force_login(page.editor)
    assert client.get(address).status_code == 403
    client.force_login(make.user(ministry_role="analyst"))
    assert download(client, address).sheets
    assert client.post(address).status_code == 405
