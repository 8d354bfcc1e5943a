"""Open data as files: equal to the API, with a dictionary, a catalogue and addresses that never give anything else."""

import csv
import gc
import io
import json
import tracemalloc
from itertools import islice

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef
from rdflib.namespace import FOAF

from grants.models import Participation
from kpi.figures import each_aggregate, each_participation, live
from kpi.services.snapshots import take_if_due
from municipalities.models import LocalGovernment
from samenleven.open_data.licence import LICENCE
from samenleven.open_data.tables import FILES
from tests import make
from tests.api import world
from tests.api.world import OPEN_DATA, issues, read

pytestmark = pytest.mark.django_db

# rdflib warns of what it does itself when it reads JSON-LD.
OF_RDFLIB = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
EVERY = pytest.mark.parametrize("name", FILES)


def get(client, address, **kwargs):
    """An answer, read to its end: a file that is left halfway keeps its statement open until somebody closes it."""
    response = world.get(client, address, **kwargs)
    response.body = response.getvalue().decode()
    return response


def rows(client, address) -> list[dict]:
    """The rows of a file; blanks are left out."""
    response = get(client, f"openData/{address}")
    assert response.status_code == 200, response.content
    text = response.body
    return [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(text))]


def as_cells(item) -> dict:
    """An item of the API as a file writes it."""
    found = {}
    for name, value in item.items():
        if name == "registrations":
            found |= {
                "registrationsExpected": str(value["expected"]),
                "registrationsSubmitted": str(value["submitted"]),
            }
        elif isinstance(value, bool):
            found[name] = str(value).lower()
        elif isinstance(value, list):
            found[name] = " ".join(map(str, value))
        elif name != "href":
            found[name] = str(value)
    return found


def without(row, *names):
    return {name: cell for name, cell in row.items() if name not in names}


# --- the same as the API ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "groups", [["action"], ["goal"], ["action", "localGovernment"], ["indicator", "province", "referenceRegion"]]
)
def test_the_figures_of_a_snapshot_are_those_of_the_api(client, small_world, groups):
    asked = "".join(f"&groupBy={word}" for word in groups)
    answer = read(client, f"aggregates?snapshot=1-final-1&groupBy=projectRound{asked}&pageSize=1000")
    file = rows(client, f"aggregates.csv?snapshot=1-final-1{asked}")
    assert len(file) == answer["total"] > 0
    assert [without(row, "snapshot", "asOf") for row in file] == [as_cells(item) for item in answer["items"]]
    assert {(row["snapshot"], row["asOf"]) for row in file} == {("1-final-1", answer["asOf"])}


def test_a_client_that_knows_the_description_alone_pulls_both_and_they_are_equal(client, demo):
    paths = world.document()["paths"]
    figures = next(path for path, methods in paths.items() if methods["get"]["operationId"] == "aggregates")
    file = next(path for path in paths if path.endswith("aggregates.csv"))
    snapshot = json.loads(client.get(f"{figures}?projectRound=1&groupBy=projectRound&groupBy=action").content)
    text = client.get(file).getvalue().decode()
    found = [row for row in csv.DictReader(io.StringIO(text)) if row["projectRound"] == "1"]
    for item, row in zip(snapshot["items"], found, strict=True):
        for name in ("action", "awardedAmount", "target", "realised", "localGovernments", "status"):
            assert str(item.get(name, "")) == row[name], (item, row)


@pytest.mark.parametrize(
    ("file", "resource"),
    [
        ("goals", "goals"),
        ("localGovernments", "localGovernments"),
        ("snapshots", "snapshots"),
        ("participations", "participations?snapshot=1-final-1"),
    ],
)
def test_each_list_is_that_of_the_api(client, small_world, file, resource):
    question = "?snapshot=1-final-1" if "?" in resource else ""
    items = [as_cells(item) for item in read(client, resource)["items"]]
    assert [without(row, "snapshot") if question else row for row in rows(client, f"{file}.csv{question}")] == [
        item | ({"asOf": "2023-10-15T23:59:59+02:00"} if question else {}) for item in items
    ]


