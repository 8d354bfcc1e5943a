"""Where the figures of one local government in one action come from: rows, versions, moments (R8)."""

from dataclasses import dataclass
from datetime import datetime

from grants.models import Participation
from kpi.figures.aggregates import Figure, aggregates
from kpi.figures.members import Member, add_sheets, members_of
from kpi.models import ActionFigure, RegistrationVersion


@dataclass(frozen=True)
class SentVersion:
    """A version that was sent by then: whether it is the one in the figure, and when it was taken back."""

    local_government: str
    number: int
    sent_at: datetime
    counts: bool
    taken_back_at: datetime | None


@dataclass
class Origin:
    """Everything a figure was made of: per KPI, the rows of who takes part, and what was sent."""

    member: Member
    indicators: list[Figure]
    participations: list[Participation]
    versions: list[SentVersion]


def origin_of(basis, filters, *, action, moment_id, map_now=False) -> Origin | None:
    """What the figures of a local government in an action were made of; None when it does not take part.

    `filters` names the round, the action and the local government; the number of statements is fixed.
    """
    members = members_of(basis, filters, map_now=map_now)
    if len(members) != 1:
        return None
    (member,) = members
    who = member.participant
    if who is None:
        return None
    add_sheets(members, moment_id=moment_id, action=action, as_of=basis.as_of)
    participations = list(
        Participation.objects.filter(
            line__offer__action__number=action,
            line__application__round__code__in=filters["project_round"],
            local_government__code__in=who.codes_then,
            known_at__lte=basis.as_of,
        )
        .select_related("local_government", "line__award", "line__application__partnership", "line__application__lead")
        .order_by("local_government__sort_name", "pk")
    )
    return Origin(
        member=member,
        indicators=aggregates(basis, ("indicator",), filters, map_now=map_now),
        participations=participations,
        versions=_versions(basis, moment_id, participations),
    )


def _versions(basis, moment_id, participations) -> list[SentVersion]:
    """What was sent by then, newest first."""
    of_these = {"registration__participation__in": participations}
    versions = list(
        RegistrationVersion.objects.filter(registration__moment=moment_id, sent_at__lte=basis.as_of, **of_these)
        .select_related("registration__participation__local_government")
        .order_by("registration__participation__local_government__sort_name", "registration_id", "-number")
    )
    if basis.snapshot:
        frozen = ActionFigure.objects.filter(snapshot=basis.snapshot, participation__in=participations)
        standing = set(frozen.values_list("participation_id", "version_number"))
        counting = {one.pk for one in versions if (one.registration.participation_id, one.number) in standing}
    else:
        newest = RegistrationVersion.objects.newest_sent(moment_id, basis.as_of).filter(**of_these)
        counting = set(newest.values_list("pk", flat=True))
    return [
        SentVersion(
            local_government=one.registration.participation.local_government.name,
            number=one.number,
            sent_at=one.sent_at,
            counts=one.pk in counting,
            taken_back_at=one.taken_back_at if one.taken_back_at and one.taken_back_at <= basis.as_of else None,
        )
        for one in versions
    ]
