"""A page of fields as it is drawn: per action and KPI a row for each member, to fill in or to read."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import Indicator
from kpi.forms.motivations import MotivationRow
from kpi.forms.registration import NOT_APPLICABLE, REASON, field_name
from kpi.services.registrations.answers import Answer
from kpi.services.registrations.parts import SheetField, SheetPart, ShownAnswer
from kpi.services.registrations.sheets import SheetAction
from kpi.services.registrations.splits import SaidSplit, said_splits
from kpi.states import RegistrationStatus
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels


@dataclass
class FieldRow:
    """One field as it is drawn: what stands in it, its revision, and what is wrong with it."""

    one: SheetField
    name: str
    text: str
    not_applicable: bool
    revision: int
    error: str = ""
    reason: str = ""
    theirs: str | None = None  # what a colleague saved meanwhile, to be taken over with one click
    doubt: str = ""  # why a reason is asked (R27)

    @property
    def id(self):
        return f"id_{self.name}"

    @property
    def saved(self):
        """When the field was saved: the hour, and the day too when that was another one."""
        if self.one.draft is None:
            return _("nog niets bewaard")
        return said_when(self.one.draft.saved_at)


def said_when(at):
    """When something was saved, beside its field."""
    if day_in_brussels(at) == day_in_brussels(timezone.now()):
        return _("bewaard om %s") % wording.clock_time(at)
    return _("bewaard op %s") % wording.stamp(at)


@dataclass
class MemberRow:
    """What one member says of one KPI: a field to fill in, or the answer to read and why it is locked."""

    part: SheetPart
    one: SheetField
    field: FieldRow | None
    shown: ShownAnswer
    is_draft: bool
    nothing: str
    counted: Answer | None  # beside its target; None: it counts for nothing

    @property
    def reason(self) -> str:
        """Why an unusual answer is right, as it is shown."""
        if self.is_draft:
            return self.one.reason
        return self.one.sent.reason if self.one.sent else ""

    @property
    def splits(self) -> list[SaidSplit]:
        """How it is split, where that was read."""
        return said_splits(self.one, as_sent=not self.is_draft)


@dataclass
class IndicatorRows:
    """One KPI of an action, with a row for each member."""

    indicator: Indicator
    rows: list[MemberRow] = field(default_factory=list)

    @property
    def target(self) -> int | None:
        """What all members together promised; None where that of one is unknown."""
        targets = [row.one.commitment.target for row in self.rows]
        known = [target for target in targets if target is not None]
        return sum(known) if len(known) == len(targets) else None

    @property
    def reached(self) -> int | None:
        """What all members together say now; None while nobody says a number."""
        known = [row.shown.answer.count for row in self.rows if row.shown.answer.count is not None]
        return sum(known) if known else None

    @property
    def attainment(self) -> Decimal | None:
        """How much of the target all members together reached; None while one of them says nothing, or is unknown.

        The target of a member for which it does not apply stays promised, as in `SheetAction.misses_target`.
        """
        is_whole = all(not row.shown.answer.is_blank for row in self.rows)
        if not self.target or self.reached is None or not is_whole:
            return None
        return Decimal(self.reached) / self.target


@dataclass
class ActionRows:
    """One action as it is drawn."""

    action: SheetAction
    indicators: list[IndicatorRows]
    is_editable: bool
    motivation: MotivationRow | None = None
    splittable: list[FieldRow] = field(default_factory=list)  # those whose count can be split (R26)

    @property
    def region(self) -> str:
        """What its table is called, unlike any other on the page: a local government can do an action alone and together."""
        said = {"number": self.action.action.number, "title": self.action.action.title}
        name = _("Cijfers van actie %(number)s. %(title)s") % said
        application = self.action.line.application
        return f"{name}, {application.partnership}" if application.partnership_id else name

    @property
    def split(self) -> list[MemberRow]:
        """Everything in it that is split, where that was read."""
        return [row for group in self.indicators for row in group.rows if row.splits]

    @property
    def fields(self) -> list[FieldRow]:
        """Everything that can be typed in it."""
        return [row.field for group in self.indicators for row in group.rows if row.field]

    @property
    def first(self) -> MemberRow:
        """Where only one member stands, any of its rows speaks for the whole."""
        return self.indicators[0].rows[0]

    @property
    def awaited(self) -> list[SheetPart]:
        """The members that can still release their part of this action."""
        return [part for part in self.action.parts if part.is_led and part.awaits_release]


def rows_of(sheet, *, may_register, sees_drafts, form=None, motivations=None, doubts=(), splittable=()):
    """Each action of a page with its rows: what was typed, when the page comes back with faults, else what is saved."""
    drawn = [
        action_rows(action, action.parts, sheet.now, may_register, sees_drafts, form, motivations)
        for action in sheet.actions
    ]
    asked = {doubt.commitment.pk: doubt.text for doubt in doubts}
    for action in drawn:
        for row in action.fields:
            row.doubt = asked.get(row.one.commitment.pk, "")
        action.splittable = [row for row in action.fields if row.one.indicator.pk in splittable]
    return drawn


def answers_of(sheet, parts, *, as_sent):
    """Some parts of a page to read, per action: as they were sent, or as they stand in the form.

    How they are split stands in it only where that was read first: see `add_splits`.
    """
    drawn = []
    for action in sheet.actions:
        shown = [part for part in action.parts if part in parts]
        if shown:
            drawn.append(action_rows(action, shown, sheet.now, may_register=False, sees_drafts=not as_sent))
    return drawn


def action_rows(action, parts, now, may_register, sees_drafts, form=None, motivations=None):
    """Some parts of one action with their rows."""
    indicators: dict[int, IndicatorRows] = {}
    for part in parts:
        is_editable = may_register and part.lock is None
        is_draft = sees_drafts and part.status != RegistrationStatus.SUBMITTED
        nothing = part.nothing(now)
        for one in part.fields:
            group = indicators.setdefault(one.indicator.pk, IndicatorRows(one.indicator))
            field_row = _field_row(one, form) if is_editable else None
            shown = part.shown(one, as_sent=not is_draft)
            counted = action.counted(part, one)
            group.rows.append(MemberRow(part, one, field_row, shown, is_draft, nothing, counted))
    is_editable = may_register and any(part.lock is None for part in parts)
    motivation = MotivationRow.of(action, may_register=may_register, sees_drafts=sees_drafts, form=motivations)
    return ActionRows(action, list(indicators.values()), is_editable, motivation)


def _field_row(one, form):
    name, answer = field_name(one.commitment), one.answer
    if form is None or name not in form.commitments:
        text = "" if answer.count is None else str(answer.count)
        return FieldRow(one, name, text, answer.not_applicable, one.revision, reason=one.reason)
    return FieldRow(
        one,
        name,
        form.data[name],
        bool(form.data.get(name + NOT_APPLICABLE)),
        form.revisions.get(name, one.revision),
        " ".join(form.errors.get(name, [])),
        form.data.get(name + REASON, one.reason),
        form.theirs.get(name),
    )
