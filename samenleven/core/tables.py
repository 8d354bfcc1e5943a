"""Lists as they leave the portal in a file: a column is declared once, so that CSV and Excel say the same.

A cell holds an exact number, a day, a moment or text. Where a figure lacks, the word of its nothing stands there (R4),
in whatever column: a sum in Excel passes over words.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from django.conf import settings
from django.utils.choices import flatten_choices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenleven.core import wording
from samenleven.core.clock import in_brussels, is_end_of_day
from samenleven.core.templatetags.ui import NOTHINGS

EXAMPLE = gettext_lazy("voorbeeldverdeling")
NOT_ADDITIVE = gettext_lazy("niet optelbaar")


class Format(Enum):
    """How the cells of a column are written."""

    TEXT = auto()
    COUNT = auto()  # whole numbers
    UNITS = auto()  # numbers that may be broken (R3)
    EURO = auto()
    SHARE = auto()  # a ratio, shown as a percentage
    DAY = auto()
    MOMENT = auto()  # what was told: a moment that opens or closes with its day is the day alone (R7)
    STAMP = auto()  # when something happened: always with the hour


@dataclass(frozen=True)
class Column:
    """One column: its head, what of a row stands in it, and how that is written."""

    head: Any
    value: Callable[[Any], Any]
    format: Format = Format.TEXT

    def read(self, row):
        """The cell of a row: an int, Decimal, date, local datetime (without its zone), text, or None for a blank."""
        found = self.value(row)
        if isinstance(found, bool):
            return _("ja") if found else _("nee")
        if isinstance(found, Promise):
            return str(found)
        if isinstance(found, dt.datetime):
            return _on_the_clock(found, self.format)
        return None if found == "" else found


@dataclass(frozen=True)
class Table:
    """A list under its title; `rows` is read once, a row at a time."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Any]

    @property
    def heads(self) -> list[str]:
        return [str(column.head) for column in self.columns]


@dataclass(frozen=True)
class Download:
    """What somebody takes home: the lists of a page, and what they are (R1).

    `name`: of the file, without its extension; `page`: the address of the page with its filters; `about`: label and text,
    at least as known when; `explains`: words in the cells that need a sentence.
    """

    name: str
    title: str
    tables: Sequence[Table]
    page: str
    about: Sequence[tuple[Any, Any]] = ()
    explains: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The page in full."""
        return f"{settings.SITE_URL.rstrip('/')}{self.page}"

    @property
    def words(self) -> dict[str, str]:
        """Every word that may stand in a cell instead of a figure, or beside one, with what it means."""
        return meanings() | dict(self.explains)


def chosen(form) -> list[tuple[str, str]]:
    """What was asked of a list: the label and the choice of each filter that is set, in words."""
    found = []
    for bound in form:
        value = bound.value()
        if value in (None, ""):
            continue
        words = {str(key): str(label) for key, label in flatten_choices(getattr(bound.field, "choices", ()))}
        found.append((str(bound.label), words.get(str(value), str(value))))
    return found


def meanings() -> dict[str, str]:
    """The words that may stand where a figure stands or lacks, with what they mean."""
    nothings = {str(word): str(meaning) for state, (word, meaning) in NOTHINGS.items() if state != "zero"}
    return nothings | {
        str(EXAMPLE): _(
            "Alleen het totaal van de actie is gepubliceerd. Dit is een vaste verdeling van dat totaal, geen echt "
            "cijfer van het lokaal bestuur."
        ),
        str(NOT_ADDITIVE): _("Wat hier samenkomt, mag niet opgeteld worden."),
    }


def nothing(state):
    """The word of one of the nothings, for a cell without a figure (R4)."""
    return NOTHINGS[state][0]


def known(value):
    """What stands in a cell, or the word for what was never published."""
    return nothing("unknown") if value is None else value


def told(moment, precision="moment"):
    """A date as exactly as it was told (R7), for a column of moments: what is known to the month is the month in words."""
    if moment is None:
        return nothing("unknown")
    if precision == "month":
        return wording.moment(moment, "month")
    return in_brussels(moment).date() if precision == "day" else moment


def _on_the_clock(moment, format):
    local = in_brussels(moment)
    if format is Format.DAY:
        return local.date()
    is_whole_day = is_end_of_day(local) or local.time() == dt.time.min
    return local.date() if format is Format.MOMENT and is_whole_day else local.replace(tzinfo=None, microsecond=0)
