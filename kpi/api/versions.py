"""Which version of a figure somebody asks for, known without computing the figure."""

import datetime as dt

from django.core.cache import caches
from django.db import connection

from kpi.figures import Basis, frozen, public_live
from samenleven.core.api.answers import Version, last_change
from samenleven.core.clock import day_in_brussels, start_of_day
from samenleven.core.models import Stamp

FIGURES, PASSAGES = "figures", "passages"

# A live figure also changes when a moment passes: something becomes known, a deadline is over, or just after the last
# moment of an extension.
_PASSAGES = """
SELECT max(at) FILTER (WHERE at <= %(now)s), min(at) FILTER (WHERE at > %(now)s) FROM (
    SELECT known_at FROM grants_participation UNION SELECT known_at FROM grants_award
    UNION SELECT known_at FROM grants_commitment UNION SELECT known_at FROM grants_publishedfigure
    UNION SELECT deadline FROM grants_reportingmoment
    UNION SELECT until + interval '1 microsecond' FROM grants_extension
           WHERE kind = 'extension' AND withdrawn_at IS NULL) passage(at)
"""


def basis_of(asked: dict, now: dt.datetime) -> Basis:
    """What the figures of a question rest on; nobody is asked who they are, so nothing is told that is not yet due."""
    if "snapshot" in asked:
        return frozen(asked["snapshot"])
    return public_live(asked.get("as_of", now), asked.get("reporting_moment", "final"))


def version_of(request, asked: dict, basis: Basis, now: dt.datetime) -> Version:
    """A snapshot never changes; a live answer changes with the stamp, and one about now with each moment that passes.

    On the map of now the day matters too: tomorrow a merger may be a fact.
    """
    address = request.build_absolute_uri()
    snapshot, map_now = basis.snapshot, asked["map"] == "now"
    if snapshot and not map_now:
        return Version.of(snapshot.digest, address, modified=snapshot.taken_at, lasts=True)
    stamp = Stamp.of(FIGURES)
    passage = last_passage(stamp, now) if snapshot is None and basis.as_of >= now else None
    today = day_in_brussels(now) if map_now else None
    since = [last_change(stamp), *([passage] if passage else []), *([start_of_day(today)] if today else [])]
    return Version.of(snapshot.digest if snapshot else "live", stamp, passage, today, address, modified=max(since))


def last_passage(stamp: int, now: dt.datetime) -> dt.datetime | None:
    """The last moment at which the figures changed by themselves; asked once per stamp and passage."""
    asked_at, last, following = caches["snapshots"].get(PASSAGES) or (None, None, None)
    if asked_at != stamp or (following is not None and following <= now):
        with connection.cursor() as cursor:
            cursor.execute(_PASSAGES, {"now": now})
            last, following = cursor.fetchone()
        caches["snapshots"].set(PASSAGES, (stamp, last, following))
    return last
