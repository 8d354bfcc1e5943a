"""The question of 3 March 2023 about actions 6 and 7, answered from data: then, and after the October deadline."""

import pytest

pytestmark = pytest.mark.django_db

THE_THIRTEEN = {
    "Genk", "Leuven", "Lokeren", "Aalst", "Geel", "Gent", "Oostende",
    "Antwerpen", "Herselt", "Laakdal", "Meerhout", "Westerlo", "Moerbeke",
}  # fmt: skip


@pytest.fixture
def ask(demo, client):
    """Ask the API; the items of the answer by their action."""

    def ask(path):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def by_action(body):
    return {item["action"]: item for item in body["items"] if "action" in item}


def test_on_that_day_there_were_promises_and_no_results(ask):
    body = ask("aggregates?projectRound=1&groupBy=action&asOf=2023-03-03")
    assert body["asOf"] == "2023-03-03T23:59:59+01:00"
    assert body["basis"] == {"kind": "live"}
    rows = by_action(body)
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


def test_after_the_deadline_each_number_rests_on_what_was_sent(ask):
    rows = by_action(ask("aggregates?projectRound=1&groupBy=action&asOf=2023-12-01"))
    for action, expected in ((6, 2), (7, 13)):
        assert rows[action]["status"] == "complete"
        assert rows[action]["source"] == "example"
        assert rows[action]["registrations"] == {"expected": expected, "submitted": expected}
        assert rows[action]["realised"] > 0


def test_the_deadline_was_frozen_by_the_real_job(ask):
    snapshot = ask("snapshots/1-final-1")
    assert (snapshot["cause"], snapshot["asOf"]) == ("deadline", "2023-10-15T23:59:59+02:00")
    frozen = by_action(ask("aggregates?snapshot=1-final-1&groupBy=action"))
    known_then = by_action(ask("aggregates?projectRound=1&groupBy=action&asOf=2023-10-15"))
    assert frozen == known_then


def test_it_names_exactly_the_thirteen(ask):
    items = ask("participations?projectRound=1&action=7")["items"]
    assert {item["localGovernmentName"] for item in items} == THE_THIRTEEN
    assert len(items) == 13
    moerbeke = next(item for item in items if item["localGovernment"] == "44045")
    assert (moerbeke["role"], moerbeke["lead"], moerbeke["certainty"]) == ("member", "46014", "named")


def test_on_the_map_of_now_moerbeke_counts_as_lokeren(ask):
    items = ask("participations?projectRound=1&action=7&map=now")["items"]
    assert len(items) == 12
    codes = {item["localGovernment"] for item in items}
    assert "46029" in codes
    assert not {"44045", "46014"} & codes


def test_the_realised_number_is_there_per_local_government(ask):
    items = ask("aggregates?projectRound=1&action=7&groupBy=localGovernment&asOf=2023-12-01")["items"]
    assert len(items) == 13
    total = by_action(ask("aggregates?projectRound=1&action=7&groupBy=action&asOf=2023-12-01"))[7]
    assert sum(item["realised"] for item in items) == total["realised"]
    assert sum(item["target"] for item in items) == 6360


def test_the_budget_was_one_over_all_actions(ask):
    (row,) = ask("aggregates?projectRound=1&groupBy=projectRound&asOf=2023-03-03")["items"]
    assert (row["awardedAmount"], row["localGovernments"], row["applicants"]) == ("14136359.00", 103, 50)
    assert row["notBrokenDownAmount"] == "13162659.00"
    assert "target" in row["notAdditive"]
    assert "target" not in row
