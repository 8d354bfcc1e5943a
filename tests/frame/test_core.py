"""The ground floor: clocks, flows, the cache and the broker that may be away, history and stamps."""

import datetime as dt

import pytest
from celery import Celery
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from samenleven.audit.models import Event
from samenleven.audit.services import record
from samenleven.core import clock
from samenleven.core.errors import DomainError
from samenleven.core.flow import Flow
from samenleven.core.models import Stamp
from samenleven.core.tasks import HEARTBEAT_KEY, heartbeat, wake
from tests import make


class Thing:
    def __init__(self, status):
        self.status = status

    class _meta:  # noqa: N801 (as Django names it)
        @staticmethod
        def get_field(name):
            return type("Field", (), {"choices": [("draft", "ontwerp"), ("sent", "ingediend")]})


FLOW = Flow({"draft": {"sent"}, "sent": set(), "lost": {"lost"}})


class TestFlow:
    def test_an_allowed_step_is_taken(self):
        thing = Thing("draft")
        FLOW.advance(thing, "sent")
        assert thing.status == "sent"

    def test_another_step_is_refused_and_nothing_happens(self):
        thing = Thing("sent")
        with pytest.raises(DomainError, match="van “ingediend” naar “ontwerp”"):
            FLOW.advance(thing, "draft")
        assert thing.status == "sent"

    @pytest.mark.parametrize(("status", "reaches"), [("draft", True), ("sent", True), ("lost", False)])
    def test_it_knows_from_where_an_end_is_reached(self, status, reaches):
        assert FLOW.reaches_an_end(status) is reaches


class TestClock:
    @pytest.mark.parametrize(
        ("day", "start", "end"),
        [
            (dt.date(2023, 3, 3), "2023-03-03T00:00:00+01:00", "2023-03-03T23:59:59+01:00"),
            (dt.date(2023, 10, 15), "2023-10-15T00:00:00+02:00", "2023-10-15T23:59:59+02:00"),
            (dt.date(2023, 3, 26), "2023-03-26T00:00:00+01:00", "2023-03-26T23:59:59+02:00"),  # summer time begins
            (dt.date(2023, 10, 29), "2023-10-29T00:00:00+02:00", "2023-10-29T23:59:59+01:00"),  # and ends
        ],
    )
    def test_a_day_opens_and_closes_in_brussels(self, day, start, end):
        assert clock.start_of_day(day).isoformat(timespec="seconds") == start
        assert clock.end_of_day(day).isoformat(timespec="seconds") == end
        assert clock.day_in_brussels(clock.end_of_day(day)) == day
        assert clock.is_end_of_day(clock.end_of_day(day))

    def test_the_days_of_the_clock_changes_last_23_and_25_hours(self):
        def hours(day):
            begin, end = clock.start_of_day(day), clock.start_of_day(day + dt.timedelta(days=1))
            return (end.astimezone(dt.UTC) - begin.astimezone(dt.UTC)) / dt.timedelta(hours=1)

        assert (hours(dt.date(2023, 3, 26)), hours(dt.date(2023, 10, 29))) == (23, 25)

    @pytest.mark.parametrize(("year", "month", "last"), [(2025, 10, 31), (2024, 2, 29), (2023, 2, 28)])
    def test_a_month_means_its_last_day(self, year, month, last):
        assert clock.last_day_of_month(year, month).day == last


class TestBroker:
    def test_a_dead_broker_is_no_error(self):
        app = Celery(
            "away",
            set_as_current=False,
            broker="redis://127.0.0.1:1/0",
            broker_transport_options={"socket_connect_timeout": 1},
        )

        @app.task
        def nothing():
            """Never reached."""

        assert wake(nothing) is False

    def test_a_living_broker_takes_the_task(self):
        assert wake(heartbeat) is True

    def test_the_heartbeat_says_when(self):
        heartbeat()
        assert cache.get(HEARTBEAT_KEY) == pytest.approx(dt.datetime.now(dt.UTC).timestamp(), abs=5)


@pytest.mark.parametrize("away", ["redis://127.0.0.1:1/0"])
def test_a_dead_cache_answers_that_nothing_is_there(away, settings):
    with override_settings(
        CACHES={"default": settings.CACHES["default"] | {"LOCATION": away}},
    ):
        cache.set("a", 1)
        assert cache.get("a") is None
        assert cache.get("a", "else") == "else"
        assert cache.get_many(["a"]) == {}
        assert cache.add("a", 1) is False


@pytest.mark.django_db
class TestHistory:
    def test_an_event_is_kept_with_ids_only(self):
        somebody, thing = make.user(), make.programme()
        event = record(somebody, "programme.looked_at", thing, code=thing.code)
        assert (event.model, event.object_id, event.data) == ("grants.programme", str(thing.pk), {"code": thing.code})

    @pytest.mark.parametrize("sql", ["UPDATE audit_event SET verb = 'else'", "DELETE FROM audit_event"])
    def test_an_event_is_never_changed_or_deleted(self, sql):
        record(None, "clock.struck", make.programme())
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert Event.objects.get().verb == "clock.struck"

    def test_a_change_by_sql_shows_in_the_history(self):
        changed = make.goal(3, title="Competenties")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE grants_goal SET title = 'Iets anders' WHERE id = %s", [changed.pk])
        events = type(changed).events.rel.related_model.objects.filter(pgh_obj=changed).order_by("pgh_id")
        assert [event.title for event in events] == ["Competenties", "Iets anders"]


@pytest.mark.django_db
class TestStamp:
    def test_it_rises_with_a_change_and_only_then(self):
        before = Stamp.of("figures")
        changed = make.goal(3)
        after = Stamp.of("figures")
        assert after > before
        changed.refresh_from_db()
        assert Stamp.of("figures") == after
        changed.title = "Anders"
        changed.save()
        assert Stamp.of("figures") > after

    def test_it_rises_once_for_many_rows(self):
        for _each in range(3):
            make.goal()
        before = Stamp.of("figures")
        type(make.goal(1)).objects.update(title="Zelfde")
        assert Stamp.of("figures") <= before + 2
