"""Who asks too much waits, and hears how long; while the cache is away nobody does."""

import pytest
from django.test import Client, override_settings
from rest_framework.settings import api_settings

from samenleven.core import cache as core_cache
from samenleven.settings import api
from tests import make
from tests.api.software import ask_token, problem, software
from tests.api.world import API

pytestmark = pytest.mark.django_db
FEW = {"address": "3/min", "client": "2/min", "token": "4/min", "refused": "3/min"}


@pytest.fixture
def limited(settings):
    settings.API_THROTTLED, settings.API_RATES = True, FEW


def refused(answer):
    body = problem(answer, 429)
    assert body["type"] == "urn:problem-type:belgif:tooManyRequests"
    return int(answer["Retry-After"])


def test_an_address_asks_open_data_so_often_and_then_waits(limited, time_machine):
    time_machine.move_to("2026-10-01T10:00:00Z", tick=False)
    for _time in range(3):
        assert Client().get(f"{API}/goals").status_code == 200
    assert refused(Client().get(f"{API}/actions")) == 60
    # Another address is another; whoever stands between is told by the proxies (accounts.addresses).
    assert Client(REMOTE_ADDR="192.0.2.1").get(f"{API}/goals").status_code == 200
    time_machine.move_to("2026-10-01T10:01:01Z", tick=False)
    assert Client().get(f"{API}/goals").status_code == 200


def test_a_client_asks_so_often_whatever_its_address(limited):
    one, other = software(make.local_government()), software(make.local_government())
    for _time in range(2):
        assert one.ask("GET", "registrations").status_code == 200
    assert refused(one.ask("GET", "registrations")) > 0
    assert refused(one.ask("PUT", "registrations/1-final-1", {})) > 0
    assert other.ask("GET", "registrations").status_code == 200
    assert Client().get(f"{API}/goals").status_code == 200


def test_whoever_guesses_at_secrets_waits(limited):
    client, secret = make.api_client(make.local_government())
    for _time in range(4):
        assert ask_token(client.client_id, "fout").status_code == 401
    assert refused(ask_token(client.client_id, secret)) > 0


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer fout"}, {"Authorization": "Basic Zm91dDpmb3V0"}])
@pytest.mark.parametrize(("method", "address"), [("get", "registrations"), ("put", "registrations/1-final-1")])
def test_whoever_shows_no_good_token_waits_too(limited, headers, method, address):
    program = software(make.local_government())
    for _time in range(3):
        assert getattr(Client(headers=headers), method)(f"{API}/{address}").status_code == 401
    assert refused(getattr(Client(headers=headers), method)(f"{API}/{address}")) > 0
    # Who has a good one is not kept waiting by them, nor is another address.
    assert program.ask("GET", "registrations").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.1", headers=headers).get(f"{API}/registrations").status_code == 401


def test_a_whole_network_of_ipv6_is_one_address(limited):
    for host in ("1", "2", "ffff:1"):
        assert Client(REMOTE_ADDR=f"2001:db8::{host}").get(f"{API}/goals").status_code == 200
    assert refused(Client(REMOTE_ADDR="2001:db8::3").get(f"{API}/goals")) > 0
    assert Client(REMOTE_ADDR="2001:db8:0:1::1").get(f"{API}/goals").status_code == 200


def test_whether_the_portal_works_may_always_be_asked(limited):
    for _time in range(6):
        assert Client().get(f"{API}/health").status_code == 200


def test_while_the_cache_is_away_everybody_is_let_through(limited, settings, monkeypatch):
    monkeypatch.setattr(core_cache, "_silent_until", 0.0)
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(CACHES=settings.CACHES | {"default": away}):
        for _time in range(6):
            assert Client().get(f"{API}/goals").status_code == 200


def test_in_production_it_is_on_with_room_for_who_walks_through_every_page():
    assert api.API_THROTTLED
    assert set(api.API_RATES) == set(FEW)
    assert len(api_settings.DEFAULT_THROTTLE_CLASSES) == 2
