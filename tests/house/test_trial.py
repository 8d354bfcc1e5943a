"""The judges of `make trial`: they see what is lost, what is there twice and what is somebody else's."""

import datetime as dt

import pytest
import time_machine
from django.db import connection

from kpi.models import DraftValue, Registration, RegistrationVersion
from kpi.services import registrations
from tests.kpi.corridor import OPEN, corridor
from trial import books, junk, rows
from trial.asking import Answer
from trial.faults import Fault, unexcused
from trial.ledger import AWAY, Click, Ledger, Request, Save, percentile
from trial.prepare import WATCH

MINUTE = dt.timedelta(minutes=1)


# --- the books --------------------------------------------------------------------------------------------------------
@pytest.fixture
def evening(transactional_db):
    """A page on which 7 was saved and then 8, sent; watched as the database of a trial is."""
    with connection.cursor() as cursor:
        cursor.execute(WATCH)
    try:
        with time_machine.travel(OPEN, tick=True):
            page = corridor()
            page.save(7)
            page.save(8)
            page.act(registrations.submit)
            yield page
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "DROP TRIGGER trial_watch ON kpi_draftvalue; DROP FUNCTION trial_watch; DROP TABLE trial_saved"
            )


def compare(*saves, clicks=()):
    ledger = Ledger(saves=list(saves), clicks=list(clicks))
    return books.compare(url(), ledger)


def url():
    settings = connection.settings_dict
    return f"host={settings['HOST']} dbname={settings['NAME']} user={settings['USER']}"


def name(page):
    return f"p{page.first.participation_id}-{page.first.indicator.code}"


