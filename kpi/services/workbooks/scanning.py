"""Looking through the XML of a workbook as it streams by: nothing is built, nothing is expanded, and it stops in time."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from kpi.services.workbooks import refusals
from kpi.services.workbooks.layout import FIGURES, HEADER_ROW, LONGEST_CELL, MOTIVATIONS, Layout
from kpi.services.workbooks.refusals import Refused

# Far more than a workbook of ours holds, and few enough to be read in a second.
MOST_ROWS, MOST_COLUMNS, MOST_ELEMENTS = 10_000, 100, 1_500_000

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LAYOUTS = {one.title: one for one in (FIGURES, MOTIVATIONS)}


@dataclass
class Scan:
    """What a part of a workbook says: which sheets there are, where they stand, whether something comes from elsewhere."""

    sheets: dict[str, str] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    has_external_link: bool = False


def scan(part) -> Scan:
    """The sheets and links that a part names."""
    found = Scan()

    def starts(name, attributes):
        if name == "sheet":
            found.sheets.setdefault(attributes.get("name", ""), _of(attributes, "id"))
        elif name == "Relationship":
            found.targets.setdefault(attributes.get("Id", ""), attributes.get("Target", ""))
            # What somebody can click on is no data that comes in; everything else from elsewhere is.
            is_click = attributes.get("Type", "").endswith("/hyperlink")
            found.has_external_link |= attributes.get("TargetMode") == "External" and not is_click

    _parse(part, starts)
    return found


def scan_sheet(title, part):
    """Refuse a sheet that is too large to be ours, or that holds a formula where a value is read."""
    place = _Place(title)
    _parse(part, place.starts, place)


def scan_texts(part):
    """Refuse the texts that the cells share where one of them is longer than a cell can hold."""
    texts = _Texts("si")
    _parse(part, texts.starts, texts)


class _Texts:
    """How long the text is that goes by: one text of 100 000 characters, in a thousand cells, is a hundred million."""

    def __init__(self, holder):
        self.holder = holder  # the element that holds one text, whole or in pieces
        self.elements = 0
        self.length: int | None = None

    def starts(self, name, attributes):
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise Refused(refusals.TOO_MANY_ROWS)
        if name == self.holder:
            self.length = 0

    def says(self, text):
        if self.length is not None:
            self.length += len(text)
            if self.length > LONGEST_CELL:
                raise Refused(refusals.LONG_TEXT)

    def ends(self, name):
        if name == self.holder:
            self.length = None


class _Place(_Texts):
    """Which row and column goes by."""

    def __init__(self, title):
        super().__init__("c")
        self.layout = _LAYOUTS.get(title)
        self.row, self.column = 0, 0

    def starts(self, name, attributes):
        super().starts(name, attributes)
        if name == "row":
            self.row = _number(attributes.get("r"), self.row + 1)
            self.column = 0
        elif name == "c":
            # A cell may say where it stands; one that does not comes after the one before.
            said = _ADDRESS.fullmatch(attributes.get("r", ""))
            self.column = _column(said[1]) if said else self.column + 1
            self.row = int(said[2]) if said else self.row
        elif name in ("v", "is", "f"):
            self._holds(name)

    def _holds(self, name):
        """A cell with something in it; what is only laid out, such as LibreOffice's last row, is nothing."""
        if self.row > MOST_ROWS or self.column > MOST_COLUMNS:
            raise Refused(refusals.TOO_MANY_ROWS)
        if name == "f" and self.layout and self.row > HEADER_ROW and self.column <= len(self.layout.columns):
            self._refuse_formula(self.layout)

    def _refuse_formula(self, layout: Layout):
        column = layout.columns[self.column - 1].name
        if column in layout.read:
            raise refusals.formula(layout.title, layout.cell(column, self.row))


def _parse(part, starts, texts: _Texts | None = None):
    parser = expat.ParserCreate(namespace_separator=" ")
    # The names without their namespaces: strict and transitional workbooks, with or without prefixes, say the same.
    parser.StartElementHandler = lambda name, attributes: starts(name.rpartition(" ")[2], attributes)
    if texts:
        parser.buffer_text = True
        parser.CharacterDataHandler = texts.says
        parser.EndElementHandler = lambda name: texts.ends(name.rpartition(" ")[2])
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused(refusals.BROKEN) from error


def _no_doctype(*_declared):
    # A workbook declares no entities; whoever does, means harm.
    raise Refused(refusals.BROKEN)


def _of(attributes, name):
    """An attribute, whatever its namespace."""
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), "")


def _number(text, otherwise):
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else otherwise


def _column(letters):
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - ord("A") + 1
    return number
