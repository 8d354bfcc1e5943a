"""Moments and units as people in Flanders type them, and a field as the error summary names it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import from_current_timezone
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _

from samenleven.core.clock import end_of_day, in_brussels, is_end_of_day, start_of_day
from samenleven.core.forms import FIRST_YEAR, LAST_YEAR, AmountField


class MomentField(forms.Field):
    """A day with or without an hour: 15/10/2026 12:00; without one it opens, or closes, with that day (R7)."""

    default_error_messages = {
        "invalid": _("Vul een datum in, met of zonder uur, bijvoorbeeld 15/10/2026 12:00."),
        "no_such_year": _("Kijk het jaartal na."),
        "no_such_hour": _("Dit uur kan niet: in die nacht verspringt de klok. Kies een ander uur."),
    }

    def __init__(self, *, closes, **kwargs):
        super().__init__(**kwargs)
        self.closes = closes

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, dt.datetime):
            return value or None
        text = " ".join(value.split())
        day = _read(text, get_format("DATE_INPUT_FORMATS"))
        moment = day or _read(text, get_format("DATETIME_INPUT_FORMATS"))
        if moment is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["no_such_year"], code="no_such_year")
        if day is not None:
            return end_of_day(day.date()) if self.closes else start_of_day(day.date())
        try:
            return from_current_timezone(moment)
        except ValidationError as error:
            raise ValidationError(self.error_messages["no_such_hour"], code="no_such_hour") from error

    def prepare_value(self, value):
        if not isinstance(value, dt.datetime):
            return value
        local = in_brussels(value)
        is_whole_day = is_end_of_day(value) if self.closes else local.time() == dt.time.min
        if is_whole_day:
            return f"{local:%d/%m/%Y}"
        return f"{local:%d/%m/%Y %H:%M:%S}" if local.second else f"{local:%d/%m/%Y %H:%M}"

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"autocomplete": "off", "placeholder": "dd/mm/jjjj uu:mm"}


class UnitsField(AmountField):
    """A number of KPI units, possibly broken: 24,5."""

    default_error_messages = {"invalid": _("Vul een getal van 0 of meer in, bijvoorbeeld 24,5.")}

    def __init__(self, *, decimal_places=4, **kwargs):
        super().__init__(decimal_places=decimal_places, **kwargs)

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            exact = value.to_integral_value() if value == value.to_integral_value() else value.normalize()
            return number_format(exact, force_grouping=False)
        return value


def _read(text, formats):
    for form in formats:
        try:
            return dt.datetime.strptime(text, form)  # noqa: DTZ007 (the time zone follows when the hour is known)
        except ValueError:
            continue
    return None


@dataclass(frozen=True)
class FieldInSummary:
    """A field as the error summary names it."""

    label: str
    id_for_label: str
    errors: list


class NamesTheField:
    """A model form whose `told_at` says at which of its fields each broken constraint is told; the others stand above."""

    told_at: dict[str, str] = {}

    def add_error(self, field, error):
        """The model tells all that is wrong at once, its constraints without a field."""
        if field is None and hasattr(error, "error_dict"):
            constraints = self._meta.model._meta.constraints
            fields = {str(one.violation_error_message): self.told_at.get(one.name) for one in constraints}
            for one in error.error_dict.pop(NON_FIELD_ERRORS, []):
                error.error_dict.setdefault(fields.get(str(one.message)) or NON_FIELD_ERRORS, []).append(one)
        super().add_error(field, error)
