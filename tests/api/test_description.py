"""The description of the API is whole, committed and readable."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.api import world
from tests.api.world import API, COLLECTIONS, DOCUMENTS, OPEN_DATA, get, read


def test_the_committed_document_is_the_generated_one():
    out = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out)
    assert out.getvalue() == world.DOCUMENT.read_text(), (
        "Run `python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml`."
    )


READ, WRITE = (
    [{"toepassing": ["registrations:read"]}, {"toepassing": ["registrations:write"]}],
    [{"toepassing": ["registrations:write"]}],
)
FOR_CLIENTS = {
    "registrations": {"get": READ},
    "registrations/{id}": {"get": READ, "put": WRITE},
    "registrations/{id}/submit": {"post": WRITE},
    "registrations/{id}/release": {"post": WRITE},
}


def test_every_address_is_described():
    described = {address: set(methods) for address, methods in world.document()["paths"].items()}
    open_data = [*COLLECTIONS, "breakdowns", "health"]
    open_data += [
        f"{name.split('/')[0]}/{{{key}}}"
        for name, key in zip(DOCUMENTS, ("number", "number", "number", "code", "code"), strict=True)
    ] + [f"openData/{name}" for name in OPEN_DATA]
    expected = {f"{API}/{name}": {"get"} for name in open_data} | {f"{API}/oauth/token": {"post"}}
    assert described == expected | {f"{API}/{name}": set(methods) for name, methods in FOR_CLIENTS.items()}


def test_it_says_who_may_ask_what():
    paths = world.document()["paths"]
    scopes = world.document()["components"]["securitySchemes"]["toepassing"]["flows"]["clientCredentials"]["scopes"]
    assert set(scopes) == {"registrations:read", "registrations:write"}
    for address, methods in paths.items():
        needed = FOR_CLIENTS.get(address.removeprefix(f"{API}/"), {})
        for method, operation in methods.items():
            assert [one for one in operation.get("security", []) if one] == needed.get(method, [])


def test_every_operation_has_an_example_of_every_answer():
    for address, methods in world.document()["paths"].items():
        for method, operation in methods.items():
            answers = operation["responses"]
            where = (address, method)
            assert {"200", "400", "406", "default"} <= set(answers), where
            assert ("429" in answers) == (address != f"{API}/health"), where
            assert ("404" in answers) == ("{" in address), where
            assert ("401" in answers) == ("registrations" in address or "oauth" in address), where
            assert ({"409", "412", "428"} <= set(answers)) == ("{id}" in address and method != "get"), where
            for status, answer in answers.items():
                for kind, said in answer.get("content", {}).items():
                    assert said["examples"], (*where, status, kind)
                if status not in ("200", "304", "503") and "oauth" not in address:
                    assert list(answer["content"]) == ["application/problem+json"]
            for sent in operation.get("requestBody", {}).get("content", {}).values():
                assert sent["examples"], where


def test_everything_that_can_be_asked_is_explained_and_what_stands_in_an_address_has_an_example():
    for address, methods in world.document()["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", []):
                where = (address, method, parameter["name"])
                assert parameter["description"].endswith("."), where
                assert bool(parameter.get("examples")) == (parameter["in"] == "path"), where


@pytest.mark.django_db
@pytest.mark.parametrize("resource", [*COLLECTIONS, "breakdowns?snapshot=1-final-1", *DOCUMENTS])
def test_an_answer_holds_nothing_that_is_not_described(resource, client, small_world):
    document = world.document()

    def described(value, schema):
        if "$ref" in schema:
            return described(value, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
        if isinstance(value, dict):
            assert set(value) <= set(schema["properties"]), set(value) - set(schema["properties"])
            return all(described(inner, schema["properties"][name]) for name, inner in value.items())
        if isinstance(value, list):
            return all(described(inner, schema["items"]) for inner in value)
        return True

    name, _slash, key = resource.partition("?")[0].partition("/")
    address = f"{API}/{name}/{{{'number' if name in ('goals', 'actions', 'projectRounds') else 'code'}}}"
    path = document["paths"][address if key else f"{API}/{name}"]
    schema = path["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    question = "?groupBy=localGovernment&groupBy=action" if name == "aggregates" else ""
    assert described(read(client, resource + question), schema)


def test_machines_read_the_committed_document(client):
    response = get(client, "openapi.yaml")
    assert response["Content-Type"] == "application/yaml"
    assert response.content == world.DOCUMENT.read_bytes()
    assert get(client, "openapi.yaml", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_people_read_a_page(client):
    response = get(client, "docs")
    assert response["Content-Type"] == "text/html; charset=utf-8"
    page = response.content.decode()
    for methods in world.document()["paths"].values():
        for operation in methods.values():
            assert operation["summary"] in page.replace("&#x27;", "'")
    assert '<a href="/api/v1/aggregates">' in page


@pytest.mark.parametrize("address", ["openapi.yaml", "docs"])
def test_neither_can_be_written(address, client):
    response = client.post(f"{API}/{address}")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response["Content-Type"] == "application/problem+json"
