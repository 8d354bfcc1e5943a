"""Files that are no workbook of ours: each is refused with its own sentence and a number, and nothing changes (R28)."""

import io
import re
import resource
import struct
import time
import zipfile

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.models import DraftValue, Registration, Upload
from kpi.services import workbooks
from kpi.services.workbooks import guarding, refusals
from kpi.services.workbooks.layout import FIGURES, KEY
from kpi.states import UploadStatus
from samenleven.audit.models import Event
from tests import make
from tests.kpi.corridor import OPEN, corridor
from tests.kpi.test_workbooks import handed_in
from tests.kpi.workbook_files import CONTENT_TYPES, MAIN, SHEETS, WORKBOOK, changed, filled, packed, parts_of

pytestmark = pytest.mark.django_db

CSV = b"Actie;KPI;Bereikt\n101;101.1;12\n"
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
WORKBOOK_LINKS = "xl/_rels/workbook.xml.rels"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page():
    made = corridor(indicators=2)
    made.save(5)
    return made


@pytest.fixture
def good(page):
    """A workbook with something filled in, that would be shown if nothing were wrong with it."""
    return filled(workbooks.write(page.sheet()), {(2, "count"): 12})


def in_sheet(replace, by, title=FIGURES.title):
    """One text of a sheet replaced by another, or by what a function makes of it when it is asked."""
    return lambda good: changed(good, {SHEETS[title]: lambda part: part.replace(replace, by() if callable(by) else by)})


def with_part(name, part=b"x"):
    return lambda good: packed(parts_of(good) | {name: part})


def with_rows(number):
    def more(good):
        row = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(10, number))
        return changed(good, {SHEETS[FIGURES.title]: lambda part: part.replace(b"</sheetData>", row + b"</sheetData>")})

    return more


def encrypted(good):
    return COMPOUND + "EncryptedPackage".encode("utf-16-le") + good


def with_a_zip_password(good):
    """Every part says that it is encrypted, in its own header and in the directory."""
    content = bytearray(good)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), good):
            content[found.start() + offset] |= 1
    return bytes(content)


def bomb():
    """A value of sixty megabytes, at the end of a sheet."""
    return b'<row r="9"><c r="A9"><v>' + b"0" * 60 * 1024 * 1024 + b"</v></c></row></sheetData>"


