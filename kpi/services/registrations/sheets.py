"""What one local government must say at one moment, with what it said: read at once, as cheap for many actions as for one."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from grants.models import Action, Commitment, Participation, ReportingMoment
from grants.states import AwardKind
from kpi.access import Lock, lock
from kpi.models import DraftValue, Registration, RegistrationValue, RegistrationVersion
from kpi.services.registrations.answers import Answer, answer_of
from kpi.services.registrations.faults import Fault
from kpi.services.registrations.standings import Standing
from kpi.states import RegistrationStatus
from municipalities.models import LocalGovernment


@dataclass
class SheetField:
    """One KPI to report, with its target, what is saved and what was sent."""

    commitment: Commitment
    draft: DraftValue | None = None
    sent: RegistrationValue | None = None

    @property
    def indicator(self):
        return self.commitment.indicator

    @property
    def answer(self) -> Answer:
        """What stands in the form now."""
        return answer_of(self.draft)

    @property
    def revision(self) -> int:
        return self.draft.revision if self.draft else 0

    @property
    def is_changed(self) -> bool:
        """Whether the form differs from what was sent."""
        return self.answer != answer_of(self.sent)

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

    one: SheetField
    answer: Answer

    @property
    def attainment(self) -> Decimal | None:
        """How much of the target this is; None where either is unknown."""
        target = self.one.commitment.target
        return Decimal(self.answer.count) / target if target and self.answer.count is not None else None


@dataclass
class SheetAction:
    """One action to report, with its fields."""

    participation: Participation
    moment: ReportingMoment
    registration: Registration | None = None
    version: RegistrationVersion | None = None
    lock: Lock | None = None
    fields: list[SheetField] = field(default_factory=list)

    @property
    def action(self) -> Action:
        return self.participation.line.offer.action

    @property
    def is_example(self) -> bool:
        """Whether its targets come from a fixed example division."""
        award = getattr(self.participation.line, "award", None)
        return award is not None and award.kind == AwardKind.EXAMPLE

    @property
    def status(self) -> str:
        return self.registration.status if self.registration else RegistrationStatus.DRAFT

    @property
    def drafted(self) -> list[ShownAnswer]:
        """What stands in the form."""
        return [ShownAnswer(one, one.answer) for one in self.fields]

    @property
    def sent(self) -> list[ShownAnswer]:
        """What stands as sent."""
        return [ShownAnswer(one, answer_of(one.sent)) for one in self.fields]

    def nothing(self, now) -> str:
        """Which nothing stands where nothing was sent (R4): the calendar tells, or the freeze."""
        if self.status == RegistrationStatus.NOT_REPORTED:
            return "not_reported"
        return "not_yet_reported" if self.moment.is_due(now) else "not_yet_due"

    @property
    def needs_version(self) -> bool:
        """Whether sending now would say something new: a correction that changed nothing says nothing."""
        if self.status == RegistrationStatus.SUBMITTED:
            return False
        return self.status != RegistrationStatus.CORRECTING or any(one.is_changed for one in self.fields)


@dataclass
class Sheet:
    """One page: a moment and a local government with all its actions."""

    moment: ReportingMoment
    local_government: LocalGovernment
    actions: list[SheetAction]

    @cached_property
    def fields(self) -> list[SheetField]:
        return [one for action in self.actions for one in action.fields]

    @property
    def filled(self) -> int:
        return sum(not one.answer.is_blank for one in self.fields)

    @property
    def statuses(self) -> set[str]:
        return {action.status for action in self.actions}

    @property
    def open_actions(self) -> list[SheetAction]:
        """Those in which something can be typed now."""
        return [action for action in self.actions if action.lock is None]

    @property
    def is_closed(self) -> bool:
        """Whether something stands as sent, and nothing can be typed: an action that was never sent may be closed."""
        return RegistrationStatus.SUBMITTED in self.statuses and not self.open_actions

    @property
    def locks(self) -> list[Lock]:
        """Why what is locked is locked, each reason once."""
        return list(dict.fromkeys(action.lock for action in self.actions if action.lock))

    @property
    def versions(self) -> list[RegistrationVersion]:
        """What stands as sent, newest first."""
        return sorted((one.version for one in self.actions if one.version), key=lambda one: one.sent_at, reverse=True)

    @property
    def sent_at(self) -> datetime | None:
        """When the newest of what stands was sent."""
        return self.versions[0].sent_at if self.versions else None

    @property
    def has_example(self) -> bool:
        return any(action.is_example for action in self.actions)

    @property
    def fingerprint(self) -> str:
        """What stands in the open fields, in short: whoever confirms it, confirms this and nothing later (R18)."""
        return "-".join(_marks(self.open_actions))

    def is_sent(self, seen) -> bool:
        """Whether what somebody confirmed was sent already: everything was, or at least those fields (a second click)."""
        sent = [action for action in self.actions if action.status == RegistrationStatus.SUBMITTED]
        return len(sent) == len(self.actions) or bool(seen and set(seen.split("-")) <= set(_marks(sent)))

    def standing(self, now, *, shows_drafts=True) -> Standing:
        """How far this page is; for who may not see drafts: how far it was sent."""
        held = [action.status for action in self.actions]
        return Standing(
            moment=self.moment,
            local_government=self.local_government,
            now=now,
            actions=len(self.actions),
            fields=len(self.fields),
            filled=self.filled,
            submitted=held.count(RegistrationStatus.SUBMITTED),
            correcting=held.count(RegistrationStatus.CORRECTING),
            sent_at=self.sent_at,
            shows_drafts=shows_drafts,
        )

    def missing(self) -> list[Fault]:
        """Every field that is still blank in what can be sent."""
        text = _("hier is nog niets ingevuld. Vul een geheel getal van 0 of meer in, of kies “niet van toepassing”.")
        return [
            Fault(one.commitment, text) for action in self.open_actions for one in action.fields if one.answer.is_blank
        ]


def _marks(actions):
    return [f"{one.commitment.pk}.{one.revision}" for action in actions for one in action.fields]


def read_sheet(moment, local_government, now, *, registrations=None) -> Sheet:
    """The page of a local government at a moment, as known now; without actions when nothing is expected of it.

    A service that changes the page gives the registrations it locked: no other row is looked at.
    """
    if registrations is None:
        registrations = Registration.objects.filter(moment=moment, participation__local_government=local_government)
    commitments = (
        Commitment.objects.filter(
            participation__local_government=local_government,
            participation__line__application__round=moment.round_id,
            participation__known_at__lte=now,
            known_at__lte=now,
        )
        .select_related(
            "indicator",
            "participation__line__offer__action",
            "participation__line__award",
            "participation__line__application__partnership",
        )
        .order_by("participation__line__offer__action__number", "participation_id", "indicator__position", "pk")
    )
    actions: dict[int, SheetAction] = {}
    for commitment in commitments:
        action = actions.setdefault(commitment.participation_id, SheetAction(commitment.participation, moment))
        commitment.participation = action.participation
        action.fields.append(SheetField(commitment))
    _add_registrations(registrations, actions)
    for action in actions.values():
        action.lock = lock(moment, action.registration, now)
    return Sheet(moment, local_government, list(actions.values()))


def _add_registrations(registrations, actions):
    """What was saved and sent, onto the actions it belongs to."""
    of = {}
    for registration in registrations:
        if action := actions.get(registration.participation_id):
            action.registration = registration
            of[registration.pk] = action
    if not of:
        return
    fields = {(pk, one.indicator.pk): one for pk, action in of.items() for one in action.fields}
    for draft in DraftValue.objects.filter(registration__in=list(of)):
        if one := fields.get((draft.registration_id, draft.indicator_id)):
            one.draft = draft
    for version in newest_versions(of):
        if version.taken_back_at is None:
            of[version.registration_id].version = version
            for value in version.values.all():
                if one := fields.get((version.registration_id, value.indicator_id)):
                    one.sent = value


def newest_versions(registrations):
    """The newest version of each registration, taken back or not, with its values."""
    return (
        RegistrationVersion.objects.filter(registration__in=list(registrations))
        .order_by("registration_id", "-number")
        .distinct("registration_id")
        .select_related("sent_by")
        .prefetch_related(Prefetch("values", RegistrationValue.objects.order_by("pk")))
    )


def drafts_as_sent(actions, now, by) -> list[DraftValue]:
    """The fields that do not say what was sent, made to say it: not yet written."""
    drafts = []
    for action in actions:
        for one in action.fields:
            if one.is_changed:
                sent = answer_of(one.sent)
                draft = one.draft or DraftValue(registration=action.registration, indicator=one.indicator)
                draft.count, draft.not_applicable = sent.count, sent.not_applicable
                draft.revision, draft.saved_at, draft.saved_by = draft.revision + 1, now, by
                drafts.append(draft)
    return drafts
