"""What the filters of the dashboard offer: rounds with their moments and snapshots, regions, bodies of a name."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from grants.models import Commitment, Extension, ProjectRound
from grants.states import MomentKind
from kpi.models import Snapshot, SnapshotCheck
from municipalities.models import LocalGovernment, ReferenceRegion
from municipalities.models.local_government import sort_key
from samenleven.core import wording

SNAPSHOTS_SHOWN = 10
BODIES_AT_MOST = 20
ENDS_SHOWN = 4


@dataclass
class MomentChoice:
    """A reporting moment of a round, with the newest of its snapshots as (code, label)."""

    pk: int
    kind: str
    deadline: datetime | None
    precision: str
    opens_at: datetime | None
    entries_until: datetime | None
    changes_until: datetime | None
    snapshots: list[tuple[str, str]]

    @property
    def kind_label(self) -> str:
        """Which reading of the year, in words."""
        return str(MomentKind(self.kind).label)


@dataclass(frozen=True)
class ExtraTime:
    """At one reporting moment: how many applicants got more time, and until when (R14)."""

    kind: str
    until: datetime
    applicants: int

    @property
    def kind_label(self) -> str:
        """Of which reading of the year, in words."""
        return str(MomentKind(self.kind).label)


@dataclass
class RoundChoice:
    """A round that can be chosen; `is_promised`: somebody promised something, so that there is something to count."""

    pk: int
    code: str
    title: str
    is_practice: bool
    starts_on: date
    budget: Decimal | None
    opens_at: datetime | None
    closes_at: datetime | None
    is_promised: bool
    moments: dict[str, MomentChoice] = field(default_factory=dict)
    extra_time: list[ExtraTime] = field(default_factory=list)


@dataclass
class Choices:
    """What the filters offer."""

    rounds: dict[str, RoundChoice]
    regions: list[str]
    bodies: list[dict]

    def default_round(self) -> RoundChoice | None:
        """The newest real round in which something was promised, else the newest that began, else the newest."""
        real = [round for round in self.rounds.values() if not round.is_practice]
        began = [round for round in real if round.starts_on <= timezone.localdate()]
        for these in ([round for round in real if round.is_promised], began, real, list(self.rounds.values())):
            if these:
                return these[0]
        return None


def read_choices(name="") -> Choices:
    """The rounds of the programme with their moments, the regions, and the bodies of a name; one statement."""
    key = sort_key(name)
    bodies = (
        LocalGovernment.objects.filter(Q(code=name.lower()) | (Q(sort_name__contains=key) if key else Q(code=name)))
        .order_by("sort_name", "code")
        .values(
            json=JSONObject(
                code="code", name="name", sort_name="sort_name", ended="valid_until", successor="successor__name"
            )
        )
    )
    taken = Snapshot.objects.filter(moment=OuterRef("moments__pk")).order_by("-number")
    given = Extension.objects.running_at(timezone.now()).filter(moment__round=OuterRef("pk")).order_by("until")
    ends = given.values("moment__kind", "until").annotate(applicants=Count("application", distinct=True))
    rows = (
        ProjectRound.objects.filter(programme__is_current=True, published_at__isnull=False)
        .annotate(
            is_promised=Exists(Commitment.objects.filter(indicator__offer__round=OuterRef("pk"))),
            snapshots=ArraySubquery(taken.values(json=JSONObject(code="code", as_of="as_of"))[:SNAPSHOTS_SHOWN]),
            regions=ArraySubquery(ReferenceRegion.objects.order_by("name").values("name")),
            bodies=ArraySubquery(bodies[: BODIES_AT_MOST + 1]),
            extra_time=ArraySubquery(
                ends.values(json=JSONObject(kind="moment__kind", until="until", applicants="applicants"))[:ENDS_SHOWN]
            ),
        )
        .order_by("is_practice", "-number", "code", "-moments__covers_until", "moments__kind")
        .values_list(
            "pk",
            "code",
            "title",
            "is_practice",
            "starts_on",
            "budget",
            "opens_at",
            "closes_at",
            "is_promised",
            "moments__pk",
            "moments__kind",
            "moments__deadline",
            "moments__deadline_precision",
            "moments__opens_at",
            "moments__entries_until",
            "moments__changes_until",
            "snapshots",
            "regions",
            "bodies",
            "extra_time",
        )
    )
    choices = Choices({}, [], [])
    for row in rows:
        of_round, of_moment, (snapshots, regions, named, extra_time) = row[:9], row[9:16], row[16:]
        round = choices.rounds.setdefault(row[1], RoundChoice(*of_round))
        round.extra_time = [_extra_time(one) for one in extra_time]
        if of_moment[0] is not None:
            labelled = [(taken["code"], _snapshot_label(taken)) for taken in snapshots]
            round.moments[of_moment[1]] = MomentChoice(*of_moment, labelled)
        choices.regions, choices.bodies = regions, named
    return choices


def _extra_time(given) -> ExtraTime:
    until = parse_datetime(given["until"])
    assert until is not None  # the database wrote it
    return ExtraTime(given["kind"], until, given["applicants"])


def _snapshot_label(taken) -> str:
    return f"{taken['code']} ({wording.moment(parse_datetime(taken['as_of']))})"


def find_snapshot(code) -> Snapshot | None:
    """A snapshot by its code, with the digests of its newest recount beside it; one statement."""
    if not code:
        return None
    newest = SnapshotCheck.objects.filter(snapshot=OuterRef("pk")).order_by("-checked_at", "-pk")
    return (
        Snapshot.objects.filter(code=code)
        .select_related("moment__round", "taken_by")
        .annotate(check_made=newest_check(newest))
        .first()
    )


def newest_check(checks) -> Subquery:
    """The newest recount of a snapshot as a column: its id and digests, or None when there is none yet."""
    return Subquery(checks.values(json=JSONObject(id="pk", stored="stored_digest", recount="recount_digest"))[:1])
