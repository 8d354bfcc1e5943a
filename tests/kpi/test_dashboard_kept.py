"""The dashboard is drawn once and kept: never longer than it is true, and never with anything of who asked."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpi.services.snapshots import take_if_due, verify
from tests import make
from tests.kpi.tables import tables_of, text_of
from tests.kpi.test_dashboard import offered, part, send

pytestmark = pytest.mark.django_db

ON_A_HIT = 2  # user, stamp: the session stands in Redis


@pytest.fixture
def final():
    return make.moment(make.round("1"))


@pytest.fixture
def analyst(client):
    client.force_login(make.user("analist", ministry_role="analyst", first_name="Ann", last_name="Peeters"))
    return client


def grow(final, times):
    """More of everything: rounds, goals, actions, local governments, registrations."""
    for number in range(times):
        make.moment(make.round(str(20 + number), starts_on=dt.date(2021, 10, 1)))
        make.goal(100 + number)
        for _one in range(3):
            send(part(final, 7), final, 12)


# The statements of each page when nothing is kept: session, user, unread messages and stamp, what can be chosen, the figures.
COLD = {
    "/dashboard/?ronde=1": 9,
    "/dashboard/?ronde=1&bestuur=Genk": 10,
    "/dashboard/?ronde=1&kaart=nu&op=20/10/2023": 9,
    "/dashboard/?momentopname=1-final-1&sort=-doel": 10,
    "/dashboard/actie/7/?ronde=1": 10,
    "/dashboard/actie/7/?momentopname=1-final-1&bestuur=Genk": 11,
    "/dashboard/csv/?ronde=1": 7,
    "/dashboard/actie/7/csv/?ronde=1": 7,
    "/dashboard/actie/7/71016/?ronde=1": 13,
}


def statements(client, address):
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
        b"".join(response)
    assert response.status_code == 200
    return len(asked)


def test_every_page_costs_the_same_for_one_row_and_for_many(analyst, final):
    send(part(final, 7, by=make.local_government("71016", name="Genk")), final, 12)
    take_if_due(final)
    for growth in (0, 8):
        grow(final, growth)
        assert {address: statements(analyst, address) for address in COLD} == COLD


@pytest.mark.parametrize("address", ["/dashboard/", "/dashboard/actie/7/", "/dashboard/?bestuur=Atlantis"])
def test_the_second_time_only_the_stamp_is_asked(analyst, final, django_assert_num_queries, address):
    part(final)
    first = analyst.get(address)
    with django_assert_num_queries(ON_A_HIT):
        second = analyst.get(address)
    assert tables_of(first) == tables_of(second)


def test_a_page_of_24_actions_stays_small(analyst, final):
    for number in range(1, 25):
        send(part(final, number, goal=1 + number // 4), final, 12)
    grow(final, 3)
    assert len(analyst.get("/dashboard/?bestuur=e").content) < 60_000
    assert len(analyst.get("/dashboard/").content) < 60_000


def test_what_is_sent_is_seen_at_once(analyst, final):
    participation = part(final)
    assert tables_of(analyst.get("/dashboard/"))[0][2][4] == "nog niet gerapporteerd"
    make.sent(participation, final, {participation.line.offer.indicators.get(): 12}, at=timezone.now())
    assert tables_of(analyst.get("/dashboard/"))[0][2][4] == "12"


def test_a_deadline_that_passes_changes_the_page_though_no_row_changes(analyst):
    with time_machine.travel(dt.datetime(2023, 10, 15, 21, 58, tzinfo=dt.UTC), tick=False) as clock:
        analyst.force_login(make.user("late", ministry_role="analyst"))
        part(make.moment(make.round("1")))
        assert tables_of(analyst.get("/dashboard/"))[0][2][4] == "nog niet verwacht"
        clock.shift(dt.timedelta(minutes=3))
        assert tables_of(analyst.get("/dashboard/"))[0][2][4] == "nog niet gerapporteerd"


def test_a_recount_shows_though_no_figure_changes(analyst, final):
    part(final)
    snapshot = take_if_due(final)
    address = f"/dashboard/?momentopname={snapshot.code}"
    assert "nog niet herteld" in text_of(analyst.get(address))
    check = verify(snapshot)
    assert "hertelling klopt" in text_of(analyst.get(address))
    check.recount_digest = "0" * 64
    check.pk = None
    check.checked_at = timezone.now()
    check.save()
    assert "hertelling wijkt af" in text_of(analyst.get(address))


def test_what_is_kept_holds_nothing_of_who_asked(analyst, client, final, monkeypatch):
    part(final)
    kept = []
    monkeypatch.setattr(cache, "set", lambda key, value, timeout: kept.append(value))
    page = analyst.get("/dashboard/").content.decode()
    assert "Ann Peeters" in page
    assert "csrfmiddlewaretoken" in page
    ((content, *_rest), _until), *rest = kept
    assert rest == []
    assert "Doelstelling 3" in content
    assert "Peeters" not in content
    assert "csrf" not in content


def test_two_people_get_their_own_name_and_token(analyst, client, final):
    part(final)
    one = analyst.get("/dashboard/").content.decode()
    client.force_login(make.user("bert", ministry_role="administrator", first_name="Bert", last_name="Maes"))
    other = client.get("/dashboard/").content.decode()
    assert "Ann Peeters" in one
    assert "Bert Maes" in other
    assert "Peeters" not in other
    assert _token(one) != _token(other)


def test_without_a_cache_it_only_takes_longer(analyst, final, settings):
    settings.CACHES = settings.CACHES | {
        "default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/valkey.sock?db=0"}
    }
    part(final)
    for _time in range(2):
        assert tables_of(analyst.get("/dashboard/"))[0][2][3] == "10 huidig 4 gepland 6"


def test_htmx_gets_the_figures_alone(analyst, final):
    part(final)
    analyst.get("/dashboard/?sort=-doel")
    headers = {"HX-Request": "true", "HX-Target": "figures"}
    fragment = analyst.get("/dashboard/?sort=-doel", headers=headers)
    assert fragment.content.decode().lstrip().startswith('<div class="stack" id="figures" data-announce="')
    assert "<html" not in fragment.content.decode()
    assert "HX-Request" in fragment["Vary"]
    assert 'aria-sort="descending"' in fragment.content.decode()


def test_the_links_work_without_htmx(analyst, final):
    offered(final, 7, 3)
    page = analyst.get("/dashboard/").content.decode()
    assert '<form class="filter-form" method="get" action="/dashboard/"' in page
    assert 'href="?sort=-doel"' in page
    assert reverse("kpi:dashboard-csv") in page


def _token(page):
    return page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
