"""One registration with everything that was ever sent for it, and what each version changed."""

from dataclasses import dataclass, field
from decimal import Decimal

from grants.models import Commitment, Indicator
from kpi.models import Category, DraftValue, Motivation, Registration, RegistrationValue, RegistrationVersion, Return
from kpi.services.registrations.answers import Answer, answer_of
from kpi.services.registrations.said import Said, said_by_versions
from kpi.services.registrations.split_history import SplitHistory, read_splits
from kpi.states import RegistrationStatus


@dataclass
class HistoryRow:
    """One KPI: what was promised, and the answer of each version."""

    indicator: Indicator
    commitment: Commitment | None
    said: list[Said]
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
class Step:
    """How one version came to be: what it changed, what was asked before it, and the motivation sent with it."""

    version: RegistrationVersion
    before: RegistrationVersion | None
    changes: list[tuple[Indicator, Said]]
    reasons: list[tuple[Indicator, Said]]  # of what it did not change
    returned: Return | None
    motivation: Motivation | None
    parts: list[tuple[SplitHistory, Category, Said]]  # what it changed in how a count is split


@dataclass
class History:
    """Every version side by side, oldest first (R29); the one that stands, and the draft for who may see it."""

    registration: Registration
    versions: list[RegistrationVersion]
    standing: RegistrationVersion | None
    shows_draft: bool
    rows: list[HistoryRow]
    returned: Return | None = None  # what still waits for an answer
    withdrawn: list[Return] = field(default_factory=list)  # what was sent back and let go without a new version
    motivations: list[Motivation] = field(default_factory=list)  # of the whole action, oldest first
    steps: list[Step] = field(default_factory=list)
    splits: list[SplitHistory] = field(default_factory=list)  # for who may see them (R26)

    @property
    def has_story(self) -> bool:
        """Whether there is more to tell than that something was sent once."""
        return bool(
            len(self.versions) > 1
            or self.returned
            or self.withdrawn
            or self.motivations
            or any(step.reasons for step in self.steps)
        )


def read_history(registration, *, reader, with_draft, with_splits=False) -> History:
    """All versions of a registration with their values: the same few queries for one version and for many.

    How the counts were split stands in it `with_splits`, for who may see that (R26).
    `reader` sees the motivations of the action only where the applicant is its own (or for the ministry).
    """
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
    values: dict[int, dict[int, RegistrationValue]] = {
        version.pk: {value.indicator_id: value for value in version.values.all()} for version in versions
    }
    asked = set(commitments).union(*values.values())
    rows = [
        HistoryRow(
            indicator=indicator,
            commitment=commitments.get(indicator.pk),
            said=_said([values[version.pk].get(indicator.pk) for version in versions]),
            draft=answer_of(drafts.get(indicator.pk)) if shows_draft else None,
            standing=answer_of(values[standing.pk].get(indicator.pk)) if standing else None,
        )
        for indicator in Indicator.objects.filter(pk__in=asked).order_by("position", "code")
    ]
    history = History(registration, versions, standing, shows_draft, rows)
    if with_splits:
        history.splits = read_splits(versions)
    _add_what_led_to_it(history, reader)
    return history


def _said(values) -> list[Said]:
    """The answers of one KPI, each beside the one before."""
    return said_by_versions(map(answer_of, values), [value.reason if value else "" for value in values])


def _add_what_led_to_it(history, reader):
    """The returns and motivations, each with the version it was settled by or sent with: they share its moment."""
    registration = history.registration
    sent_at = {version.sent_at for version in history.versions}
    returns = list(
        registration.returns.visible_to(reader).select_related("returned_by", "settled_by").order_by("returned_at")
    )
    history.motivations = list(
        Motivation.objects.visible_to(reader)
        .filter(line=registration.participation.line_id, moment=registration.moment_id)
        .select_related("sent_by")
        .order_by("number")
    )
    history.returned = next((one for one in returns if one.settled_at is None), None)
    history.withdrawn = [one for one in returns if one.settled_at is not None and one.settled_at not in sent_at]
    answered = {one.settled_at: one for one in returns}
    motivated = {one.sent_at: one for one in history.motivations}
    for at, version in enumerate(history.versions):
        said = [(row.indicator, row.said[at]) for row in history.rows]
        history.steps.append(
            Step(
                version=version,
                before=history.versions[at - 1] if at else None,
                changes=[(indicator, one) for indicator, one in said if one.is_changed],
                reasons=[(indicator, one) for indicator, one in said if one.reason and not one.is_changed],
                returned=answered.get(version.sent_at),
                motivation=motivated.get(version.sent_at),
                parts=[
                    (split, category, part[at])
                    for split in history.splits
                    for category, part in split.parts
                    if part[at].is_changed
                ],
            )
        )
