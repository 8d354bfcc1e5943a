"""Reads a PDF as its bytes tell it: what it is called, its parts, and the text of its pages. Of the papers of Typst, which pack nothing together."""

import re
import zlib
from functools import cached_property

_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
# A font that is chosen, a string that begins, what was collected is drawn, or was no text to draw.
_TOKEN = re.compile(rb"/(f\d+) [\d.]+ Tf|(\()|T[jJ]|(BDC)")


class Paper:
    """A PDF that was downloaded."""

    def __init__(self, content: bytes):
        assert content.startswith(b"%PDF-1.7")
        found = re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", content, re.DOTALL)
        self.objects = {int(number): body for number, body in found}
        self.dictionaries = b"\n".join(body.split(b"stream\n")[0] for body in self.objects.values()).decode("latin-1")

    @cached_property
    def catalogue(self) -> str:
        (found,) = [body.decode("latin-1") for body in self.objects.values() if b"/Type/Catalog" in body]
        return found

    @cached_property
    def about(self) -> str:
        """What it says of itself in XMP."""
        (found,) = [body for body in self.objects.values() if b"/Type/Metadata" in body]
        return _stream(found).decode()

    def count(self, tag) -> int:
        """How many parts of a kind a screen reader finds."""
        return len(re.findall(rf"/Type/StructElem/S/{tag}/", self.dictionaries))

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page, in the order in which it is read."""
        return [self._text(body) for body in self.objects.values() if re.search(rb"/Type/Page\b", body)]

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    def _text(self, page):
        fonts = self._fonts(page)
        drawn = _stream(self._behind(rb"/Contents (\d+) 0 R", page))
        said, letters, signs, place = [], {}, b"", 0
        while token := _TOKEN.search(drawn, place):
            place = token.end()
            if token[1]:
                letters = fonts[token[1]]
            elif token[2]:
                text, place = _string(drawn, place)
                signs += text
            else:
                line = "" if token[3] else "".join(letters[signs[at : at + 2]] for at in range(0, len(signs), 2))
                said, signs = [*said, line], b""
        return " ".join(" ".join(said).replace("\xa0", " ").split())

    def _fonts(self, page):
        """Of each font the letter of each sign."""
        resources = self._behind(rb"/Resources (\d+) 0 R", page)
        listed = re.search(rb"/Font<<(.*?)>>", resources)[1]
        return {
            name: _letters(_stream(self._behind(rb"/ToUnicode (\d+) 0 R", self.objects[int(number)])))
            for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", listed)
        }

    def _behind(self, reference, body):
        return self.objects[int(re.search(reference, body)[1])]


def read_paper(response) -> Paper:
    """The PDF of an answer."""
    assert response.status_code == 200, response
    assert response["Content-Type"] == "application/pdf"
    return Paper(response.content)


def _stream(body):
    head, raw = body.split(b"stream\n", 1)
    raw = raw.rsplit(b"\nendstream", 1)[0]
    return zlib.decompress(raw) if b"/FlateDecode" in head else raw


def _string(drawn, start):
    """The bytes of the string that begins here, and where it ends; brackets in pairs stand in it as they are."""
    text, depth, place = b"", 1, start
    while True:
        sign = drawn[place : place + 1]
        if sign == b"\\":
            found = re.compile(rb"[0-7]{1,3}|.", re.DOTALL).match(drawn, place + 1)
            text += bytes([int(found[0], 8)]) if found[0].isdigit() else _ESCAPED.get(found[0], found[0])
            place = found.end()
            continue
        depth += {b"(": 1, b")": -1}.get(sign, 0)
        place += 1
        if not depth:
            return text, place
        text += sign


def _letters(table):
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table)
    return {bytes.fromhex(sign.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for sign, text in pairs}
