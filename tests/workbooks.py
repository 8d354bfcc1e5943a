"""Reads the Excel files of the portal as somebody's Excel does: sheets, cells with their types, and what is not a cell."""

import io
import zipfile
from dataclasses import dataclass

from python_calamine import CalamineWorkbook

from samenleven.core.excel_files import CONTENT_TYPE


@dataclass(frozen=True)
class Book:
    """A file that was downloaded: the rows of its sheets, and its parts as XML."""

    name: str
    sheets: dict[str, list[list]]
    parts: dict[str, str]

    def rows(self, title) -> list[dict]:
        """The rows of a sheet under their heads; blank cells are left out."""
        heads, *rows = self.sheets[title]
        return [{head: cell for head, cell in zip(heads, row, strict=True) if cell != ""} for row in rows]

    def column(self, title, head) -> list:
        """One column, in the order of the file."""
        return [row.get(head) for row in self.rows(title)]

    @property
    def origin(self) -> dict[str, str]:
        """What the sheet Herkomst says."""
        return dict(self.sheets["Herkomst"])


def read_book(response) -> Book:
    """The workbook of an answer."""
    assert response.status_code == 200, response
    assert response["Content-Type"] == CONTENT_TYPE
    name = response["Content-Disposition"].removeprefix('attachment; filename="').removesuffix('"')
    content = io.BytesIO(b"".join(response))
    book = CalamineWorkbook.from_filelike(content)
    sheets = {title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in book.sheet_names}
    with zipfile.ZipFile(content) as archive:
        parts = {part: archive.read(part).decode() for part in archive.namelist() if part.endswith((".xml", ".rels"))}
    return Book(name, sheets, parts)


def download(client, address, query=None) -> Book:
    """A file by its address."""
    return read_book(client.get(address, query or {}))