def test_actions_rounds_and_indicators_hold_what_the_api_says_of_them(client, small_world):
    assert rows(client, "actions.csv")[1] == {"number": "7", "title": "Hogere studies", "goal": "3", "financedIn": "1"}
    assert rows(client, "indicators.csv")[1] == {
        "projectRound": "1",
        "action": "7",
        "code": "7.1",
        "title": "begeleide jongeren",
        "unit": "begeleide persoon",
        "kind": "flow",
        "amountPerUnit": "650.00",
        "maxUnits": "262.5",
        "maxAmount": "97500.00",
    }
    assert rows(client, "projectRounds.csv") == [
        {
            "number": "1",
            "title": "Projectronde 1",
            "callOpensAt": "2022-04-01T00:00:00+02:00",
            "callClosesAt": "2022-07-01T23:59:59+02:00",
            "startsOn": "2022-10-01",
            "endsOn": "2023-09-30",
            "budget": "14136359.00",
            "interimDeadline": "2023-04-30T23:59:59+02:00",
            "finalDeadline": "2023-10-15T23:59:59+02:00",
        }
    ]


# --- only what is public ---------------------------------------------------------------------------------------------------
def test_without_a_snapshot_nothing_stands_there_that_is_not_frozen(client, small_world):
    participation = Participation.objects.get(local_government__code="44045")
    final = participation.line.offer.round.moments.get(kind="final")
    make.sent(participation, final, {participation.line.offer.indicators.get(): 3}, at=final.snapshots.get().taken_at)
    running = make.moment(make.round("2", ends_on=make.dt.date(2060, 9, 30)))
    line = make.line(make.application(running.round), make.offer(running.round, make.action(7)))
    make.award(line)
    member = make.participation(line)
    make.commitment(member)
    make.sent(member, running, {line.offer.indicators.get(): 77}, at=member.known_at)
    figures = {(row["projectRound"], row["action"]): row for row in rows(client, "aggregates.csv")}
    assert (figures["1", "7"]["realised"], figures["1", "7"]["snapshot"]) == ("8", "1-final-1")
    assert "realised" not in figures["2", "7"]
    assert (figures["2", "7"]["target"], figures["2", "7"]["status"]) == ("10", "notYetDue")
    assert "77" not in get(client, "openData/aggregates.csv?groupBy=localGovernment").body.split(",")
    take_if_due(final)
    figures = {(row["projectRound"], row["action"]): row for row in rows(client, "aggregates.csv")}
    assert (figures["1", "7"]["realised"], figures["1", "7"]["snapshot"]) == ("11", "1-final-2")
    assert rows(client, "aggregates.csv?snapshot=1-final-1")[1]["realised"] == "8"


def test_a_practice_round_appears_only_where_it_is_named(client, small_world):
    for name in FILES:
        assert "oefening" not in get(client, f"openData/{name}.csv").body


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("goals.csv?snapshot=1-final-1", [("unknownInput", "snapshot", "1-final-1")]),
        ("aggregates.csv?snapshot=1-final-9", [("referencedResourceNotFound", "snapshot", "1-final-9")]),
        ("aggregates.csv?groupBy=kleur", [("schemaViolation", "groupBy", "kleur")]),
        ("aggregates.csv?asOf=2023-03-03", [("unknownInput", "asOf", "2023-03-03")]),
        ("catalog.jsonld?x=1", [("unknownInput", "x", "1")]),
    ],
)
def test_a_bad_question_is_refused(client, small_world, address, expected):
    assert issues(client, f"openData/{address}") == expected


