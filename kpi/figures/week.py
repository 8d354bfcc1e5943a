"""What changed between two moments: what was sent, put right and taken back, per reporting moment, and what was frozen."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from grants.models import ReportingMoment
from kpi.figures.completeness import Asked, completeness
from kpi.models import RegistrationVersion, Snapshot
from kpi.states import LineState


@dataclass(frozen=True)
class Week:
    """A reporting moment in a time: registrations sent for the first time, corrected, taken back; and how it stands now."""

    moment: ReportingMoment
    sent: int
    corrected: int
    taken_back: int
    submitted: int
    expected: int
    late: int
    snapshots: tuple[str, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing changed."""
        return not (self.sent or self.corrected or self.taken_back or self.snapshots)


def weeks(since, until, now) -> list[Week]:
    """Each real reporting moment that runs or in which something changed, the first deadline first; a query each, and three.

    `late` counts actions of applicants, as the grid of the follow-up does.
    """
    versions = RegistrationVersion.objects.filter(registration__moment=OuterRef("pk"))
    changed = versions.filter(_during("sent_at", since, until) | _during("taken_back_at", since, until))
    moments = (
        ReportingMoment.objects.filter(
            round__is_practice=False, round__programme__is_current=True, round__published_at__isnull=False
        )
        .annotate(
            ends_at=Coalesce("changes_until", "entries_until", "deadline"),
            has_changed=Exists(changed),
            was_frozen=Exists(Snapshot.objects.filter(_during("taken_at", since, until), moment=OuterRef("pk"))),
        )
        .filter(Q(opens_at__lt=until, ends_at__gte=since) | Q(has_changed=True) | Q(was_frozen=True))
        .select_related("round")
        .order_by("deadline", "pk")
    )
    counts = _counts(since, until)
    frozen: dict[int, list[str]] = {}
    for moment_id, code in (
        Snapshot.objects.filter(_during("taken_at", since, until)).order_by("code").values_list("moment", "code")
    ):
        frozen.setdefault(moment_id, []).append(code)
    return [
        _week(moment, counts.get(moment.pk, (0, 0, 0)), tuple(frozen.get(moment.pk, ())), now) for moment in moments
    ]


def _during(name, since: datetime, until: datetime) -> Q:
    return Q(**{f"{name}__gte": since, f"{name}__lt": until})


def _counts(since, until) -> dict:
    rows = (
        RegistrationVersion.objects.filter(_during("sent_at", since, until) | _during("taken_back_at", since, until))
        .order_by("registration__moment")
        .values("registration__moment")
        .annotate(
            sent=Count("pk", filter=_during("sent_at", since, until) & Q(number=1)),
            corrected=Count("pk", filter=_during("sent_at", since, until) & Q(number__gt=1)),
            taken_back=Count("pk", filter=_during("taken_back_at", since, until)),
        )
        .values_list("registration__moment", "sent", "corrected", "taken_back")
    )
    return {moment: tuple(numbers) for moment, *numbers in rows}


def _week(moment, numbers, snapshots, now) -> Week:
    stands = completeness(Asked(moment=moment, now=now))
    sent, corrected, taken_back = numbers
    late = stands.states.get(LineState.LATE, 0)
    return Week(moment, sent, corrected, taken_back, stands.sent, stands.parts, late, snapshots)
