"""A small world with something of everything the API shows, and how the tests ask for it."""

import datetime as dt
import json
from functools import cache

from grants.models import RoundChange, Support
from grants.states import Measure, Precision
from kpi.models import BreakdownValue
from kpi.services import breakdowns, snapshots
from samenleven.api import DOCUMENT, parsed
from samenleven.core.clock import end_of_day
from tests import make

API = "/api/v1"
COLLECTIONS = ("goals", "actions", "projectRounds", "localGovernments", "participations", "snapshots", "aggregates")
DOCUMENTS = ("goals/3", "actions/7", "projectRounds/1", "localGovernments/44045", "snapshots/1-final-1")
RESOURCES = COLLECTIONS + DOCUMENTS


def build():
    """Round 1 with actions 6 and 7, a partnership that reported, a merger, a snapshot, and a practice round."""
    lokeren_now = make.local_government("46029", name="Lokeren", valid_from=dt.date(2025, 1, 1))
    ended = {"valid_until": dt.date(2024, 12, 31), "successor": lokeren_now}
    lokeren = make.local_government("46014", name="Lokeren", **ended)
    moerbeke = make.local_government("44045", name="Moerbeke", enterprise_number="0207453405", **ended)
    genk = make.local_government("71016", name="Genk", province="Limburg", reference_region=make.region("Limburg"))
    goal = make.goal(3, title="Competenties")
    first = make.round("1", budget="14136359.00")
    RoundChange.objects.create(round=first, what="call_closes", old="2022-05-31", new="2022-06-15")
    final = make.moment(first)
    make.moment(
        first,
        "interim",
        covers_until=dt.date(2023, 3, 31),
        opens_at=None,
        deadline=end_of_day(dt.date(2023, 4, 30)),
        deadline_precision=Precision.MONTH,
    )
    six, seven = make.action(6, goal=goal, title="Diploma's"), make.action(7, goal=goal, title="Hogere studies")
    Support.objects.create(action=seven, name="PEP!", kind="goede praktijk")
    offer_six = make.offer(first, six, indicators=0)
    make.indicator(
        offer_six, amount_per_unit="600.00", max_units="23", max_amount="13800.00", title="begeleide personen"
    )
    offer_seven = make.offer(first, seven, indicators=0)
    seventh = make.indicator(offer_seven, max_units="262.5", max_amount="97500.00", title="begeleide jongeren")
    make.published(first, six, Measure.TARGET, "33")
    make.published(first, six, Measure.AWARDED, "14700")
    make.published(first, six, Measure.LOCAL_GOVERNMENTS, "2")
    line = make.line(make.application(first, lokeren), offer_seven)
    make.award(line, "3900.00", "6")
    together = [make.participation(line, lokeren), make.participation(line, moerbeke)]
    for member, units in zip(together, ("4", "2"), strict=True):
        make.commitment(member, seventh, target=10, current_reach=4, units=units)
    alone = make.line(make.application(first, genk), offer_seven)
    make.award(alone, "975.00", "1.5")
    make.commitment(make.participation(alone), seventh, target=2, current_reach=None, units="1.5")
    sent = make.sent(together[0], final, {seventh: 8}, at=end_of_day(dt.date(2023, 10, 9)))
    studies = make.dimension("hogere-studies", name="Hogere studies")
    make.split(seventh, studies)
    for category, count in (("a", 6), ("b", 2)):
        BreakdownValue.objects.create(
            version=sent, indicator=seventh, category=studies.categories.get(code=category), count=count
        )
    breakdowns.publish(snapshots.take_if_due(final))
    practice = make.round("oefening", is_practice=True, title="Oefenronde")
    offer = make.offer(practice, seven)
    line = make.line(make.application(practice, genk), offer)
    make.award(line)
    make.commitment(make.participation(line))
    return final


def add_more():
    """As much again of everything."""
    final = make.moment(make.round("2", starts_on=dt.date(2023, 10, 1), ends_on=dt.date(2024, 9, 30)))
    make.moment(final.round, "interim", covers_until=dt.date(2024, 3, 31), opens_at=None, deadline=None)
    RoundChange.objects.create(round=final.round, what="call_closes", old="2023-07-10", new="2023-07-12")
    for number in (20, 21, 22):
        action = make.action(number, goal=make.goal(number))
        Support.objects.create(action=action, name="Groep Intro", kind="goede praktijk")
        line = make.line(make.application(final.round), make.offer(final.round, action, indicators=2))
        make.award(line)
        for indicator in line.offer.indicators.all():
            make.commitment(make.participation(line, make.local_government()), indicator)
    snapshots.take_if_due(final)


@cache
def document():
    """The description of the API as it is committed."""
    return parsed(DOCUMENT.read_bytes())


def get(client, address, **kwargs):
    """What the API answers."""
    return client.get(f"{API}/{address}", **kwargs)


def read(client, address):
    """The body of a good answer."""
    response = get(client, address)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def issues(client, address):
    """What is wrong with a question: (kind, parameter, value)."""
    response = get(client, address)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json"), response.content
    body = json.loads(response.content)
    assert all(issue["detail"].endswith(".") for issue in body["issues"])
    return [(issue["type"].rsplit(":", 1)[1], issue["name"], issue.get("value")) for issue in body["issues"]]