@pytest.mark.parametrize("name", ["nothing.csv", "goals", "goals.json", "../goals.csv"])
def test_a_file_that_is_not_there_is_a_problem(client, small_world, name):
    response = get(client, f"openData/{name}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


# --- addresses that last ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["aggregates", "participations", "breakdowns"])
def test_a_snapshot_has_an_address_that_never_gives_anything_else(client, small_world, name):
    address = f"openData/{name}.csv?snapshot=1-final-1"
    first = get(client, address)
    assert (first["Cache-Control"], first["ETag"][0]) == ("public, max-age=3600", '"')
    before = first.body
    world.add_more()
    again = get(client, address)
    assert (again.body, again["ETag"]) == (before, first["ETag"])
    with CaptureQueriesContext(connection) as asked:
        same = get(client, address, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.body) == (304, "")
    assert len(asked) == 1


@EVERY
def test_every_file_tells_its_version_its_dictionary_and_its_name(client, small_world, name):
    response = get(client, f"openData/{name}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="plan-samenleven_{name}.csv"'
    assert 'rel="describedby"' in response["Link"]
    assert response["Cache-Control"] == "public, no-cache"
    assert "Cookie" not in response.get("Vary", "")
    assert len(response["BelGov-Trace-Id"]) == 36
    assert get(client, f"openData/{name}.csv", headers={"If-None-Match": response["ETag"]}).status_code == 304
    world.add_more()
    assert get(client, f"openData/{name}.csv", headers={"If-None-Match": response["ETag"]}).status_code == 200
    head = client.head(f"{world.API}/openData/{name}.csv")
    assert (head.status_code, head.getvalue()) == (200, b"")


@pytest.mark.parametrize("name", OPEN_DATA)
def test_only_what_is_described_is_spoken_and_nothing_is_written(client, small_world, name):
    address = f"{world.API}/openData/{name}"
    (spoken,) = world.document()["paths"][address]["get"]["responses"]["200"]["content"]
    assert get(client, f"openData/{name}", headers={"Accept": spoken}).status_code == 200
    assert get(client, f"openData/{name}", headers={"Accept": "image/png"}).status_code == 406
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(address).status_code == 405


@EVERY
def test_many_rows_cost_as_many_statements_as_few(client, small_world, name):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            get(client, f"openData/{name}.csv")
        return len(asked)

    first = statements()
    world.add_more()
    # A round that was frozen since adds no statement, nor does anything else.
    assert statements() <= first <= 8


def peak(made, how_many):
    """The most memory that reading so many rows takes at once."""
    tracemalloc.start()
    assert sum(1 for _row in islice(made, how_many)) == how_many
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    made.close()
    return most


@pytest.mark.usefixtures("server_side_cursors")
def test_memory_does_not_grow_with_the_rows(small_world):
    line = make.line(make.application(make.round("3")), None)
    numbers = range(4000)
    LocalGovernment.objects.bulk_create(
        LocalGovernment(code=f"x{number}", name=f"Gemeente {number}", sort_name=f"g{number}") for number in numbers
    )
    bodies = LocalGovernment.objects.filter(code__startswith="x")
    Participation.objects.bulk_create(
        Participation(line=line, local_government=one, known_at=make.start_of_day(make.dt.date(2022, 9, 23)))
        for one in bodies
    )

    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE grants_participation, municipalities_localgovernment"
        )  # or it plans for a handful of rows

    # One statement, read in parts of a thousand rows: while the next comes, two are in memory.
    for each in (
        lambda: each_participation(live()),
        lambda: each_aggregate(live(), ("local_government",)),
    ):
        peak(each(), 10)
        few, many = peak(each(), 2000), peak(each(), 4000)
        assert many < few * 1.3


# --- the dictionary and the catalogue ---------------------------------------------------------------------------------------------
def test_the_dictionary_explains_every_column_of_every_file(client, small_world):
    response = get(client, "openData/csv-metadata.json")
    assert response["Content-Type"] == "application/csvm+json"
    document = json.loads(response.content)
    assert document["@context"][0] == "http://www.w3.org/ns/csvw"
    assert document["dc:license"]["@id"] == LICENCE
    assert {table["url"] for table in document["tables"]} == {f"{name}.csv" for name in FILES}
    for table in document["tables"]:
        described = table["tableSchema"]["columns"]
        head = get(client, f"openData/{table['url']}").body.split("\r\n")[0]
        assert ",".join(column["titles"] for column in described) == head
        assert all(column["dc:description"].endswith(".") for column in described)
        kinds = {column["name"]: column["datatype"] for column in described}
        assert set(kinds.values()) <= {"string", "integer", "decimal", "date", "dateTime", "boolean"}
        nulls = {column["name"]: column.get("null", []) for column in described}
        for row in rows(client, table["url"]):
            for name, cell in row.items():
                if cell in nulls[name]:
                    continue
                if kinds[name] == "integer":
                    assert all(part.isdecimal() for part in cell.split())
                elif kinds[name] == "boolean":
                    assert cell in ("true", "false")


@OF_RDFLIB
def test_another_portal_reads_the_catalogue(client, small_world):
    response = get(client, "openData/catalog.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    graph = Graph().parse(data=response.content, format="json-ld")
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    for of in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, FOAF.homepage):
        assert graph.value(catalog, of) is not None, of
    assert graph.value(catalog, DCTERMS.license) == URIRef(LICENCE)
    datasets = set(graph.objects(catalog, DCAT.dataset))
    assert len(datasets) == len(FILES) == 9
    served = set()
    for dataset in datasets:
        publisher = graph.value(dataset, DCTERMS.publisher)
        assert str(graph.value(publisher, FOAF.name)) == "Agentschap Binnenlands Bestuur"
        assert graph.value(dataset, DCTERMS.title).language == "nl"
        for of in (DCTERMS.description, DCAT.contactPoint, DCAT.theme, DCTERMS.accessRights, DCAT.landingPage):
            assert graph.value(dataset, of) is not None, of
        assert client.get(str(graph.value(dataset, DCAT.landingPage))).status_code == 200
        for distribution in graph.objects(dataset, DCAT.distribution):
            assert graph.value(distribution, DCTERMS.license) == URIRef(LICENCE)
            assert graph.value(distribution, DCAT.accessURL) is not None
            address = str(graph.value(distribution, DCAT.downloadURL))
            assert get(client, address.removeprefix(f"http://testserver{world.API}/")).status_code == 200
            served.add(address.removeprefix(f"http://testserver{world.API}/openData/"))
    once = {f"{name}.csv" for name in FILES}
    assert served == once | {
        f"{name}.csv?snapshot=1-final-1" for name in ("aggregates", "participations", "breakdowns")
    }
    (service,) = graph.objects(catalog, DCAT.service)
    assert str(graph.value(service, DCAT.endpointURL)) == f"http://testserver{world.API}"


def test_people_find_the_files_the_licence_and_the_snapshots(client, small_world):
    page = client.get("/open-data/").content.decode()
    assert all(f'href="/api/v1/openData/{name}.csv"' in page for name in FILES)
    assert LICENCE in page
    assert "aggregates.csv?snapshot=1-final-1" in page
    assert client.get("/open-data/niets/").status_code == 404
    for file in FILES.values():
        dictionary = client.get(f"/open-data/{file.name}/").content.decode()
        assert all(f"<code>{column.name}</code>" in dictionary for column in file.columns)


@pytest.mark.usefixtures("server_side_cursors")
@pytest.mark.parametrize("name", ["participations", "aggregates", "localGovernments"])
@pytest.mark.parametrize("lines_read", [0, 2])
def test_who_leaves_halfway_leaves_no_cursor_open(small_world, rf, name, lines_read):
    """Left to the sweeping of memory, it would be closed in the middle of somebody else's question."""
    request = rf.get(f"/api/v1/openData/{name}.csv")
    request.user, found = AnonymousUser(), resolve(request.path)
    gc.disable()
    try:
        response = found.func(request, *found.args, **found.kwargs)
        assert open_cursors() == 1
        assert len(list(islice(response, lines_read))) == lines_read
        # What the server does at the end, without the signal that also closes the connection of the test.
        response._resource_closers[0]()
        del response, request
        assert open_cursors() == 0
    finally:
        gc.enable()


def test_where_the_settings_forbid_them_no_cursor_stays_at_the_server(client, small_world):
    assert client.get("/api/v1/openData/participations.csv").status_code == 200
    assert open_cursors() == 0


def open_cursors():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE '_django_curs_%'")
        return cursor.fetchone()[0]
