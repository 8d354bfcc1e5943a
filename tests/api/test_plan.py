"""The real plan and its rounds over REST, body by body."""

import pytest

from tests import make
from tests.api.world import get, issues, read

pytestmark = pytest.mark.django_db


def test_a_goal_names_its_actions(client, plan):
    assert read(client, "goals/3") == {"number": 3, "title": "Competenties", "actions": [6, 7, 8]}


def test_the_plan_has_seven_goals_and_twenty_four_actions(client, plan):
    goals, actions = read(client, "goals"), read(client, "actions")
    assert (goals["total"], actions["total"]) == (7, 24)
    assert [item["number"] for item in goals["items"]] == list(range(1, 8))
    assert sorted(number for item in goals["items"] for number in item["actions"]) == list(range(1, 25))
    assert goals["items"][2]["href"] == "http://testserver/api/v1/goals/3"


def test_an_action_tells_its_support_and_what_it_pays_in_each_round(client, plan):
    later = {
        "code": "7.1",
        "title": "begeleide kwetsbare kinderen en jongeren",
        "unit": "begeleide jongere",
        "kind": "flow",
        "amountPerUnit": "650.00",
        "maxUnits": 150,
        "maxAmount": "97500.00",
    }
    assert read(client, "actions/7") == {
        "number": 7,
        "title": "Begeleiding naar hogere studies",
        "goal": 3,
        "support": [
            {"name": "Groep Intro", "kind": "goede praktijk"},
            {"name": "PEP!", "kind": "goede praktijk"},
        ],
        "offers": [
            {"projectRound": 1, "financed": True, "indicators": [later | {"title": "kwetsbare kinderen"}]},
            {"projectRound": 2, "financed": True, "indicators": [later]},
            {"projectRound": 3, "financed": True, "indicators": [later]},
        ],
    }


def test_an_action_that_others_pay_says_so(client, plan):
    (first, *_others) = read(client, "actions/1")["offers"] or [None]
    assert first is None or first["financed"] is False


def test_a_round_tells_all_its_dates_and_every_change(client, plan):
    assert read(client, "projectRounds/1") == {
        "number": 1,
        "title": "Projectronde 1",
        "callOpensAt": "2022-04-01T00:00:00+02:00",
        "callClosesAt": "2022-07-01T23:59:59+02:00",
        "startsOn": "2022-10-01",
        "endsOn": "2023-09-30",
        "budget": "14136359.00",
        "reportingMoments": [
            {
                "code": "interim",
                "coversFrom": "2022-10-01",
                "coversUntil": "2023-03-31",
                "opensAt": "2023-04-01T00:00:00+02:00",
                "deadline": "2023-05-05T23:59:59+02:00",
            },
            {
                "code": "final",
                "coversFrom": "2022-10-01",
                "coversUntil": "2023-09-30",
                "opensAt": "2023-09-01T00:00:00+02:00",
                "deadline": "2023-10-15T23:59:59+02:00",
            },
        ],
        "changes": [
            {
                "what": "amount_per_unit action 2",
                "old": "12500",
                "new": "25000",
                "changedAt": "2022-06-15T00:00:00+02:00",
                "reason": "Het bedrag op het formulier werd verbeterd terwijl de oproep liep.",
            },
            {"what": "call_closes", "old": "2022-05-31", "new": "2022-06-15"},
            {"what": "call_closes", "old": "2022-06-15", "new": "2022-07-01"},
            {"what": "interim_report_deadline", "old": "2023-04-15", "new": "2023-05-05"},
        ],
    }


def test_calls_two_and_three_closed_at_noon(client, plan):
    assert [item["callClosesAt"] for item in read(client, "projectRounds")["items"]] == [
        "2022-07-01T23:59:59+02:00",
        "2023-07-10T12:00:00+02:00",
        "2024-05-06T12:00:00+02:00",
    ]


def test_a_deadline_of_which_only_the_month_is_known_says_so(client, plan):
    (final,) = [one for one in read(client, "projectRounds/3")["reportingMoments"] if one["code"] == "final"]
    assert (final["deadline"], final["deadlinePrecision"]) == ("2025-10-31T23:59:59+01:00", "month")


def test_a_practice_round_appears_only_when_it_is_named(client, small_world):
    assert [item["number"] for item in read(client, "projectRounds")["items"]] == [1]
    (named,) = read(client, "projectRounds?number=oefening")["items"]
    assert (named["number"], named["practice"]) == ("oefening", True)
    assert read(client, "projectRounds/oefening")["practice"] is True
    assert [offer["projectRound"] for offer in read(client, "actions/7")["offers"]] == [1]
    (action,) = read(client, "actions?projectRound=oefening")["items"]
    assert (action["number"], [offer["projectRound"] for offer in action["offers"]]) == (7, ["oefening"])


def test_a_broken_maximum_of_units_stays_exact(client, small_world):
    assert read(client, "actions/7")["offers"][0]["indicators"][0]["maxUnits"] == "262.5"


def test_actions_of_a_goal(client, plan):
    assert [item["number"] for item in read(client, "actions?goal=3&goal=1&sort=-number")["items"]] == [
        8,
        7,
        6,
        3,
        2,
        1,
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("actions?goal=8", [("referencedResourceNotFound", "goal", "8")]),
        ("actions?goal=zeven&goal=7", [("schemaViolation", "goal", "zeven")]),
        ("actions?projectRound=4", [("referencedResourceNotFound", "projectRound", "4")]),
        ("projectRounds?number=1&number=4", [("referencedResourceNotFound", "number", "4")]),
        ("projectRounds/1?page=1", [("unknownInput", "page", "1")]),
    ],
)
def test_what_the_plan_does_not_have_is_refused(asked, expected, client, plan):
    assert issues(client, asked) == expected


def test_another_programme_stands_beside_the_plan(client, small_world):
    other = make.programme("opvolger", name="Opvolger", round_prefix="op", is_current=False)
    make.goal(3, programme=other, title="Een ander doel")
    make.round("op-1", number=1, programme=other)
    assert read(client, "goals/3")["title"] == "Competenties"
    assert [item["number"] for item in read(client, "projectRounds")["items"]] == [1]
    assert read(client, "projectRounds/op-1")["number"] == "op-1"
    assert get(client, "goals/4").status_code == 404
