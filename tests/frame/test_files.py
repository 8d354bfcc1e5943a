"""Lists as files: what is declared once is written alike in CSV and in Excel, and says what it is (R1, R4)."""

import datetime as dt
import gc
import re
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django import forms
from django.utils.translation import gettext_lazy

from samenleven.core import excel_files
from samenleven.core.clock import BRUSSELS, end_of_day, start_of_day
from samenleven.core.csv_files import csv_file
from samenleven.core.excel_files import excel_file
from samenleven.core.tables import EXAMPLE, Column, Download, Format, Table, chosen, known, nothing, told
from tests.workbooks import read_book

DAY = dt.date(2026, 10, 15)
NOON = dt.datetime(2026, 10, 15, 12, 30, 45, 123456, tzinfo=BRUSSELS)
WINTER = dt.datetime(2026, 12, 1, 11, 5, tzinfo=dt.UTC)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("https://a.be")', "=cmd|' /C calc'!A0"]


def of(*values, format=Format.TEXT, **more):
    """A download with one column."""
    more.setdefault("tables", [Table("Lijst", [Column("Kop", lambda row: row, format)], values)])
    return Download(name="naam", title="Een lijst", page="/lijst/?a=1", **more)


def read(response):
    book = read_book(response)
    response.file_to_stream.close()  # a server closes the whole answer, when it has left
    return book


def in_excel(*values, format=Format.TEXT):
    book = read(excel_file(of(*values, format=format)))
    return [row[0] for row in book.sheets["Lijst"][1:]]


def in_csv(*values, format=Format.TEXT):
    text = b"".join(csv_file(of(*values, format=format))).decode("utf-8-sig")
    return text.split("\r\n")[1:-1]


CELLS = [
    (Format.COUNT, 1134, 1134.0, "1134"),
    (Format.COUNT, 0, 0.0, "0"),
    (Format.UNITS, Decimal("24.5000"), 24.5, "24,5"),
    (Format.UNITS, Decimal("2500.0000"), 2500.0, "2500"),
    (Format.EURO, Decimal("14136359.00"), 14136359.0, "14136359,00"),
    (Format.EURO, Decimal("0.10"), 0.1, "0,10"),
    (Format.SHARE, Decimal("1.134"), 1.134, "113,4"),
    (Format.DAY, DAY, DAY, "15/10/2026"),
    (Format.DAY, end_of_day(DAY), DAY, "15/10/2026"),
    (Format.MOMENT, end_of_day(DAY), DAY, "15/10/2026"),
    (Format.MOMENT, start_of_day(DAY), DAY, "15/10/2026"),
    (Format.MOMENT, NOON, dt.datetime(2026, 10, 15, 12, 30, 45), "15/10/2026 12:30"),
    (Format.STAMP, WINTER, dt.datetime(2026, 12, 1, 12, 5), "01/12/2026 12:05"),
    (Format.TEXT, "46021", "46021", "46021"),
    (Format.TEXT, 3, "3", "3"),
    (Format.TEXT, True, "ja", "ja"),
    (Format.TEXT, gettext_lazy("trekker"), "trekker", "trekker"),
    (Format.COUNT, nothing("not_yet_due"), "nog niet verwacht", "nog niet verwacht"),
]


@pytest.mark.parametrize(("format", "value", "excel", "csv"), CELLS)
def test_a_cell_is_what_it_is(format, value, excel, csv):
    """In Excel a number is a number and a day a day; in CSV they are written as Excel in Dutch reads them."""
    (found,) = in_excel(value, format=format)
    assert (found, type(found)) == (excel, type(excel))
    assert in_csv(value, format=format) == [csv]


