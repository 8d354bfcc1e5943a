"""Whether a snapshot still holds: its rows against its digest, and the registrations against its rows (R34)."""

from copy import copy

from django.db import transaction
from django.utils import timezone

from kpi.models import Snapshot, SnapshotCheck
from kpi.services.snapshots.writing import digest, next_id, write_figures


def recount_digest(snapshot: Snapshot) -> str:
    """The digest the registrations would give now, as known then: written by the same code, then thrown away."""
    with transaction.atomic():
        again = copy(snapshot)
        again.pk = next_id()
        write_figures(again)
        result = digest(again)
        transaction.set_rollback(True)
    return result


def verify(snapshot: Snapshot) -> SnapshotCheck:
    """Recompute both digests and keep what came out."""
    return SnapshotCheck.objects.create(
        snapshot=snapshot,
        checked_at=timezone.now(),
        stored_digest=digest(snapshot),
        recount_digest=recount_digest(snapshot),
    )
