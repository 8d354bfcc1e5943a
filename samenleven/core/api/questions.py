"""What may be asked in the query string of a resource, and everything that is wrong with it at once."""

import datetime as dt
import re

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import SkipField

from samenleven.core.api.values import camel
from samenleven.core.clock import day_in_brussels, end_of_day
from samenleven.core.problems import InvalidInput, Issue

PAGE_SIZE = 100
LARGEST_PAGE_SIZE = 1000
LAST_PAGE = 1_000_000
EARLIEST_YEAR, LATEST_YEAR = 1900, 2999
FURTHEST_OFFSET = dt.timedelta(hours=14)  # no clock on earth stands further from UTC

_WHOLE = re.compile(r"-?[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")


class Whole(serializers.IntegerField):
    """A whole number, written as one and nothing else."""

    def to_internal_value(self, data):
        if not _WHOLE.fullmatch(data) or not self.min_value <= int(data) <= self.max_value:
            raise serializers.ValidationError(
                _("Geef een geheel getal van %(min)s tot en met %(max)s.")
                % {"min": self.min_value, "max": self.max_value}
            )
        return int(data)


class OneOf(serializers.ChoiceField):
    """One of a few words."""

    def to_internal_value(self, data):
        if data not in self.choices:
            raise serializers.ValidationError(_("Kies uit: %(words)s.") % {"words": ", ".join(self.choices)})
        return data


class Text(serializers.CharField):
    """A short text or code."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 100)
        super().__init__(
            trim_whitespace=False,
            error_messages={
                "blank": _("Geef een waarde."),
                "max_length": _("Geef hoogstens {max_length} tekens."),
            },
            **kwargs,
        )


class Day(serializers.DateField):
    """A day: 2023-03-03."""

    def to_internal_value(self, data):
        try:
            return _day(data)
        except ValueError as error:
            raise serializers.ValidationError(_("Geef een datum als 2023-03-03.")) from error


@extend_schema_field({"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]})
class AsOf(serializers.Field):
    """As known when (R7): a day means its end in Brussels. What will be known later than today, nobody knows."""

    def to_internal_value(self, data):
        try:
            moment = end_of_day(_day(data)) if _DAY.fullmatch(data) else _moment(data)
        except (ValueError, OverflowError) as error:
            raise serializers.ValidationError(
                _("Geef een datum als 2023-03-03 of een moment als 2023-03-03T12:00:00+01:00.")
            ) from error
        if moment > end_of_day(day_in_brussels(timezone.now())):
            raise serializers.ValidationError(_("Dit moment ligt in de toekomst: wat dan gekend is, weet nog niemand."))
        return moment


def _day(text):
    if not _DAY.fullmatch(text) or not EARLIEST_YEAR <= int(text[:4]) <= LATEST_YEAR:
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def _moment(text):
    found = parse_datetime(text.upper()) if _MOMENT.fullmatch(text) else None
    if found is None or not EARLIEST_YEAR <= found.year <= LATEST_YEAR or abs(found.utcoffset()) > FURTHEST_OFFSET:
        raise ValueError(text)
    return found.astimezone(dt.UTC)  # PostgreSQL reads no offset of sixteen hours or more


class Several(serializers.ListField):
    """A parameter that may be repeated: any of the values."""

    def to_internal_value(self, data):
        return list(dict.fromkeys(super().to_internal_value(data)))


class Known(serializers.ListField):
    """A repeatable parameter whose values must exist; one query, however many values."""

    def __init__(self, *, among, **kwargs):
        self.among = among
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        values = super().to_internal_value(data)
        known = set(self.among(values))
        errors = {
            position: [serializers.ErrorDetail(_("%s bestaat niet.") % value, code="unknown")]
            for position, value in enumerate(values)
            if value not in known
        }
        if errors:
            raise serializers.ValidationError(errors)
        return list(dict.fromkeys(values))


class Question(serializers.Serializer):
    """The query string of a resource. A subclass names its parameters, in snake case, and what can be sorted on."""

    sorts: tuple[str, ...] = ()

    def get_fields(self):
        fields = super().get_fields()
        if self.sorts:
            both = [sign + name for name in self.sorts for sign in ("", "-")]
            fields["sort"] = Several(
                child=OneOf(choices=both),
                required=False,
                help_text="Sorteer hierop; met een - ervoor van groot naar klein.",
            )
        return camel_cased(fields)

    def to_internal_value(self, data):
        """As REST framework does, but contradictions between parameters are told beside what else is wrong."""
        passed, errors = {}, {}
        for field in self._writable_fields:
            try:
                passed[field.source] = field.run_validation(field.get_value(data))
            except SkipField:
                pass
            except serializers.ValidationError as error:
                errors[field.field_name] = error.detail
        errors = self.contradictions(passed) | errors
        if errors:
            raise serializers.ValidationError(errors)
        return passed

    def contradictions(self, passed) -> dict:
        """What cannot be asked together, by parameter."""
        return {}

    @classmethod
    def read(cls, request) -> dict:
        """The answers to what may be asked; raises InvalidInput with all that is wrong."""
        given, data = dict(request.query_params.lists()), {}
        question = cls(data=data)
        fields = question.fields
        issues = [
            Issue("unknownInput", name, _("De parameter %(name)s bestaat hier niet.") % {"name": name[:100]}, values[0])
            for name, values in given.items()
            if name not in fields
        ]
        for name, field in fields.items():
            values = given.get(name)
            if values is None:
                continue
            if isinstance(field, serializers.ListField):
                data[name] = values
            elif len(values) == 1:
                data[name] = values[0]
            else:
                issues.append(Issue("schemaViolation", name, _("Geef %(name)s maar één keer.") % {"name": name}))
        if not question.is_valid():
            issues += _issues(question.errors, given)
        if issues:
            raise InvalidInput(issues)
        return question.validated_data


class PagedQuestion(Question):
    """The question to a collection."""

    page = Whole(min_value=1, max_value=LAST_PAGE, default=1, help_text="Welke pagina, vanaf 1.")
    page_size = Whole(
        min_value=1, max_value=LARGEST_PAGE_SIZE, default=PAGE_SIZE, help_text="Hoeveel rijen op een pagina."
    )
    after = Text(
        required=False,
        help_text="Na welke rij deze pagina begint; staat in next, zodat er niets verschuift als er intussen rijen bijkomen.",
    )


def _issues(errors, given):
    for name, found in errors.items():
        values = given.get(name, [])
        if isinstance(found, dict):
            for position, details in found.items():
                yield from (_issue(name, detail, values[int(position)]) for detail in details)
        else:
            yield from (_issue(name, detail, values[0] if len(values) == 1 else None) for detail in found)


def _issue(name, detail, value):
    kind = {"unknown": "referencedResourceNotFound", "contradiction": "invalidInput"}.get(
        detail.code, "schemaViolation"
    )
    return Issue(kind, name, str(detail), value)


def contradiction(sentence) -> list:
    """An error of `Question.contradictions`."""
    return [serializers.ErrorDetail(sentence, code="contradiction")]


def camel_cased(fields):
    """The same fields under their names in the API."""
    renamed = {}
    for name, field in fields.items():
        if field.source is None and camel(name) != name:
            field.source = name
        renamed[camel(name)] = field
    return renamed