@pytest.mark.parametrize("blank", [None, ""])
def test_a_blank_is_blank(blank):
    assert in_excel("een", blank, "twee") == ["een", "", "twee"]
    assert in_csv("een", blank, "twee") == ["een", '""', "twee"]  # a line of one blank cell is quoted


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_a_link_or_a_number(text):
    """Not as a name, not as a head, not on the sheet that says what it is; and not in a CSV either."""
    table = Table("Lijst", [Column(text, lambda row: row)], [text, "0012", "https://a.be/"])
    book = read(excel_file(of(tables=[table], about=[(text, text)])))
    assert book.sheets["Lijst"] == [[text], [text], ["0012"], ["https://a.be/"]]
    assert [text, text] in book.sheets["Herkomst"]
    assert not any("<f>" in part or "<f " in part or "<hyperlink" in part for part in book.parts.values())
    assert in_csv(text)[0].lstrip('"').startswith("'")


def test_what_excel_cannot_hold_in_xml_harms_nothing():
    text = "a\x01b\ud7ff</t><f>1</f>&amp;"
    assert in_excel(text)[0].replace("_x0001_", "\x01") == text


def test_the_head_stays_in_sight_filters_and_prints_on_each_page():
    book = read(excel_file(of("een", "twee")))
    sheet = book.parts["xl/worksheets/sheet1.xml"]
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet
    assert '<autoFilter ref="A1:A3"/>' in sheet
    assert 'orientation="landscape"' in sheet
    assert "_xlnm.Print_Titles" in book.parts["xl/workbook.xml"]
    assert "<mergeCell" not in sheet


def test_columns_are_as_wide_as_their_first_rows_ask():
    columns = [
        Column("Kort", lambda row: "x"),
        Column("Naam", lambda row: "n" * 30),
        Column("Lang", lambda row: "l" * 500),
        Column("Bedrag", lambda row: Decimal("14136359.00"), Format.EURO),
        Column("Ontvangstbewijs", lambda row: None),
    ]
    sheet = read(excel_file(of(tables=[Table("Lijst", columns, [1])]))).parts["xl/worksheets/sheet1.xml"]
    widths = [round(float(width)) for width in re.findall(r'<col [^>]*?width="([0-9.]+)"', sheet)]
    assert widths == [10, 33, 61, 18, 19]


@pytest.mark.parametrize(
    ("format", "value", "shown"),
    [
        (Format.EURO, Decimal("14.5"), "[$€-813] #,##0.00"),
        (Format.COUNT, 1134, "#,##0"),
        (Format.UNITS, Decimal("24.5"), "#,##0.0###"),
        (Format.UNITS, Decimal("24.0000"), "#,##0"),
        (Format.SHARE, Decimal("0.125"), r"0.0#\ %"),
        (Format.SHARE, Decimal("1.5000"), r"0\ %"),
        (Format.DAY, DAY, "dd/mm/yyyy"),
        (Format.STAMP, NOON, "dd/mm/yyyy hh:mm"),
    ],
)
def test_a_number_shows_as_people_here_write_it(format, value, shown):
    styles = read(excel_file(of(value, format=format))).parts["xl/styles.xml"]
    assert shown in re.findall(r'formatCode="([^"]*)"', styles)


def test_the_last_sheet_says_what_it_is():
    with time_machine.travel(NOON, tick=False):
        made = excel_file(of(1, 2, about=[("Zoals gekend op", "3 maart 2023"), ("Keuze: Actie", "7")]))
    book = read(made)
    assert list(book.sheets) == ["Lijst", "Herkomst"]
    assert book.sheets["Herkomst"] == [
        ["Wat", "Een lijst"],
        ["Zoals gekend op", "3 maart 2023"],
        ["Keuze: Actie", "7"],
        ["Rijen op blad Lijst", "2"],
        ["Adres van de bladzijde", "http://localhost:8000/lijst/?a=1"],
        ["Bestand gemaakt op", "15 oktober 2026 om 12.30 uur"],
    ]
    assert "<dc:title>Een lijst</dc:title>" in book.parts["docProps/core.xml"]


