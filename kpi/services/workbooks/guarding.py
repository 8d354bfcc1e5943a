"""What a file must be before anything opens it: a whole, small and plain workbook, without macros, links or formulas.

What comes through is packed anew: only the parts that are read, as they were looked at, and nothing else of the file.
"""

import io
import posixpath
import zipfile
import zlib

from kpi.services.workbooks import refusals
from kpi.services.workbooks.layout import MOTIVATIONS, TITLES
from kpi.services.workbooks.refusals import Refused
from kpi.services.workbooks.scanning import scan, scan_sheet, scan_texts

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_PARTS = 2_000
_CHUNK = 64 * 1024

_COMPOUND, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
_WORKBOOK, _LINKS_OF_WORKBOOK = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TEXTS = "xl/sharedstrings.xml"
_ALWAYS = ("[content_types].xml", "_rels/.rels", _WORKBOOK, _LINKS_OF_WORKBOOK, _TEXTS, "xl/styles.xml")
_ACTIVE = ("vbaproject", "xl/macrosheets/", "xl/dialogsheets/", "xl/activex/", "xl/embeddings/", "customui/")
_FROM_ELSEWHERE = ("xl/externallinks/", "xl/connections", "xl/querytables/")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def guard(name, content) -> bytes:
    """The parts of a workbook that may be read, packed anew; Refused with a sentence for every other file."""
    suffix = posixpath.splitext(name.lower())[1]
    _look_at_the_first_bytes(suffix, content)
    package = _Package(content)
    _look_at_the_names(suffix, package)
    if "macroenabled" in package.text("[content_types].xml").lower():
        raise Refused(refusals.MACRO)
    for part in package.names:
        if part.endswith(".rels") and scan(package.read(part)).has_external_link:
            raise Refused(refusals.EXTERNAL_LINK)
    sheets = _sheets(package)
    for title, part in sheets.items():
        scan_sheet(title, package.read(part))
    if _TEXTS in package.names:
        scan_texts(package.read(_TEXTS))
    return package.packed([part for part in _ALWAYS if part in package.names] + list(sheets.values()))


def _look_at_the_first_bytes(suffix, content):
    if not content:
        raise Refused(refusals.EMPTY)
    if len(content) > MOST_BYTES:
        raise Refused(refusals.TOO_BIG)
    if content.startswith(_COMPOUND):
        # Excel keeps a workbook with a password in such a file, and so did the Excel of before 2007 with every workbook.
        is_locked = "EncryptedPackage".encode("utf-16-le") in content
        raise Refused(refusals.ENCRYPTED if is_locked else refusals.IS_OLD_EXCEL)
    if not content.startswith(_ZIP):
        said = {".xlsx": refusals.IS_NO_XLSX, ".csv": refusals.IS_CSV}
        raise Refused(said.get(suffix, refusals.IS_SOMETHING_ELSE))


def _look_at_the_names(suffix, package):
    names = package.names
    if "content.xml" in names and "mimetype" in names:
        raise Refused(refusals.IS_OPEN_DOCUMENT)
    if "xl/workbook.bin" in names:
        raise Refused(refusals.IS_BINARY_EXCEL)
    if not {"[content_types].xml", _WORKBOOK, _LINKS_OF_WORKBOOK} <= names.keys():
        raise Refused(refusals.IS_SOMETHING_ELSE)
    if suffix in (".xlsm", ".xltm") or any(mark in name for name in names for mark in _ACTIVE):
        raise Refused(refusals.MACRO)
    if suffix != ".xlsx":
        raise Refused(refusals.IS_XLSX_BY_ANOTHER_NAME)
    if any(name.startswith(_FROM_ELSEWHERE) for name in names):
        raise Refused(refusals.EXTERNAL_LINK)


def _sheets(package) -> dict[str, str]:
    """In which part each sheet stands that is read; where nothing is to be motivated, that sheet is not there."""
    workbook, links = scan(package.read(_WORKBOOK)), scan(package.read(_LINKS_OF_WORKBOOK))
    found = {}
    for title in TITLES:
        if title == MOTIVATIONS.title and title not in workbook.sheets:
            continue
        target = links.targets.get(workbook.sheets.get(title, ""), "")
        part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()
        if not target or part not in package.names:
            raise Refused(refusals.NO_TEMPLATE)
        found[title] = part
    return found


class _Package:
    """A zip whose directory can be trusted: no part twice, nothing hidden by a password, not too much in it."""

    def __init__(self, content):
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
        except _UNREADABLE as error:
            raise Refused(refusals.BROKEN) from error
        parts = self.zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused(refusals.UNPACKS_TOO_BIG)
        if any(part.flag_bits & 0x1 for part in parts):
            raise Refused(refusals.ENCRYPTED)
        self.names = {part.filename.replace("\\", "/").lower(): part for part in parts}
        self.unpacked = 0
        self.kept: dict[str, bytes] = {}
        is_plain = all(part.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts)
        if len(self.names) != len(parts) or not is_plain:
            raise Refused(refusals.BROKEN)

    def read(self, name) -> bytes:
        """A part, unpacked once; what it says of its own size is not believed."""
        if name not in self.kept:
            pieces = []
            try:
                with self.zip.open(self.names[name]) as part:
                    while piece := part.read(_CHUNK):
                        self.unpacked += len(piece)
                        if self.unpacked > MOST_UNPACKED:
                            raise Refused(refusals.UNPACKS_TOO_BIG)
                        pieces.append(piece)
            except _UNREADABLE as error:
                raise Refused(refusals.BROKEN) from error
            self.kept[name] = b"".join(pieces)
        return self.kept[name]

    def text(self, name) -> str:
        return self.read(name).decode("utf-8", errors="replace")

    def packed(self, names) -> bytes:
        """These parts and no others, without compression; each is sound XML."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as out:
            for name in names:
                part = self.read(name)
                scan(part)
                out.writestr(self.names[name].filename.replace("\\", "/"), part)
        return made.getvalue()
