"""Somebody walks through the pages of a collection while rows come: none is given twice, none is skipped (api.md)."""

import datetime as dt

import pytest
from django.utils import timezone

from grants.models import Commitment, ReportingMoment
from kpi.services import snapshots
from tests import make
from tests.api.world import API, read

pytestmark = pytest.mark.django_db


def walk(client, address, comes_between=lambda: None):
    """Every row of every page, with what happens after the first."""
    found = []
    page = read(client, address)
    found += page["items"]
    comes_between()
    while "next" in page:
        page = read(client, page["next"].removeprefix(f"http://testserver{API}/"))
        found += page["items"]
    return found


def test_local_governments_that_come_first_shift_nothing(client, small_world):
    before = [item["code"] for item in walk(client, "localGovernments?pageSize=2")]
    between = lambda: [make.local_government(name=name) for name in ("Aaa", "Aab")]  # noqa: E731
    assert [item["code"] for item in walk(client, "localGovernments?pageSize=2", between)] == before


def test_local_governments_that_come_later_are_there(client, small_world):
    between = lambda: make.local_government("99999", name="Zzz")  # noqa: E731
    codes = [item["code"] for item in walk(client, "localGovernments?pageSize=2", between)]
    assert codes[-1] == "99999"
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("order", ["", "&sort=-title", "&sort=title"])
def test_goals_in_any_order(client, small_world, order):
    for number in (10, 11, 12, 13):
        make.goal(number)
    before = [item["number"] for item in walk(client, f"goals?pageSize=2{order}")]
    between = lambda: [make.goal(number, title=title) for number, title in ((1, "A"), (9, "Z"))]  # noqa: E731
    after = [item["number"] for item in walk(client, f"goals?pageSize=2{order}", between)]
    assert [number for number in after if number not in (1, 9)] == before
    assert len(after) == len(set(after))


def test_a_row_that_went_away_leaves_its_page_number(client, small_world):
    page = read(client, "localGovernments?pageSize=1&after=nobody&page=2")
    assert page["items"] == read(client, "localGovernments?pageSize=1&page=2")["items"]


def test_snapshots_of_an_earlier_round_shift_nothing(client, small_world):
    moment = ReportingMoment.objects.get(round__code="1", kind="final")
    for _each in range(3):
        snapshots.take_on_demand(moment, by=None)
    before = [item["code"] for item in walk(client, "snapshots?pageSize=2")]
    earlier = make.moment(make.round("0", starts_on=dt.date(2021, 10, 1), ends_on=dt.date(2022, 9, 30)))
    between = lambda: snapshots.take_on_demand(earlier, by=None)  # noqa: E731
    assert [item["code"] for item in walk(client, "snapshots?pageSize=2", between)] == before


@pytest.mark.parametrize("address", ["participations?pageSize=2", "aggregates?pageSize=1&groupBy=localGovernment"])
def test_figures_are_those_of_one_moment(client, small_world, address):
    before = walk(client, address)

    def between():
        line = Commitment.objects.first().participation.line
        member = make.participation(line, make.local_government("10000", name="Aaa"), known_at=timezone.now())
        make.commitment(member, line.offer.indicators.get(), known_at=timezone.now())

    after = walk(client, address, between)
    assert after == before
    assert len(walk(client, address)) > len(before)


def test_a_page_names_its_moment_once_and_keeps_the_question(client, small_world):
    page = read(client, "participations?pageSize=1&asOf=2023-03-03&action=7")
    assert page["next"].endswith("participations?pageSize=1&asOf=2023-03-03&action=7&page=2")
    page = read(client, "participations?pageSize=1&action=7")
    assert page["next"].count("asOf=") == 1
    assert page["next"].endswith("&page=2")
