"""Fields that read numbers and days as people in Flanders type them: 14700, 14.700,50, 14 700,50, 15/10/2026."""

import datetime as dt
import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from samenleven.core.clock import day_in_brussels
from samenleven.core.wording import plain

GROUPED = re.compile(r"-?[1-9][0-9]{0,2}([. \u00a0\u202f][0-9]{3})+(,[0-9]+)?")
PLAIN = re.compile(r"-?[0-9]+([.,][0-9]+)?")
FIRST_YEAR, LAST_YEAR = 2000, 2100  # a typing error such as 0206 is no year
LARGEST_COUNT = 2_147_483_647  # what a whole-number column holds


def read_number(text):
    """The number that a text means, exact; None when it means none. A point before three digits groups thousands."""
    text = text.strip().removeprefix("€").strip()
    if GROUPED.fullmatch(text):
        return Decimal(re.sub(r"[^0-9,-]", "", text).replace(",", "."))
    if PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return None


class CountField(forms.IntegerField):
    """A whole number of 0 or more, typed with or without points."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Vul een geheel getal van 0 of meer in."),
        "min_value": _("Vul een geheel getal van %(limit_value)s of meer in."),
        "max_value": _("Vul een getal van hoogstens %(limit_value)s in."),
    }

    def __init__(self, *, min_value=0, max_value=LARGEST_COUNT, **kwargs):
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)
        self._speak_dutch()

    def _speak_dutch(self):
        for validator in self.validators:
            if validator.code in ("min_value", "max_value"):
                validator.message = self.error_messages[validator.code]

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        if value.strip() == "":
            return None
        number = read_number(value)
        if number is None or number != number.to_integral_value():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(number)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"inputmode": "numeric", "autocomplete": "off"}


class PlainField(forms.CharField):
    """A text without the invisible signs that come along when somebody pastes."""

    def to_python(self, value):
        return super().to_python(plain(value) if isinstance(value, str) else value)


class AmountField(forms.DecimalField):
    """An amount in euro, or another exact number of 0 or more, typed the Flemish way."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Vul een bedrag in, bijvoorbeeld 14.700,50.")}

    def __init__(self, *, min_value=0, max_digits=14, decimal_places=2, **kwargs):
        super().__init__(min_value=min_value, max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        if value.strip() == "":
            return None
        number = read_number(value)
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def prepare_value(self, value):
        """What stands in the field when it opens: 14700,50."""
        if isinstance(value, Decimal):
            return number_format(value, decimal_pos=self.decimal_places, force_grouping=False)
        return value

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"inputmode": "decimal", "autocomplete": "off"}


class DayField(forms.DateField):
    """A day: 15/10/2026."""

    default_error_messages = {
        "invalid": _("Vul een datum in, bijvoorbeeld 15/10/2026."),
        "no_such_year": _("Kijk het jaartal na."),
    }

    def to_python(self, value):
        day = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["no_such_year"], code="no_such_year")
        return day

    def prepare_value(self, value):
        return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"autocomplete": "off", "placeholder": "dd/mm/jjjj"}


class PastDayField(DayField):
    """A day that has come, on the clocks of Brussels: of a day to come nothing is known (R7)."""

    default_error_messages = {"to_come": _("Kies vandaag of een dag die voorbij is.")}

    def validate(self, value):
        super().validate(value)
        if value is not None and value > day_in_brussels(timezone.now()):
            raise ValidationError(self.error_messages["to_come"], code="to_come")
