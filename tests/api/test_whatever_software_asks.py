"""Whatever a program with a token asks or sends, and one without: an answer that the description knows."""

import base64
import copy

import pytest

from tests.api import world
from tests.api.asking import asked, described
from tests.api.software import software
from tests.api.world import API
from tests.kpi.corridor import OPEN, corridor

OPERATIONS = [
    ("get", "registrations"),
    ("get", "registrations/{id}"),
    ("put", "registrations/{id}"),
    ("post", "registrations/{id}/submit"),
    ("post", "registrations/{id}/release"),
]


@pytest.fixture
def here(time_machine, one_connection):
    time_machine.move_to(OPEN)
    return corridor(actions=2, indicators=2, round_code="1")


def the_document(here, *names):
    """The description, in which half of the values are ones that exist; If-Match is given by who asks."""
    document = copy.deepcopy(world.document())
    known = {
        "projectRound": ["1"],
        "localGovernment": [here.local_government.code],
        "participation": [one.participation_id for one in here.commitments],
        "indicator": [one.indicator.code for one in here.commitments],
        "line": [one.participation.line_id for one in here.commitments],
    }
    for methods in document["paths"].values():
        for operation in methods.values():
            parameters = operation.get("parameters", [])
            operation["parameters"] = [one for one in parameters if one["name"] != "If-Match"]
            for parameter in operation["parameters"]:
                enrich(parameter["schema"], known.get(parameter["name"]), parameter)
                if parameter["name"] == "id":
                    parameter["schema"] = {"type": "string", "enum": names}
            for sent in operation.get("requestBody", {}).get("content", {}).values():
                for listed in sent["schema"].get("properties", {}).values():
                    for field, schema in listed["items"]["properties"].items():
                        enrich(schema, known.get(field), listed["items"]["properties"], field)
    return document


def enrich(schema, values, holder, key="schema"):
    if values and schema.get("type") == "array":
        schema["items"] = {"anyOf": [{"enum": values}, schema["items"]]}
    elif values:
        holder[key] = {"anyOf": [{"enum": values}, schema]}


@pytest.fixture
def ask(here):
    """Ask an operation many things with a token, on top of what stands."""
    name = f"1-final-{here.local_government.code}"
    program = software(here.local_government)
    some, this = described(the_document(here, name, "1-final-nobody", "nothing")), described(the_document(here, name))

    def headers():
        etag = program.ask("GET", f"registrations/{name}")["ETag"]
        return {"Authorization": f"Bearer {program.token}", "If-Match": etag}

    def ask(method, address, mode, *, exists=False):
        operation = (this if exists else some)[method, f"{API}/{address}"]
        return asked(operation, mode, headers=headers, examples=20)

    return ask


@pytest.mark.parametrize(("method", "address"), OPERATIONS)
def test_what_may_be_sent_is_answered(method, address, ask):
    statuses = ask(method, address, "positive")
    # 409: it stands there, and cannot be sent as it is; nothing is released by who sends itself.
    assert statuses <= {"get": {200, 400, 404}, "put": {200, 400, 404}, "post": {404, 409}}[method]


@pytest.mark.parametrize(("method", "address"), OPERATIONS[2:3])
def test_what_exists_is_filled_in(method, address, ask):
    assert {200} <= ask(method, address, "positive", exists=True) <= {200, 400}


def test_what_may_not_be_sent_is_refused(ask, here):
    assert ask("put", "registrations/{id}", "negative") <= {400, 404, 415}
    assert not any(one.draft for one in here.sheet().fields)


@pytest.mark.parametrize(("method", "address"), OPERATIONS)
def test_without_a_token_everything_is_refused(method, address, here):
    operations = described(the_document(here, "1-final-1"))
    assert asked(operations[method, f"{API}/{address}"], "positive") == {401}


@pytest.mark.parametrize(("method", "address"), [one for one in OPERATIONS if one[0] != "get"])
def test_with_the_wrong_scope_everything_is_refused(method, address, here):
    program = software(here.local_government, scopes=["registrations:read"])
    operation = described(the_document(here, f"1-final-{here.local_government.code}"))[method, f"{API}/{address}"]
    headers = {"Authorization": f"Bearer {program.token}", "If-Match": '"x"'}
    assert asked(operation, "positive", headers=lambda: headers) == {403}


def test_whoever_asks_a_token(here):
    program = software(here.local_government)
    basic = base64.b64encode(f"{program.client.client_id}:{program.secret}".encode()).decode()
    operation = described(world.document())["post", f"{API}/oauth/token"]
    assert asked(operation, "positive", headers=lambda: {"Authorization": f"Basic {basic}"}) <= {200, 400, 401}
    assert asked(operation, "positive") <= {400, 401}
