"""The resources of the API: open data, a collection in pages, a single thing by its code."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from samenleven.core.api.answers import CONTENT_TYPE, Version, last_change, whole, written
from samenleven.core.api.questions import PagedQuestion, Question, camel_cased
from samenleven.core.api.schema import OpenSchema
from samenleven.core.api.values import camel, exact, moment, money, without_nothing
from samenleven.core.models import Stamp


class ItemSerializer(serializers.Serializer):
    """One thing as the API shows it: names in camel case, a property without value left out."""

    def get_fields(self):
        return camel_cased(super().get_fields())

    def to_representation(self, instance):
        return without_nothing(super().to_representation(instance))


class Moment(serializers.DateTimeField):
    """A moment on the clocks of Brussels, to the second."""

    def to_representation(self, value: dt.datetime):
        return moment(value)


@extend_schema_field({"type": "string", "format": "decimal", "pattern": r"^[0-9]+\.[0-9]{2}$"})
class Money(serializers.Field):
    """An amount in euro with two decimals."""

    def to_representation(self, value: Decimal):
        return money(value)


@extend_schema_field({"type": "string", "format": "decimal", "pattern": r"^[0-9]+(\.[0-9]{0,3}[1-9])?$"})
class Units(serializers.Field):
    """An exact number with at most four decimals, without zeros at its end."""

    def to_representation(self, value: Decimal):
        return exact(value)


class Word(serializers.ChoiceField):
    """One of a few words, in camel case."""

    def __init__(self, choices, **kwargs):
        super().__init__(choices=[camel(value) for value in choices], **kwargs)

    def to_representation(self, value):
        return camel(str(value))


@method_decorator(login_not_required, name="dispatch")
class Resource(APIView):
    """What every resource has: no page of ours signs anybody in here, and no cookie says anything."""

    metadata_class = None
    stamp = "figures"
    question: type[Question] = Question
    answer: Any = None
    media_type = CONTENT_TYPE
    other_answers: dict[int, tuple[Any, str]] = {}
    other_examples: dict[int, dict] = {}
    has_versions = True
    is_collection = False
    document = ""
    tag = ""
    summary = ""
    explanation = ""
    example: dict | None = None
    envelope_example: dict = {}

    @classmethod
    def envelope_fields(cls) -> dict[str, serializers.Field]:
        """What a collection answers beside its items."""
        return {}

    def options(self, request, *args, **kwargs):
        """Which methods there are; the header Allow stands on every answer."""
        response = HttpResponse(status=204)
        del response["Content-Type"]
        return response


class OpenResource(Resource):
    """Open data: everybody may read, nobody is asked who they are, so no answer depends on it."""

    permission_classes = [AllowAny]
    schema = OpenSchema()


class Document(OpenResource):
    """A single thing by its number or code."""

    missing = "%s"

    def get(self, request, **address):
        self.question.read(request)
        (key,) = address.values()
        found = self.find(key)
        if found is None:
            raise NotFound(self.missing % key)
        return self.answered(request, found)

    def find(self, key):
        """The thing, or None."""
        raise NotImplementedError

    def answered(self, request, found):
        body = written(self.answer(found).data)
        return whole(request, Version.of_body(body, last_change(Stamp.of(self.stamp))), body)


class Collection(OpenResource):
    """Things of one kind in pages, each with the address of its own document."""

    question: type[Question] = PagedQuestion
    is_collection = True
    key = "code"
    order: tuple[str, ...] = ("pk",)

    def get(self, request):
        asked = self.question.read(request)
        rows = self.rows(asked).order_by(*self.ordering(asked))
        first = start_of(asked, lambda: list(rows.values_list(self.key, flat=True)))
        found = list(rows[first : first + asked["page_size"]])
        items = [self.item(request, row) for row in found]
        after = getattr(found[-1], self.key) if found else None
        body = written(envelope(request, items, rows.count(), asked, first=first, onwards={"after": after}))
        return whole(request, Version.of_body(body, last_change(Stamp.of(self.stamp))), body)

    def rows(self, asked):
        """The rows that are asked for."""
        raise NotImplementedError

    def ordering(self, asked):
        """The order that is asked, and beneath it our own, so that pages never overlap."""
        chosen = []
        for word in asked.get("sort", ()):
            column = F(self.columns()[word.removeprefix("-")])
            chosen.append(column.desc(nulls_last=True) if word.startswith("-") else column.asc(nulls_last=True))
        return [*chosen, *self.order]

    def columns(self) -> dict[str, str]:
        """The column behind each word that can be sorted on."""
        return {name: name for name in self.question.sorts}

    def item(self, request, row):
        href = request.build_absolute_uri(reverse(self.document, args=[getattr(row, self.key)]))
        return {"href": href} | self.answer(row).data


def start_of(asked: dict, keys: Callable[[], Sequence]) -> int:
    """At which row a page begins: after the one it names, while that is there; else where its number says.

    Rows that come meanwhile then shift nothing: none is given twice, none is skipped.
    """
    if "after" in asked:
        names = [str(key) for key in keys()]
        if asked["after"] in names:
            return names.index(asked["after"]) + 1
    return (asked["page"] - 1) * asked["page_size"]


def envelope(request, items: list, total: int, asked: dict, *, first: int, onwards: dict, about: Any = None) -> dict:
    """A page of a collection, with the way to the pages beside it; `onwards` keeps the next in step with this one."""
    page, size = asked["page"], asked["page_size"]
    data = {"self": request.build_absolute_uri()} | (about or {})
    data |= {"items": items, "total": total, "page": page, "pageSize": size}
    if items and first + size < total:
        data["next"] = _page(request, page + 1, onwards)
    if page > 1:
        data["prev"] = _page(request, page - 1, {name: value for name, value in onwards.items() if name != "after"})
    return data


def _page(request, number, more):
    dropped = {"page", "after", *more}
    parameters = [(name, values) for name, values in request.GET.lists() if name not in dropped]
    query = urlencode([*parameters, *more.items(), ("page", number)], doseq=True)
    return request.build_absolute_uri(f"{request.path}?{query}")
