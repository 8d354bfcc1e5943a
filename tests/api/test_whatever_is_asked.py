"""Whatever is asked, the answer is one that the description knows, and never a fault of ours."""

import copy

import hypothesis
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from samenleven.wsgi import application
from tests.api import world
from tests.api.world import API, COLLECTIONS

EXAMPLES = 12
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
        for parameter in methods["get"].get("parameters", ()):
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
    import schemathesis  # two seconds that only these tests need
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi import checks

    schema = schemathesis.openapi.from_dict(with_existing_values(world.document()))
    schema.app = application
    operations = {found.ok().path: found.ok() for found in schema.get_all_operations()}
    judged_by = [
        schemathesis.checks.not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
        checks.negative_data_rejection,
    ]

    def ask(address, mode):
        statuses = set()

        @hypothesis.settings(
            derandomize=True,
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operations[f"{API}/{address}"].as_strategy(generation_mode=GenerationMode(mode)))
        def each(case):
            response = case.call()
            statuses.add(response.status_code)
            case.validate_response(response, checks=judged_by)

        each()
        return statuses

    return ask


@pytest.fixture(autouse=True)
def one_connection(small_world):
    """A request through WSGI does not close the connection that holds the rows of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


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
