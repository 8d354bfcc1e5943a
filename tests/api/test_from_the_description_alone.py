"""A program that knows nothing of the portal but its description pulls the figures of a round, and registers (OpenAPI)."""

import base64
import csv
import io
import json
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client

from kpi.figures import aggregates, live
from samenleven.api import parsed
from tests import make
from tests.api.software import software
from tests.kpi.corridor import OPEN, corridor

pytestmark = pytest.mark.django_db


class Program:
    """Reads the description where the portal gives it; knows operations by their name, and nothing else."""

    def __init__(self, address="/api/v1/openapi.yaml", key=None):
        self.document = parsed(Client().get(address).content)
        self.operations = {
            operation["operationId"]: (method, address, operation)
            for address, methods in self.document["paths"].items()
            for method, operation in methods.items()
        }
        self.key, self.tokens = key, {}

    def call(self, name, *, etag=None, body=None, **asked):
        """One operation: its parameters go where the description puts them, and its token is asked as it says."""
        method, address, operation = self.operations[name]
        headers, query = {}, {}
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in asked and parameter["in"] == "path":
                address = address.replace(f"{{{parameter['name']}}}", str(asked.pop(parameter["name"])))
            elif parameter["name"] in asked and parameter["in"] == "query":
                query[parameter["name"]] = asked.pop(parameter["name"])
            elif parameter["in"] == "header" and parameter.get("required"):
                headers[parameter["name"]] = etag
        assert not asked, f"not described: {asked}"
        for scheme, scopes in (operation.get("security") or [{}])[-1].items():
            headers["Authorization"] = f"Bearer {self.token(scheme, scopes)}"
        sent = {"QUERY_STRING": urlencode(query, doseq=True)}
        if body is not None:
            (kind,) = operation["requestBody"]["content"]
            sent |= {"data": json.dumps(body), "content_type": kind}
        answer = getattr(Client(), method)(address, headers=headers, **sent)
        assert str(answer.status_code) in operation["responses"]
        return answer

    def token(self, scheme, scopes):
        flow = self.document["components"]["securitySchemes"][scheme]["flows"]["clientCredentials"]
        basic = base64.b64encode(":".join(self.key).encode()).decode()
        answer = Client().post(
            flow["tokenUrl"],
            {"grant_type": "client_credentials", "scope": " ".join(scopes)},
            headers={"Authorization": f"Basic {basic}"},
        )
        return json.loads(answer.content)["access_token"]

    def every_item(self, name, **asked):
        """All pages, by the addresses in `next`."""
        page = json.loads(self.call(name, **asked).content)
        yield from page["items"]
        while "next" in page:
            parts = urlsplit(page["next"])
            page = json.loads(Client().get(f"{parts.path}?{parts.query}").content)
            yield from page["items"]


def test_it_pulls_the_figures_of_a_round(small_world):
    program = Program()
    rows = list(program.every_item("aggregates", projectRound=1, groupBy="action", asOf="2023-12-01", pageSize=1))
    asked = live(make.dt.datetime(2023, 12, 1, 22, 59, 59, 999999, tzinfo=make.dt.UTC), "final")
    figures = {one.action: one for one in aggregates(asked, ["action"], {"project_round": ["1"]})}
    assert {row["action"] for row in rows} == set(figures) == {6, 7}
    for row in rows:
        figure = figures[row["action"]]
        assert row.get("target") == figure.target
        assert row.get("realised") == figure.realised
        assert row.get("awardedAmount") == (None if figure.awarded_amount is None else f"{figure.awarded_amount:.2f}")
    assert next(row for row in rows if row["action"] == 7)["target"] == 22


def text_of(value):
    """A value of the API as a cell of the files says it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("group", ["action", "indicator", "localGovernment", "referenceRegion"])
def test_the_figures_of_a_round_are_those_of_its_file(small_world, group):
    """Every column of the file, by the dictionary, is what the API says: nothing more, nothing less, nothing else."""
    program = Program()
    dictionary = json.loads(program.call("openDataDictionary").content)
    (table,) = (one for one in dictionary["tables"] if one["url"] == "aggregates.csv")
    columns = [one["name"] for one in table["tableSchema"]["columns"]]
    answer = program.call("openDataAggregates", snapshot="1-final-1", groupBy=group)
    cells = list(csv.DictReader(io.StringIO(b"".join(answer).decode(), newline="")))
    asked = {"snapshot": "1-final-1", "pageSize": 1}
    rows = list(program.every_item("aggregates", groupBy=["projectRound", group], **asked))
    (snapshot,) = (one for one in program.every_item("snapshots") if one["code"] == "1-final-1")
    assert len(cells) == len(rows) > 0
    for row in rows:
        row |= {"snapshot": "1-final-1", "asOf": snapshot["asOf"]}
        registrations = row.pop("registrations", {})
        row |= {f"registrations{name.capitalize()}": number for name, number in registrations.items()}
        assert set(row) <= set(columns)
    of_group = lambda row: str(row.get(group, ""))  # noqa: E731
    said = [{name: text_of(row[name]) if name in row else "" for name in columns} for row in sorted(rows, key=of_group)]
    assert sorted(cells, key=of_group) == said
    assert any(cell["target"] for cell in cells)


def test_it_registers_and_sends(time_machine):
    time_machine.move_to(OPEN)
    here = corridor(actions=2)
    one = software(here.local_government, scopes=["registrations:read", "registrations:write"])
    program = Program(key=(one.client.client_id, one.secret))
    (found,) = program.every_item("registrations")
    answer = program.call("registration", id=found["id"])
    counts = [
        {"participation": part["participation"], "indicator": count["indicator"], "count": 7}
        for part in json.loads(answer.content)["parts"]
        for count in part["counts"]
        if "lock" not in part
    ]
    answer = program.call("fillInRegistration", id=found["id"], etag=answer["ETag"], body={"counts": counts})
    answer = program.call("submitRegistration", id=found["id"], etag=answer["ETag"])
    assert (answer.status_code, json.loads(answer.content)["status"]) == (200, "submitted")
    assert {str(sent.answer) for part in here.sheet().parts for sent in part.sent} == {"7"}
