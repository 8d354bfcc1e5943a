"""What the API says when it cannot answer, also where no view of its own was reached."""

import json
import uuid

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client
from django.urls import path

from samenleven import urls
from samenleven.core.api.resources import OpenResource


class Broken(OpenResource):
    def get(self, request, **_address):
        raise FAULTS[request.GET["fault"]]


FAULTS = {
    "bug": RuntimeError("SELECT secret FROM table"),
    "database": OperationalError('connection to server on socket "/secret" failed'),
}


@login_not_required
def denied(request):
    raise PermissionDenied


@login_not_required
def suspicious(request):
    raise SuspiciousOperation("secret")


@login_not_required
def bug(request):
    raise RuntimeError("secret")


urlpatterns = [
    path("api/v1/broken", Broken.as_view()),
    path("api/v1/denied", denied),
    path("api/v1/suspicious", suspicious),
    path("bug", bug),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

pytestmark = pytest.mark.urls(__name__)


def problem(client, address, status, **kwargs):
    client.raise_request_exception = False
    response = client.get(address, **kwargs)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert "secret" not in response.content.decode()
    body = json.loads(response.content)
    assert body["status"] == status
    assert uuid.UUID(body["instance"].removeprefix("urn:uuid:"))
    assert response["BelGov-Trace-Id"]
    assert response["Cache-Control"] == "no-store"
    return response, body


def test_a_bug_is_told_without_its_words(client, caplog):
    response, body = problem(client, "/api/v1/broken?fault=bug", 500)
    assert body["type"] == "urn:problem-type:belgif:internalServerError"
    assert body["instance"] == f"urn:uuid:{response['BelGov-Trace-Id']}"


def test_without_the_database_the_client_is_asked_to_come_back(client, caplog):
    response, body = problem(client, "/api/v1/broken?fault=database", 503)
    assert (body["type"], response["Retry-After"]) == ("urn:problem-type:belgif:serviceUnavailable", "30")


def test_what_django_refuses_is_a_problem_too(client):
    assert problem(client, "/api/v1/denied", 403)[1]["type"] == "urn:problem-type:belgif:missingPermission"
    assert problem(client, "/api/v1/suspicious", 400)[1]["type"] == "urn:problem-type:belgif:badRequest"
    assert problem(client, "/api/v1/nowhere", 404)[1]["detail"] == "Dit adres bestaat niet."
    assert problem(client, "/api/v2/goals", 404)[1]["type"] == "urn:problem-type:belgif:resourceNotFound"


def test_a_host_that_is_not_ours_is_refused(client):
    for address in ("/api/v1/goals", "/api/v1/aggregates?snapshot=1-final-1"):
        problem(client, address, 400, headers={"Host": "elsewhere.example"})


def test_far_too_many_parameters_are_refused(client):
    problem(client, "/api/v1/aggregates?" + "&".join(f"p{number}=1" for number in range(6000)), 400)


@pytest.mark.django_db
def test_a_form_in_another_character_set_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    response = client.post("/aanmelden/", b"a=1", "application/x-www-form-urlencoded; charset=utf-16")
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_elsewhere_a_fault_is_a_page(client, caplog):
    client.raise_request_exception = False
    for address, status in (("/bug", 500), ("/nergens/", 404)):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (status, "text/html; charset=utf-8")


def test_an_unreadable_trace_id_gets_another_and_ours_comes_back(client):
    response, _body = problem(client, "/api/v1/nowhere", 404, headers={"BelGov-Trace-Id": "x\ny"})
    assert len(response["BelGov-Trace-Id"]) == 36
    response, _body = problem(client, "/api/v1/nowhere", 404, headers={"BelGov-Trace-Id": "abcdefgh-1"})
    assert response["BelGov-Trace-Id"] == "abcdefgh-1"


@pytest.mark.django_db
def test_a_very_long_value_is_not_echoed_in_full(client):
    _response, body = problem(client, f"/api/v1/participations?{'n' * 5000}={'v' * 5000}", 400)
    assert (len(body["issues"][0]["name"]), len(body["issues"][0]["value"])) == (200, 200)
