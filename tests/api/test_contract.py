"""What holds for every resource of the API (api.md)."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api import world
from tests.api.world import COLLECTIONS, DOCUMENTS, RESOURCES, get, issues, read

pytestmark = pytest.mark.django_db

EVERY = pytest.mark.parametrize("resource", RESOURCES)
EVERY_COLLECTION = pytest.mark.parametrize("resource", COLLECTIONS)


@EVERY
def test_everybody_may_read_and_no_answer_depends_on_a_cookie(resource, client, small_world):
    client.cookies["sessionid"] = "somebody"
    with CaptureQueriesContext(connection) as queries:
        response = get(client, resource)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert "Cookie" not in response.get("Vary", "")
    assert not [query for query in queries if "django_session" in query["sql"]]
    assert len(response["BelGov-Trace-Id"]) == 36


@EVERY
def test_nothing_is_null_and_names_are_in_camel_case(resource, client, small_world):
    def walk(value):
        if isinstance(value, dict):
            for name, inner in value.items():
                assert re.fullmatch(r"[a-z][a-zA-Z]*", name), name
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        else:
            assert value is not None
            assert value != ""
            assert not isinstance(value, float)

    walk(read(client, resource))


@EVERY_COLLECTION
def test_a_collection_comes_in_pages_with_the_way_to_the_next(resource, client, small_world):
    groups = "groupBy=localGovernment&" if resource == "aggregates" else ""
    whole = read(client, f"{resource}?{groups}")
    assert next(iter(whole)) == "self"
    assert (whole["page"], whole["pageSize"]) == (1, 100)
    assert "next" not in whole
    assert "prev" not in whole
    assert whole["total"] == len(whole["items"]) > 0
    found, address = [], f"{resource}?{groups}pageSize=1"
    while address:
        page = read(client, address)
        assert page["self"] == f"http://testserver{world.API}/{address}"
        assert len(page["items"]) == 1
        assert ("prev" in page) == (page["page"] > 1)
        found += page["items"]
        address = page["next"].removeprefix(f"http://testserver{world.API}/") if "next" in page else None
    assert found == whole["items"]


@EVERY_COLLECTION
def test_a_page_after_the_last_is_empty(resource, client, small_world):
    page = read(client, f"{resource}?page=9")
    assert page["items"] == []
    assert page["total"] > 0
    assert page["prev"].endswith("page=8")


@EVERY
def test_who_has_this_version_gets_304(resource, client, small_world):
    first = get(client, resource)
    again = get(client, resource, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
    assert first["Last-Modified"].endswith("GMT")
    other = get(client, resource, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other["ETag"]) == (200, first["ETag"])


@EVERY
def test_head_says_what_get_says_without_the_body(resource, client, small_world):
    body, head = get(client, resource), client.head(f"{world.API}/{resource}")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", body["ETag"])


@EVERY
def test_options_tells_the_methods_and_other_methods_are_refused(resource, client, small_world):
    response = client.options(f"{world.API}/{resource}")
    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(f"{world.API}/{resource}")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert (response["Content-Type"], json.loads(response.content)["status"]) == ("application/problem+json", 405)


@EVERY
def test_an_unknown_parameter_is_refused(resource, client, small_world):
    assert issues(client, f"{resource}?kleur=rood&format=json") == [
        ("unknownInput", "kleur", "rood"),
        ("unknownInput", "format", "json"),
    ]


@EVERY
def test_an_address_has_no_slash_at_its_end(resource, client, small_world):
    response = get(client, f"{resource}/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@EVERY
def test_only_json_is_spoken(resource, client, small_world):
    assert get(client, resource, headers={"Accept": "text/html"}).status_code == 406
    assert get(client, resource, headers={"Accept": "text/html, */*;q=0.1"}).status_code == 200


@EVERY_COLLECTION
@pytest.mark.parametrize(
    ("asked", "name", "value"),
    [
        ("page=0", "page", "0"),
        ("page=-1", "page", "-1"),
        ("page=1.0", "page", "1.0"),
        ("page=", "page", ""),
        ("page=%20 1", "page", "  1"),
        ("page=1_0", "page", "1_0"),
        ("page=9999999999999999999999", "page", "9999999999999999999999"),
        ("page=1%00", "page", "1\x00"),
        ("page=1&page=2", "page", None),
        ("pageSize=1001", "pageSize", "1001"),
        ("pageSize=0", "pageSize", "0"),
        ("sort=kleur", "sort", "kleur"),
        ("sort=", "sort", ""),
    ],
)
def test_a_bad_page_or_order_is_refused(resource, asked, name, value, client, small_world):
    assert issues(client, f"{resource}?{asked}") == [("schemaViolation", name, value)]


@pytest.mark.parametrize("resource", [resource for resource in COLLECTIONS if resource != "aggregates"])
def test_each_collection_sorts_on_what_it_lists(resource, client, small_world):
    document = world.document()["paths"][f"{world.API}/{resource}"]["get"]
    words = next(one for one in document["parameters"] if one["name"] == "sort")["schema"]["items"]["enum"]
    for word in [word for word in words if not word.startswith("-")]:
        upwards, downwards = read(client, f"{resource}?sort={word}"), read(client, f"{resource}?sort=-{word}")
        assert len(upwards["items"]) == len(downwards["items"])
        if word in upwards["items"][0] and word != "name":
            values = [item[word] for item in upwards["items"]]
            assert values == sorted(values)
            assert [item[word] for item in downwards["items"]] == sorted(values, reverse=True)


@pytest.mark.parametrize("resource", [*DOCUMENTS, "goals/x", "goals/99999999999", "nothing", "snapshots/../goals"])
def test_what_does_not_exist_is_a_problem(resource, client, db):
    response = get(client, resource)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    body = json.loads(response.content)
    assert (body["type"], body["title"], body["status"]) == (
        "urn:problem-type:belgif:resourceNotFound",
        "Resource Not Found",
        404,
    )
    assert body["detail"].endswith("bestaat niet.")
    assert body["instance"] == f"urn:uuid:{response['BelGov-Trace-Id']}"


@EVERY_COLLECTION
def test_many_rows_cost_as_many_queries_as_one(resource, client, small_world):
    groups = "?groupBy=localGovernment&groupBy=action" if resource == "aggregates" else ""
    with CaptureQueriesContext(connection) as first:
        few = read(client, resource + groups)["total"]
    world.add_more()
    with CaptureQueriesContext(connection) as second:
        assert read(client, resource + groups)["total"] > few
    assert len(second) == len(first) <= 6
