"""What an uploaded workbook would change: beside what stands now, and beside what stood when it was downloaded (R18)."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from grants.models import Commitment
from kpi.services.registrations import Answer, Entry, Sheet, SheetField, SheetPart, name_of, read_answer
from kpi.services.workbooks.layout import FIGURES, base_of, cell, key_of, tidy, trace_of
from kpi.services.workbooks.reading import FilledRow
from samenleven.core.errors import DomainError

_APPLIES_NOT = {"ja": True, "waar": True, "": False, "nee": False, "onwaar": False}


@dataclass(frozen=True)
class Said:
    """An answer with its reason: what stands in a field, or what a row says of it."""

    answer: Answer
    reason: str

    @property
    def trace(self) -> tuple[str, str]:
        """In short, as it is remembered beside a row."""
        return base_of(self.answer), trace_of(self.reason)


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a row: in which cell, what stands there, and what to do (R27, R28)."""

    row: FilledRow
    column: str
    text: str
    part: SheetPart | None = None
    one: SheetField | None = None  # None: the row is of no field of this page

    @property
    def cell(self) -> str:
        return cell(self.column, self.row.number)

    @property
    def value(self) -> str:
        """What stands in the cell."""
        return {"count": self.row.count, "not_applicable": self.row.not_applicable, "reason": self.row.reason}.get(
            self.column, self.row.key
        )

    @property
    def says_not_applicable(self) -> bool:
        """Whether the row says that the KPI does not apply, as far as that can be read."""
        return _APPLIES_NOT.get(self.row.not_applicable.casefold(), False)

    @property
    def in_full(self) -> str:
        """The sentence with its place."""
        return _("Blad “%(sheet)s”, cel %(cell)s: %(text)s") % {
            "sheet": FIGURES,
            "cell": self.cell,
            "text": self.text,
        }


@dataclass(frozen=True)
class RowChange:
    """A row that says something else than what stands now: to be saved, to be chosen, or behind a lock."""

    row: FilledRow
    part: SheetPart
    one: SheetField
    old: Said
    new: Said

    @property
    def cell(self) -> str:
        return cell("count", self.row.number)

    @property
    def commitment(self) -> Commitment:
        return self.one.commitment

    @property
    def theirs_by(self) -> str:
        """Who saved what stands now."""
        draft = self.one.draft
        return name_of(draft.saved_by) if draft and draft.saved_by else _("iemand anders")

    @property
    def entry(self) -> Entry:
        """For the service that saves fields, on top of what the preview showed."""
        return Entry(self.one.commitment, self.new.answer, self.one.revision, self.new.reason)


@dataclass
class Comparison:
    """What an upload would do to a page, row by row."""

    changes: list[RowChange] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    conflicts: list[RowChange] = field(default_factory=list)
    locked: list[RowChange] = field(default_factory=list)
    skipped: int = 0
    unchanged: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether everything in it can be saved as it is shown."""
        return bool(self.changes) and not self.faults and not self.conflicts

    @cached_property
    def fingerprint(self) -> str:
        """What would be saved, in short: whoever accepts it, accepts this and nothing else."""
        said = [(one.commitment.pk, one.one.revision, *map(str, one.new.trace)) for one in self.changes]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def compare(sheet: Sheet, rows: list[FilledRow], refused: dict[int, str] | None = None) -> Comparison:
    """Each row beside its field; `refused` holds what a rule says against a field, by the id of its commitment."""
    places = {key_of(one.commitment): (part, one) for part in sheet.parts for one in part.fields}
    found, seen, strange = Comparison(), Counter[str](), []
    for row in rows:
        seen[row.key] += 1
        if row.is_skipped:
            found.skipped += 1
        elif seen[row.key] > 1 and row.key in places:
            strange.append(_twice(row, *places[row.key]))
        elif row.key in places:
            _compare(found, row, *places[row.key], refused or {})
        else:
            strange.extend(_unknown(row))
    found.faults = sorted([*found.faults, *strange], key=lambda fault: fault.row.number)
    return found


def _compare(found, row, part, one, refused):
    standing = Said(one.answer, tidy(one.reason))
    base = (row.base, row.base_reason)
    try:
        mine = said_by(row)
    except _WrongCell as wrong:
        found.faults.append(RowFault(row, wrong.column, str(wrong), part, one))
        return
    if mine.trace in (standing.trace, base):
        # The same, or left as it was: then what a colleague saved meanwhile stands.
        found.unchanged += 1
        return
    if mine.reason and mine.answer.is_blank:
        text = _("hier staat een reden zonder aantal. Vul ook “Bereikt” in, of maak deze cel leeg.")
        found.faults.append(RowFault(row, "reason", text, part, one))
        return
    change = RowChange(row, part, one, standing, mine)
    if part.lock:
        found.locked.append(change)
    elif row.revision != one.revision:
        found.conflicts.append(change)
    elif text := refused.get(one.commitment.pk):
        found.faults.append(RowFault(row, "count", text, part, one))
    else:
        found.changes.append(change)


class _WrongCell(DomainError):
    def __init__(self, column, sentence):
        super().__init__(sentence)
        self.column = column


def said_by(row) -> Said:
    """What a row says, read as the form reads it; an error names the cell that is wrong."""
    try:
        applies_not = _APPLIES_NOT[row.not_applicable.casefold()]
    except KeyError:
        sentence = _("“%(typed)s” kan hier niet. Kies “ja”, of maak de cel leeg.") % {"typed": row.not_applicable[:40]}
        raise _WrongCell("not_applicable", sentence) from None
    try:
        answer = read_answer(row.count, applies_not)
    except DomainError as error:
        raise _WrongCell("count", str(error)) from error
    return Said(answer, row.reason)


def _twice(row, part, one) -> RowFault:
    return RowFault(
        row,
        "count",
        _("deze KPI staat al in een rij hoger. Haal deze rij weg, of neem ze niet over."),
        part,
    )


def _unknown(row) -> Iterator[RowFault]:
    """A row that is of no field of this page: wrong when somebody filled something in."""
    try:
        is_untouched = said_by(row).trace == (row.base, row.base_reason)
    except _WrongCell:
        is_untouched = False
    if not is_untouched:
        text = _("deze rij hoort niet bij uw registratie. Haal ze weg, of neem ze niet over.")
        yield RowFault(row, "count", text)
