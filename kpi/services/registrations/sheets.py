"""What one local government must say at one moment, with what it said: read at once, as cheap for many actions as for one."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from grants.models import Action, Commitment, Participation, ReportingMoment
from grants.states import AwardKind
from kpi.access import Lock, lock
from kpi.models import DraftValue, Registration, RegistrationValue, RegistrationVersion
from kpi.services.registrations.answers import Answer, answer_of
from kpi.services.registrations.faults import Fault
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
        reach, units, target = self.commitment.current_reach, self.commitment.units, self.commitment.target
        return None not in (reach, units, target) and 0 <= target - reach - units < 1


@dataclass
class SheetAction:
    """One action to report, with its fields."""

    participation: Participation
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
    def is_sent(self) -> bool:
        """Whether a version stands, also while it is being corrected."""
        return self.version is not None

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
    def locks(self) -> list[Lock]:
        """Why what is locked is locked, each reason once."""
        return list(dict.fromkeys(action.lock for action in self.actions if action.lock))

    @property
    def versions(self) -> list[RegistrationVersion]:
        """What stands as sent, newest first."""
        return sorted((one.version for one in self.actions if one.version), key=lambda one: one.sent_at, reverse=True)

    @property
    def is_sent(self) -> bool:
        """Whether every action has a version that stands."""
        return bool(self.actions) and all(action.is_sent for action in self.actions)

    @property
    def sent_at(self) -> datetime | None:
        """When the newest of what stands was sent."""
        return self.versions[0].sent_at if self.versions else None

    @property
    def has_example(self) -> bool:
        return any(action.is_example for action in self.actions)

    @property
    def fingerprint(self) -> str:
        """What stands in the form, in short: whoever confirms it, confirms this and nothing later (R18)."""
        return "-".join(f"{one.commitment.pk}.{one.revision}" for one in self.fields)

    def missing(self) -> list[Fault]:
        """Every field that is still blank in what is not sent."""
        text = _("hier is nog niets ingevuld. Vul een geheel getal van 0 of meer in, of kies “niet van toepassing”.")
        return [
            Fault(one.commitment, text)
            for action in self.actions
            if action.status != RegistrationStatus.SUBMITTED
            for one in action.fields
            if one.answer.is_blank
        ]


def read_sheet(moment, local_government, now) -> Sheet:
    """The page of a local government at a moment, as known now; without actions when nothing is expected of it."""
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
        action = actions.setdefault(commitment.participation_id, SheetAction(commitment.participation))
        commitment.participation = action.participation
        action.fields.append(SheetField(commitment))
    _add_registrations(moment, actions)
    for action in actions.values():
        action.lock = lock(moment, action.registration, now)
    return Sheet(moment, local_government, list(actions.values()))


def _add_registrations(moment, actions):
    """What was saved and sent, onto the actions it belongs to."""
    registrations = Registration.objects.filter(moment=moment, participation__in=list(actions)).in_bulk()
    of = {pk: actions[registration.participation_id] for pk, registration in registrations.items()}
    for pk, registration in registrations.items():
        of[pk].registration = registration
    fields = {(one.commitment.participation_id, one.indicator.pk): one for a in actions.values() for one in a.fields}
    for draft in DraftValue.objects.filter(registration__in=list(registrations)):
        one = fields.get((registrations[draft.registration_id].participation_id, draft.indicator_id))
        if one:
            one.draft = draft
    for version in newest_versions(registrations):
        if version.taken_back_at is None:
            action = of[version.registration_id]
            action.version = version
            for value in version.values.all():
                one = fields.get((action.participation.pk, value.indicator_id))
                if one:
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
