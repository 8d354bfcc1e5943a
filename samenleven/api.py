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
    has_versions = False
    tag = "Werking"
    summary = "Of het portaal werkt"
    answer = HealthSerializer
    other_answers = {503: (HealthSerializer, "Het portaal werkt niet: de databank antwoordt niet.")}
    example = {"status": "UP"}

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
        for operation in methods.values():
            tags[operation["tags"][0]].append(_operation(address, operation))
    return {"info": document["info"], "tags": tags}


def _operation(address, operation):
    answer = operation["responses"]["200"]["content"][CONTENT_TYPE]
    examples = [json.dumps(one["value"], indent=2, ensure_ascii=False) for one in answer.get("examples", {}).values()]
    return {
        "id": operation["operationId"],
        "address": address,
        "is_open": "{" not in address and not any(one.get("required") for one in operation.get("parameters", ())),
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [_parameter(one) for one in operation.get("parameters", ())],
        "answers": [(status, one["description"]) for status, one in operation["responses"].items()],
        "examples": examples,
    }


def _parameter(parameter):
    schema = parameter["schema"]
    several = schema.get("type") == "array"
    schema = schema["items"] if several else schema
    return {
        "name": parameter["name"],
        "description": parameter.get("description", ""),
        "values": schema.get("enum", ()),
        "several": several,
        "default": schema.get("default"),
    }


app_name = "api"
urlpatterns = [
    path("health", Health.as_view(), name="health"),
    *grants.api.urlpatterns,
    *municipalities.api.urlpatterns,
    *kpi.api.urlpatterns,
    path("openapi.yaml", openapi, name="openapi"),
    path("docs", docs, name="docs"),
]
