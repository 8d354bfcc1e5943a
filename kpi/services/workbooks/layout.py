"""How a workbook is laid out: one place for who writes it and who reads it back (R28).

The names of sheets and columns are Dutch and are not translated: a workbook that was written is read by them.
"""

import hashlib
import re
from dataclasses import dataclass

# Whoever changes a sheet, a column or what a hidden cell means raises this: an older workbook is then refused.
TEMPLATE_VERSION = "1"

HEADER_ROW = 1
YES = "ja"
LONGEST_CELL = 32_767  # what Excel itself keeps in one
LONGEST_TEXT = 32_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """One column: how it is headed, how wide it is, and what may be done in it."""

    name: str
    header: str
    width: int
    is_input: bool = False
    is_hidden: bool = False


@dataclass(frozen=True)
class Layout:
    """One sheet with a row for each thing that is asked."""

    title: str
    columns: tuple[Column, ...]

    @property
    def positions(self) -> dict[str, int]:
        """Where each column stands, from 0."""
        return {column.name: position for position, column in enumerate(self.columns)}

    @property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    @property
    def read(self) -> list[str]:
        """What is read back; the others are there to look at, and what somebody writes beside them is nobody's business."""
        return [column.name for column in self.columns if column.is_input or column.is_hidden]

    def cell(self, name, row) -> str:
        """The address of a cell as Excel writes it, such as K7."""
        return f"{chr(ord('A') + self.positions[name])}{row}"


# By which a row is known again, and what stood in it at the download.
_MEMORY = (
    Column("key", "sleutel", 12, is_hidden=True),
    Column("revision", "versie van het veld", 12, is_hidden=True),
    Column("base", "bij het downloaden", 12, is_hidden=True),
)

EXPLANATION, KEY = "Uitleg", "Sleutel"
FIGURES = Layout(
    "KPI's",
    (
        Column("action", "Actie", 7),
        Column("title", "Titel", 34),
        Column("indicator", "KPI", 7),
        Column("description", "Omschrijving", 30),
        Column("unit", "Eenheid", 18),
        Column("member", "Lokaal bestuur", 22),
        Column("current_reach", "Huidig bereik", 10),
        Column("units", "Bijkomend (toegekend)", 12),
        Column("target", "Doel (huidig en bijkomend samen)", 14),
        Column("previous", "Vorige stand", 12),
        Column("count", "Bereikt", 12, is_input=True),
        Column("not_applicable", "Niet van toepassing", 12, is_input=True),
        Column("reason", "Reden van een ongewoon aantal", 40, is_input=True),
        Column("lock", "Op slot", 44),
        Column("origin", "Herkomst van het doel", 17),
        *_MEMORY,
        Column("base_reason", "reden bij het downloaden", 12, is_hidden=True),
    ),
)
MOTIVATIONS = Layout(
    "Motivering",
    (
        Column("action", "Actie", 7),
        Column("title", "Titel", 34),
        Column("asked", "Wanneer gevraagd", 34),
        Column("text", "Motivering", 90, is_input=True),
        Column("lock", "Op slot", 44),
        *_MEMORY,
    ),
)
# The sheets that are read, each with how many of its columns.
WIDTHS = {FIGURES.title: len(FIGURES.columns), MOTIVATIONS.title: len(MOTIVATIONS.columns), KEY: 2}
TITLES = tuple(WIDTHS)

# What is meant by the first cell of each row of the hidden sheet.
TEMPLATE, ROUND, MOMENT, LOCAL_GOVERNMENT, MADE_AT = "sjabloon", "ronde", "moment", "bestuur", "gedownload"


def key_of(commitment) -> str:
    """By which a row of a KPI is known again: the participation and the KPI, as in the form."""
    return f"p{commitment.participation_id}-{commitment.indicator.code}"


def key_of_line(line) -> str:
    """By which the row of a motivation is known again."""
    return f"l{line.pk}"


def base_of(answer) -> str:
    """An answer as it is remembered beside its row."""
    return YES if answer.not_applicable else "" if answer.count is None else str(answer.count)


def tidy(text) -> str:
    """A text as it stands in a cell: programs disagree about ends of lines, and control characters are never meant."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).strip()[:LONGEST_TEXT].strip()


def trace_of(text) -> str:
    """What tells whether a text was changed since the download; short, because the text itself stands beside it."""
    text = tidy(text)
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""
