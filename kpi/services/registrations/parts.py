"""One member's part of one action on a page: its fields, what is saved in them, and what was sent."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from grants.models import Action, Commitment, Participation
from grants.states import AwardKind
from grants.terms import Term
from kpi.access import Lock
from kpi.models import (
    BreakdownValue,
    DraftBreakdown,
    DraftValue,
    Registration,
    RegistrationValue,
    RegistrationVersion,
    Return,
)
from kpi.services.registrations.answers import Answer, answer_of
from kpi.services.registrations.readings import Reading
from kpi.states import Comparison, RegistrationStatus


@dataclass
class SheetField:
    """One KPI to report, with its target, what is saved and what was sent."""

    commitment: Commitment
    draft: DraftValue | None = None
    sent: RegistrationValue | None = None
    readings: dict[Comparison, int] = field(default_factory=dict)  # what was counted before
    # How it is split, per category (an id): only there after `add_splits`.
    split: dict[int, DraftBreakdown] = field(default_factory=dict)
    sent_split: dict[int, BreakdownValue] = field(default_factory=dict)
    asked_split: dict[int, BreakdownValue] = field(default_factory=dict)  # what was sent of the splits still asked

    @property
    def indicator(self):
        return self.commitment.indicator

    @property
    def last_reading(self) -> Reading | None:
        """What was counted last before this: the interim of the same year, else the year before (vorige stand)."""
        for comparison in (Comparison.INTERIM, Comparison.LAST_YEAR):
            if comparison in self.readings:
                return Reading(comparison, self.readings[comparison])
        return None

    @property
    def answer(self) -> Answer:
        """What stands in the form now."""
        return answer_of(self.draft)

    @property
    def reason(self) -> str:
        """Why an unusual answer is right, as it stands in the form now."""
        return self.draft.reason if self.draft else ""

    @property
    def revision(self) -> int:
        return self.draft.revision if self.draft else 0

    @property
    def is_changed(self) -> bool:
        """Whether the form differs from what was sent, be it only in its reason."""
        return self.answer != answer_of(self.sent) or self.reason != (self.sent.reason if self.sent else "")

    @property
    def is_split_anew(self) -> bool:
        """Whether the form splits it otherwise than what was sent, in the ways that are still asked."""
        typed = {pk: draft.count for pk, draft in self.split.items() if draft.count is not None}
        return typed != {pk: sent.count for pk, sent in self.asked_split.items()}

    @property
    def adds_up(self) -> bool:
        """Whether the target is the current reach and the paid units, rounded up (R2): an official may set another."""
        promised = self.commitment
        if promised.current_reach is None or promised.units is None or promised.target is None:
            return False
        return 0 <= promised.target - promised.current_reach - promised.units < 1


@dataclass
class ShownAnswer:
    """An answer to read, beside its target."""

    part: "SheetPart"
    one: SheetField
    answer: Answer

    @property
    def attainment(self) -> Decimal | None:
        """How much of the target this is; None where either is unknown."""
        target = self.one.commitment.target
        return Decimal(self.answer.count) / target if target and self.answer.count is not None else None


@dataclass
class SheetPart:
    """What one member reports for one action; on the page of that member, and on the page of its lead (R24)."""

    participation: Participation
    term: Term
    is_own: bool  # the page is of the member itself
    is_led: bool  # whoever the page is of, sends it
    registration: Registration | None = None
    version: RegistrationVersion | None = None
    returned: Return | None = None
    lock: Lock | None = None
    fields: list[SheetField] = field(default_factory=list)
    knows_splits: bool = False  # after `add_splits`

    @property
    def action(self) -> Action:
        return self.participation.line.offer.action

    @property
    def member(self):
        """The local government that counts."""
        return self.participation.local_government

    @property
    def is_example(self) -> bool:
        """Whether its targets come from a fixed example division."""
        award = getattr(self.participation.line, "award", None)
        return award is not None and award.kind == AwardKind.EXAMPLE

    @property
    def status(self) -> str:
        return self.registration.status if self.registration else RegistrationStatus.DRAFT

    @property
    def correctable_until(self) -> datetime | None:
        """Until when what was sent back can be put right; None: it was not, or no end is known."""
        return self.term.last_correction(self.returned.until) if self.returned else None

    @property
    def sent(self) -> list[ShownAnswer]:
        """What stands as sent."""
        return [self.shown(one, as_sent=True) for one in self.fields]

    def shown(self, one, *, as_sent) -> ShownAnswer:
        """One of its fields to read: as it was sent, or as it stands in the form."""
        return ShownAnswer(self, one, answer_of(one.sent) if as_sent else one.answer)

    @property
    def is_complete(self) -> bool:
        """Whether every field has an answer."""
        return not any(one.answer.is_blank for one in self.fields)

    @property
    def awaits_release(self) -> bool:
        """Whether its member (or the lead in its name) still has to release it before it can be sent."""
        never_sent = self.status in (RegistrationStatus.DRAFT, RegistrationStatus.NOT_REPORTED)
        return never_sent and not (self.is_own and self.is_led) and self.lock is None

    @property
    def is_waiting(self) -> bool:
        """Whether it was released and waits for its lead."""
        return self.status == RegistrationStatus.RELEASED

    def can_be_sent(self, now) -> bool:
        """Whether the one this page is of may send it now: the own part, what a member released, and what is corrected."""
        if not self.is_led:
            return False
        if self.status == RegistrationStatus.RELEASED:
            return self.term.last_entry is None or now <= self.term.last_entry
        return self.lock is None and not self.awaits_release

    def nothing(self, now) -> str:
        """Which nothing stands where nothing was sent (R4): the calendar tells, or the freeze."""
        if self.status == RegistrationStatus.NOT_REPORTED:
            return "not_reported"
        return "not_yet_reported" if self.term.is_due(now) else "not_yet_due"

    @property
    def needs_version(self) -> bool:
        """Whether sending now would say something new: a correction that changed nothing says nothing."""
        if self.status == RegistrationStatus.SUBMITTED:
            return False
        return self.status != RegistrationStatus.CORRECTING or any(
            one.is_changed or one.is_split_anew for one in self.fields
        )
