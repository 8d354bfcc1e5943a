"""Finding the figures that a text quotes: numbers that count something, with what the text says they are."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal

WORDS = {
    word: number
    for number, word in enumerate(
        [
            "twee",
            "drie",
            "vier",
            "vijf",
            "zes",
            "zeven",
            "acht",
            "negen",
            "tien",
            "elf",
            "twaalf",
            "dertien",
            "veertien",
            "vijftien",
            "zestien",
            "zeventien",
            "achttien",
            "negentien",
            "twintig",
        ],
        start=2,
    )
}
PAID, AWARDED, TARGET, REALISED, BODIES = "paid", "awarded", "target", "realised", "local_governments"
GOALS, ACTIONS = "goals", "actions"
# What a text says a number is; the nearest word in the same sentence tells.
CLAIMS = (
    (PAID, re.compile(r"uitgekeer\w*|uitbetaal\w*|uitkeren|uitbetalen|uitgegeven", re.IGNORECASE)),
    (AWARDED, re.compile(r"toegeken\w*|toekenning\w*|toe te kennen|begroot\w*", re.IGNORECASE)),
    (TARGET, re.compile(r"voor ogen|beoog\w*|doel(?!stelling|en? met|groep)\w*|gepland\w*|te bereiken", re.IGNORECASE)),
    (REALISED, re.compile(r"begeleid\w*|bereikt\w*|geholpen|volgden|behaalden|gerealiseer\w*", re.IGNORECASE)),
    (GOALS, re.compile(r"doelstellingen(?!\s*\d)", re.IGNORECASE)),
    (ACTIONS, re.compile(r"acties(?!\s*\d)", re.IGNORECASE)),
    (BODIES, re.compile(r"lokale besturen|gemeenten|besturen|deelnem\w*|neemt deel", re.IGNORECASE)),
)
ACTION = re.compile(r"\bacties?\s*(\d{1,3}(?:\s*(?:,|en|of|tot(?: en met)?)\s*\d{1,3})*)", re.IGNORECASE)

_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-ZÀ-Ý0-9“\"])|\n+")
_NUMBER = re.compile(
    r"(?P<before>€\s*)?(?<![\w.,/-])(?P<whole>\d{1,3}(?:[.\u00a0\u202f ]\d{3})+|\d+)(?:,(?P<broken>\d+))?(?![\w/]|[.,]\d|-\d)"
    r"\s*(?P<behind>miljoen euro|miljoen|euro|EUR|%|procent)?",
    re.IGNORECASE,
)
_WORD = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
# Numbers that count nothing: of an action, a round, an article; of the parts of the question; of a date.
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_NO_COUNT = re.compile(
    rf"\b(?:vraag|nr\.?|nummer|artikel|art\.|ronde|projectronde|projectjaar|doelstelling|bladzijde|deelvraag)\s*(?:nr\.?\s*)?\d+"
    rf"|\b\d{{1,2}}\s+(?:{_MONTHS})(?:\s+\d{{4}})?|\b(?:{_MONTHS})\s+\d{{4}}|\b\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{2,4}}"
    r"|\b(?:19|20)\d{2}\b(?!\s*(?:euro|personen|jongeren|besturen))"
    r"|(?:^|\n)[ \t]*(?:vraag\s*)?\d{1,2}\s*[.):°]",
    re.IGNORECASE,
)

MOST_QUOTES = 200


@dataclass(frozen=True)
class Quote:
    """A number in a text: as it stands there, its value, and what the sentence around it says."""

    said: str
    value: Decimal
    is_money: bool
    claim: str
    actions: tuple[int, ...]  # the nearest first; the text says which it is about, or none
    sentence: str


def quotes_in(text: str) -> list[Quote]:
    """The numbers a text quotes, in its order; the same number said the same way counts once.

    At most 200: whoever pastes a whole table does not ask what each of its cells is. A sentence ends with its line.
    """
    found: dict[tuple, Quote] = {}
    for sentence in filter(None, _SENTENCE.split(text)):
        _Sentence(sentence).add_to(found)
    return list(found.values())


def actions_in(text: str) -> tuple[int, ...]:
    """The numbers of the actions a text names, in its order."""
    return tuple(dict.fromkeys(number for _place, number in _actions(text)))


def _actions(sentence):
    return [
        (found.start(), int(number)) for found in ACTION.finditer(sentence) for number in re.findall(r"\d+", found[1])
    ]


class _Sentence:
    """One sentence, read once with each pattern; what is nearest to a number is looked up by its place."""

    def __init__(self, text):
        self.text, self.words = text, " ".join(text.split())
        masked = ACTION.sub(_blank, _NO_COUNT.sub(_blank, text))
        self.numbers = list(_NUMBER.finditer(masked))
        self.quoted = sorted([*self.numbers, *_WORD.finditer(masked)], key=lambda one: one.start())
        self.starts = [one.start() for one in self.numbers]
        self.actions: dict[int, list[int]] = {}
        self.claims: dict[str, list[tuple[int, int]]] = {}
        if self.quoted:
            for place, number in _actions(text):
                self.actions.setdefault(number, []).append(place)
            self.claims = {claim: [one.span() for one in pattern.finditer(text)] for claim, pattern in CLAIMS}

    def add_to(self, found):
        """Keep the numbers of this sentence: the first of each, or the first that stands beside an action."""
        for one in self.quoted:
            value, is_money = _value(one)
            key = (value, is_money)
            kept = found.get(key)
            if value is None or (kept is None and len(found) == MOST_QUOTES):
                continue
            if kept is None or (self.actions and not kept.actions):
                said = self.text[one.start() : one.end()].strip()
                found[key] = Quote(said, value, is_money, self._claim(one, is_money), self._nearest(one), self.words)

    def _claim(self, found, is_money):
        """What the nearest telling word says the number is; what is no money was not paid, what is was not guided."""
        allowed = (PAID, AWARDED, TARGET) if is_money else (TARGET, REALISED, BODIES, GOALS, ACTIONS)
        near = [
            (max(start - found.end(), found.start() - end, 0), claim)
            for claim in allowed
            for start, end in _around(self.claims[claim], (found.start(),))
        ]
        return min(near, default=(0, ""))[1]

    def _nearest(self, found):
        """The actions of the sentence: in one clause with the number first, then by distance."""

        def order(place):
            low, high = sorted((place, found.start()))
            # Another quoted number in between belongs to that action, not this one.
            others = bisect_left(self.starts, high) - bisect_left(self.starts, low + 1)
            return (others, high - low)

        near = {
            number: min(order(place) for place in _around(places, found.start()))
            for number, places in self.actions.items()
        }
        return tuple(sorted(near, key=lambda number: near[number]))


def _around(ordered, place):
    """The last before a place and the first from there on: nothing else can be nearer."""
    at = bisect_left(ordered, place)
    return ordered[max(at - 1, 0) : at + 1]


def _blank(found):
    return "\x00" * len(found[0])


def _value(found):
    """The number, and whether it is money; None where it is a share."""
    if found.re is _WORD:
        return Decimal(WORDS[found[0].lower()]), False
    behind = (found["behind"] or "").lower()
    if behind in ("%", "procent"):
        return None, False
    value = Decimal(re.sub(r"\D", "", found["whole"]) + "." + (found["broken"] or "0"))
    if behind.startswith("miljoen"):
        value *= 1_000_000
    return value.normalize(), bool(found["before"]) or behind.endswith("euro") or behind == "eur"
