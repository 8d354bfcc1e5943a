"""The pages on which the ministry sees, stops and finds back the reminders (R32)."""

import datetime as dt
import re
from html import unescape
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from grants.models import ReportingMoment
from kpi.models import ReminderStop
from kpi.services import registrations, reminders
from kpi.states import ReminderKind
from kpi.views.reminders import ADDRESSES
from samenleven.core.clock import end_of_day
from tests import make
from tests.kpi.corridor import OPEN, at, corridor
from tests.kpi.partners import partners

pytestmark = pytest.mark.django_db
LIST = "/herinneringen/"
WEEK = f"{LIST}5-final/7-dagen-ervoor/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def official(client):
    person = make.user(ministry_role="case_handler", first_name="Els", last_name="Claes")
    client.force_login(person)
    return person


def text_of(response):
    return unescape(response.content.decode())


def rows(response):
    """The cells of the table, row by row, as somebody reads them."""
    body = re.search("<tbody>(.*?)</tbody>", text_of(response), re.DOTALL)
    found = re.findall("<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [
        [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.findall("<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in found
    ]


def test_every_reminder_of_a_moment_has_its_day(client, official):
    corridor()
    moment = "Projectronde 5 – eindrapport"
    assert rows(client.get(LIST)) == [
        [f"30 dagen ervoor : {moment}", "15 september 2026", "voorbij", "0", "0"],
        [f"7 dagen ervoor : {moment}", "8 oktober 2026", "gepland", "1", "0"],
        [f"1 dag ervoor : {moment}", "14 oktober 2026", "gepland", "1", "0"],
        [f"1 dag erna : {moment}", "16 oktober 2026", "gepland", "1", "0"],
    ]


def test_a_moved_deadline_moves_the_days_by_itself(client, official):
    page = corridor()
    ReportingMoment.objects.filter(pk=page.moment.pk).update(
        deadline=end_of_day(dt.date(2026, 11, 1)), entries_until=end_of_day(dt.date(2026, 11, 5))
    )
    days = ["2 oktober 2026", "25 oktober 2026", "31 oktober 2026", "2 november 2026"]
    assert [row[1] for row in rows(client.get(LIST))] == days


def test_who_has_an_own_date_is_counted_and_shown_with_it(client, official, clock):
    page = corridor()
    registrations.give_more_time(
        moment=page.moment,
        application=page.first.participation.line.application,
        until=end_of_day(dt.date(2026, 10, 29)),
        reason="Brand.",
        by=official,
    )
    assert rows(client.get(LIST))[1][1] == "8 oktober 2026 1 bestuur op een eigen datum"
    assert rows(client.get(WEEK)) == [
        ["Sint-Niklaas", "An Peeters", "invuller", "1 actie nog niet ingediend", "22 oktober 2026 eigen datum"]
    ]


def test_the_page_lists_what_the_command_prints_and_what_is_then_sent(client, official, clock):
    both = partners()
    make.editor(both.lead, email="", first_name="Cis", last_name="Dams")
    shown = {
        (row[0], row[1].removesuffix(" geen e-mailadres, leest het in het portaal"), row[3])
        for row in rows(client.get(WEEK))
    }
    assert shown == {
        ("Lokeren", "An Peeters", "1 actie nog niet ingediend; wacht op Sint-Niklaas"),
        ("Lokeren", "Cis Dams", "1 actie nog niet ingediend; wacht op Sint-Niklaas"),
        ("Sint-Niklaas", "Bo Maes", "1 actie nog niet vrijgegeven"),
    }
    said = StringIO()
    call_command("send_reminders", "--dry-run", "--on", "2026-10-08", stdout=said)
    for body, person, missing in shown:
        assert person in said.getvalue()
        assert f"{body}: {missing}" in said.getvalue()
    clock.move_to(at(10, 8, 8))
    assert reminders.send_due() == len(shown)
    client.force_login(official)
    assert "kreeg ze of heeft niets meer te doen" in text_of(client.get(WEEK))
    sent = rows(client.get(reverse("kpi:reminders-sent")))
    assert {(*row[2].split(": "), row[0]) for row in sent} == {
        (body, missing, person) for body, person, missing in shown
    }
    assert {row[3] for row in sent} == {"8 oktober 2026 om 08.00 uur"}
    assert {row[4] for row in sent} == {"wacht", "alleen in het portaal"}
    assert rows(client.get(LIST))[1][2:] == ["verstuurd", "0", "3"]


def test_who_submits_falls_off_the_list(client, official):
    page = corridor()
    page.save(5)
    assert len(rows(client.get(WEEK))) == 1
    page.act(registrations.submit)
    assert rows(client.get(WEEK)) == []


def test_nobody_to_reach_is_shown(client, official):
    page = corridor()
    page.editor.memberships.all().delete()
    assert rows(client.get(WEEK)) == [
        [
            "Sint-Niklaas",
            "niemand te bereiken",
            "nog geen invuller of ondertekenaar",
            "1 actie nog niet ingediend",
            "8 oktober 2026",
        ]
    ]
    assert rows(client.get(LIST))[1][3] == "0"


def test_stopping_asks_why_and_can_be_undone(client, official):
    corridor()
    empty = client.post(f"{WEEK}stoppen/", {"reason": " "})
    assert empty.status_code == 422
    assert "Zeg waarom deze herinnering niet mag vertrekken." in text_of(empty)
    assert not ReminderStop.objects.exists()
    text = text_of(client.post(f"{WEEK}stoppen/", {"reason": "Herfstvakantie."}, follow=True))
    for words in ("Deze herinnering vertrekt niet.", "Gestopt op 1 oktober 2026 om 12.00 uur door Els Claes", "Herfst"):
        assert words in text
    assert rows(client.get(LIST))[1][2] == "gestopt"
    again = text_of(client.post(f"{WEEK}stoppen/", {"reason": "Nog eens."}, follow=True))
    assert "Deze herinnering is al gestopt." in again
    text = text_of(client.post(f"{WEEK}hervatten/", follow=True))
    assert "Deze herinnering vertrekt weer zoals gepland." in text
    assert ReminderStop.objects.get().resumed_by == official
    assert "Deze herinnering is niet gestopt." in text_of(client.post(f"{WEEK}hervatten/", follow=True))


def test_who_only_reads_stops_nothing(client):
    corridor()
    client.force_login(make.user(ministry_role="analyst"))
    assert "Deze herinnering stoppen" not in text_of(client.get(WEEK))
    assert client.post(f"{WEEK}stoppen/", {"reason": "x"}).status_code == 403
    assert client.post(f"{WEEK}hervatten/").status_code == 403
    assert not ReminderStop.objects.exists()


@pytest.mark.parametrize("address", ["5-final/2-dagen-ervoor/", "5-interim/7-dagen-ervoor/", "9-final/1-dag-erna/"])
def test_a_reminder_that_does_not_exist_is_not_there(client, official, address):
    corridor()
    assert client.get(f"{LIST}{address}").status_code == 404
    assert client.post(f"{LIST}{address}stoppen/", {"reason": "x"}).status_code == 404


def test_a_moment_without_a_deadline_has_no_reminders(client, official):
    page = corridor()
    ReportingMoment.objects.filter(pk=page.moment.pk).update(deadline=None, entries_until=None, changes_until=None)
    assert "Er zijn geen herinneringen gepland." in text_of(client.get(LIST))
    assert client.get(WEEK).status_code == 404


def test_a_practice_round_says_so(client, official):
    page = corridor()
    type(page.moment.round).objects.filter(pk=page.moment.round_id).update(is_practice=True)
    assert "Om te oefenen" in text_of(client.get(LIST))
    assert "om te oefenen, telt nergens mee" in text_of(client.get(WEEK))


def test_what_was_sent_is_filtered_by_moment(client, official, clock):
    corridor(), corridor(round_code="6")
    clock.move_to(at(10, 8, 8))
    reminders.send_due()
    client.force_login(official)
    address = reverse("kpi:reminders-sent")
    assert len(rows(client.get(address))) == 2
    (row,) = rows(client.get(f"{address}?moment=6-final"))
    assert row[1] == "Projectronde 6 – eindrapport, 7 dagen ervoor tegen 15 oktober 2026"
    assert len(rows(client.get(f"{address}?moment=nergens"))) == 2
    fragment = client.get(f"{address}?moment=6-final", headers={"HX-Request": "true", "HX-Target": "sent"})
    assert "<html" not in text_of(fragment)


@pytest.mark.parametrize("number", [1, 12])
def test_the_pages_cost_the_same_for_one_and_for_many(client, official, clock, number, django_assert_num_queries):
    page = corridor()
    for _each in range(number - 1):
        body = make.local_government()
        line = make.line(make.application(page.moment.round, body), page.first.participation.line.offer)
        make.commitment(make.participation(line))
        make.editor(body)
    for one in range(number):
        corridor(round_code=str(20 + one))
    clock.move_to(at(10, 8, 8))
    client.force_login(official)
    for address in (LIST, WEEK):
        with django_assert_num_queries(8):
            client.get(address)
    assert reminders.send_due() == number * 2
    with django_assert_num_queries(4):
        assert len(rows(client.get(reverse("kpi:reminders-sent")))) == number * 2


def test_every_kind_has_its_address():
    assert set(ADDRESSES) == set(ReminderKind)
