"""Whether the portal says honestly how it is."""

import json
import socket

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone

from samenleven.core import health
from samenleven.core.tasks import HEARTBEAT_KEY, heartbeat
from tests.api.world import get, issues

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def look_anew(monkeypatch):
    """Each test looks at the broker itself, long after the start."""
    monkeypatch.setattr(health, "_last_look", None)
    monkeypatch.setattr(health, "_started", health.time.monotonic() - 1000)


@pytest.fixture
def dead_broker(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


def answer(client):
    response = get(client, "health")
    assert response["Cache-Control"] == "no-store"
    return response.status_code, json.loads(response.content)


def test_all_is_well(client):
    heartbeat()
    assert answer(client) == (200, {"status": "UP"})


def test_a_late_clock_is_named(client):
    cache.set(HEARTBEAT_KEY, timezone.now().timestamp() - 121)
    assert answer(client) == (200, {"status": "UP", "degraded": ["beat"]})


def test_a_clock_that_was_never_heard_is_named(client):
    assert answer(client) == (200, {"status": "UP", "degraded": ["beat"]})


def test_right_after_the_start_the_clock_gets_two_minutes(client, monkeypatch):
    monkeypatch.setattr(health, "_started", health.time.monotonic() - 119)
    assert answer(client) == (200, {"status": "UP"})


def test_a_dead_broker_is_named_and_the_portal_stays_up(client, dead_broker):
    heartbeat()
    before = health.time.monotonic()
    assert answer(client) == (200, {"status": "UP", "degraded": ["broker"]})
    assert health.time.monotonic() - before < 3


def test_a_broker_that_hangs_is_named_after_a_second(client, settings):
    heartbeat()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        before = health.time.monotonic()
        assert answer(client) == (200, {"status": "UP", "degraded": ["broker"]})
    assert health.time.monotonic() - before < 4


def test_where_tasks_run_at_once_no_broker_is_missed(client, dead_broker, settings):
    heartbeat()
    settings.CELERY_TASK_ALWAYS_EAGER = True
    assert answer(client) == (200, {"status": "UP"})


def test_the_broker_is_not_asked_again_within_a_few_seconds(client, monkeypatch):
    heartbeat()
    asked = []
    monkeypatch.setattr(health, "_connects", lambda: asked.append(1) or True)
    answer(client), answer(client)
    assert len(asked) == 1


def test_without_the_database_the_portal_is_down(client, monkeypatch):
    def fail():
        raise DatabaseError

    monkeypatch.setattr(health.connection, "cursor", fail)
    assert answer(client) == (503, {"status": "DOWN"})


def test_health_knows_no_parameters(client):
    assert issues(client, "health?verbose=1") == [("unknownInput", "verbose", "1")]