def lying_about_its_size(good):
    """A part that says it is small and unpacks to sixty megabytes."""
    content = bytearray(changed(good, {SHEETS[FIGURES.title]: lambda part: part.replace(b"</sheetData>", bomb())}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        part = package.getinfo(SHEETS[FIGURES.title])
    size = struct.pack("<I", part.file_size)
    assert content.count(size) >= 2
    return bytes(content).replace(size, struct.pack("<I", 1000))


def sharing(length, cells):
    """A text that stands in the file once, and that very many cells name."""

    def more(good):
        number = parts_of(good)["xl/sharedStrings.xml"].count(b"<si>")
        text = f"<si><t>{'é' * length}</t></si></sst>".encode()
        row = b"".join(b'<row r="%d"><c r="M%d" t="s"><v>%d</v></c></row>' % (n, n, number) for n in range(500, 500 + cells))  # fmt: skip
        return changed(
            good,
            {
                "xl/sharedStrings.xml": lambda part: part.replace(b"</sst>", text),
                SHEETS[FIGURES.title]: lambda part: part.replace(b"</sheetData>", row + b"</sheetData>"),
            },
        )

    return more


def external(good):
    link = b'<Relationship Id="rId99" Type="http://x/oleObject" Target="http://kwaad.example.org/a.xlsx" TargetMode="External"/>'
    return changed(good, {WORKBOOK_LINKS: lambda part: part.replace(b"</Relationships>", link + b"</Relationships>")})


def declaring_entities(part):
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    declared = b'<!DOCTYPE worksheet [<!ENTITY e0 "0123456789">' + entities + b"]>"
    return part.replace(b"<worksheet", declared + b"<worksheet", 1)


def of_key(label, value):
    """Another value in the hidden sheet."""
    rows = {"sjabloon": 1, "ronde": 2, "moment": 3, "bestuur": 4}

    def other(good):
        parts = parts_of(good)
        sheet = re.sub(
            rb'(<c r="B%d")[^>]*>.*?</c>' % rows[label],
            rb'\1 t="inlineStr"><is><t>' + value.encode() + b"</t></is></c>",
            parts[SHEETS[KEY]],
        )
        return packed(parts | {SHEETS[KEY]: sheet})

    return other


# What is done to a good workbook, under which name it is handed in, and which sentence refuses it.
BAD = {
    "an empty file": (lambda good: b"", "w.xlsx", refusals.EMPTY),
    "another local government's": (of_key("bestuur", "nergens"), "w.xlsx", "Dit werkboek is van een ander lokaal bestuur (onbekend): download het werkboek van Sint-Niklaas en vul dat in."),
    "another moment's": (of_key("moment", "interim"), "w.xlsx", refusals.ANOTHER_MOMENT),
    "another round's": (of_key("ronde", "4"), "w.xlsx", refusals.ANOTHER_MOMENT),
    "an old template": (of_key("sjabloon", "0"), "w.xlsx", refusals.OLD_TEMPLATE),
    "no template": (lambda good: changed(good, {WORKBOOK: lambda part: part.replace(b"Sleutel", b"Blad3")}), "w.xlsx", refusals.NO_TEMPLATE),
    "an empty key": (lambda good: filled(good, {(row, "action"): None for row in range(1, 6)}, sheet=KEY), "w.xlsx", refusals.NO_TEMPLATE),
    "a header that moved": (lambda good: filled(good, {(1, "count"): "Bereikt?"}), "w.xlsx", "De kolommen van het blad “KPI's” zijn veranderd: download het werkboek opnieuw en neem uw cijfers erin over."),
    "a csv named xlsx": (lambda good: CSV, "w.xlsx", refusals.IS_NO_XLSX),
    "a csv": (lambda good: CSV, "w.csv", refusals.IS_CSV),
    "an xlsx named csv": (lambda good: good, "w.csv", refusals.IS_XLSX_BY_ANOTHER_NAME),
    "a picture": (lambda good: b"\x89PNG\r\n\x1a\n", "w.png", refusals.IS_SOMETHING_ELSE),
    "a text document named xlsx": (lambda good: packed({CONTENT_TYPES: b"<Types/>", "word/document.xml": b"<d/>"}), "w.xlsx", refusals.IS_SOMETHING_ELSE),
    "an OpenDocument sheet": (lambda good: packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<d/>"}), "w.ods", refusals.IS_OPEN_DOCUMENT),
    "a binary workbook": (with_part("xl/workbook.bin"), "w.xlsb", refusals.IS_BINARY_EXCEL),
    "an old Excel file": (lambda good: COMPOUND, "w.xls", refusals.IS_OLD_EXCEL),
    "an encrypted workbook": (encrypted, "w.xlsx", refusals.ENCRYPTED),
    "a zip with a password": (with_a_zip_password, "w.xlsx", refusals.ENCRYPTED),
    "a truncated file": (lambda good: good[: len(good) // 2], "w.xlsx", refusals.BROKEN),
    "a part that does not unpack": (lambda good: good.replace(good[60:90], bytes(30), 1), "w.xlsx", refusals.BROKEN),
    "a part twice": (lambda good: twice(good), "w.xlsx", refusals.BROKEN),
    "a sheet that is no XML": (in_sheet(b"</sheetData>", b""), "w.xlsx", refusals.BROKEN),
    "entities that explode": (lambda good: changed(good, {SHEETS[FIGURES.title]: declaring_entities}), "w.xlsx", refusals.BROKEN),
    "a lie that ends the reader": (lambda good: changed(good, {"xl/sharedStrings.xml": lambda part: re.sub(rb'uniqueCount="\d+"', b'uniqueCount="4000000000"', part)}), "w.xlsx", refusals.BROKEN),
    "a macro": (with_part("xl/vbaProject.bin"), "w.xlsx", refusals.MACRO),
    "a macro file by its name": (lambda good: good, "w.xlsm", refusals.MACRO),
    "a macro file by its kind": (lambda good: changed(good, {CONTENT_TYPES: lambda part: part.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")}), "w.xlsx", refusals.MACRO),
    "another file inside": (with_part("xl/embeddings/oleObject1.bin"), "w.xlsx", refusals.MACRO),
    "an external link": (with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"), "w.xlsx", refusals.EXTERNAL_LINK),
    "a link from elsewhere": (external, "w.xlsx", refusals.EXTERNAL_LINK),
    "a data connection": (with_part("xl/connections.xml", b"<connections/>"), "w.xlsx", refusals.EXTERNAL_LINK),
    "a formula in a count": (lambda good: filled(good, {(3, "count"): "FORMULA 1+1"}), "w.xlsx", "In cel K3 van het blad “KPI's” staat een formule en die wordt niet gelezen: vervang formules door hun uitkomst."),
    "a formula in a reason": (lambda good: filled(good, {(2, "reason"): 'FORMULA HYPERLINK("x")'}), "w.xlsx", "In cel M2 van het blad “KPI's” staat een formule en die wordt niet gelezen: vervang formules door hun uitkomst."),
    "more than five megabytes": (lambda good: good + bytes(guarding.MOST_BYTES), "w.xlsx", refusals.TOO_BIG),
    "a bomb": (in_sheet(b"</sheetData>", lambda: bomb()), "w.xlsx", refusals.UNPACKS_TOO_BIG),
    "a bomb beside the sheets": (lambda good: packed(parts_of(good) | {"xl/media/beeld.png": bytes(51 * 1024 * 1024)}), "w.xlsx", refusals.UNPACKS_TOO_BIG),
    "a bomb that lies": (lying_about_its_size, "w.xlsx", refusals.BROKEN),
    "very many parts": (lambda good: packed(parts_of(good) | {f"xl/media/{n}": b"" for n in range(2001)}), "w.xlsx", refusals.UNPACKS_TOO_BIG),
    "a hundred thousand rows": (with_rows(100_000), "w.xlsx", refusals.TOO_MANY_ROWS),
    "a cell at the other end": (in_sheet(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'), "w.xlsx", refusals.TOO_MANY_ROWS),
    "millions of empty cells": (in_sheet(b"</sheetData>", lambda: b"<row>" + b"<c/>" * 2_000_000 + b"</row></sheetData>"), "w.xlsx", refusals.TOO_MANY_ROWS),
    "a long text in many cells": (sharing(100_000, 400), "w.xlsx", refusals.LONG_TEXT),
    "a text too long in its own cell": (lambda good: filled(good, {(2, "reason"): "é" * 32_768}), "w.xlsx", refusals.LONG_TEXT),
    "a text in many cells": (sharing(32_767, 400), "w.xlsx", refusals.TOO_MUCH_TEXT),
    "more text than the reader has memory for": (sharing(32_767, 9_000), "w.xlsx", refusals.BROKEN),
    "hundreds of rows of another": (lambda good: filled(good, {(row, "count"): 1 for row in range(10, 200)}), "w.xlsx", refusals.MANY_STRANGE_ROWS),
}  # fmt: skip


def twice(good):
    """One sheet in the directory twice: programs differ in which of the two they read."""
    made = io.BytesIO(good)
    with zipfile.ZipFile(made, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr(SHEETS[FIGURES.title], parts_of(good)[SHEETS[FIGURES.title]])
    return made.getvalue()


@pytest.mark.parametrize(("spoil", "name", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_in_one_sentence_and_nothing_changes(page, good, spoil, name, sentence):
    before = list(DraftValue.objects.values()), list(Registration.objects.values())
    content = spoil(good)
    upload = handed_in(page, content, name)
    assert (upload.status, upload.refusal) == (UploadStatus.REFUSED, str(sentence))
    assert (list(DraftValue.objects.values()), list(Registration.objects.values())) == before
    kept = Upload.objects.get()
    assert (kept.pk, kept.file_name, kept.rows) == (upload.pk, name, None)
    assert (bytes(kept.content) if kept.content is not None else None) == (
        content if len(content) <= guarding.MOST_BYTES else None
    )
    event = Event.objects.latest("pk")
    assert (event.verb, event.object_id) == ("upload.refused", str(upload.pk))


def test_the_good_file_is_shown(page, good):
    """What the bad files are made of is not refused itself."""
    upload = handed_in(page, good)
    assert (upload.status, upload.refusal) == (UploadStatus.SHOWN, "")


def test_every_sentence_is_one_sentence_and_says_what_to_do():
    sentences = [str(value) for name, value in vars(refusals).items() if name.lstrip("_").isupper()]
    assert len(sentences) > 15
    for sentence in sentences:
        assert sentence.endswith(".")
        assert ": " in sentence
        assert not re.search(r"\. [A-Z]", sentence), sentence


def test_the_file_of_a_neighbour_names_it(page):
    other = corridor(local_government=make.local_government("46021", name="Temse"), round_code="6")
    upload = handed_in(page, workbooks.write(other.sheet()))
    assert upload.refusal == (
        "Dit werkboek is van een ander lokaal bestuur (Temse): download het werkboek van Sint-Niklaas en vul dat in."
    )


@pytest.mark.parametrize(
    "harmless",
    [
        pytest.param(lambda good: filled(good, {(1, "action"): "FORMULA 1+1"}, sheet="Uitleg"), id="a formula on another sheet"),
        pytest.param(in_sheet(b"</sheetData>", b'<row r="9"><c r="T9"><f>1+1</f><v>2</v></c></row></sheetData>'), id="a formula beside the table"),
        pytest.param(in_sheet(b"</sheetData>", b'<row r="1048576" ht="12.8"><c r="XFD1048576" s="0"/></row></sheetData>'), id="a last row without anything in it"),
        pytest.param(with_part("xl/media/logo.png"), id="a picture"),
        pytest.param(with_part("xl/printerSettings/printerSettings1.bin"), id="what a printer wants"),
        pytest.param(with_part("xl/worksheets/_rels/sheet2.xml.rels", b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="mailto:a@example.org" TargetMode="External"/></Relationships>'), id="an address one can click on"),
        pytest.param(lambda good: changed(good, {name: lambda part: part.replace(b'xmlns="' + MAIN.encode(), b'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main') for name in (*SHEETS.values(), WORKBOOK, "xl/sharedStrings.xml", "xl/styles.xml")}), id="strict"),
        pytest.param(lambda good: packed(parts_of(good), compression=zipfile.ZIP_STORED), id="not compressed"),
    ],
)  # fmt: skip
def test_what_does_no_harm_is_no_reason_to_refuse(page, good, harmless):
    upload = handed_in(page, harmless(good))
    assert (upload.status, upload.refusal) == (UploadStatus.SHOWN, "")
    assert [str(change.new.answer) for change in workbooks.preview(upload, page.sheet()).changes] == ["12"]


BOMBS = ["a bomb", "a bomb that lies", "a hundred thousand rows", "millions of empty cells", "entities that explode", "a lie that ends the reader", "a cell at the other end", "a long text in many cells", "a text in many cells", "more text than the reader has memory for"]  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_little_memory_and_little_time(page, good, name):
    """Less than 300 MB and ten seconds on a busy machine, also in the process that reads the cells."""
    content = BAD[name][0](good)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    assert handed_in(page, content).status == UploadStatus.REFUSED
    assert time.process_time() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 800_000


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_that_was_damaged_anywhere_is_read_or_refused(page, good, data):
    """Whatever happened to its bytes: an answer, never a fault of ours."""
    content = bytearray(good)
    for _time in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    upload = handed_in(page, bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))]))
    assert upload.status in (UploadStatus.REFUSED, UploadStatus.SHOWN)


def test_what_is_larger_than_the_portal_takes_is_cut_off_while_it_comes_in(client, page):
    """A file of twenty megabytes fills no disk: eight are kept, and those are too many."""
    client.force_login(page.editor)
    address = f"/registraties/5/final/{page.local_government.code}/werkboek/"
    response = client.post(address, {"file": SimpleUploadedFile("w.xlsx", b"PK" + bytes(20 * 1024 * 1024))})
    assert response.status_code == 422
    upload = Upload.objects.get()
    assert (upload.content, upload.refusal) == (None, str(refusals.TOO_BIG))
    assert 8 * 1024 * 1024 <= upload.size < 9 * 1024 * 1024
