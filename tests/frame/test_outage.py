"""When a row is held too long or the database is away: a Dutch sentence and 503, never a fault, and nothing typed is lost."""

import threading
from contextlib import contextmanager
from html import unescape

import pytest
import time_machine
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, connection, transaction
from django.urls import path, reverse

from kpi.models import DraftValue, Registration, RegistrationVersion
from kpi.services import registrations
from samenleven import urls
from tests.kpi.corridor import OPEN, corridor

BUSY = "Er wordt net iets vastgelegd. Probeer het zo meteen opnieuw."
AWAY = "De gegevens zijn even niet bereikbaar. Probeer het over enkele minuten opnieuw."
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