def test_a_word_in_the_cells_is_explained_once_and_others_are_not():
    book = read(excel_file(of(nothing("unknown"), EXAMPLE, nothing("unknown"), "gewoon", format=Format.COUNT)))
    explained = [line for line in book.sheets["Herkomst"] if line[0].startswith("Betekenis")]
    assert [line[0] for line in explained] == ["Betekenis van “onbekend”", "Betekenis van “voorbeeldverdeling”"]
    assert "geen echt cijfer" in explained[1][1]


def test_an_empty_list_is_a_file_with_its_heads():
    book = read(excel_file(of()))
    assert book.sheets["Lijst"] == [["Kop"]]
    assert book.origin["Rijen op blad Lijst"] == "0"
    assert b"".join(csv_file(of())).decode("utf-8-sig") == "Kop\r\n"


def test_sheets_have_titles_that_excel_takes():
    columns = [Column("Kop", lambda row: row)]
    titles = ["Verschillen met 1-final-1: [alles] *?/\\", "herkomst", "herkomst", "", "'KPI's'"]
    book = read(excel_file(of(tables=[Table(title, columns, [title]) for title in titles])))
    assert list(book.sheets) == [
        "Verschillen met 1-final-1 alles",
        "herkomst",
        "herkomst (2)",
        "Blad",
        "KPI's",
        "Herkomst (3)",
    ]


def test_what_does_not_fit_on_a_sheet_goes_on_to_the_next(monkeypatch):
    """Excel holds a million rows a sheet; beyond it XlsxWriter would leave them out without a word."""
    monkeypatch.setattr(excel_files, "MOST_ROWS", 300)
    book = read(excel_file(of(*range(650), format=Format.COUNT)))
    assert [len(rows) - 1 for rows in list(book.sheets.values())[:3]] == [300, 300, 50]
    assert [row[0] for title in ("Lijst", "Lijst (2)", "Lijst (3)") for row in book.sheets[title][1:]] == list(
        range(650)
    )
    assert book.origin["Rijen op blad Lijst"] == "650"


def test_a_long_list_is_never_in_memory_and_leaves_nothing_behind(monkeypatch, tmp_path):
    """The rows are read one at a time while the file grows on the disk."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    alive = []

    class Row:
        pass

    def rows():
        for number in range(3000):
            if number % 500 == 499:
                gc.collect()
                alive.append(sum(type(one) is Row for one in gc.get_objects()))
            yield Row()

    columns = [Column("Kop", lambda row: "tekst")]
    response = excel_file(of(tables=[Table("Lijst", columns, rows())]))
    assert max(alive) <= 2
    assert len(read(response).sheets["Lijst"]) == 3001
    assert list(Path(tmp_path).iterdir()) == []


def test_a_list_that_breaks_halfway_gives_no_half_file(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows():
        yield 1
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        excel_file(of(tables=[Table("Lijst", [Column("Kop", lambda row: row, Format.COUNT)], rows())]))
    assert list(Path(tmp_path).iterdir()) == []


def test_a_date_is_told_as_exactly_as_it_is_known():
    assert told(None) == "onbekend"
    assert told(end_of_day(DAY), "month") == "oktober 2026"
    assert told(NOON, "day") == DAY
    assert told(NOON) == NOON
    assert (known(None), known(0)) == ("onbekend", 0)


def test_a_choice_is_told_in_words():
    class Filter(forms.Form):
        ronde = forms.ChoiceField(label="Projectronde", choices=[("1", "Projectronde 1")])
        actie = forms.TypedChoiceField(label="Actie", choices=[("", "Alle"), (7, "7. Hogere studies")], required=False)
        naam = forms.CharField(label="Naam", required=False)
        leeg = forms.CharField(label="Leeg", required=False)

    asked = Filter({"ronde": "1", "actie": "7", "naam": "Genk", "leeg": ""})
    assert chosen(asked) == [("Projectronde", "Projectronde 1"), ("Actie", "7. Hogere studies"), ("Naam", "Genk")]
