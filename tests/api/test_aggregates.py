"""The figures over REST: question 222 answered, and what may be asked (api.md)."""

import datetime as dt
import json

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date

from grants.models import Participation, ReportingMoment
from kpi.services import snapshots
from samenleven.core.clock import BRUSSELS
from samenleven.core.models import Stamp
from tests import make
from tests.api.world import get, issues, read

pytestmark = pytest.mark.django_db

LIVE, FROZEN = "aggregates?groupBy=action", "aggregates?groupBy=action&snapshot=1-final-1"


def test_question_222_is_answered_as_it_was_known_then(client, demo):
    answer = read(client, "aggregates?projectRound=1&groupBy=action&asOf=2023-03-03")
    assert (answer["asOf"], answer["basis"]) == ("2023-03-03T23:59:59+01:00", {"kind": "live"})
    rows = {row["action"]: row for row in answer["items"]}
    assert rows[6] == {
        "action": 6,
        "source": "example",
        "localGovernments": 2,
        "applicants": 2,
        "awardedAmount": "14700.00",
        "awardedUnits": "24.5",
        "target": 33,
        "status": "notYetDue",
        "registrations": {"expected": 2, "submitted": 0},
    }
    assert rows[7] == {
        "action": 7,
        "source": "example",
        "localGovernments": 13,
        "applicants": 8,
        "awardedAmount": "559000.00",
        "awardedUnits": "860",
        "currentReach": 5500,
        "target": 6360,
        "status": "notYetDue",
        "registrations": {"expected": 13, "submitted": 0},
    }


def test_the_body_holds_what_the_question_asks_and_no_more(client, small_world):
    question = "aggregates?action=7&groupBy=localGovernment&groupBy=province&sort=-awardedAmount&pageSize=1"
    address = f"http://testserver/api/v1/{question}&asOf=2023-12-01"
    assert read(client, f"{question}&asOf=2023-12-01") == {
        "self": address,
        "asOf": "2023-12-01T23:59:59+01:00",
        "basis": {"kind": "live"},
        "items": [
            {
                "localGovernment": "46014",
                "localGovernmentName": "Lokeren",
                "province": "Oost-Vlaanderen",
                "source": "registrations",
                "localGovernments": 1,
                "awardedAmount": "3900.00",
                "awardedUnits": "4",
                "currentReach": 4,
                "target": 10,
                "realised": 8,
                "attainment": "0.8",
                "actionsCounted": 1,
                "status": "complete",
                "registrations": {"expected": 1, "submitted": 1},
            }
        ],
        "total": 3,
        "page": 1,
        "pageSize": 1,
        "next": f"{address}&page=2",
    }


def test_what_is_unknown_comes_last_whichever_way_is_sorted(client, small_world):
    question = "aggregates?action=7&groupBy=localGovernment&sort="
    upwards = [row["localGovernment"] for row in read(client, question + "currentReach")["items"]]
    downwards = [row["localGovernment"] for row in read(client, question + "-currentReach")["items"]]
    assert upwards[-1] == downwards[-1] == "71016"


def test_several_orders_work_one_beneath_the_other(client, small_world):
    rows = read(client, "aggregates?groupBy=localGovernment&sort=province&sort=-localGovernment&groupBy=province")[
        "items"
    ]
    named = [(row["province"], row["localGovernment"]) for row in rows if "province" in row]
    assert named == [("Limburg", "71016"), ("Oost-Vlaanderen", "46014"), ("Oost-Vlaanderen", "44045")]


def test_a_practice_round_counts_only_when_it_is_named(client, small_world):
    assert [row["projectRound"] for row in read(client, "aggregates?groupBy=projectRound")["items"]] == [1]
    named = read(client, "aggregates?groupBy=projectRound&projectRound=oefening")["items"]
    assert [row["projectRound"] for row in named] == ["oefening"]


