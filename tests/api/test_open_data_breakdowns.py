"""Breakdowns as open data: the published cells and nothing else; what is hidden says so and is never zero or blank (R4, R38)."""

import csv
import io
import json
from itertools import product

import pytest
from rdflib import DCAT, Graph

from grants.models import Participation
from grants.states import MomentKind
from kpi.models import BreakdownValue, Category, PublishedCell, Snapshot
from kpi.services import breakdowns
from kpi.services.snapshots import take_if_due, take_on_demand
from kpi.states import CellLevel, CellState
from municipalities.models import LocalGovernment
from samenleven.open_data.rows import breakdowns_rows
from samenleven.open_data.tables import HIDDEN
from tests import make
from tests.api import world
from tests.api.test_open_data import OF_RDFLIB, as_cells, get, peak, rows
from tests.api.world import issues, read

pytestmark = pytest.mark.django_db

FILE = "breakdowns.csv"
FROZEN = f"{FILE}?snapshot=1-final-1"


def test_the_file_holds_the_cells_of_the_api_and_says_which_are_hidden(client, small_world):
    items = read(client, "breakdowns?snapshot=1-final-1")["items"]
    expected = [as_cells(item | ({"count": HIDDEN} if item.get("suppressed") else {})) for item in items]
    about = {"snapshot": "1-final-1", "asOf": "2023-10-15T23:59:59+02:00"}
    assert rows(client, FROZEN) == [row | about for row in expected]
    assert {row.get("count") for row in expected} >= {"8", HIDDEN}


def test_a_hidden_count_is_neither_zero_nor_nothing(client, small_world):
    text = get(client, f"openData/{FROZEN}").body
    stored = PublishedCell.objects.order_by("pk")
    for row, cell in zip(csv.DictReader(io.StringIO(text)), stored, strict=True):
        assert (row["count"], row["suppressed"], row["status"]) == {
            CellState.SHOWN: (str(cell.count), "", ""),
            CellState.HIDDEN: ("suppressed", "true", ""),
            CellState.BLANK: ("", "", "notReported"),
        }[cell.state]
    assert set(stored.values_list("state", flat=True)) == set(CellState.values)


def test_without_a_snapshot_it_holds_the_tables_of_every_public_snapshot(client, small_world):
    frozen = rows(client, FROZEN)
    assert rows(client, FILE) == frozen != []
    _count_in_practice()
    # Of a round that is frozen and not published yet there is nothing to show, and of a practice round never.
    world.add_more()
    assert rows(client, FILE) == frozen
    assert rows(client, f"{FILE}?snapshot=oefening-final-1") != []


def _count_in_practice():
    """The practice round is split too, frozen and published."""
    participation = Participation.objects.get(line__offer__round__is_practice=True)
    final, indicator = make.moment(participation.line.offer.round), participation.line.offer.indicators.get()
    studies = make.dimension("hogere-studies")
    make.split(indicator, studies)
    sent = make.sent(participation, final, {indicator: 9}, at=final.deadline)
    BreakdownValue.objects.create(version=sent, indicator=indicator, category=studies.categories.first(), count=9)
    breakdowns.publish(take_if_due(final))


def test_a_snapshot_without_tables_is_no_empty_file(client, small_world):
    """At an address that lasts an empty file would say that nobody was ever counted."""
    final_moment = Participation.objects.first().line.offer.round.moments
    interim = take_on_demand(final_moment.get(kind=MomentKind.INTERIM), by=make.user())
    participation = Participation.objects.get(local_government__code="44045")
    counted = {participation.line.offer.indicators.get(): 3}
    final = final_moment.get(kind=MomentKind.FINAL)
    make.sent(participation, final, counted, at=final.snapshots.get().taken_at)
    waiting = take_if_due(final)
    for snapshot in (interim, waiting):
        address = f"openData/{FILE}?snapshot={snapshot.code}"
        assert issues(client, address) == [("invalidInput", "snapshot", snapshot.code)]
    breakdowns.publish(waiting)
    assert rows(client, f"{FILE}?snapshot={waiting.code}") != []


def test_the_version_is_that_of_the_tables(client, small_world):
    world.add_more()
    before = get(client, f"openData/{FILE}")
    assert get(client, f"openData/{FILE}", headers={"If-None-Match": before["ETag"]}).status_code == 304
    breakdowns.publish(Snapshot.objects.get(code="2-final-1"))
    assert get(client, f"openData/{FILE}", headers={"If-None-Match": before["ETag"]}).status_code == 200


@OF_RDFLIB
def test_the_catalogue_names_the_tables_that_stand(client, small_world):
    def addresses():
        graph = Graph().parse(data=get(client, "openData/catalog.jsonld").content, format="json-ld")
        return {str(one).rsplit("/", 1)[1] for one in graph.objects(None, DCAT.downloadURL) if "breakdowns" in str(one)}

    assert addresses() == {FILE, FROZEN}
    world.add_more()
    assert addresses() == {FILE, FROZEN}
    assert "2-final-1" in get(client, "openData/catalog.jsonld").body


def test_the_dictionary_says_what_stands_where_a_count_is_hidden(client, small_world):
    document = json.loads(get(client, "openData/csv-metadata.json").content)
    (table,) = [one for one in document["tables"] if one["url"] == FILE]
    (column,) = [one for one in table["tableSchema"]["columns"] if one["name"] == "count"]
    assert (column["datatype"], column["null"]) == ("integer", ["", "suppressed"])
    assert "suppressed" in client.get("/open-data/breakdowns/").content.decode()
    page = client.get("/open-data/").content.decode()
    assert f'href="/api/v1/openData/{FROZEN}"' in page
    assert "<code>suppressed</code>" in page


def test_the_results_of_a_round_lead_to_its_tables(client, small_world):
    link = "/momentopnames/1-final-1/uitsplitsingen/"
    assert link in client.get("/resultaten/1/").content.decode()
    world.add_more()
    assert "uitsplitsingen/" not in client.get("/resultaten/2/").content.decode()
    assert client.get(link).status_code == 200


@pytest.mark.usefixtures("server_side_cursors")
def test_memory_does_not_grow_with_the_cells(small_world):
    final = make.moment(make.round("3"))
    snapshot = take_on_demand(final, by=make.user())
    indicator, category = make.indicator(make.offer(final.round, indicators=0)), Category.objects.first()
    LocalGovernment.objects.bulk_create(
        LocalGovernment(code=f"x{number}", name=f"Gemeente {number}", sort_name=f"g{number}") for number in range(2000)
    )
    places = product(LocalGovernment.objects.filter(code__startswith="x"), (category, None))
    PublishedCell.objects.bulk_create(
        PublishedCell(
            snapshot=snapshot,
            indicator=indicator,
            dimension=category.dimension,
            category=one,
            level=CellLevel.LOCAL_GOVERNMENT,
            local_government=body,
            state=CellState.HIDDEN,
            told=1,
        )
        for body, one in places
    )

    def each():
        return breakdowns_rows(None, {"snapshot": snapshot})

    peak(each(), 10)
    few, many = peak(each(), 1000), peak(each(), 4000)
    assert many < few * 1.3
