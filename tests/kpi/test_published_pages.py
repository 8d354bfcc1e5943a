"""The tables of breakdowns for everybody: page, file and API read the same stored cells, and no hidden count is in one of them (R38)."""

import json
import re
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from grants.states import MomentKind
from kpi.models import PublishedCell
from kpi.services import breakdowns, snapshots
from tests import make
from tests.kpi.test_publications import count, moment, offer, towns

__all__ = ["moment", "offer", "towns"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot(moment, towns):
    return breakdowns.publish(snapshots.take_if_due(moment)).snapshot


def page(client, snapshot, **query):
    return client.get(reverse("kpi:snapshot-breakdowns", args=[snapshot.code]), query)


def words(response):
    """The cells of the table of a page, row by row."""
    body = response.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in body.split("</tr>")[:-1]
    ]


def test_everybody_sees_the_regions_first(client, snapshot):
    response = page(client, snapshot)
    assert [row[0] for row in words(response)] == ["Alle samen", "Limburg", "Waasland"]
    assert "Van een tussentijds rapport" not in response.content.decode()


def test_one_chooses_a_split_and_a_level(client, snapshot):
    rows = words(page(client, snapshot, tabel="6.1:land", per="bestuur"))
    assert [row[0] for row in rows] == ["Alle samen", "Maasmechelen", "Sint-Niklaas"]
    assert "verborgen" in rows[1]
    assert rows[0][4] == "niet gerapporteerd"


@pytest.mark.parametrize("asked", [{"tabel": "9.9:niets"}, {"per": "straat"}, {"page": "99"}])
def test_what_does_not_exist_is_the_first(asked, client, snapshot):
    assert words(page(client, snapshot, **asked)) == words(page(client, snapshot))


def test_page_file_and_api_hold_the_same(client, snapshot):
    stored = {
        (
            cell.dimension.code,
            cell.category and cell.category.name,
            cell.level,
            cell.region and cell.region.name,
            cell.local_government and cell.local_government.code,
        ): cell
        for cell in PublishedCell.objects.select_related("dimension", "category", "region", "local_government")
    }
    stands = {
        key: {"shown": cell.count, "hidden": "verborgen", "blank": "niet gerapporteerd"}[cell.state]
        for key, cell in stored.items()
    }
    api = json.loads(client.get(f"/api/v1/breakdowns?snapshot={snapshot.code}&pageSize=1000").content)["items"]
    levels = {"all": "all", "region": "region", "localGovernment": "local_government"}
    assert stands == {
        (
            item["dimension"],
            item.get("categoryName"),
            levels[item["level"]],
            item.get("referenceRegion"),
            item.get("localGovernment"),
        ): (item["count"] if "count" in item else "verborgen" if item.get("suppressed") else "niet gerapporteerd")
        for item in api
    }
    content = b"".join(client.get(reverse("kpi:snapshot-breakdowns-excel", args=[snapshot.code])))
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Uitsplitsingen").to_python()
    head = next(number for number, row in enumerate(sheet) if "Bereikt" in row)
    reached = sheet[head].index("Bereikt")
    assert sorted(map(str, stands.values())) == sorted(
        str(int(row[reached])) if isinstance(row[reached], float) else row[reached] for row in sheet[head + 1 :]
    )
    shown = [
        cell
        for code in ("diploma", "land")
        for per, rest in (("regio", 0), ("bestuur", 1))
        for row in words(page(client, snapshot, tabel=f"6.1:{code}", per=per))[rest:]
        for cell in row[1:]
    ]
    assert sorted(shown) == sorted(map(str, stands.values()))


def test_an_interim_report_says_why_it_has_no_tables(client, offer, towns):
    interim = make.moment(offer.round, MomentKind.INTERIM)
    count(interim, offer, towns[0], 9, diploma={"bachelor": 9})
    taken = snapshots.take_if_due(interim)
    assert "zouden ze kleine aantallen verraden" in page(client, taken).content.decode()
    assert client.get(reverse("kpi:snapshot-breakdowns-excel", args=[taken.code])).status_code == 404


def test_a_snapshot_whose_tables_are_not_made_says_so(client, moment, towns):
    taken = snapshots.take_if_due(moment)
    assert "zijn er nog niet" in page(client, taken).content.decode()


def test_it_costs_the_same_for_few_local_governments_and_for_many(
    client, moment, offer, towns, django_assert_max_num_queries
):
    for number in range(14):
        count(
            moment, offer, make.local_government(f"9{number:04}"), 40, diploma={"bachelor": 20 + number, "graduaat": 3}
        )
    snapshot = breakdowns.publish(snapshots.take_if_due(moment)).snapshot
    with django_assert_max_num_queries(9):
        response = page(client, snapshot, tabel="6.1:diploma", per="bestuur")
    assert len(words(response)) == 11
    assert len(response.content) < 60_000
    assert "1 tot 10 van 16" in response.content.decode()