def write(statement):
    """As somebody would who passes every rule by."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


def test_what_was_acknowledged_is_found_also_what_was_changed_since(evening):
    began, ended = OPEN.timestamp(), (OPEN + MINUTE).timestamp()
    found = compare(
        Save(name(evening), 7, 1),
        Save(name(evening), 8, 2),
        Save(name(evening), 9),
        clicks=[Click(evening.local_government.code, began, ended)],
    )
    assert (found.acknowledged, found.found, found.lost) == (2, 2, 0)
    assert (found.clicks, found.clicks_found) == (1, 1)
    assert (found.sendings, found.versions, found.receipts, found.delivered) == (1, 1, 1, 0)
    assert found.faults == []
    assert found.are_right


@pytest.mark.parametrize(("value", "revision"), [(9, 2), (8, 3), (7, 2)])
def test_what_was_acknowledged_and_is_not_there_is_lost(evening, value, revision):
    found = compare(Save(name(evening), value, revision))
    assert (found.lost, found.are_right) == (1, False)


def test_a_revision_that_was_promised_for_two_values_is_a_fault(evening):
    found = compare(Save(name(evening), 8, 2), Save(name(evening), 9, 2))
    assert "1 keer dezelfde versie van een veld bevestigd voor twee waarden" in found.faults


def test_a_click_that_was_acknowledged_before_anything_was_sent_is_missing(evening):
    before = (OPEN - MINUTE).timestamp()
    found = compare(clicks=[Click(evening.local_government.code, before - 1, before)])
    assert (found.clicks, found.clicks_found, found.are_right) == (1, 0, False)


BROKEN = {
    "UPDATE kpi_draftvalue SET count = 99": "1 velden die iets anders zeggen dan wat het laatst bewaard werd",
    "UPDATE trial_saved SET revision = 2": "1 twee waarden onder dezelfde versie van een veld",
    "INSERT INTO kpi_registrationversion (number, sent_at, registration_id)"
    " SELECT 2, sent_at, registration_id FROM kpi_registrationversion": "1 registraties die twee keer ingediend staan",
    "UPDATE kpi_registrationversion SET number = 2": "1 versies met een gat in de nummering",
    "DELETE FROM kpi_registrationvalue": "1 versies die niet al hun waarden hebben",
    "UPDATE kpi_registrationvalue SET count = 7": "1 ingediende waarden die anders zijn dan wat bewaard was",
    "UPDATE kpi_registration SET status = 'draft'": "1 registraties waarvan de status iets anders zegt dan hun versies",
    "DELETE FROM notices_notice": "1 personen met meer of minder ontvangstbewijzen dan zendingen",
}


@pytest.mark.parametrize(("statement", "fault"), BROKEN.items(), ids=list(BROKEN.values()))
def test_what_is_half_or_double_is_seen(evening, statement, fault):
    write(statement)
    assert fault in compare().faults


# --- what people saw --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "began", "ended", "is_excused"),
    [
        (200, 0, 1, True),
        (503, 11, 12, True),
        (503, 9, 10.5, True),
        (503, 20.5, 21, True),
        (503, 21.5, 22, False),
        (503, 8, 9, False),
        (500, 11, 12, False),
        (0, 11, 12, False),
    ],
)
def test_only_while_the_database_is_away_a_503_is_excused(status, began, ended, is_excused):
    ledger = Ledger(requests=[Request("save", began, ended, status)])
    faults = [Fault("de databank", may_be_503=True, since=10, until=20)]
    assert (unexcused(ledger, faults) == []) is is_excused


def test_only_a_web_server_that_dies_excuses_a_broken_connection():
    ledger = Ledger(requests=[Request("save", 11, 12, 0), Request("save", 11, 12, 503)])
    faults = [Fault("de webserver", may_break_off=True, since=10, until=20)]
    assert [fault.startswith("save: 503") for fault in unexcused(ledger, faults)] == [True]


def answer(status, text="", location=""):
    return Answer(status, {"location": location}, [], text.encode(), 0, 1)


@pytest.mark.parametrize(
    ("kind", "given", "is_odd"),
    [
        ("save", answer(200), False),
        ("save", answer(409), False),
        ("save", answer(503, AWAY), False),
        ("save", answer(503, "Service Unavailable"), True),
        ("save", answer(403), True),
        ("form", answer(302, location="/aanmelden/?next=/registraties/"), True),
        ("receipt", answer(302, location="/aanmelden/"), True),
        ("save", None, False),
    ],
)
def test_what_nobody_expects_is_written_down(kind, given, is_odd):
    ledger = Ledger()
    ledger.note(kind, 0, 1, given)
    assert (bool(ledger.odd), len(ledger.requests)) == (is_odd, 1)


def test_a_percentile_is_one_of_the_values():
    assert [percentile([1, 2, 3, 4], share) for share in (0.5, 0.95, 1)] == [2, 4, 4]
    assert percentile([5], 0.5) == 5


# --- whatever somebody sends ------------------------------------------------------------------------------------------
def drawn(seed):
    routes = [{"route": "registraties/<slug:round_code>/<slug:kind>/<slug:code>/", "takes_posts": True}]
    stranger = {"username": "an", "code": "gen-000001", "owns": ["gen-000001"], "fields": ["p1-1.1"]}
    made = junk.Junk(seed, routes, stranger, {"gen-000001": ["p1-1.1"], "gen-000002": ["p2-1.1"]})
    return [made.next("token") for _number in range(200)]


def test_the_same_seed_sends_the_same():
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert {asked.method for asked in drawn(1)} > {"GET", "POST"}


def test_rows_of_another_that_change_come_or_go_are_seen():
    before = {("kpi_draftvalue", "a"): frozenset("1"), ("grants_offer", ""): frozenset("12")}
    changed = before | {("kpi_draftvalue", "a"): frozenset("2")}
    more = before | {("kpi_draftvalue", "a"): frozenset("12")}
    less = before | {("grants_offer", ""): frozenset("1")}
    new = before | {("grants_offer", ""): frozenset("123")}
    assert rows.touched(before, before, []) == []
    assert rows.touched(before, changed, ["b"]) == rows.touched(before, more, []) == ["kpi_draftvalue van a"]
    assert rows.touched(before, changed, ["a"]) == []
    assert rows.touched(before, less, ["a"]) == ["grants_offer van niemand"]
    assert rows.touched(before, new, []) == []
    assert rows.touched(before, changed, [], of_the_ministry=True) == ["kpi_draftvalue van a"]
    assert rows.touched(before, less, [], of_the_ministry=True) == []


def test_whose_every_row_is(evening):
    read = rows.read(url())
    own = {table for table, whose in read if whose == evening.local_government.code}
    assert own >= {"kpi_registration", "kpi_draftvalue", "kpi_registrationversion", "kpi_registrationvalue"}
    write("UPDATE kpi_draftvalue SET count = 99")
    code = evening.local_government.code
    assert rows.touched(read, rows.read(url()), []) == [f"kpi_draftvalue van {code}"]
    assert DraftValue.objects.count() == RegistrationVersion.objects.count() == Registration.objects.count() == 1
