"""Workbooks as they come back: filled in, saved again by another program, or broken; for the tests of the workbook.

The tests know xlsx by hand, and nothing of the product does: what is read here is written by the product itself.
"""

import io
import re
import zipfile
from xml.etree import ElementTree as Xml

from python_calamine import CalamineWorkbook

from kpi.services.workbooks.layout import FIGURES, KEY, MOTIVATIONS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# As they stand in a workbook of a lead at the end of a year; the others have no motivations.
SHEETS = {
    title: f"xl/worksheets/sheet{number}.xml"
    for number, title in enumerate(("Uitleg", FIGURES.title, MOTIVATIONS.title, KEY), start=1)
}
WORKBOOK, CONTENT_TYPES = "xl/workbook.xml", "[Content_Types].xml"


def parts_of(content) -> dict[str, bytes]:
    """Every part of a workbook by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts, *, compression=zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook from its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return made.getvalue()


def changed(content, changes=(), **options) -> bytes:
    """A workbook with other parts: a text, or a function of what was there; None leaves a part out."""
    parts = parts_of(content)
    for name, change in dict(changes).items():
        part = change(parts[name]) if callable(change) else change
        parts[name] = part.encode() if isinstance(part, str) else part
    return packed({name: part for name, part in parts.items() if part is not None}, **options)


def sheet_of(content, title=FIGURES.title) -> list[list]:
    """The cells of a sheet, as a reader sees them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(title).to_python(skip_empty_area=False)


def filled(content, typed, *, sheet=FIGURES.title) -> bytes:
    """What somebody typed in the cells of a sheet: {(2, "count"): 12}; a text stays a text, a number a number."""

    layout = MOTIVATIONS if sheet == MOTIVATIONS.title else FIGURES

    def fill(part):
        Xml.register_namespace("", MAIN)
        tree = Xml.fromstring(part)
        rows = {int(row.get("r")): row for row in tree.iter(f"{{{MAIN}}}row")}
        for (number, column), value in typed.items():
            if number not in rows:
                rows[number] = Xml.SubElement(tree.find(f"{{{MAIN}}}sheetData"), f"{{{MAIN}}}row", r=str(number))
            _put(rows[number], layout.cell(column, number), value)
        return Xml.tostring(tree)

    return changed(content, {SHEETS[sheet]: fill})


def _put(row, address, value):
    column = re.sub(r"[0-9]", "", address)
    found = next((one for one in row if one.get("r") == address), None)
    if found is None:
        before = sum(re.sub(r"[0-9]", "", one.get("r")) < column for one in row)
        found = Xml.Element(f"{{{MAIN}}}c", r=address)
        row.insert(before, found)
    for child in list(found):
        found.remove(child)
    found.attrib.pop("t", None)
    if value is None:
        return
    if isinstance(value, bool):
        found.set("t", "b")
        Xml.SubElement(found, f"{{{MAIN}}}v").text = str(int(value))
    elif isinstance(value, str) and value.startswith("FORMULA "):
        Xml.SubElement(found, f"{{{MAIN}}}f").text = value.removeprefix("FORMULA ")
        Xml.SubElement(found, f"{{{MAIN}}}v").text = "2"
    elif isinstance(value, str):
        found.set("t", "inlineStr")
        text = Xml.SubElement(Xml.SubElement(found, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
        text.text = value
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    else:
        Xml.SubElement(found, f"{{{MAIN}}}v").text = repr(value)


# --- saved again by LibreOffice ---------------------------------------------------------------------------------------
def as_libreoffice_saves(content) -> bytes:
    """The same workbook as LibreOffice Calc writes it: its own order of parts, its own attributes, one style for all cells.

    Written by hand after what Calc 7 writes, because no LibreOffice runs here: shared texts only, each number with
    t="n", a last row at 1 048 576 that is only laid out, a sheet that nobody sees as "hidden", protection kept.
    """
    texts: dict[str, int] = {}
    parts = {"_rels/.rels": _RELS, "docProps/app.xml": _APP, "docProps/core.xml": _CORE, "xl/styles.xml": _STYLES}
    titles = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    for number, title in enumerate(titles, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _libreoffice_sheet(sheet_of(content, title), texts)
    said = "".join(f'<si><t xml:space="preserve">{_escaped(text)}</t></si>' for text in texts)
    parts["xl/sharedStrings.xml"] = (
        f'{_XML}<sst xmlns="{MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">{said}</sst>'
    )
    listed = "".join(
        f'<sheet name="{_escaped(title)}" sheetId="{number}" state="{"hidden" if title == KEY else "visible"}" r:id="rId{number + 2}"/>'
        for number, title in enumerate(titles, start=1)
    )
    parts[WORKBOOK] = (
        f'{_XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><fileVersion appName="Calc"/>'
        '<workbookPr backupFile="false" showObjects="all" date1904="false"/><workbookProtection/>'
        '<bookViews><workbookView showHorizontalScroll="true" showVerticalScroll="true" showSheetTabs="true" xWindow="0" '
        'yWindow="0" windowWidth="16384" windowHeight="8192" tabRatio="500" firstSheet="0" activeTab="1"/></bookViews>'
        f'<sheets>{listed}</sheets><calcPr iterateCount="100" refMode="A1" iterate="false" iterateDelta="0.001"/></workbook>'
    )
    links = [
        ("styles", "styles.xml"),
        *((("worksheet"), f"worksheets/sheet{n}.xml") for n in range(1, len(titles) + 1)),
    ]
    links.append(("sharedStrings", "sharedStrings.xml"))
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, start=2)
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>'
    )
    parts[CONTENT_TYPES] = _content_types(len(titles))
    return packed(parts)


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_APP = (
    f'{_XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Template></Template>'
    "<TotalTime>2</TotalTime><Application>LibreOffice/7.4.7.2$Linux_X86_64 LibreOffice_project/40$Build-2</Application>"
    "<AppVersion>15.0000</AppVersion></Properties>"
)
_CORE = f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"><cp:revision>1</cp:revision></cp:coreProperties>'
_STYLES = (
    f'{_XML}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="General"/></numFmts>'
    '<fonts count="1"><font><sz val="10"/><name val="Arial"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border diagonalUp="false" diagonalDown="false"><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="164" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" '
    'borderId="0" xfId="0" applyProtection="true"><protection locked="false" hidden="false"/></xf></cellXfs></styleSheet>'
)


def _content_types(sheets):
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    said = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{said}'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>'
    )


def _libreoffice_sheet(rows, texts):
    laid_out = 'customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"'
    written = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(_libreoffice_cell(number, position, value, texts) for position, value in enumerate(row))
        written.append(f'<row r="{number}" {laid_out}>{cells}</row>')
    written.append(f'<row r="1048576" {laid_out}/>')
    return (
        f'{_XML}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheetPr filterMode="false"><pageSetUpPr fitToPage="true"/></sheetPr>'
        f'<dimension ref="A1:R{len(rows)}"/><sheetFormatPr defaultColWidth="11.53" defaultRowHeight="12.8" zeroHeight="false" '
        f'outlineLevelRow="0" outlineLevelCol="0"/><sheetData>{"".join(written)}</sheetData>'
        '<sheetProtection sheet="true" objects="true" scenarios="true"/></worksheet>'
    )


def _libreoffice_cell(number, position, value, texts):
    address = f"{chr(ord('A') + position)}{number}"
    if value == "":
        return f'<c r="{address}" s="1"/>'
    if isinstance(value, bool):
        return f'<c r="{address}" s="1" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{address}" s="1" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
    return f'<c r="{address}" s="1" t="n"><v>{value:.15g}</v></c>'


def _escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
