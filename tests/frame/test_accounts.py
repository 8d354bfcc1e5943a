"""The first account, and from where somebody signs in."""

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse

from samenleven.accounts.addresses import client_address
from samenleven.accounts.models import MinistryRole, User
from tests import make


@pytest.mark.django_db
class TestTheFirstAccount:
    def test_it_can_open_the_administration(self, client, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", make.PASSWORD)
        call_command("createsuperuser", username="eerste", email="", interactive=False, verbosity=0)
        first = User.objects.get()
        assert first.ministry_role == MinistryRole.ADMINISTRATOR
        client.force_login(first)
        assert client.get(reverse("admin:index")).status_code == 200

    def test_a_role_that_was_taken_away_stays_away(self):
        first = User.objects.create_superuser("eerste")
        first.ministry_role = MinistryRole.NONE
        first.save()
        first.refresh_from_db()
        assert not first.is_ministry

    def test_others_get_no_role_by_themselves(self):
        assert make.user().ministry_role == MinistryRole.NONE


PROXY, CLIENT, LIE = "10.0.0.9", "203.0.113.7", "198.51.100.1"
ADDRESSES = {
    "no proxy": (0, None, PROXY),
    "no proxy, so the header is a lie": (0, CLIENT, PROXY),
    "one proxy": (1, CLIENT, CLIENT),
    "one proxy, and a lie before it": (1, f"{LIE}, {CLIENT}", CLIENT),
    "two proxies": (2, f"{LIE}, {CLIENT}, 10.0.0.8", CLIENT),
    "past the proxies": (2, LIE, PROXY),
    "without the header": (1, None, PROXY),
    "IPv6": (1, "2001:db8::1", "2001:db8::1"),
    "with its port": (1, f"{CLIENT}:51234", CLIENT),
    "IPv6 with its port": (2, f"[2001:db8::1]:443, {LIE}", "2001:db8::1"),
    "IPv6 in brackets": (1, "[2001:db8::1]", "2001:db8::1"),
    "IPv4 as IPv6": (1, f"[::ffff:{CLIENT}]:443", CLIENT),
    "no address": (1, "unknown", PROXY),
    "no address, with a port": (1, "unknown:80", PROXY),
}


def arrived(forwarded):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=PROXY, headers=headers)


@pytest.mark.parametrize(("proxies", "forwarded", "address"), ADDRESSES.values(), ids=ADDRESSES)
def test_the_address_is_what_our_outermost_proxy_saw(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(arrived(forwarded)) == address


@pytest.mark.django_db
def test_who_guesses_elsewhere_locks_nobody_out(settings, client):
    settings.AXES_ENABLED, settings.TRUSTED_PROXIES = True, 1
    make.user("an")
    where = reverse("login")

    def sign_in(password, address):
        headers = {"X-Forwarded-For": address}
        return client.post(where, {"username": "an", "password": password}, headers=headers, REMOTE_ADDR=PROXY)

    for number in range(settings.AXES_FAILURE_LIMIT):
        sign_in("verkeerd", f"192.0.2.{number}, {LIE}")
    assert sign_in(make.PASSWORD, LIE).status_code == 429
    assert sign_in(make.PASSWORD, CLIENT).status_code == 302
