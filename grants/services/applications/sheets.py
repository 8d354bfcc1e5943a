"""An application as its page shows it: read at once, computed once."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grants.contributions import above_ceiling, ceiling, contribution
from grants.models import (
    Application,
    ApplicationLine,
    Estimate,
    Incentive,
    IncentiveRequest,
    Indicator,
    Participant,
)
from grants.services.eligibility import Eligible, NotChecked, NotEligible, eligibility
from grants.states import ParticipantStatus


@dataclass
class SheetKpi:
    """A KPI of an action, with what every participant expects of it."""

    indicator: Indicator
    estimates: list[Estimate]

    @property
    def planned(self) -> int:
        """The additional units of all participants together."""
        return sum(one.planned_reach or 0 for one in self.estimates)

    @property
    def contribution(self) -> Decimal:
        """What Flanders contributes, in euro; the applicant puts in as much."""
        return contribution(self.indicator, self.planned)

    @property
    def ceiling(self) -> Decimal | None:
        return ceiling(self.indicator)

    @property
    def problem(self) -> str:
        """Why the planned units are too many; "" when they are not."""
        return above_ceiling(self.indicator, self.planned)


@dataclass
class SheetLine:
    """An action of the application."""

    line: ApplicationLine
    kpis: list[SheetKpi]

    @property
    def action(self):
        return self.line.offer.action

    @property
    def contribution(self) -> Decimal:
        """What Flanders contributes to this action, in euro."""
        return sum((one.contribution for one in self.kpis), Decimal("0.00"))


@dataclass
class Sheet:
    """The whole application (aanvraag)."""

    application: Application
    participants: list[Participant]
    lines: list[SheetLine]
    requests: list[IncentiveRequest]
    offered: list[Incentive]
    eligibility: Eligible | NotEligible | NotChecked

    @property
    def round(self):
        return self.application.round

    @property
    def contribution(self) -> Decimal:
        """What Flanders contributes to all actions together, in euro, without the incentives."""
        return sum((one.contribution for one in self.lines), Decimal("0.00"))

    @property
    def incentives(self) -> Decimal:
        """The incentives that are asked, in euro: no co-financing is put against them (R16)."""
        amounts = {one.kind: one.amount for one in self.offered}
        return sum((amounts.get(one.kind, Decimal(0)) for one in self.requests), Decimal("0.00"))

    @property
    def requested(self) -> Decimal:
        """Everything that is asked of Flanders, in euro."""
        return self.contribution + self.incentives

    @property
    def members(self) -> list[Participant]:
        """The participants beside the lead."""
        return [one for one in self.participants if one.local_government_id != self.application.lead_id]

    @property
    def awaited(self) -> list[Participant]:
        """The members that did not confirm."""
        return [one for one in self.members if one.status != ParticipantStatus.CONFIRMED]

    def values(self) -> dict[str, Any]:
        """Every value of the application by its name (see `names`): what is compared, kept as a version and told apart."""
        application = self.application
        found: dict[str, Any] = {name: getattr(application, name) for name in APPLICATION_FIELDS}
        for one in self.lines:
            number = one.action.number
            found[f"priority {number}"] = one.line.priority
            found[f"shortage {number}"] = one.line.shortage_occupation
            found[f"initiatives {number}"] = [initiative.title for initiative in one.line.initiatives.all()]
            found[f"parties {number}"] = [
                [party.kind, party.name, party.role] for party in one.line.involved_parties.all()
            ]
            for kpi in one.kpis:
                for estimate in kpi.estimates:
                    of = f"{kpi.indicator.code} {estimate.participant.local_government.code}"
                    found[f"current {of}"] = estimate.current_reach
                    found[f"planned {of}"] = estimate.planned_reach
        asked = {one.kind: one for one in self.requests}
        for incentive in self.offered:
            row = asked.get(incentive.kind)
            found[f"incentive {incentive.kind}"] = row is not None
            found[f"motivation {incentive.kind}"] = row.motivation if row else ""
            if incentive.kind == "mentorship":
                found["mentored"] = row.line.offer.action.number if row and row.line else None
        return found


APPLICATION_FIELDS = ("contact_first_name", "contact_last_name", "contact_phone", "contact_email", "iban")


def read_sheet(application) -> Sheet:
    """The application with everything its page shows; as many queries for one action as for all."""
    participants = list(
        Participant.objects.filter(application=application)
        .select_related("local_government__reference_region")
        .order_by("local_government__sort_name", "pk")
    )
    # The lead comes first: it fills in.
    participants.sort(key=lambda one: one.local_government_id != application.lead_id)
    place = {one.pk: position for position, one in enumerate(participants)}
    by_pk = {one.pk: one for one in participants}
    estimates: dict[tuple[int, int], list[Estimate]] = {}
    for estimate in Estimate.objects.filter(line__application=application):
        estimate.participant = by_pk[estimate.participant_id]
        estimates.setdefault((estimate.line_id, estimate.indicator_id), []).append(estimate)
    lines = []
    rows = ApplicationLine.objects.filter(application=application).select_related("offer__action__goal")
    for line in rows.prefetch_related("offer__indicators", "initiatives", "involved_parties"):
        kpis = [
            SheetKpi(
                indicator,
                sorted(estimates.get((line.pk, indicator.pk), []), key=lambda one: place[one.participant_id]),
            )
            for indicator in sorted(line.offer.indicators.all(), key=lambda one: one.position)
        ]
        lines.append(SheetLine(line, kpis))
    lines.sort(key=lambda one: (one.line.priority or len(lines) + 1, one.action.number))
    return Sheet(
        application=application,
        participants=participants,
        lines=lines,
        requests=list(IncentiveRequest.objects.filter(application=application).select_related("line__offer__action")),
        offered=list(Incentive.objects.filter(round=application.round_id).order_by("kind")),
        eligibility=eligibility(
            application.round,
            [one.local_government for one in participants if one.status != ParticipantStatus.DECLINED],
        ),
    )
