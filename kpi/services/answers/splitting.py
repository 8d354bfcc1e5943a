"""Cutting the text of a written question into its numbered parts; what this reads wrong, somebody corrects (R39)."""

import re
from dataclasses import dataclass

ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
MOST_PARTS = 200

_NOT_PLAIN = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007\t\f\v", " ") | dict.fromkeys("\u200b\ufeff\u00ad", ""))
_NUMBER = re.compile(r"(?:deelvraag|vraag)?\s*(\d{1,3})\s*(?:[.):°](?!\d)-?|-(?=\s))\s*(.*)", re.IGNORECASE)
_BOTH = re.compile(r"(?:deelvraag|vraag)?\s*(\d{1,3})\s*\.?\s*([a-z])\s*[.):]\s+(.*)", re.IGNORECASE)
_LETTER = re.compile(r"\(?\s*([a-z])\s*[.)]\s+(.*)", re.IGNORECASE)
_ROMAN = re.compile(r"\(?\s*([ivx]{1,4})\s*[.)]\s+(.*)", re.IGNORECASE)
_INLINE_NUMBER = re.compile(r"(?:^|(?<=\s))(\d{1,2})[.)]\s+(?=[A-ZÀ-Ý])")
_INLINE_LETTER = re.compile(r"(?:^|(?<=\s))\(?([a-z])\)\s+")
# What a published question carries behind it; a question never holds this word alone on a line.
_ANSWER = re.compile(r"\s*ANTWOORD\s*$")


@dataclass(frozen=True)
class Piece:
    """One sub-question: its number, what stands above it, and what it asks."""

    code: str
    context: str
    text: str


@dataclass(frozen=True)
class Split:
    """The text before the first number, the parts, and whether an answer that was pasted along was left out."""

    introduction: str
    pieces: list[Piece]
    has_answer: bool = False


@dataclass
class _Item:
    number: str
    letter: str
    lines: list[str]

    @property
    def text(self):
        return " ".join(" ".join(self.lines).split())


def split_question(text: str) -> Split:
    """The parts of a question: 1, 2a, 2b ...; without any number it is one part."""
    lines, has_answer = _lines_of(text)
    introduction, items = _items(lines)
    if len({item.number for item in items}) < 2 and not any(item.letter for item in items):
        inline = _broken_at(" ".join(line for line in lines if line), _INLINE_NUMBER, [str(n) for n in range(1, 100)])
        if len(inline) > 2:
            introduction, items = _items(inline)
    if not items:
        whole = " ".join(" ".join(lines).split())
        return Split("", [Piece("1", "", whole)] if whole else [], has_answer)
    return Split(" ".join(" ".join(introduction).split()), _pieces(items)[:MOST_PARTS], has_answer)


def _lines_of(text):
    """The lines without what a word processor leaves behind, up to an answer that was pasted along."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").translate(_NOT_PLAIN).split("\n"):
        if _ANSWER.match(line) and any(_NUMBER.match(one) for one in kept):
            return kept, True
        kept.append(line.strip())
    return kept, False


def _items(lines):
    """What stands before the first number, and the numbered parts: only a number or letter that is the next one counts."""
    introduction: list[str] = []
    items: list[_Item] = []
    reader = _Reader()
    for line in lines:
        found = reader.read(line)
        if found:
            items.extend(found)
        elif items:
            items[-1].lines.append(line)
        else:
            introduction.append(line)
    return introduction, items


class _Reader:
    """Knows which number and which letter can come next."""

    def __init__(self):
        self.number, self.letters = 0, 0
        self.is_roman = False

    def read(self, line) -> list[_Item]:
        """The parts that begin on a line: none, one, or a number and its first letter."""
        both = _BOTH.fullmatch(line)
        if both and int(both[1]) in (self.number, self.number + 1):
            is_new = int(both[1]) != self.number
            if self._is_next(both[2].lower(), anew=is_new):
                if is_new:
                    self._next_number(int(both[1]))
                return [self._lettered(both[2].lower(), both[3])]
        number = _NUMBER.fullmatch(line)
        if number and int(number[1]) == self.number + 1:
            self._next_number(int(number[1]))
            below = self._letter_of(number[2])
            if below:
                return [_Item(str(self.number), "", []), *below]
            return [_Item(str(self.number), "", [number[2]])]
        return self._letter_of(line)

    def _letter_of(self, line):
        for pattern in (_LETTER, _ROMAN):
            found = pattern.fullmatch(line)
            if found and self._is_next(found[1].lower()):
                return [self._lettered(found[1].lower(), found[2])]
        return []

    def _next_number(self, number):
        self.number, self.letters, self.is_roman = number, 0, False

    def _is_next(self, sign, *, anew=False):
        """Whether a sign is the next one: a, b, c, or i, ii, iii where that is how it began."""
        count = 0 if anew else self.letters
        if count == 0:
            return sign in ("a", "i")
        signs = ROMANS if self.is_roman else "abcdefghijklmnopqrstuvwxyz"
        return count < len(signs) and sign == signs[count]

    def _lettered(self, sign, rest):
        self.is_roman = sign == "i" if self.letters == 0 else self.is_roman
        self.letters += 1
        return _Item(str(self.number or ""), f".{sign}" if self.is_roman else sign, [rest])


def _pieces(items):
    """A number with letters under it is what these are about; letters in one running line are parts too."""
    pieces, context = [], ""
    for at, item in enumerate(items):
        if item.letter:
            pieces.append(Piece(f"{item.number}{item.letter}", context, item.text))
            continue
        following = items[at + 1] if at + 1 < len(items) else None
        context = item.text
        if following is not None and following.number == item.number and following.letter:
            continue
        inside = _broken_at(item.text, _INLINE_LETTER, "abcdefghijklmnopqrstuvwxyz")
        if len(inside) > 2:
            above = inside[0].strip()
            for line in inside[1:]:
                found = _INLINE_LETTER.match(line)
                pieces.append(Piece(f"{item.number}{found[1]}", above, line[found.end() :].strip()))
        else:
            pieces.append(Piece(item.number, "", item.text))
    return [piece for piece in pieces if piece.text]


def _broken_at(text, marker, signs):
    """The text in lines, broken before each marker that is the next of these signs; what stands before the first comes first."""
    places, due = [], 0
    for found in marker.finditer(text):
        if due < len(signs) and found[1] == signs[due]:
            places.append(found.start())
            due += 1
    if not places:
        return [text]
    ends = [*places[1:], len(text)]
    return [text[: places[0]], *(text[start:end] for start, end in zip(places, ends, strict=True))]
