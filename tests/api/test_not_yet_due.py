"""Before the told deadline nobody outside the ministry learns what local governments sent: not live, not frozen (R33)."""

import csv
import datetime as dt

import pytest
from django.urls import reverse

from kpi.models import BreakdownValue, Publication
from kpi.services import breakdowns, snapshots
from tests import make
from tests.api.world import get, issues, read
from tests.kpi.test_dashboard import part

pytestmark = pytest.mark.django_db
CODE = "1-final-1"
GROUPED = "aggregates?projectRound=1&groupBy=localGovernment"
DAY = dt.timedelta(days=1)


@pytest.fixture
def final(time_machine):
    """A final report, three days before its deadline: one of two sent 80, split in 60 and 20."""
    final = make.moment(make.round("1"))
    sender = part(final, by=make.local_government("44021", name="Gent"))
    part(final, by=make.local_government("46014", name="Lokeren"))
    indicator = sender.line.offer.indicators.get()
    time_machine.move_to(final.deadline - 3 * DAY, tick=False)
    version = make.sent(sender, final, {indicator: 80}, at=final.deadline - 5 * DAY)
    studies = make.dimension("hogere-studies", name="Hogere studies")
    make.split(indicator, studies)
    for code, count in (("a", 60), ("b", 20)):
        category = studies.categories.get(code=code)
        BreakdownValue.objects.create(version=version, indicator=indicator, category=category, count=count)
    return final


@pytest.fixture
def early(final):
    """A snapshot that an administrator asked for."""
    return snapshots.take_on_demand(final, by=make.user(ministry_role="administrator"))


def told(client, address):
    """What is said of each local government: its result, its state, how many sent."""
    return {
        row["localGovernment"]: (row.get("realised"), row["status"], row["registrations"]["submitted"])
        for row in read(client, address)["items"]
    }


def test_live_figures_tell_what_was_sent_from_the_deadline_on(client, final, time_machine):
    nothing = {"44021": (None, "notYetDue", 0), "46014": (None, "notYetDue", 0)}
    assert told(client, GROUPED) == nothing
    etag = get(client, GROUPED)["ETag"]
    time_machine.move_to(final.deadline + dt.timedelta(hours=1), tick=False)
    assert get(client, GROUPED, headers={"If-None-Match": etag}).status_code == 200
    assert told(client, GROUPED) == {"44021": (80, "complete", 1), "46014": (None, "notYetReported", 0)}
    # As known on a day before it: what was public then.
    assert told(client, f"{GROUPED}&asOf={(final.deadline - 2 * DAY).date()}") == nothing


def test_a_round_that_is_due_stands_beside_one_that_is_not(client, final, time_machine):
    later = make.round("2", starts_on=dt.date(2023, 10, 1), ends_on=dt.date(2024, 9, 30))
    moment = make.moment(later)
    sender = part(moment, by=make.local_government("71016", name="Genk"))
    time_machine.move_to(final.deadline + DAY, tick=False)
    make.sent(sender, moment, {sender.line.offer.indicators.get(): 5}, at=final.deadline)
    asked = told(client, "aggregates?projectRound=1&projectRound=2&groupBy=localGovernment")
    assert (asked["44021"][0], asked["71016"]) == (80, (None, "notYetDue", 0))


def test_a_snapshot_of_before_the_deadline_does_not_exist_for_a_visitor(client, early):
    assert early.code == CODE
    assert read(client, "snapshots")["items"] == []
    assert read(client, "snapshots?projectRound=1&cause=onDemand")["items"] == []
    assert list(csv.DictReader(_lines(client, "snapshots.csv"))) == []
    early_answer, unknown = get(client, f"snapshots/{CODE}"), get(client, "snapshots/1-final-9")
    assert (early_answer.status_code, unknown.status_code) == (404, 404)
    for address in (
        "aggregates",
        "participations",
        "breakdowns",
        "openData/aggregates.csv",
        "openData/participations.csv",
        "openData/breakdowns.csv",
    ):
        assert issues(client, f"{address}?snapshot={CODE}") == [("referencedResourceNotFound", "snapshot", CODE)]


def test_it_gets_no_tables_and_its_page_is_the_ministrys(client, early):
    assert breakdowns.waiting() == []
    assert breakdowns.publish(early) is None
    assert not Publication.objects.exists()
    page = reverse("kpi:snapshot-breakdowns", args=[CODE])
    for visitor in (None, make.editor(make.local_government())):
        if visitor:
            client.force_login(visitor)
        for address in (page, reverse("kpi:snapshot-breakdowns-excel", args=[CODE])):
            assert client.get(address).status_code == 404
    client.force_login(make.user(ministry_role="analyst"))
    assert client.get(page).status_code == 200


def test_the_tables_of_the_deadline_do_not_make_those_of_before_it(client, early, final, time_machine):
    time_machine.move_to(final.deadline + DAY, tick=False)
    due = snapshots.take_if_due(final)
    assert breakdowns.waiting() == [due.pk]
    breakdowns.publish(due)
    assert Publication.objects.get().snapshot == due
    assert [one["code"] for one in read(client, "snapshots")["items"]] == [due.code]


def _lines(client, name):
    return b"".join(get(client, f"openData/{name}").streaming_content).decode().splitlines()
