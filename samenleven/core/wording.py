"""Amounts, counts, shares and moments in words: one function each, for page, mail, file and letter.

A value that is missing reads "onbekend" (R4), never "None"; where another nothing is meant, say which with {% value %}.
"""

import datetime as dt
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samenleven.core.clock import in_brussels, is_end_of_day
from samenleven.core.formats.nl import formats

NBSP = "\u00a0"
# Control characters, halves of a pair, private use, no character at all: what comes along when somebody pastes.
NO_SIGNS = ("Cc", "Cs", "Co", "Cn")
BYTE_ORDER_MARK = "\ufeff"
SMALLEST_SHARE = Decimal("0.1")
# Django's number_format asks for the language at each number; a dashboard writes hundreds, and this is ten times as quick.
SEPARATORS = str.maketrans(",.", formats.THOUSAND_SEPARATOR + formats.DECIMAL_SEPARATOR)


def plain(text: str) -> str:
    """A text without the invisible signs that Word and PDF refuse; its lines stay, a tab becomes a space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")  # \v: how Word breaks a line
    unfit = {sign for sign in text if unicodedata.category(sign) in NO_SIGNS} - {"\n"} | {BYTE_ORDER_MARK}
    return text.translate({ord(sign): " " if sign.isspace() else None for sign in unfit})


def _exact(value):
    """The value as an exact decimal; anything that is no number is the caller's mistake."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise TypeError(f"Not an exact number: {value!r}")
    try:
        exact = Decimal(value)
    except InvalidOperation as error:
        raise TypeError(f"Not an exact number: {value!r}") from error
    if not exact.is_finite():
        raise TypeError(f"Not an exact number: {value!r}")
    return exact


def _rounded(value, places):
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _without_zeros(value):
    """The same number without zeros behind the comma: 24.5000 is 24.5, 860.00 is 860."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def _written(value):
    return f"{value:,f}".translate(SEPARATORS)


def euro(value):
    """An amount: € 14.700,00."""
    if value is None:
        return _("onbekend")
    return f"€{NBSP}{_written(_rounded(_exact(value), 2))}"


def count(value):
    """A whole number: 1.134."""
    if value is None:
        return _("onbekend")
    exact = _exact(value)
    if exact != exact.to_integral_value():
        raise TypeError(f"Not a whole number: {value!r}")
    return _written(exact.to_integral_value())


def units(value):
    """Paid units, which may be broken (R3): 24,5; at most four decimals."""
    if value is None:
        return _("onbekend")
    return _written(_without_zeros(_rounded(_exact(value), 4)))


def percent(ratio):
    """A ratio as a percentage: 12,5 %. Rounding never makes a missed target look reached, or something look like nothing."""
    if ratio is None:
        return _("onbekend")
    exact = _exact(ratio) * 100
    share = _rounded(exact, 1)
    if share >= 100 > exact:
        share = 100 - SMALLEST_SHARE
    if share == 0 and exact > 0:
        return f"<{NBSP}{_written(SMALLEST_SHARE)}{NBSP}%"
    return f"{_written(_without_zeros(share))}{NBSP}%"


def day(value, short=False):
    """A day: 5 maart 2026, or short 05/03/2026. Of a moment, the day in Brussels."""
    if value is None:
        return _("onbekend")
    if isinstance(value, dt.datetime):
        value = _aware(value).date()
    return date_format(value, "SHORT_DATE_FORMAT" if short else "DATE_FORMAT")


def clock_time(value):
    """The hour of a moment in Brussels: 14.05 uur."""
    return _("onbekend") if value is None else date_format(_aware(value), "TIME_FORMAT")


def moment(value, precision="minute"):
    """A moment on the clocks of Brussels: 5 maart 2026 om 14.05 uur.

    What opens or closes with its day shows as the day alone; what is known to the month as the month (R7).
    """
    if value is None:
        return _("onbekend")
    local = _aware(value)
    if precision == "month":
        return date_format(local, "YEAR_MONTH_FORMAT")
    if precision == "day" or is_end_of_day(local) or local.time() == dt.time.min:
        return date_format(local, "DATE_FORMAT")
    return date_format(local, "DATETIME_FORMAT")


def stamp(value):
    """When something happened, always with the hour: 15 oktober 2026 om 23.59 uur. A date that was told is a `moment`."""
    return _("onbekend") if value is None else date_format(_aware(value), "DATETIME_FORMAT")


def _aware(value):
    if not isinstance(value, dt.datetime) or value.tzinfo is None:
        raise TypeError(f"Not a moment with its time zone: {value!r}")
    return in_brussels(value)
