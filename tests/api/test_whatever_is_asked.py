"""Whatever is asked, the answer is one that the description knows, and never a fault of ours."""

import copy

import pytest

from tests.api import world
from tests.api.asking import asked, described
from tests.api.world import API, COLLECTIONS, DOCUMENTS, OPEN_DATA

# Random words alone would never get past the front door: half of the values asked, or all of them, are ones that exist.
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
KEYS = dict(one.split("/") for one in DOCUMENTS)


def with_existing_values(document, *, only=False):
    document = copy.deepcopy(document)
    for address, methods in document["paths"].items():
        for parameter in methods.get("get", {}).get("parameters", ()):
            schema = parameter["schema"]
            if parameter["in"] == "path" and (key := KEYS.get(address.split("/")[3])):
                known = {"enum": [int(key) if schema["type"] == "integer" else key]}
                parameter["schema"] = known if only else {"anyOf": [known, schema]}
            if parameter["in"] == "query" and parameter["name"] in EXISTING:
                known = {"enum": EXISTING[parameter["name"]]}
                if only:
                    parameter["schema"] = {"type": "array", "items": known} if schema.get("type") == "array" else known
                elif schema.get("type") == "array":
                    schema["items"] = {"anyOf": [known, schema["items"]]}
                else:
                    parameter["schema"] = {"anyOf": [known, schema]}
    return document


@pytest.fixture(scope="module")
def ask():
    """Ask an operation many things and judge each answer by the description; gives the statuses that were seen."""
    mixed, existing = (described(with_existing_values(world.document(), only=only)) for only in (False, True))

    def ask(address, mode, *, only=False):
        return asked((existing if only else mixed)["get", f"{API}/{address}"], mode)

    return ask


@pytest.fixture(autouse=True)
def here(small_world, one_connection):
    """What is asked about."""


@pytest.mark.parametrize("only", [False, True], ids=["whatever", "what exists"])
@pytest.mark.parametrize("resource", [*COLLECTIONS, "breakdowns", "health"])
def test_a_question_that_may_be_asked_is_answered(resource, only, ask):
    statuses = ask(resource, "positive", only=only)
    assert 200 in statuses or not only
    assert statuses <= {
        200,
        400,
    }  # 400: well-formed, and about something that does not exist, or that contradicts itself


@pytest.mark.parametrize("resource", [*COLLECTIONS, "breakdowns"])
def test_a_question_that_may_not_be_asked_is_refused(resource, ask):
    statuses = ask(resource, "negative")
    # 200: wrong as JSON, but right as the text of an address (code=false); negative_data_rejection tells those apart.
    assert 400 in statuses
    assert statuses <= {200, 400}


@pytest.mark.parametrize(
    "address",
    ["goals/{number}", "actions/{number}", "projectRounds/{number}", "localGovernments/{code}", "snapshots/{code}"],
)
def test_a_document_exists_or_not(address, ask):
    assert ask(address, "positive", only=True) == {200}
    assert ask(address, "positive") <= {200, 404}


@pytest.mark.parametrize("name", OPEN_DATA)
def test_a_file_of_open_data_is_given(name, ask):
    assert 200 in ask(f"openData/{name}", "positive", only=True) <= {200, 400}


@pytest.mark.parametrize("name", ["participations.csv", "aggregates.csv", "breakdowns.csv"])
def test_a_file_that_may_not_be_asked_so_is_refused(name, ask):
    assert 400 in ask(f"openData/{name}", "negative") <= {200, 400}