def test_a_snapshot_says_which_it_is(client, small_world):
    answer = read(client, FROZEN)
    snapshot = read(client, "snapshots/1-final-1")
    assert answer["basis"] == {
        "kind": "snapshot",
        "code": "1-final-1",
        "takenAt": snapshot["takenAt"],
        "digest": snapshot["digest"],
    }
    assert answer["asOf"] == "2023-10-15T23:59:59+02:00"
    assert [row["realised"] for row in answer["items"] if row["action"] == 7] == [8]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("asOf=abc", [("schemaViolation", "asOf", "abc")]),
        ("asOf=2023-02-30", [("schemaViolation", "asOf", "2023-02-30")]),
        ("asOf=2023-03-03T12:00:00", [("schemaViolation", "asOf", "2023-03-03T12:00:00")]),
        ("asOf=0001-01-01", [("schemaViolation", "asOf", "0001-01-01")]),
        ("asOf=9999-12-31T23:59:59-10:00", [("schemaViolation", "asOf", "9999-12-31T23:59:59-10:00")]),
        ("asOf=2099-01-01", [("schemaViolation", "asOf", "2099-01-01")]),
        *[
            (
                f"asOf=2023-03-03T12:00:00{offset}".replace("+", "%2B"),
                [("schemaViolation", "asOf", f"2023-03-03T12:00:00{offset}")],
            )
            for offset in ("+16:00", "-17:30", "+23:59", "+24:00", "+14:01")
        ],
        ("asOf=2023-03-03&asOf=2023-03-04", [("schemaViolation", "asOf", None)]),
        ("groupBy=kleur", [("schemaViolation", "groupBy", "kleur")]),
        ("groupBy=action&groupBy=", [("schemaViolation", "groupBy", "")]),
        ("reportingMoment=soon", [("schemaViolation", "reportingMoment", "soon")]),
        ("map=later", [("schemaViolation", "map", "later")]),
        ("goal=99", [("referencedResourceNotFound", "goal", "99")]),
        ("action=7&action=99", [("referencedResourceNotFound", "action", "99")]),
        ("action=99999999999999999999", [("schemaViolation", "action", "99999999999999999999")]),
        ("indicator=0.0", [("referencedResourceNotFound", "indicator", "0.0")]),
        ("localGovernment=00000", [("referencedResourceNotFound", "localGovernment", "00000")]),
        ("localGovernment=1%00", [("schemaViolation", "localGovernment", "1\x00")]),
        ("referenceRegion=Nergens", [("referencedResourceNotFound", "referenceRegion", "Nergens")]),
        ("province=", [("schemaViolation", "province", "")]),
        ("projectRound=9", [("referencedResourceNotFound", "projectRound", "9")]),
        ("snapshot=1-final-9", [("referencedResourceNotFound", "snapshot", "1-final-9")]),
        ("snapshot=%00", [("schemaViolation", "snapshot", "\x00")]),
        ("snapshot=1-final-1&asOf=2023-03-03", [("invalidInput", "asOf", "2023-03-03")]),
        ("snapshot=1-final-1&projectRound=oefening", [("invalidInput", "projectRound", "oefening")]),
        ("snapshot=1-final-1&reportingMoment=interim", [("invalidInput", "reportingMoment", "interim")]),
        ("groupBy=action&map=now", [("invalidInput", "map", "now")]),
        (
            "kleur=rood&page=0&goal=99&groupBy=x&snapshot=1-final-1&asOf=2023-03-03",
            [
                ("unknownInput", "kleur", "rood"),
                ("invalidInput", "asOf", "2023-03-03"),
                ("schemaViolation", "page", "0"),
                ("referencedResourceNotFound", "goal", "99"),
                ("schemaViolation", "groupBy", "x"),
            ],
        ),
    ],
)
def test_a_bad_question_is_refused_with_all_that_is_wrong(asked, expected, client, small_world):
    assert sorted(issues(client, f"aggregates?{asked}"), key=str) == sorted(expected, key=str)


def test_a_snapshot_with_its_own_round_and_moment_is_no_contradiction(client, small_world):
    assert read(client, f"{FROZEN}&projectRound=1&reportingMoment=final")["total"] == 2


def test_until_the_end_of_today_can_be_asked_and_not_beyond(client, small_world):
    with time_machine.travel(dt.datetime(2026, 3, 5, 22, 0, tzinfo=BRUSSELS), tick=False):
        assert read(client, "aggregates?asOf=2026-03-05")["asOf"] == "2026-03-05T23:59:59+01:00"
        assert issues(client, "aggregates?asOf=2026-03-06") == [("schemaViolation", "asOf", "2026-03-06")]


def test_a_moment_may_be_told_in_any_zone(client, small_world):
    for moment in ("10:00:00Z", "23:00:00%2B13:00", "00:00:00-10:00"):
        said = read(client, f"aggregates?asOf=2023-06-01T{moment}")["asOf"]
        assert said == "2023-06-01T12:00:00+02:00"


# --- versions --------------------------------------------------------------------------------------------------------


def test_a_snapshot_is_asked_once_and_then_given_from_memory(client, small_world, django_assert_num_queries):
    first = get(client, FROZEN)
    assert (first["Cache-Control"], first["ETag"][0]) == ("public, max-age=3600", '"')
    with django_assert_num_queries(0):
        second = get(client, FROZEN)
        unchanged = get(client, FROZEN, headers={"If-None-Match": f'"x", W/{first["ETag"]}'})
    assert (second.content, second["ETag"], second["Last-Modified"]) == (
        first.content,
        first["ETag"],
        first["Last-Modified"],
    )
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert "Vary" not in second


