"""What a figure rests on: the registrations as known at a moment, or a snapshot."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from grants.states import MomentKind
from kpi.models import Snapshot


@dataclass(frozen=True)
class Basis:
    """As known when (R7), which reading of the year, and the snapshot if the figures are frozen."""

    as_of: dt.datetime
    moment: str
    snapshot: Snapshot | None = None


def live(as_of=None, moment=MomentKind.FINAL) -> Basis:
    """The figures as known at a moment; None is now."""
    return Basis(as_of=as_of or timezone.now(), moment=str(moment))


def frozen(snapshot) -> Basis:
    """The figures of a snapshot, of its own reporting moment and nothing else."""
    return Basis(as_of=snapshot.as_of, moment=snapshot.moment.kind, snapshot=snapshot)
