"""Making the tables of a snapshot that leave the ministry: every cell decided once, and stored (R38, docs/adr/0007).

Made after the snapshot and not inside its transaction: figures freeze even where this would fail.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from grants.states import MomentKind
from kpi.disclosure import Cell, Edition, Level, Split, hidden_cells
from kpi.models import Category, Dimension, IndicatorFigure, Publication, PublishedCell, Snapshot
from kpi.states import CellState
from municipalities.models import LocalGovernment
from samenleven.audit.services import record

_ONE_AT_A_TIME = 0x5A55  # the first half of the advisory lock; the second is the id of the moment
_BATCH = 5_000

# The key of the table begins with the snapshot and the participation: who counts for the KPI is asked first.
_COUNTS = """
SELECT participation.local_government_id, figure.category_id, sum(figure.count)
  FROM kpi_indicatorfigure counted
  JOIN kpi_breakdownfigure figure
    ON figure.snapshot_id = counted.snapshot_id AND figure.participation_id = counted.participation_id
   AND figure.indicator_id = counted.indicator_id
  JOIN grants_participation participation ON participation.id = counted.participation_id
 WHERE counted.snapshot_id = %(snapshot)s AND counted.indicator_id = %(indicator)s
 GROUP BY 1, 2
"""
_DIGEST = """
SELECT encode(sha256(convert_to(%(header)s || E'\\n' || coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), ''), 'UTF8')), 'hex')
  FROM (SELECT concat_ws('|', indicator.code, dimension.code, coalesce(category.code, ''), cell.level, coalesce(region.name, ''),
                         coalesce(body.code, ''), cell.state, coalesce(cell.count::text, '-'), cell.told) AS line
          FROM kpi_publishedcell cell
          JOIN grants_indicator indicator ON indicator.id = cell.indicator_id
          JOIN kpi_dimension dimension ON dimension.id = cell.dimension_id
          LEFT JOIN kpi_category category ON category.id = cell.category_id
          LEFT JOIN municipalities_referenceregion region ON region.id = cell.region_id
          LEFT JOIN municipalities_localgovernment body ON body.id = cell.local_government_id
         WHERE cell.snapshot_id = %(snapshot)s) lines
