"""Whether a snapshot still holds: its rows against its digest, and the registrations against its rows (R34)."""

from django.db import transaction
from django.utils import timezone

from kpi.models import Snapshot, SnapshotCheck
from kpi.services.snapshots.writing import digest, next_id, write_figures


def stored_digest(snapshot: Snapshot) -> str:
    """The digest of the rows as they stand now."""
    return digest(snapshot.pk, snapshot.moment, snapshot.as_of, snapshot.rule_version)


def recount_digest(snapshot: Snapshot) -> str:
    """The digest the registrations would give now, as known then: written by the same code, then thrown away."""
    with transaction.atomic():
        again = next_id()
        write_figures(again, snapshot.moment, snapshot.as_of)
        result = digest(again, snapshot.moment, snapshot.as_of, snapshot.rule_version)
        transaction.set_rollback(True)
    return result


def verify(snapshot: Snapshot) -> SnapshotCheck:
    """Recompute both digests and keep what came out."""
    return SnapshotCheck.objects.create(
        snapshot=snapshot,
        checked_at=timezone.now(),
        stored_digest=stored_digest(snapshot),
        recount_digest=recount_digest(snapshot),
    )
