"""What a comparison finds: what would change, what is wrong, what must be chosen, what is locked."""

import hashlib
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from grants.models import Commitment
from kpi.models import DraftMotivation, DraftValue
from kpi.services.registrations import Answer, Entry, SheetAction, SheetField, SheetPart, name_of
from kpi.services.workbooks.layout import FIGURES, MOTIVATIONS, Layout, base_of, trace_of
from kpi.services.workbooks.reading import FilledRow, MotivationRow

APPLIES_NOT = {"ja": True, "waar": True, "": False, "nee": False, "onwaar": False}


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

    layout: Layout
    row: FilledRow | MotivationRow
    column: str
    text: str
    part: SheetPart | None = None
    one: SheetField | None = None  # None: the row is of no field of this page
    action: SheetAction | None = None  # of a motivation

    @property
    def cell(self) -> str:
        return self.layout.cell(self.column, self.row.number)

    @property
    def value(self) -> str:
        """What stands in the cell."""
        return getattr(self.row, self.column)

    @property
    def says_not_applicable(self) -> bool:
        """Whether the row says that the KPI does not apply, as far as that can be read."""
        return APPLIES_NOT.get(getattr(self.row, "not_applicable", "").casefold(), False)

    @property
    def goal(self) -> str:
        """Where it is put right in the browser."""
        ending = "aantal" if self.one else "tekst" if self.action else "overslaan"
        return f"{self.row.field}-{ending}"

    @property
    def in_full(self) -> str:
        """The sentence with its place."""
        said = {"sheet": self.layout.title, "cell": self.cell, "text": self.text}
        return _("Blad “%(sheet)s”, cel %(cell)s: %(text)s") % said


class _BesideWhatStands:
    """Something to save where somebody may have saved something else."""

    draft: DraftValue | DraftMotivation | None

    @property
    def revision(self) -> int:
        """On top of what is saved by who has seen what stands now."""
        return self.draft.revision if self.draft else 0

    @property
    def theirs_by(self) -> str:
        """Who saved what stands now."""
        return name_of(self.draft.saved_by) if self.draft and self.draft.saved_by else _("iemand anders")


@dataclass(frozen=True)
class RowChange(_BesideWhatStands):
    """A row that says something else than what stands now: to be saved, to be chosen, or behind a lock."""

    row: FilledRow
    part: SheetPart
    one: SheetField
    old: Said
    new: Said
    doubt: str = ""  # why it will be asked for a reason before it is sent

    @property
    def cell(self) -> str:
        return FIGURES.cell("count", self.row.number)

    @property
    def commitment(self) -> Commitment:
        return self.one.commitment

    @property
    def draft(self) -> DraftValue | None:  # type: ignore[override]
        """What stands now, with who saved it."""
        return self.one.draft

    @property
    def entry(self) -> Entry:
        """For the service that saves fields, on top of what the preview showed."""
        return Entry(self.one.commitment, self.new.answer, self.one.revision, self.new.reason)


@dataclass(frozen=True)
class MotivationChange(_BesideWhatStands):
    """A motivation that says something else than what stands now: to be saved, to be chosen, or behind a lock."""

    row: MotivationRow
    action: SheetAction
    old: str
    new: str

    @property
    def cell(self) -> str:
        return MOTIVATIONS.cell("text", self.row.number)

    @property
    def draft(self) -> DraftMotivation | None:  # type: ignore[override]
        """What stands now, with who saved it."""
        return self.action.draft_motivation

    @property
    def lock(self) -> str:
        """Why it cannot change any more."""
        return next((str(part.lock) for part in self.action.parts if part.lock), "")


@dataclass
class Comparison:
    """What an upload would do to a page, row by row."""

    changes: list[RowChange] = field(default_factory=list)
    motivations: list[MotivationChange] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    conflicts: list[RowChange] = field(default_factory=list)
    motivation_conflicts: list[MotivationChange] = field(default_factory=list)
    locked: list[RowChange] = field(default_factory=list)
    locked_motivations: list[MotivationChange] = field(default_factory=list)
    skipped: int = 0
    unchanged: int = 0

    @property
    def choices(self) -> list[RowChange | MotivationChange]:
        """What a colleague changed meanwhile: somebody chooses."""
        return [*self.conflicts, *self.motivation_conflicts]

    @property
    def is_changing(self) -> bool:
        """Whether something would be saved."""
        return bool(self.changes or self.motivations)

    @property
    def number_of_changes(self) -> int:
        return len(self.changes) + len(self.motivations)

    @property
    def is_ready(self) -> bool:
        """Whether everything in it can be saved as it is shown."""
        return self.is_changing and not self.faults and not self.choices

    @property
    def fingerprint(self) -> str:
        """What would be saved, in short: whoever accepts it, accepts this and nothing else."""
        said: list[tuple] = [(one.commitment.pk, one.one.revision, *one.new.trace) for one in self.changes]
        said += [(one.action.line.pk, one.revision, trace_of(one.new)) for one in self.motivations]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
