"""Tables as Excel files: real numbers and days, text that stays text, and a sheet that says what it all is (R1).

A file is written row by row to the disk, never kept in memory, and leaves from there.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryDirectory, TemporaryFile

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenleven.core import wording
from samenleven.core.tables import Column, Download, Format, Table

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {
    "constant_memory": True,
    # Text stays text, whatever it begins with: no formula, no link, no number made of a code.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
MOST_ROWS = 1_048_575  # of a sheet, under its head
WIDTHS_FROM = 200  # rows that decide how wide a column is
NARROWEST, WIDEST = 9, 60
LONGEST_TITLE = 31
NOT_IN_A_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))

# How numbers show; without a broken part Excel would leave a comma with nothing behind it.
NUMBERS = {
    Format.COUNT: "#,##0",
    Format.UNITS: "#,##0",
    Format.EURO: "[$€-813] #,##0.00",
    Format.SHARE: r"0\ %",
    Format.DAY: "dd/mm/yyyy",
    Format.MOMENT: "dd/mm/yyyy hh:mm",
    Format.STAMP: "dd/mm/yyyy hh:mm",
}
BROKEN = {Format.COUNT: "#,##0.0###", Format.UNITS: "#,##0.0###", Format.SHARE: r"0.0#\ %"}


def excel_file(download: Download) -> FileResponse:
    """Every list of a download on a sheet of its own, and a last sheet that says where they come from."""
    file = TemporaryFile(prefix="samenleven-", suffix=".xlsx")  # noqa: SIM115 - the answer closes it when it has left
    try:
        with (
            TemporaryDirectory(prefix="samenleven-") as folder,
            xlsxwriter.Workbook(file, OPTIONS | {"tmpdir": folder}) as book,
        ):
            _Workbook(book, download).write()
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{download.name}.xlsx", content_type=CONTENT_TYPE)


class _Workbook:
    """One file while it is written."""

    def __init__(self, book, download):
        self.book, self.download = book, download
        self.words, self.said, self.looks, self.titles = download.words, {}, {}, set()
        self.counted: list[tuple[str, int]] = []

    def write(self):
        made = timezone.now()
        self.book.set_properties(
            {
                "title": self.download.title,
                "author": "Plan Samenleven",
                "comments": self.download.address,
                "created": made.replace(tzinfo=None, microsecond=0),
            }
        )
        for table in self.download.tables:
            self._write_table(table)
        self._write_origin(made)

    # --- the lists ----------------------------------------------------------------------------------------------------
    def _write_table(self, table: Table):
        rows, total, part, written = iter(table.rows), 0, 0, MOST_ROWS
        while written == MOST_ROWS:  # what does not fit on a sheet goes on to the next
            part += 1
            written = self._write_sheet(table, islice(rows, MOST_ROWS), part)
            total += written
        self.counted.append((table.title, total))

    def _write_sheet(self, table: Table, rows: Iterable, part: int) -> int:
        sheet = self._new_sheet(table.title if part == 1 else f"{table.title} ({part})")
        look = {"bold": True, "bg_color": "#FFE615", "bottom": 2, "text_wrap": True, "valign": "top"}
        head = self.book.add_format(look)
        for place, text in enumerate(table.heads):
            sheet.write_string(0, place, text, head)
        columns, first = table.columns, [_read(table.columns, row) for row in islice(rows, WIDTHS_FROM)]
        for place, width in enumerate(_widths(table, first)):
            sheet.set_column(place, place, width)
        number = 0
        for number, cells in enumerate(chain(first, (_read(columns, row) for row in rows)), start=1):
            for place, (column, value) in enumerate(zip(columns, cells, strict=True)):
                self._write_cell(sheet, number, place, column.format, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, number, len(columns) - 1)
        # A code such as 46021 is text on purpose.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS + 1}"})
        sheet.repeat_rows(0)
        return number

    def _write_cell(self, sheet, row, place, format, value):
        if value is None:
            return
        if isinstance(value, str):
            self._write_text(sheet, row, place, format, value)
        elif isinstance(value, dt.date):
            # A whole day in a column of moments shows no midnight.
            format = format if isinstance(value, dt.datetime) else Format.DAY
            sheet.write_datetime(row, place, value, self._number_look(NUMBERS[format], "left"))
        elif format is Format.TEXT:
            self._write_text(sheet, row, place, format, str(value))
        else:
            sheet.write_number(row, place, value, self._number_look(_number_format(value, format), "right"))

    def _write_text(self, sheet, row, place, format, text):
        """Text in a cell that Excel keeps text, also when somebody edits it; the word of a nothing has its own look (R4)."""
        is_word = text in self.words
        if is_word:
            self.said[text] = self.words[text]
        sheet.write_string(row, place, text, self._text_look(format, is_word))

    # --- what it is ---------------------------------------------------------------------------------------------------
    def _write_origin(self, made):
        sheet = self._new_sheet(_("Herkomst"))
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 90)
        lines = [(_("Wat"), self.download.title), *self.download.about]
        lines += [(_("Rijen op blad %s") % title, wording.count(rows)) for title, rows in self.counted]
        lines += [(_("Adres van de bladzijde"), self.download.address), (_("Bestand gemaakt op"), wording.stamp(made))]
        lines += [(_("Betekenis van “%s”") % word, meaning) for word, meaning in self.said.items()]
        label = self.book.add_format({"bold": True, "valign": "top", "text_wrap": True})
        text = self._text_look(Format.TEXT, False)
        for row, (what, said) in enumerate(lines):
            sheet.write_string(row, 0, str(what), label)
            sheet.write_string(row, 1, str(said), text)

    # --- small parts --------------------------------------------------------------------------------------------------
    def _new_sheet(self, title):
        sheet = self.book.add_worksheet(self._free_title(title))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&F&R&P / &N")
        return sheet

    def _free_title(self, title):
        """A title that Excel takes, and that no other sheet of this file has."""
        plain = " ".join(str(title).translate(NOT_IN_A_TITLE).split()).strip("' ") or _("Blad")
        found, number = plain[:LONGEST_TITLE].strip("' "), 1
        while found.lower() in self.titles:
            number += 1
            mark = f" ({number})"
            found = plain[: LONGEST_TITLE - len(mark)].strip() + mark
        self.titles.add(found.lower())
        return found

    # One format object for each look, found by a short key: Excel refuses a file with tens of thousands of them.
    def _number_look(self, num_format, align):
        if num_format not in self.looks:
            self.looks[num_format] = self.book.add_format({"num_format": num_format, "align": align, "valign": "top"})
        return self.looks[num_format]

    def _text_look(self, format, is_word):
        if (format, is_word) not in self.looks:
            look = {"num_format": "@", "valign": "top", "text_wrap": format is Format.TEXT}
            look |= {"align": "left" if format in (Format.TEXT, Format.DAY, Format.MOMENT, Format.STAMP) else "right"}
            look |= {"italic": True, "font_color": "#5C5F66"} if is_word else {}
            self.looks[format, is_word] = self.book.add_format(look)
        return self.looks[format, is_word]


def _read(columns: Iterable[Column], row) -> list:
    return [column.read(row) for column in columns]


def _number_format(value, format):
    """How a number shows: with the part behind the comma where it has one."""
    shown = value * 100 if format is Format.SHARE else value
    is_broken = isinstance(shown, Decimal) and shown != shown.to_integral_value()
    return BROKEN[format] if is_broken and format in BROKEN else NUMBERS[format]


def _widths(table: Table, rows) -> list[int]:
    """How wide each column is: as its first rows ask, within what a screen holds; heads wrap."""
    widths = []
    for place, column in enumerate(table.columns):
        longest_word = max((len(word) for word in table.heads[place].split()), default=0)
        cells = (_length(cells[place], column.format) for cells in rows)
        widths.append(min(max(NARROWEST, longest_word + 3, max(cells, default=0) + 2), WIDEST))
    return widths


def _length(value, format):
    if value is None:
        return 0
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dt.date):
        return 16 if isinstance(value, dt.datetime) else 10
    return len(wording.euro(value) if format is Format.EURO else wording.units(value))
