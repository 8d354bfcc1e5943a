"""Whatever is asked, the answer is one that the description knows, and never a fault of ours."""

import copy

import pytest

from tests.api import world
from tests.api.asking import asked, described
from tests.api.world import API, COLLECTIONS

# Half of the values asked are ones that exist: random words alone would never get past the front door.
EXISTING = {
    "projectRound": ["1", "oefening"],
    "number": ["1", "oefening"],
    "goal": [3],
    "action": [6, 7],
    "indicator": ["6.1", "7.1"],
    "localGovernment": ["44045", "46029", "71016"],
    "referenceRegion": ["Waasland", "Limburg"],
    "province": ["Oost-Vlaanderen"],
    "snapshot": ["1-final-1"],
    "asOf": ["2023-03-03", "2023-12-01T12:00:00+01:00"],
}


def with_existing_values(document):
    document = copy.deepcopy(document)
    for methods in document["paths"].values():
        for parameter in methods.get("get", {}).get("parameters", ()):
            schema = parameter["schema"]
            if parameter["in"] == "query" and parameter["name"] in EXISTING:
                known = {"enum": EXISTING[parameter["name"]]}
                if schema.get("type") == "array":
                    schema["items"] = {"anyOf": [known, schema["items"]]}
                else:
                    parameter["schema"] = {"anyOf": [known, schema]}
    return document


@pytest.fixture(scope="module")
def ask():
    """Ask an operation many things and judge each answer by the description; gives the statuses that were seen."""
    operations = described(with_existing_values(world.document()))
    return lambda address, mode: asked(operations["get", f"{API}/{address}"], mode)


@pytest.fixture(autouse=True)
def here(small_world, one_connection):
    """What is asked about."""


@pytest.mark.parametrize("resource", [*COLLECTIONS, "health"])
def test_a_question_that_may_be_asked_is_answered(resource, ask):
    statuses = ask(resource, "positive")
    assert 200 in statuses
    assert statuses <= {200, 400}  # 400: well-formed, and about something that does not exist


@pytest.mark.parametrize("resource", COLLECTIONS)
def test_a_question_that_may_not_be_asked_is_refused(resource, ask):
    assert ask(resource, "negative") == {400}


@pytest.mark.parametrize(
    "address",
    ["goals/{number}", "actions/{number}", "projectRounds/{number}", "localGovernments/{code}", "snapshots/{code}"],
)
def test_a_document_exists_or_not(address, ask):
    assert ask(address, "positive") <= {200, 404}
