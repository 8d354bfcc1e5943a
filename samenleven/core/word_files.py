"""Papers as Word files: real headings, real tables with a head that returns, Dutch as the language.

The same parts made at the same moment give the same file, byte for byte.
"""

import datetime as dt
import io
import zipfile

from django.http import HttpResponse
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "nl-BE"
FONT = "Arial"
INK, SOFT = RGBColor(0x33, 0x33, 0x32), RGBColor(0x5C, 0x5F, 0x66)
EPOCH = (1980, 1, 1, 0, 0, 0)
LOOKS = {"text": "Normal", "quote": "Quote", "warning": "Intense Quote"}


def word(title: str, parts: list[dict], made_at: dt.datetime, *, author: str) -> bytes:
    """A paper of parts (see `samenleven.core.papers`) as a .docx file."""
    document = Document()
    _set_up(document, title, author, made_at)
    for part in parts:
        _PARTS[part["part"]](document, part)
    file = io.BytesIO()
    document.save(file)
    return _without_clock(file)


def word_file(name: str, content: bytes) -> HttpResponse:
    """A Word file to keep, under a name without its extension."""
    return HttpResponse(
        content, content_type=CONTENT_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}.docx"'}
    )


def _set_up(document, title, author, made_at):
    """Language, fonts and margins; the author is an organisation, never a person."""
    about = document.core_properties
    about.title, about.language, about.author, about.last_modified_by = title, LANGUAGE, author, ""
    about.comments = ""
    about.created = about.modified = made_at.astimezone(dt.UTC).replace(tzinfo=None)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    styles = document.styles
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Quote", "Intense Quote", "Caption"):
        _dress(styles[name])
    styles["Normal"].font.size = Pt(10)
    styles["Caption"].font.size, styles["Caption"].font.color.rgb = Pt(8.5), SOFT
    styles["Caption"].font.bold = False
    _speak_dutch(styles.element)


def _dress(style):
    style.font.name, style.font.color.rgb = FONT, INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:hAnsi"), FONT)


def _speak_dutch(styles):
    """The language of every run that names none."""
    defaults = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    for kind in ("val", "eastAsia"):
        language.set(qn(f"w:{kind}"), LANGUAGE)


def _heading(document, part):
    document.add_heading(part["text"], part["level"])


def _paragraph(document, part):
    document.add_paragraph(part["text"], style=LOOKS[part["look"]])


def _note(document, part):
    document.add_paragraph(part["text"], style="Caption")


def _facts(document, part):
    for term, text in part["rows"]:
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(f"{term}: ").bold = True
        line.add_run(text)


def _table(document, part):
    title = document.add_paragraph(part["title"], style="Caption")
    title.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(part["heads"]), style="Table Grid")
    _fill(table.rows[0], part["heads"], part["numbers"], bold=True)
    _returns(table.rows[0])
    for at, row in enumerate(part["rows"], start=1):
        _fill(table.add_row(), row, part["numbers"], bold=part["total"] and at == len(part["rows"]))
    _small(table)
    document.add_paragraph()


def _fill(row, texts, numbers, *, bold):
    for cell, text, is_number in zip(row.cells, texts, numbers, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.add_run(text).bold = bold
        if is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _returns(row):
    """The head of a table stands on each page, and a screen reader knows it as the head."""
    properties = row._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _small(table):
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                for run in paragraph.runs:
                    run.font.size = Pt(8.5)


_PARTS = {"heading": _heading, "paragraph": _paragraph, "note": _note, "facts": _facts, "table": _table}


def _without_clock(file) -> bytes:
    """The same file without the hour at which it was packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
