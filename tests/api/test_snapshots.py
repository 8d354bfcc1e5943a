"""What was frozen, over REST."""

import datetime as dt

import pytest

from grants.models import Participation
from kpi.models import Snapshot
from kpi.services.snapshots import take_if_due
from tests import make
from tests.api.world import get, issues, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected(small_world):
    """A second snapshot of round 1, and one of the practice round."""
    participation = Participation.objects.get(local_government__code="44045")
    moment = participation.line.offer.round.moments.get(kind="final")
    make.sent(participation, moment, {participation.line.offer.indicators.get(): 3}, at=dt.datetime.now(dt.UTC))
    take_if_due(moment)
    practice = Participation.objects.get(line__offer__round__code="oefening").line.offer.round
    take_if_due(make.moment(practice))


def test_a_correction_says_what_it_corrects(client, corrected):
    snapshot = Snapshot.objects.get(code="1-final-2")
    answer = read(client, "snapshots/1-final-2")
    assert answer == {
        "code": "1-final-2",
        "projectRound": 1,
        "reportingMoment": "final",
        "number": 2,
        "cause": "correction",
        "asOf": answer["asOf"],
        "takenAt": answer["takenAt"],
        "digest": snapshot.digest,
        "corrects": "1-final-1",
    }
    assert dt.datetime.fromisoformat(answer["takenAt"]) == snapshot.taken_at.replace(microsecond=0)
    assert "corrects" not in read(client, "snapshots/1-final-1")


def test_a_snapshot_never_changes_and_says_so(client, corrected):
    response = get(client, "snapshots/1-final-1")
    assert (response["Cache-Control"], response["ETag"][0]) == ("public, max-age=3600", '"')


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["1-final-1", "1-final-2"]),
        ("sort=-takenAt", ["1-final-2", "1-final-1"]),
        ("projectRound=oefening", ["oefening-final-1"]),
        ("projectRound=1&projectRound=oefening&cause=deadline", ["1-final-1", "oefening-final-1"]),
        ("cause=correction", ["1-final-2"]),
        ("cause=onDemand", []),
        ("reportingMoment=interim", []),
    ],
)
def test_the_filters_choose(asked, expected, client, corrected):
    assert [item["code"] for item in read(client, f"snapshots?{asked}")["items"]] == expected


def test_a_practice_snapshot_can_be_read_by_its_name(client, corrected):
    assert read(client, "snapshots/oefening-final-1")["projectRound"] == "oefening"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("cause=on_demand", [("schemaViolation", "cause", "on_demand")]),
        ("projectRound=7", [("referencedResourceNotFound", "projectRound", "7")]),
    ],
)
def test_a_bad_filter_is_refused(asked, expected, client, small_world):
    assert issues(client, f"snapshots?{asked}") == expected
