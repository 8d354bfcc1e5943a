"""What somebody filled in: the rows of an uploaded workbook as they were typed (R28)."""

import math
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from decimal import Decimal
from json import JSONDecodeError, dumps, loads
from pathlib import Path

import structlog
from django.utils.translation import gettext as _

from kpi.services.workbooks import refusals
from kpi.services.workbooks.guarding import guard
from kpi.services.workbooks.layout import (
    FIGURES,
    HEADER_ROW,
    KEY,
    LOCAL_GOVERNMENT,
    LONGEST_CELL,
    MOMENT,
    MOTIVATIONS,
    ROUND,
    TEMPLATE,
    TEMPLATE_VERSION,
    WIDTHS,
    tidy,
)
from kpi.services.workbooks.refusals import Refused
from municipalities.models import LocalGovernment

log = structlog.get_logger(__name__)

_READER = Path(__file__).with_name("cells.py")
_MOST_SECONDS = 30
MOST_CELLS = 20 * 1024 * 1024  # in bytes; a file of a few kilobytes can name one long text in a million cells
LONGEST_ANSWER = 200  # of a text where a number is asked; enough to show what is wrong with it


@dataclass
class FilledRow:
    """One row of the figures as it was typed, what stood in it at the download, and what was decided since."""

    number: int
    key: str
    revision: int
    base: str
    base_reason: str
    count: str
    not_applicable: str
    reason: str
    is_skipped: bool = False

    @property
    def field(self) -> str:
        """What it is called where it is put right in the browser."""
        return f"r{self.number}"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.count or self.not_applicable or self.reason)


@dataclass
class MotivationRow:
    """One row of the motivations as it was typed, what stood in it at the download, and what was decided since."""

    number: int
    key: str
    revision: int
    base: str
    text: str
    is_skipped: bool = False

    @property
    def field(self) -> str:
        """What it is called where it is put right in the browser."""
        return f"m{self.number}"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.text


@dataclass
class Filled:
    """Everything that was read in a workbook."""

    figures: list[FilledRow]
    motivations: list[MotivationRow]

    @property
    def rows(self) -> dict[str, FilledRow | MotivationRow]:
        """Each row by what it is called in the browser."""
        rows: list[FilledRow | MotivationRow] = [*self.figures, *self.motivations]
        return {row.field: row for row in rows}

    def as_data(self) -> dict:
        """For the database."""
        return asdict(self)

    @classmethod
    def of(cls, data) -> "Filled":
        """As it stands in the database."""
        data = data or {}
        return cls(
            [FilledRow(**row) for row in data.get("figures", [])],
            [MotivationRow(**row) for row in data.get("motivations", [])],
        )


def read(*, name, content, moment, local_government) -> Filled:
    """What stands in a workbook of this moment and local government; Refused with one sentence for every other file."""
    cells = _cells(guard(name, content))
    _check_key(cells[KEY], moment, local_government)
    return Filled(
        [
            FilledRow(number, revision=_revision(texts.pop("revision")), **_short(texts, but="reason"))
            for number, texts in _rows(cells, FIGURES)
        ],
        [
            MotivationRow(number, revision=_revision(texts.pop("revision")), **_short(texts, but="text"))
            for number, texts in _rows(cells, MOTIVATIONS)
        ],
    )


def _cells(workbook) -> dict[str, list[list]]:
    """All cells of the sheets that are read."""
    try:
        said = _said_by_the_reader(workbook)
        return loads(said)
    except (subprocess.SubprocessError, OSError, JSONDecodeError, UnicodeDecodeError) as error:
        log.warning("workbook_unreadable", error=type(error).__name__)
        raise Refused(refusals.BROKEN) from error


def _said_by_the_reader(workbook) -> bytes:
    """What the program that reads cells says of a workbook: so much and no more, however much it has to say."""
    command = [sys.executable, "-I", str(_READER), dumps(WIDTHS), str(LONGEST_CELL)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:
        assert reader.stdin is not None  # it is a pipe, and so is what it says
        assert reader.stdout is not None
        too_late = threading.Timer(_MOST_SECONDS, reader.kill)
        too_late.start()
        try:
            # It says nothing before it has heard everything.
            with reader.stdin as ear:
                ear.write(workbook)
            said = reader.stdout.read(MOST_CELLS + 1)
            if len(said) > MOST_CELLS:
                raise Refused(refusals.TOO_MUCH_TEXT)
            if code := reader.wait():
                raise subprocess.CalledProcessError(code, command)
            return said
        finally:
            too_late.cancel()
            reader.kill()


def _check_key(cells, moment, local_government):
    said = {text_of(row[0]): text_of(row[1]) for row in cells if len(row) > 1}
    if not {TEMPLATE, ROUND, MOMENT, LOCAL_GOVERNMENT} <= said.keys():
        raise Refused(refusals.NO_TEMPLATE)
    if said[TEMPLATE] != TEMPLATE_VERSION:
        raise Refused(refusals.OLD_TEMPLATE)
    if said[LOCAL_GOVERNMENT] != local_government.code:
        theirs = LocalGovernment.objects.filter(code=said[LOCAL_GOVERNMENT][:20]).first()
        raise refusals.another_body(theirs or _("onbekend"), local_government)
    if (said[ROUND], said[MOMENT]) != (moment.round.code, moment.kind):
        raise Refused(refusals.ANOTHER_MOMENT)


def _rows(cells, layout):
    """The number of each row in which something stands, and what was typed in the columns that are read."""
    if layout.title not in cells:
        return
    header, *rows = cells[layout.title][HEADER_ROW - 1 :] or [[]]
    if [text_of(one) for one in header[: len(layout.columns)]] != layout.headers:
        raise refusals.changed_columns(layout.title)
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        texts = {
            name: text_of(row[position]) if position < len(row) else ""
            for name, position in layout.positions.items()
            if name in layout.read
        }
        if any(texts.values()):
            yield number, texts


def _revision(text) -> int:
    """A revision that nobody was given can only repeat what stands, as in the form."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _short(texts, *, but) -> dict:
    return {name: text if name == but else text[:LONGEST_ANSWER] for name, text in texts.items()}


def text_of(cell) -> str:
    """A cell as somebody who types in the form would write it; whole numbers come out of Excel as 12.0."""
    if isinstance(cell, bool):
        return _("waar") if cell else _("onwaar")
    if isinstance(cell, dict):
        return str(cell["moment"])
    if isinstance(cell, int | float):
        return _number(cell)
    return tidy(cell)


def _number(number) -> str:
    if not math.isfinite(number):
        return str(number)
    exact = Decimal(repr(number))
    whole = exact == exact.to_integral_value()
    return f"{exact.to_integral_value() if whole else exact:f}".replace(".", ",")
