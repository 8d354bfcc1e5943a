"""How counts are split, over REST: the fixed tables of a snapshot, and nothing that is hidden in them (R38)."""

import json

import pytest

from grants.models import Participation
from grants.states import MomentKind
from kpi.models import Publication, PublishedCell
from kpi.services.snapshots import take_on_demand
from kpi.states import CellState
from tests import make
from tests.api.world import get, issues, read

pytestmark = pytest.mark.django_db
ADDRESS = "breakdowns?snapshot=1-final-1"


def test_every_cell_shows_its_count_or_that_it_is_hidden(client, small_world):
    answer = read(client, ADDRESS)
    stored = PublishedCell.objects.order_by("pk")
    assert [item.get("count") for item in answer["items"]] == list(stored.values_list("count", flat=True))
    assert [item.get("suppressed", False) for item in answer["items"]] == [
        one.state == CellState.HIDDEN for one in stored
    ]
    assert answer["items"][-3] == {
        "projectRound": 1,
        "action": 7,
        "indicator": "7.1",
        "dimension": "hogere-studies",
        "dimensionName": "Hogere studies",
        "category": "b",
        "categoryName": "b",
        "level": "localGovernment",
        "referenceRegion": "Waasland",
        "localGovernment": "46014",
        "localGovernments": 1,
        "suppressed": True,
        "source": "registrations",
    }
    assert all(item.get("status") == "notReported" for item in answer["items"] if item.get("category") == "onbekend")


def test_the_answer_says_what_it_rests_on(client, small_world):
    answer, made = read(client, ADDRESS), Publication.objects.get()
    assert answer["basis"]["code"] == "1-final-1"
    assert answer["basis"]["digest"] == made.snapshot.digest
    assert (answer["tables"]["hiddenBelow"], answer["tables"]["digest"]) == (5, made.digest)


def test_it_never_changes_and_says_so(client, small_world):
    response = get(client, ADDRESS)
    assert (response["Cache-Control"], response["ETag"][0]) == ("public, max-age=3600", '"')
    assert get(client, ADDRESS, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_its_pages_together_are_the_whole(client, small_world):
    whole = read(client, ADDRESS)
    first = read(client, f"{ADDRESS}&pageSize=5")
    second = json.loads(client.get(first["next"]).content)
    assert first["items"] + second["items"] == whole["items"][:10]
    assert whole["total"] == PublishedCell.objects.count() == 12


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", [("schemaViolation", "snapshot", None)]),
        ("?snapshot=9-final-1", [("referencedResourceNotFound", "snapshot", "9-final-1")]),
        ("?snapshot=1-final-1&localGovernment=46014", [("unknownInput", "localGovernment", "46014")]),
        ("?snapshot=1-final-1&asOf=2023-10-01", [("unknownInput", "asOf", "2023-10-01")]),
    ],
)
def test_nothing_but_a_snapshot_can_be_asked(asked, expected, client, small_world):
    """Never live, never freely filtered."""
    assert issues(client, f"breakdowns{asked}") == expected


def test_an_interim_report_has_no_tables(client, small_world):
    moment = Participation.objects.first().line.offer.round.moments.get(kind=MomentKind.INTERIM)
    snapshot = take_on_demand(moment, by=make.user())
    assert issues(client, f"breakdowns?snapshot={snapshot.code}") == [("invalidInput", "snapshot", snapshot.code)]


def test_it_costs_the_same_for_few_cells_and_for_many(client, small_world, django_assert_num_queries):
    with django_assert_num_queries(4):  # the snapshot, its publication, the cells, how many
        get(client, f"{ADDRESS}&pageSize=2")
    with django_assert_num_queries(4):
        get(client, f"{ADDRESS}&pageSize=12")
