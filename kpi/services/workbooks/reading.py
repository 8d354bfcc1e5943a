"""What somebody filled in: the rows of an uploaded workbook as they were typed (R28)."""

import math
import subprocess
import sys
from dataclasses import asdict, dataclass
from decimal import Decimal
from json import JSONDecodeError, loads
from pathlib import Path

import structlog
from django.utils.translation import gettext as _

from kpi.services.workbooks import refusals
from kpi.services.workbooks.guarding import guard
from kpi.services.workbooks.layout import (
    COLUMNS,
    FIGURES,
    HEADER_ROW,
    KEY,
    LOCAL_GOVERNMENT,
    MOMENT,
    POSITIONS,
    READ,
    ROUND,
    TEMPLATE,
    TEMPLATE_VERSION,
    tidy,
)
from kpi.services.workbooks.refusals import Refused
from municipalities.models import LocalGovernment

log = structlog.get_logger(__name__)

_READER = Path(__file__).with_name("cells.py")
_MOST_SECONDS = 30
LONGEST_ANSWER = 200  # of a text where a number is asked; enough to show what is wrong with it


@dataclass
class FilledRow:
    """One row of a workbook as it was typed, what stood in it at the download, and what was decided since."""

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
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.count or self.not_applicable or self.reason)

    def as_data(self) -> dict:
        """For the database."""
        return asdict(self)


def read(*, name, content, moment, local_government) -> list[FilledRow]:
    """The rows of a workbook of this moment and local government; Refused with one sentence for every other file."""
    cells = _cells(guard(name, content))
    _check_key(cells[KEY], moment, local_government)
    header, *rows = cells[FIGURES][HEADER_ROW - 1 :] or [[]]
    if [text_of(one) for one in header[: len(COLUMNS)]] != [column.header for column in COLUMNS]:
        raise Refused(refusals.CHANGED_COLUMNS)
    filled = (_row(number, row) for number, row in enumerate(rows, start=HEADER_ROW + 1))
    return [row for row in filled if row.key or not row.is_empty]


def _cells(workbook) -> dict[str, list[list]]:
    """All cells of the two sheets that are read."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", _READER, FIGURES, KEY],
            input=workbook,
            capture_output=True,
            timeout=_MOST_SECONDS,
            check=True,
        )
        return loads(done.stdout)
    except (subprocess.SubprocessError, JSONDecodeError, UnicodeDecodeError) as error:
        log.warning("workbook_unreadable", error=type(error).__name__)
        raise Refused(refusals.BROKEN) from error


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


def _row(number, row) -> FilledRow:
    texts = {name: text_of(row[POSITIONS[name]]) if POSITIONS[name] < len(row) else "" for name in READ}
    revision = texts["revision"]
    # A revision that nobody was given can only repeat what stands, as in the form.
    known = revision.isascii() and revision.isdecimal() and len(revision) < 10
    return FilledRow(
        number=number,
        key=texts["key"][:LONGEST_ANSWER],
        revision=int(revision) if known else -1,
        base=texts["base"][:LONGEST_ANSWER],
        base_reason=texts["base_reason"][:LONGEST_ANSWER],
        count=texts["count"][:LONGEST_ANSWER],
        not_applicable=texts["not_applicable"][:LONGEST_ANSWER],
        reason=texts["reason"],
    )


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
