"""One registration with everything that was ever sent for it."""

from dataclasses import dataclass
from decimal import Decimal

from grants.models import Commitment, Indicator
from kpi.models import DraftValue, Registration, RegistrationValue, RegistrationVersion
from kpi.services.registrations.answers import Answer, answer_of
from kpi.states import RegistrationStatus


@dataclass
class HistoryRow:
    """One KPI: what was promised, and the answer of each version."""

    indicator: Indicator
    commitment: Commitment | None
    answers: list[Answer]
    draft: Answer | None
    standing: Answer | None

    @property
    def attainment(self) -> Decimal | None:
        """How much of the target the standing version reached; None when either is unknown."""
        target = self.commitment.target if self.commitment else None
        if not target or self.standing is None or self.standing.count is None:
            return None
        return Decimal(self.standing.count) / target


@dataclass
class History:
    """Every version side by side, oldest first (R29); the one that stands, and the draft for who may see it."""

    registration: Registration
    versions: list[RegistrationVersion]
    standing: RegistrationVersion | None
    shows_draft: bool
    rows: list[HistoryRow]


def read_history(registration, *, with_draft) -> History:
    """All versions of a registration with their values: the same few queries for one version and for many."""
    versions = list(
        registration.versions.select_related("sent_by", "taken_back_by").prefetch_related("values").order_by("number")
    )
    standing = versions[-1] if versions and versions[-1].taken_back_at is None else None
    commitments = {
        commitment.indicator_id: commitment
        for commitment in Commitment.objects.filter(participation=registration.participation_id)
    }
    shows_draft = with_draft and registration.status != RegistrationStatus.SUBMITTED
    drafts = (
        {draft.indicator_id: draft for draft in DraftValue.objects.filter(registration=registration)}
        if shows_draft
        else {}
    )
    said: dict[int, dict[int, RegistrationValue]] = {
        version.pk: {value.indicator_id: value for value in version.values.all()} for version in versions
    }
    asked = set(commitments).union(*said.values())
    rows = [
        HistoryRow(
            indicator=indicator,
            commitment=commitments.get(indicator.pk),
            answers=[answer_of(said[version.pk].get(indicator.pk)) for version in versions],
            draft=answer_of(drafts.get(indicator.pk)) if shows_draft else None,
            standing=answer_of(said[standing.pk].get(indicator.pk)) if standing else None,
        )
        for indicator in Indicator.objects.filter(pk__in=asked).order_by("position", "code")
    ]
    return History(registration, versions, standing, shows_draft, rows)
