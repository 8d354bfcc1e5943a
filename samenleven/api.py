"""The REST API: /api/v1 mounts each app's resources, beside its health, its description and a page to read it."""

import datetime as dt
import json
from functools import cache

import yaml
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from rest_framework import serializers

import grants.api
import kpi.api
import municipalities.api
import samenleven.open_data.resources
from municipalities.client_api import Token
from samenleven.core import health
from samenleven.core.api.answers import CONTENT_TYPE, Version, whole, written
from samenleven.core.api.resources import ItemSerializer, OpenResource
from samenleven.core.problems import only_read

DOCUMENT = settings.BASE_DIR / "docs" / "openapi.yaml"


class HealthSerializer(ItemSerializer):
    status = serializers.ChoiceField(choices=["UP", "DOWN"])
    degraded = serializers.ListField(
        child=serializers.ChoiceField(choices=["broker", "beat"]),
        required=False,
        help_text="Wat hapert terwijl het portaal werkt: de wachtrij (broker) of de klok (beat).",
    )


class Health(OpenResource):
    throttle_classes = []  # who watches over the portal asks often
    has_versions = False
    tag = "Werking"
    summary = "Of het portaal werkt"
    answer = HealthSerializer
    other_answers = {503: (HealthSerializer, "Het portaal werkt niet: de databank antwoordt niet.")}
    example = {"status": "UP"}
    other_examples = {503: {"status": "DOWN"}}

    def get(self, request):
        self.question.read(request)
        if not health.database_answers():
            return _fresh({"status": "DOWN"}, 503)
        degraded = health.degraded()
        return _fresh({"status": "UP"} | ({"degraded": degraded} if degraded else {}), 200)


def _fresh(data, status):
    return HttpResponse(written(data), status=status, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


@cache
def _description() -> tuple[bytes, dt.datetime]:
    return DOCUMENT.read_bytes(), dt.datetime.fromtimestamp(DOCUMENT.stat().st_mtime, tz=dt.UTC)


def parsed(document: bytes) -> dict:
    """The description as data; the loader in C is ten times as fast, where there is one."""
    return yaml.load(document, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe)


@only_read
@login_not_required
def openapi(request):
    """The description of the API for machines."""
    document, modified = _description()
    return whole(request, Version.of_body(document, modified), document, "application/yaml")


@only_read
@login_not_required
def docs(request):
    """The same description for people; made here, because a page that builds itself breaks our CSP."""
    return render(request, "pages/api.html", {"api": _pages()})


@cache
def _pages():
    document = parsed(_description()[0])
    tags: dict[str, list] = {tag["name"]: [] for tag in document["tags"]}
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            tags[operation["tags"][0]].append(_operation(method.upper(), address, operation))
    return {"info": document["info"], "tags": tags}


def _operation(method, address, operation):
    sent = operation.get("requestBody", {}).get("content", {})
    answer = next(iter(operation["responses"]["200"]["content"].values()))
    examples = [_written(one["value"]) for one in answer.get("examples", {}).values()]
    return {
        "id": operation["operationId"],
        "method": method,
        "address": address,
        "is_open": method == "GET" and _is_asked_as_it_stands(address, operation),
        "scopes": _scopes(operation),
        "sent": [_written(one["value"]) for one in next(iter(sent.values()), {}).get("examples", {}).values()],
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [_parameter(one) for one in operation.get("parameters", ())],
        "answers": [(status, one["description"]) for status, one in operation["responses"].items()],
        "examples": examples,
    }


def _is_asked_as_it_stands(address, operation):
    """Whether the address alone is a question: it needs no key, no token and no parameter."""
    needs = any(one.get("required") for one in operation.get("parameters", ()))
    return "{" not in address and not needs and not _scopes(operation)


def _scopes(operation):
    """One of these is needed; none for open data."""
    return [scope for one in operation.get("security", ()) for scopes in one.values() for scope in scopes]


def _written(value) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _parameter(parameter):
    schema = parameter["schema"]
    several = schema.get("type") == "array"
    schema = schema["items"] if several else schema
    return {
        "name": parameter["name"],
        "description": parameter.get("description", ""),
        "values": [value for value in schema.get("enum", ()) if not str(value).startswith("-")],  # as its text tells
        "several": several,
        "default": schema.get("default"),
    }


app_name = "api"
urlpatterns = [
    path("health", Health.as_view(), name="health"),
    path("oauth/token", Token.as_view(), name="token"),
    *grants.api.urlpatterns,
    *municipalities.api.urlpatterns,
    *kpi.api.urlpatterns,
    *samenleven.open_data.resources.urlpatterns,
    path("openapi.yaml", openapi, name="openapi"),
    path("docs", docs, name="docs"),
]
