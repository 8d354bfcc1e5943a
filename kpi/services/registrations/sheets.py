"""The page of a local government at a moment: its own parts, and those of the partnerships it leads (R24)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.models import Action, ApplicationLine, ReportingMoment
from grants.states import MomentKind
from grants.terms import Term
from kpi.access import Lock
from kpi.models import DraftMotivation, Motivation, RegistrationVersion
from kpi.services.registrations.answers import Answer, answer_of
from kpi.services.registrations.faults import Fault
from kpi.services.registrations.parts import SheetField, SheetPart
from kpi.services.registrations.splits import add_splits
from kpi.services.registrations.standings import Standing
from kpi.states import RegistrationStatus
from municipalities.models import LocalGovernment


@dataclass
class SheetAction:
    """One action of one applicant, with the part of each member that is on this page."""

    line: ApplicationLine
    moment: ReportingMoment
    parts: list[SheetPart]
    now: datetime
    draft_motivation: DraftMotivation | None = None
    sent_motivation: Motivation | None = None

    @property
    def action(self) -> Action:
        return self.line.offer.action

    @property
    def is_led(self) -> bool:
        return self.parts[0].is_led

    @property
    def is_shared(self) -> bool:
        """Whether others than the one this page is of stand on it too, so that each part must say whose it is."""
        return any(not part.is_own for part in self.parts)

    @property
    def is_example(self) -> bool:
        return self.parts[0].is_example

    @property
    def misses_target(self) -> bool:
        """Whether the members together stay below a target, as it would be sent now (R25); only a final report can.

        A blank leaves it open and an unknown target asks nothing. What was promised stays promised: where a member says that a
        KPI does not apply, its target stands and nothing of it is reached.
        """
        return self._misses()

    def _misses(self, *, as_sent=False) -> bool:
        if self.moment.kind != MomentKind.FINAL:
            return False
        counts: dict[int, list[int]] = {}
        for part in self.parts:
            for one in part.fields:
                answer = self.counted(part, one, as_sent=as_sent)
                if answer is None:
                    continue
                if answer.is_blank:
                    return False
                if one.commitment.target is not None:
                    counts.setdefault(one.indicator.pk, []).append((answer.count or 0) - one.commitment.target)
        return any(sum(differences) < 0 for differences in counts.values())

    def counted(self, part, one, *, as_sent=False) -> Answer | None:
        """What a field counts for beside its target: as it stands in the form where that can be sent now, else as it was sent.

        None where it counts for nothing: it was never sent, and cannot be sent now.
        """
        if not as_sent and part.can_be_sent(self.now):
            return one.answer
        return answer_of(one.sent) if one.sent else None

    @property
    def asks_motivation(self) -> bool:
        """Whether a motivation is asked of the applicant: below a target, or where the action is judged on content."""
        return self.is_led and (self.line.offer.content_judged or self.misses_target)

    @property
    def asked_motivation(self) -> bool:
        """The same of what was sent: all that can be told to who may not see drafts."""
        return self.is_led and (self.line.offer.content_judged or self._misses(as_sent=True))

    @property
    def may_motivate(self) -> bool:
        """Whether something of this action can still be typed or sent, so that its motivation can change too."""
        return self.is_led and any(part.lock is None or part.is_waiting for part in self.parts)

    @property
    def motivation_text(self) -> str:
        """The motivation as it stands in the form now."""
        return self.draft_motivation.text if self.draft_motivation else ""

    @property
    def standing_motivation(self) -> str:
        """The motivation as it was sent, beside counts that stand; "" where everything was taken back."""
        stands = any(part.version for part in self.parts)
        return self.sent_motivation.text if self.sent_motivation and stands else ""

    @property
    def has_new_motivation(self) -> bool:
        """Whether sending now would say something else than what was said before."""
        said = self.sent_motivation.text if self.sent_motivation else ""
        return bool(self.motivation_text) and self.asks_motivation and self.motivation_text != said


@dataclass
class Sheet:
    """One page: a moment and a local government with all its actions."""

    moment: ReportingMoment
    local_government: LocalGovernment
    actions: list[SheetAction]
    now: datetime

    @cached_property
    def parts(self) -> list[SheetPart]:
        return [part for action in self.actions for part in action.parts]

    @cached_property
    def fields(self) -> list[SheetField]:
        return [one for part in self.parts for one in part.fields]

    @property
    def filled(self) -> int:
        return sum(not one.answer.is_blank for one in self.fields)

    @property
    def statuses(self) -> set[str]:
        return {part.status for part in self.parts}

    @property
    def open_parts(self) -> list[SheetPart]:
        """Those in which something can be typed now."""
        return [part for part in self.parts if part.lock is None]

    @property
    def led_parts(self) -> list[SheetPart]:
        """Those that are sent from this page; of the others only their own part is here, and their lead sends it."""
        return [part for part in self.parts if part.is_led]

    @property
    def sendable(self) -> list[SheetPart]:
        """Those that can be sent from this page now."""
        return [part for part in self.parts if part.can_be_sent(self.now)]

    @property
    def releasable(self) -> list[SheetPart]:
        """The own parts that a lead elsewhere waits for."""
        return [part for part in self.parts if part.is_own and part.awaits_release]

    @property
    def released(self) -> list[SheetPart]:
        """The own parts that a lead elsewhere can send."""
        return [p for p in self.parts if p.is_own and not p.is_led and p.status == RegistrationStatus.RELEASED]

    @property
    def awaited(self) -> dict[LocalGovernment, list[SheetPart]]:
        """The members that still have to release their part, for the lead to see."""
        found: dict[LocalGovernment, list[SheetPart]] = {}
        for part in self.parts:
            if part.is_led and part.awaits_release:
                found.setdefault(part.member, []).append(part)
        return found

    @property
    def is_closed(self) -> bool:
        """Whether something of this page stands as sent and nothing more of it can be sent now.

        A member that still has to release its part keeps its lead from nothing: neither from sending nor from changing.
        """
        return any(part.status == RegistrationStatus.SUBMITTED for part in self.led_parts) and not self.sendable

    @property
    def term(self) -> Term:
        """The dates of this page: of the application that has time longest."""
        return max(
            (part.term for part in self.parts), key=lambda term: (bool(term.own_until), term.own_until or self.now)
        )

    @property
    def locks(self) -> dict[Lock, str]:
        """Why what is locked is locked, each reason once; with whose it is, where that is not the whole page."""
        of_member: dict[LocalGovernment, dict[Lock | None, list[str]]] = {}
        for part in self.parts:
            of_member.setdefault(part.member, {}).setdefault(part.lock, []).append(str(part.action.number))
        whose: dict[Lock, list[str]] = {}
        for member, reasons in of_member.items():
            for lock, actions in reasons.items():
                if lock:
                    one = (
                        str(member)
                        if len(reasons) == 1
                        else f"{member} ({ngettext('actie', 'acties', len(actions))} {', '.join(actions)})"
                    )
                    whose.setdefault(lock, []).append(one)
        is_all = len(whose) == 1 and not any(None in reasons for reasons in of_member.values())
        return {lock: "" if is_all else ", ".join(names) for lock, names in whose.items()}

    @property
    def versions(self) -> list[RegistrationVersion]:
        """What stands as sent, newest first."""
        return sorted((one.version for one in self.parts if one.version), key=lambda one: one.sent_at, reverse=True)

    @property
    def sent_at(self) -> datetime | None:
        """When the newest of what stands was sent."""
        return self.versions[0].sent_at if self.versions else None

    @property
    def has_example(self) -> bool:
        return any(part.is_example for part in self.parts)

    @property
    def fingerprint(self) -> str:
        """What stands in what can be sent, in short: whoever confirms it, confirms this and nothing later (R18).

        Each answer with its reason, how it is split, and the motivations that are asked. At most two queries, for the splits.
        """
        sending = self.sendable
        add_splits(part for part in sending if not part.knows_splits)
        splits = [
            f"s{draft.pk}.{draft.revision}"
            for part in sending
            for one in part.fields
            for _category, draft in sorted(one.split.items())
        ]
        written = [
            f"m{action.line.pk}.{action.draft_motivation.revision}"
            for action in self.actions
            if action.draft_motivation and action.asks_motivation
        ]
        return "-".join([*_marks(sending), *splits, *written])

    @property
    def release_mark(self) -> str:
        """The same of what a member can release."""
        return "-".join(_marks(self.releasable))

    def is_sent(self, seen) -> bool:
        """Whether what somebody confirmed was sent already: everything was, or at least those fields (a second click)."""
        led = self.led_parts
        sent = [part for part in led if part.status == RegistrationStatus.SUBMITTED]
        fields = {mark for mark in (seen or "").split("-") if mark[:1] not in ("", "s", "m")}
        return len(sent) == len(led) or bool(fields and fields <= set(_marks(sent)))

    def standing(self, *, shows_drafts=True) -> Standing:
        """How far this page is; for who may not see drafts: how far it was sent."""
        held = [part.status for part in self.parts]
        return Standing(
            moment=self.moment,
            local_government=self.local_government,
            now=self.now,
            term=self.term,
            parts=len(self.parts),
            fields=len(self.fields),
            filled=self.filled,
            submitted=held.count(RegistrationStatus.SUBMITTED),
            correcting=held.count(RegistrationStatus.CORRECTING),
            released=held.count(RegistrationStatus.RELEASED),
            returned=held.count(RegistrationStatus.RETURNED),
            returned_until=max((part.returned.until for part in self.parts if part.returned), default=None),
            led=len(self.led_parts),
            sent_at=self.sent_at,
            shows_drafts=shows_drafts,
        )

    def missing(self, parts=None) -> list[Fault]:
        """Every field that is still blank in some parts; without them: in what can be sent."""
        text = _("hier is nog niets ingevuld. Vul een geheel getal van 0 of meer in, of kies “niet van toepassing”.")
        return [
            Fault(one.commitment, text)
            for part in (self.sendable if parts is None else parts)
            for one in part.fields
            if one.answer.is_blank
        ]


def _marks(parts):
    """Each answer with its reason, as it was saved last."""
    return [f"{one.commitment.pk}.{one.revision}" for part in parts for one in part.fields]