"""


def is_publishable(snapshot: Snapshot) -> bool:
    """Whether a snapshot gets tables.

    An interim report counts a part of the persons of the final one, and the two side by side would give counts back. Of
    a snapshot of before rule version 2026.2 the public digest has no salt, and could be tried until it fits. One of before
    the told deadline is the ministry's: its counts may still change, and nobody outside sees it (R33).
    """
    return snapshot.moment.kind == MomentKind.FINAL and snapshot.was_due and snapshot.salt != ""


def waiting() -> list[int]:
    """The ids of the snapshots whose tables are still to be made, in the order in which they are made."""
    found = Snapshot.objects.public().filter(publication=None, moment__kind=MomentKind.FINAL).exclude(salt="")
    return list(found.order_by("moment_id", "number").values_list("pk", flat=True))


@transaction.atomic
def publish(snapshot: Snapshot) -> Publication | None:
    """Make the tables of a snapshot, and first those of the snapshots before it; what stands already is given back.

    None where a snapshot gets none. Run twice, or on two workers at once, it makes them once.
    """
    if not is_publishable(snapshot):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ONE_AT_A_TIME, snapshot.moment_id])
    made: Publication | None = None
    of_moment = Snapshot.objects.filter(moment=snapshot.moment_id, number__lte=snapshot.number).exclude(salt="")
    # What was told stays told: tables of before the deadline, made when that was still done, are editions like the others.
    of_moment = of_moment.filter(Q(was_due=True) | Q(publication__isnull=False))
    earlier: list[Snapshot] = []
    for one in of_moment.select_related("publication", "moment__round").order_by("number"):
        made = getattr(one, "publication", None) or _make(one, earlier)
        earlier.append(one)
    return made


def digest_of(snapshot: Snapshot, threshold: int) -> str:
    """SHA-256 over the published cells as they are stored: 64 hexadecimal digits."""
    header = f"{snapshot.code}|{snapshot.digest}|{threshold}"
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST, {"snapshot": snapshot.pk, "header": header})
        return cursor.fetchone()[0]


def is_intact(publication: Publication) -> bool:
    """Whether the published cells still give the digest they were published with (R34)."""
    return digest_of(publication.snapshot, publication.threshold) == publication.digest


def _make(snapshot, earlier) -> Publication:
    # A correction keeps the threshold of the first: beside tables with another one, both would say more than either.
    threshold = earlier[0].publication.threshold if earlier else settings.SMALL_COUNTS_BELOW
    cells = _cells(snapshot, earlier, threshold)
    while batch := list(islice(cells, _BATCH)):
        PublishedCell.objects.bulk_create(batch)
    made = Publication.objects.create(
        snapshot=snapshot,
        threshold=threshold,
        published_at=timezone.now(),
        digest=digest_of(snapshot, threshold),
    )
    record(None, "breakdowns.published", snapshot, code=snapshot.code, digest=made.digest)
    return made


@dataclass
class _Told:
    """What one snapshot holds of one KPI, by the ids of the local governments and the categories."""

    counts: dict[tuple[int, int], int] = field(default_factory=dict)
    wholes: dict[int, int | None] = field(default_factory=dict)


def _cells(snapshot, earlier, threshold) -> Iterator[PublishedCell]:
    """The cells of a snapshot, KPI after KPI: never more than one of them in memory."""
    indicators = (
        IndicatorFigure.objects.filter(snapshot=snapshot).order_by("indicator").values_list("indicator", flat=True)
    )
    for indicator in indicators.distinct():
        now = _told(snapshot, indicator)
        if now.counts:
            yield from _cells_of(snapshot, indicator, now, earlier, threshold)


def _told(snapshot, indicator) -> _Told:
    found = _Told()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"snapshot": snapshot.pk, "indicator": indicator})
        found.counts = {(body, category): count for body, category, count in cursor.fetchall()}
    rows = IndicatorFigure.objects.filter(snapshot=snapshot, indicator=indicator)
    for body, realised in rows.values_list("participation__local_government", "realised"):
        # A member with two lines of one action has two counts; where one is missing the whole is not known.
        before = found.wholes.get(body, 0)
        found.wholes[body] = None if realised is None or before is None else before + realised
    return found


def _cells_of(snapshot, indicator, now, earlier, threshold):
    told = [now, *(_told(one, indicator) for one in earlier)]
    categories = Category.objects.filter(
        dimension__in=Dimension.objects.filter(
            categories__in={category for one in told for _body, category in one.counts}
        )
    )
    of: dict[Dimension, list[Category]] = {}
    for category in categories.select_related("dimension").order_by("dimension__code", "position", "code"):
        of.setdefault(category.dimension, []).append(category)
    known = {dimension.pk for dimension in of}
    splits = [
        Split(
            str(dimension.pk),
            tuple(str(one.pk) for one in members),
            _key(dimension.of_id if dimension.of_id in known else None),
        )
        for dimension, members in of.items()
    ]
    home = dict(
        LocalGovernment.objects.filter(pk__in={body for body, _one in now.counts}).values_list("pk", "reference_region")
    )
    dimension_of = {one.pk: dimension.pk for dimension, members in of.items() for one in members}
    editions = [
        _edition(before, _homes_then(one, indicator), dimension_of, _hidden_then(one, indicator))
        for one, before in zip(earlier, told[1:], strict=True)
    ]
    hidden = hidden_cells(splits, [*editions, _edition(now, home, dimension_of, None)], threshold)
    for dimension, members in of.items():
        rows = {
            (body, category): count
            for (body, category), count in now.counts.items()
            if dimension_of[category] == dimension.pk
        }
        for level, region, body, inside in _places({body for body, _one in rows}, home):
            place = _key(body if level == Level.LOCAL_GOVERNMENT else region)
            for category in (*members, None):
                counts = [
                    rows[who, one.pk]
                    for who in inside
                    for one in ([category] if category else members)
                    if (who, one.pk) in rows
                ]
                is_hidden = Cell(str(dimension.pk), level, place or "", str(category.pk) if category else "") in hidden
                state = CellState.HIDDEN if is_hidden else CellState.SHOWN if counts else CellState.BLANK
                yield PublishedCell(
                    snapshot=snapshot,
                    indicator_id=indicator,
                    dimension=dimension,
                    category=category,
                    level=level.value,
                    region_id=region,
                    local_government_id=body,
                    state=state,
                    count=sum(counts) if state == CellState.SHOWN else None,
                    told=len(inside),
                )


def _key(pk) -> str | None:
    return None if pk is None else str(pk)


def _edition(told, home, dimension_of, hidden) -> Edition:
    return Edition(
        regions={str(body): _key(home.get(body)) or "" for body, _category in told.counts},
        wholes={str(body): count for body, count in told.wholes.items()},
        counts={
            (str(dimension_of[category]), str(body), str(category)): count
            for (body, category), count in told.counts.items()
        },
        hidden=hidden,
    )


def _places(bodies: set[int], home) -> Iterable[tuple[Level, int | None, int | None, list[int]]]:
    """All together, each region and each local government, with the local governments in it."""
    yield Level.ALL, None, None, sorted(bodies)
    # Who lies in no region is a region of its own, without a name.
    for region in sorted({home[body] for body in bodies}, key=lambda pk: (pk is None, pk)):
        yield Level.REGION, region, None, sorted(body for body in bodies if home[body] == region)
    for body in sorted(bodies):
        yield Level.LOCAL_GOVERNMENT, home[body], body, [body]


def _homes_then(snapshot, indicator) -> dict[int, int | None]:
    """In which region each local government was counted in a snapshot of before."""
    rows = PublishedCell.objects.filter(snapshot=snapshot, indicator=indicator, level=Level.LOCAL_GOVERNMENT.value)
    return dict(rows.values_list("local_government", "region").distinct())


def _hidden_then(snapshot, indicator) -> frozenset[Cell]:
    rows = PublishedCell.objects.filter(snapshot=snapshot, indicator=indicator, state=CellState.HIDDEN)
    return frozenset(
        Cell(
            str(dimension),
            Level(level),
            (_key(body) if level == Level.LOCAL_GOVERNMENT else _key(region)) or "",
            _key(category) or "",
        )
        for dimension, level, region, body, category in rows.values_list(
            "dimension", "level", "region", "local_government", "category"
        )
    )
