"""Fields that read numbers as people in Flanders type them: 14700, 14.700, 14.700,50, 14 700,50."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from samenleven.core.wording import plain

GROUPED = re.compile(r"-?[1-9][0-9]{0,2}([. \u00a0\u202f][0-9]{3})+(,[0-9]+)?")
PLAIN = re.compile(r"-?[0-9]+([.,][0-9]+)?")
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
