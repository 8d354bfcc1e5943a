"""When a row is held too long or the database is away: a Dutch sentence and 503, never a fault, and nothing typed is lost."""

import re
import socket
import threading
import time
from contextlib import contextmanager
from html import unescape
from urllib.parse import urlencode

import pytest
import time_machine
from celery import Celery
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test import Client, override_settings
from django.urls import path, reverse

from kpi.models import DraftValue, Registration, RegistrationVersion
from kpi.services import registrations
from samenleven import urls
from samenleven.core import cache as core_cache
from samenleven.core import tasks as core_tasks
from tests import make
from tests.kpi.corridor import OPEN, corridor

BUSY = "Er wordt net iets vastgelegd. Probeer het zo meteen opnieuw."
AWAY = "De gegevens zijn even niet bereikbaar. Probeer het over enkele minuten opnieuw."
FORM = "application/x-www-form-urlencoded"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
SECRET = 'connection to server at "db.internal" failed'
FAULTS = {"away": OperationalError(SECRET), "closed": InterfaceError(SECRET), "bug": RuntimeError(SECRET)}


@login_not_required
def broken(request):
    raise FAULTS[request.GET["fault"]]


urlpatterns = [path("broken", broken), path("api/v1/broken", broken), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("fault", ["away", "closed"])
class TestWithoutTheDatabase:
    def test_a_page_says_so_in_a_sentence(self, client, fault):
        response = client.get(f"/broken?fault={fault}")
        text = unescape(response.content.decode())
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert AWAY in text
        assert "misschien niet bewaard" in text
        assert SECRET not in text

    def test_htmx_gets_the_sentence_alone(self, client, fault):
        response = client.post(f"/broken?fault={fault}", headers={"HX-Request": "true"})
        assert (response.status_code, response.content.decode()) == (503, AWAY)
        assert response["Content-Type"] == "text/plain; charset=utf-8"

    def test_a_program_gets_a_problem(self, client, fault):
        response = client.get(f"/api/v1/broken?fault={fault}")
        assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
        assert response.json()["detail"] == AWAY


@pytest.mark.urls(__name__)
class TestWhatWasPosted:
    """The page that says "not now" holds what was posted, and sends it once more."""

    def test_it_stands_in_a_form_to_the_same_address(self, client):
        response = client.post("/broken?fault=away", "a=1&a=2&b=%3Cb%3E+%22x%22", FORM)
        text = response.content.decode()
        assert response.status_code == 503
        assert '<form method="post" action="/broken?fault=away">' in text
        assert '<input type="hidden" name="a" value="1"><input type="hidden" name="a" value="2">' in text
        assert '<input type="hidden" name="b" value="&lt;b&gt; &quot;x&quot;">' in text
        assert "Opnieuw proberen" in text
        assert "Ga terug in uw browser" not in text

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [("username=an&password=geheim", FORM), ('{"a": 1}', "application/json"), ("", FORM)],
        ids=["a password", "something else than a form", "nothing"],
    )
    def test_a_password_is_not_kept_nor_what_is_no_form(self, client, body, content_type):
        response = client.post("/broken?fault=away", body, content_type)
        text = response.content.decode()
        assert response.status_code == 503
        assert "<form" not in text
        assert "geheim" not in text
        assert "Ga terug in uw browser" in text

    def test_more_than_may_be_posted_is_not_kept_either(self, client, settings):
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
        response = client.post("/broken?fault=away", "a=1&b=2", FORM)
        assert (response.status_code, b"<form" in response.content) == (503, False)

    def test_who_only_looked_gets_no_form(self, client):
        assert b"<form" not in client.get("/broken?fault=away").content


def test_what_was_posted_comes_back_when_the_session_cannot_be_read_and_saves_when_it_can(client, page, monkeypatch):
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(SessionStore, "load", lambda self: (_ for _ in ()).throw(OperationalError(SECRET)))
        response = client.post(url(page, "form"), urlencode(typed(page, "4321")), FORM)
    assert response.status_code == 503
    kept = dict(HIDDEN.findall(response.content.decode()))
    assert kept == typed(page, "4321")
    assert DraftValue.objects.get().count == 7
    assert client.post(url(page, "form"), kept).status_code == 302
    assert DraftValue.objects.get().count == 4321


@pytest.mark.urls(__name__)
def test_a_fault_of_ours_stays_one(client):
    client.raise_request_exception = False
    response = client.get("/broken?fault=bug")
    assert response.status_code == 500
    assert SECRET not in response.content.decode()


@pytest.mark.django_db
def test_it_is_told_too_when_the_session_cannot_be_read(client, monkeypatch):
    page = corridor()
    client.force_login(page.editor)

    def away(self):
        raise OperationalError(SECRET)

    monkeypatch.setattr(SessionStore, "load", away)
    client.raise_request_exception = False
    response = client.get(reverse("kpi:registration-list"))
    assert response.status_code == 503
    assert AWAY in unescape(response.content.decode())


