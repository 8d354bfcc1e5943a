"""How a count was split stays readable beside its corrections, with what changed, for who may see that (R26, R29)."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi.models import IndicatorDimension, Registration
from kpi.services import registrations
from kpi.services.registrations import read_history
from tests import make
from tests.kpi.corridor import CORRECTABLE, LATE, OPEN
from tests.kpi.splits import splitting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def one():
    made = splitting()
    made.page.save(20)
    made.save(made.track, a=3, b=4)
    made.save(made.study, onbekend=20)
    made.page.act(registrations.submit)
    return made


def correct(one, clock, days=0, **counts):
    clock.move_to(CORRECTABLE + dt.timedelta(days=days))
    one.page.act(registrations.start_correction)
    one.save(one.track, **counts)
    one.page.act(registrations.submit)


def history(one, *, with_splits=True):
    registration = Registration.objects.get()
    return read_history(registration, reader=one.page.editor, with_draft=False, with_splits=with_splits)


def shown(client, person):
    client.force_login(person)
    html = client.get(Registration.objects.get().get_absolute_url()).content.decode()
    return unescape(re.sub(r"\s+", " ", html))


def said(split):
    return {category.code: [str(one.answer) for one in versions] for category, versions in split.parts}


def test_each_version_stands_beside_the_one_before(one, clock):
    correct(one, clock, a=9, b=None, onbekend=0)
    track, study = history(one).splits
    assert (track.dimension, study.dimension) == (one.track, one.study)
    assert said(track) == {"a": ["3", "9"], "b": ["4", "niets"], "onbekend": ["niets", "0"]}
    assert [str(total) for total in track.totals] == ["7", "9"]
    assert said(study) == {"onbekend": ["20", "20"]}


def test_what_splits_a_split_stands_under_it(one, clock):
    clock.move_to(LATE)
    one.page.act(registrations.start_correction)
    one.save(one.origin, a=2)
    one.page.act(registrations.submit)
    splits = history(one).splits
    assert [split.dimension for split in splits] == [one.track, one.origin, one.study]
    assert [str(total) for total in splits[1].totals] == ["niets", "2"]


def test_each_version_says_what_it_changed(client, one, clock):
    correct(one, clock, a=9, b=None)
    _first, second = history(one).steps
    assert [(category.code, change.change) for _split, category, change in second.parts] == [
        ("a", "van 3 naar 9 (6 meer)"),
        ("b", "van 4 naar niets"),
    ]
    text = shown(client, one.page.editor)
    assert "Uitsplitsing van 101.1, Traject, a: van 3 naar 9 (6 meer)" in text
    assert '<td data-changed><strong>9</strong><span class="meta">gewijzigd, was 3</span></td>' in text
    assert "Dezelfde aantallen als in versie 1." in text
    assert text.count("data-changed") == 2


def test_a_split_that_is_not_asked_any_more_stays_readable(one, clock):
    IndicatorDimension.objects.filter(dimension=one.study).delete()
    correct(one, clock, a=9)
    assert said(history(one).splits[1]) == {"onbekend": ["20", "niets"]}


@pytest.mark.parametrize(
    ("ministry_role", "is_seen"),
    [("case_handler", False), ("finance", False), ("administrator", False), ("analyst", True)],
)
def test_at_the_ministry_only_the_analyst_sees_it(client, one, clock, ministry_role, is_seen):
    correct(one, clock, a=9)
    text = shown(client, make.user(ministry_role=ministry_role))
    assert ("Traject" in text) == is_seen
    assert ("van 3 naar 9" in text) == is_seen
    assert "Dezelfde aantallen als in versie 1." in text


@pytest.mark.parametrize("role", ["editor", "signatory", "reader"])
def test_the_own_people_see_it(client, one, role):
    text = shown(client, make.editor(one.page.local_government, role=role))
    assert "Uitsplitsing van KPI 101.1, per versie" in text


def test_the_lead_sees_that_of_its_members(client, one):
    line = one.page.first.participation.line
    line.application.lead = make.local_government(name="Trekker")
    line.application.save()
    assert "Traject" in shown(client, make.editor(line.application.lead))


def test_the_draft_of_a_split_stands_on_it_for_nobody(client, one, clock):
    clock.move_to(LATE)
    one.page.act(registrations.start_correction)
    one.save(one.track, a=13)
    for person in (one.page.editor, make.user(ministry_role="analyst")):
        assert (
            "13"
            not in re.sub(r"<head.*</head>", "", shown(client, person)).split('id="splits"')[1].split("</section>")[0]
        )


def test_who_may_not_see_it_is_not_read(one):
    assert history(one, with_splits=False).splits == []


def test_many_versions_cost_as_much_as_one(client, one, clock):
    client.force_login(one.page.editor)
    address = Registration.objects.get().get_absolute_url()

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = asked()
    for day in range(4):
        correct(one, clock, days=day, a=4 + day)
    client.force_login(one.page.editor)
    assert asked() == few