def test_a_snapshot_keeps_its_etag_in_a_new_process_and_computes_nothing_for_it(client, small_world):
    etag = get(client, FROZEN)["ETag"]
    caches["snapshots"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert get(client, FROZEN, headers={"If-None-Match": etag}).status_code == 304
    assert len(queries) == 1


def test_a_refused_question_about_a_snapshot_is_not_kept(client, small_world):
    for _time in range(2):
        assert issues(client, f"{FROZEN}&kleur=rood") == [("unknownInput", "kleur", "rood")]


def test_a_snapshot_on_the_map_of_now_can_change(client, small_world):
    question = "aggregates?groupBy=localGovernment&action=7&snapshot=1-final-1&map=now"
    first = get(client, question)
    assert (first["Cache-Control"], first["ETag"][:2]) == ("public, no-cache", "W/")
    assert [row["localGovernment"] for row in json.loads(first.content)["items"]] == ["46029", "71016"]


def test_a_live_answer_has_a_new_version_as_soon_as_a_figure_can_change(client, small_world):
    before = get(client, LIVE)
    assert before["Cache-Control"] == "public, no-cache"
    with CaptureQueriesContext(connection) as queries:
        assert get(client, LIVE, headers={"If-None-Match": before["ETag"]}).status_code == 304
    assert [query["sql"] for query in queries if "kpi_" in query["sql"]] == []
    stamp = Stamp.of("figures")
    participation = Participation.objects.get(local_government__code="44045")
    indicator = participation.line.offer.indicators.get()
    moment = participation.line.offer.round.moments.get(kind="final")
    make.sent(participation, moment, {indicator: 3}, at=dt.datetime(2023, 11, 2, tzinfo=BRUSSELS))
    assert Stamp.of("figures") > stamp
    after = get(client, LIVE, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after["ETag"] != before["ETag"]) == (200, True)
    assert [row["realised"] for row in json.loads(after.content)["items"] if row["action"] == 7] == [11]


def test_a_live_answer_has_a_new_version_when_a_deadline_passes(client, small_world):
    question = f"{LIVE}&action=7"
    with time_machine.travel(dt.datetime(2023, 10, 15, 23, 0, tzinfo=BRUSSELS), tick=False) as clock:
        before = get(client, question)
        # One of two sent: that is told from the deadline on.
        assert json.loads(before.content)["items"][0]["status"] == "notYetDue"
        clock.shift(dt.timedelta(minutes=30))
        assert get(client, question, headers={"If-None-Match": before["ETag"]}).status_code == 304
        clock.shift(dt.timedelta(hours=1))
        after = get(client, question, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert json.loads(after.content)["items"][0]["status"] == "partial"
    assert after["Last-Modified"] == "Sun, 15 Oct 2023 21:59:59 GMT"


def test_a_live_answer_has_a_new_version_when_an_extension_ends(client, small_world):
    moment = ReportingMoment.objects.get(round__code="1", kind="final")
    genk = Participation.objects.get(local_government__code="71016", line__offer__round__code="1")
    application = genk.line.application
    extension = make.extension(application, moment)
    make.extension(
        make.application(moment.round), moment, until=extension.until - dt.timedelta(hours=2), kind="reopening"
    )
    live, file = f"{LIVE}&localGovernment=71016", "openData/participations.csv"
    with time_machine.travel(extension.until - dt.timedelta(hours=3), tick=False) as clock:
        before, of_file = get(client, live), get(client, file)
        assert json.loads(before.content)["items"][0]["status"] == "notYetDue"
        # A reopening moves no figure, and until the last moment itself nothing is missing.
        clock.move_to(extension.until, tick=False)
        for address, answer in ((live, before), (file, of_file)):
            assert get(client, address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
        clock.shift(dt.timedelta(seconds=1))
        assert get(client, file, headers={"If-None-Match": of_file["ETag"]}).status_code == 200
        after = get(client, live, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert json.loads(after.content)["items"][0]["status"] == "notReported"
    assert after["Last-Modified"] == http_date((extension.until + dt.timedelta(microseconds=1)).timestamp())


def test_two_questions_have_two_versions(client, small_world):
    assert get(client, LIVE)["ETag"] != get(client, "aggregates?groupBy=goal")["ETag"]


def test_a_correction_is_a_new_snapshot_and_leaves_the_first_as_it_was(client, small_world):
    first = get(client, FROZEN)
    participation = Participation.objects.get(local_government__code="44045")
    moment = participation.line.offer.round.moments.get(kind="final")
    make.sent(participation, moment, {participation.line.offer.indicators.get(): 3}, at=dt.datetime.now(dt.UTC))
    snapshots.take_if_due(moment)
    caches["snapshots"].clear()
    assert get(client, FROZEN).content == first.content
    assert [row.get("realised") for row in read(client, "aggregates?groupBy=action&snapshot=1-final-2")["items"]] == [
        None,
        11,
    ]