# --- the broker and the cache are away --------------------------------------------------------------------------------
@contextmanager
def silent_server():
    """A server that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_a_cache_that_says_nothing_is_waited_for_once(settings, monkeypatch):
    monkeypatch.setattr(core_cache, "_silent_until", 0.0)
    with silent_server() as address:
        location = {"LOCATION": address, "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}}
        with override_settings(CACHES={"default": settings.CACHES["default"] | location}):
            asked = time.monotonic()
            assert cache.get("a", "else") == "else"
            waited = time.monotonic() - asked
            assert waited >= 0.3
            asked = time.monotonic()
            for _time in range(20):
                assert cache.get_or_set("a", "else") == "else"
            assert time.monotonic() - asked < 0.3
            monkeypatch.setattr(core_cache, "_silent_until", time.monotonic() - 1)
            asked = time.monotonic()
            assert cache.get("a") is None
            assert time.monotonic() - asked >= 0.3


def test_a_broker_that_says_nothing_is_waited_for_once(monkeypatch):
    monkeypatch.setattr(core_tasks, "_silent_until", 0.0)
    with silent_server() as address:
        app = Celery(
            "silent",
            set_as_current=False,
            broker=address,
            broker_transport_options={"socket_timeout": 0.3, "socket_connect_timeout": 0.3, "max_retries": 0},
        )

        @app.task
        def nothing():
            """Never reached."""

        assert core_tasks.wake(nothing) is False
        asked = time.monotonic()
        assert [core_tasks.wake(nothing) for _time in range(20)] == [False] * 20
        assert time.monotonic() - asked < 0.3


def test_every_verb_of_a_dead_cache_says_that_nothing_is_there(settings, monkeypatch):
    monkeypatch.setattr(core_cache, "_silent_until", 0.0)
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(CACHES={"default": away}):
        assert cache.delete_many(["a"]) is None
        assert cache.clear() is False
        assert cache.touch("a") is False
        with pytest.raises(ValueError, match="away"):
            cache.incr("a")
        with pytest.raises(ValueError, match="away"):
            cache.decr("a")


@pytest.mark.django_db
def test_nobody_is_signed_out_when_the_cache_is_away(client, settings, monkeypatch):
    monkeypatch.setattr(core_cache, "_silent_until", 0.0)
    client.force_login(corridor().editor)
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(CACHES={"default": away}):
        assert client.get(reverse("kpi:registration-list")).status_code == 200


@pytest.mark.django_db
def test_who_signs_out_is_out(client):
    client.force_login(corridor().editor)
    cookie = client.cookies["sessionid"].value
    assert client.get(reverse("kpi:registration-list")).status_code == 200
    client.post(reverse("logout"))
    client.cookies["sessionid"] = cookie
    assert client.get(reverse("kpi:registration-list")).status_code == 302


# --- somebody holds the row -------------------------------------------------------------------------------------------
@contextmanager
def held(rows):
    """Somebody else locks these rows, on a connection of their own, and stays."""
    locked, leave = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                list(rows.select_for_update())
                locked.set()
                leave.wait(timeout=30)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert locked.wait(timeout=20)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        yield
    finally:
        leave.set()
        other.join(timeout=30)
        connection.close()


@pytest.fixture
def page(client, transactional_db):
    with time_machine.travel(OPEN, tick=True):
        made = corridor()
        made.save(7)
        client.force_login(made.editor)
        yield made


def url(page, name):
    return reverse(
        f"kpi:registration-{name}", args=[page.moment.round.code, page.moment.kind, page.local_government.code]
    )


def typed(page, text):
    name = f"p{page.first.participation_id}-{page.first.indicator.code}"
    return {name: text, f"{name}-versie": "1"}


def test_a_page_that_cannot_be_saved_comes_back_with_what_was_typed(client, page):
    with held(Registration.objects.all()):
        response = client.post(url(page, "form"), typed(page, "4321"))
    text = unescape(response.content.decode())
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert f"Niets bewaard. {BUSY}" in text
    assert 'value="4321"' in text
    assert DraftValue.objects.get().count == 7
    assert client.post(url(page, "form"), typed(page, "4321")).status_code == 302
    assert DraftValue.objects.get().count == 4321


def test_a_field_that_cannot_be_saved_is_not_swapped(client, page):
    with held(Registration.objects.all()):
        response = client.post(url(page, "save"), typed(page, "4321"), headers={"HX-Request": "true"})
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.content.decode() == BUSY
    assert DraftValue.objects.get().count == 7


@pytest.mark.parametrize("name", ["submit", "take-back"])
def test_what_cannot_be_sent_or_taken_back_now_can_be_a_moment_later(client, page, name):
    if name == "take-back":
        page.act(registrations.submit)
    before = list(RegistrationVersion.objects.values_list("pk", "taken_back_at"))
    with held(Registration.objects.all()):
        response = client.post(url(page, name))
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert BUSY in unescape(response.content.decode())
    assert list(RegistrationVersion.objects.values_list("pk", "taken_back_at")) == before
    assert client.post(url(page, name)).status_code == 302
    assert list(RegistrationVersion.objects.values_list("pk", "taken_back_at")) != before


@pytest.mark.parametrize(("address", "status"), [("/bestaat-niet/", 404), ("/x%00/", 404), ("/dossiers/nieuw/", 400)])
def test_a_form_that_nobody_can_read_is_no_fault_of_ours(db, address, status):
    """Django's own pages ask for the token in what was posted."""
    person = make.user(ministry_role="case_handler")
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(person)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.generic(
        "POST", address, b"csrfmiddlewaretoken=" + b"a" * 32, content_type="multipart/form-data; boundary="
    )
    assert answer.status_code == status
