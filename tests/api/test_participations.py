"""Who takes part, over REST."""

import pytest

from tests.api.world import issues, read

pytestmark = pytest.mark.django_db

THIRTEEN = {
    "Genk",
    "Leuven",
    "Aalst",
    "Gent",
    "Oostende",
    "Antwerpen",
    "Geel",
    "Herselt",
    "Laakdal",
    "Meerhout",
    "Westerlo",
    "Lokeren",
    "Moerbeke",
}


def codes(answer):
    return [item["localGovernment"] for item in answer["items"]]


def test_question_222_names_exactly_the_thirteen_of_action_7(client, plan):
    answer = read(client, "participations?projectRound=1&action=7")
    assert (answer["total"], len(answer["items"])) == (13, 13)
    assert {item["localGovernmentName"] for item in answer["items"]} == THIRTEEN
    assert {item["certainty"] for item in answer["items"]} == {"named"}


def test_on_the_map_of_now_moerbeke_counts_as_lokeren(client, plan):
    answer = read(client, "participations?projectRound=1&action=7&map=now")
    assert answer["total"] == 12
    (lokeren,) = [item for item in answer["items"] if item["localGovernment"] == "46029"]
    assert (lokeren["localGovernmentName"], lokeren["localGovernmentsThen"]) == ("Lokeren", ["44045", "46014"])
    assert not {"44045", "46014"} & set(codes(answer))


def test_a_role_out_of_the_example_division_says_so(client, demo):
    rows = {item["localGovernment"]: item for item in read(client, "participations?projectRound=1&action=7")["items"]}
    assert rows["44045"] == {
        "projectRound": 1,
        "action": 7,
        "localGovernment": "44045",
        "localGovernmentName": "Moerbeke",
        "role": "member",
        "lead": "46014",
        "certainty": "named",
        "source": "example",
    }
    assert rows["46014"]["role"] == "lead"


def test_each_row_says_who_and_in_which_role(client, small_world):
    assert read(client, "participations?localGovernment=44045")["items"] == [
        {
            "projectRound": 1,
            "action": 7,
            "localGovernment": "44045",
            "localGovernmentName": "Moerbeke",
            "role": "member",
            "lead": "46014",
            "certainty": "named",
        }
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["71016", "46014", "44045"]),
        ("sort=localGovernment", ["44045", "46014", "71016"]),
        ("sort=-localGovernmentName", ["44045", "46014", "71016"]),
        ("goal=3&action=7&projectRound=1", ["71016", "46014", "44045"]),
        ("action=6", []),
        ("province=Limburg", ["71016"]),
        ("referenceRegion=Waasland", ["46014", "44045"]),
        ("localGovernment=44045&localGovernment=71016", ["71016", "44045"]),
        ("localGovernment=46029&map=now", ["46029"]),
        ("projectRound=oefening", ["71016"]),
        ("asOf=2022-09-22", []),
        ("asOf=2022-09-23", ["71016", "46014", "44045"]),
        ("snapshot=1-final-1", ["71016", "46014", "44045"]),
    ],
)
def test_the_filters_choose(asked, expected, client, small_world):
    assert codes(read(client, f"participations?{asked}")) == expected


def test_what_is_only_for_figures_is_unknown_here(client, small_world):
    assert issues(client, "participations?groupBy=action&reportingMoment=final") == [
        ("unknownInput", "groupBy", "action"),
        ("unknownInput", "reportingMoment", "final"),
    ]
