"""The description of the API is whole, committed and readable."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.api import world
from tests.api.world import API, COLLECTIONS, DOCUMENTS, get, read


def test_the_committed_document_is_the_generated_one():
    out = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out)
    assert out.getvalue() == world.DOCUMENT.read_text(), (
        "Run `python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml`."
    )


def test_every_resource_is_described_with_an_example_and_its_problems():
    paths = world.document()["paths"]
    addresses = {f"{API}/{name}" for name in (*COLLECTIONS, "breakdowns", "health")} | {
        f"{API}/{name.split('/')[0]}/{{{key}}}"
        for name, key in zip(DOCUMENTS, ("number", "number", "number", "code", "code"), strict=True)
    }
    assert set(paths) == addresses
    for methods in paths.values():
        assert list(methods) == ["get"]
        answers = methods["get"]["responses"]
        assert answers["200"]["content"]["application/json"]["examples"]
        for status in {"400", "404", "default"} & set(answers):
            assert list(answers[status]["content"]) == ["application/problem+json"]
        assert {"200", "400", "default"} <= set(answers)


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
    for operation in world.document()["paths"].values():
        assert operation["get"]["summary"] in page.replace("&#x27;", "'")
    assert '<a href="/api/v1/aggregates">' in page


@pytest.mark.parametrize("address", ["openapi.yaml", "docs"])
def test_neither_can_be_written(address, client):
    response = client.post(f"{API}/{address}")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response["Content-Type"] == "application/problem+json"
