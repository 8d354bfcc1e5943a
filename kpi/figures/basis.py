"""What a figure rests on: the registrations as known at a moment, or a snapshot."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from grants.states import MomentKind
from kpi.models import Snapshot


@dataclass(frozen=True)
class Basis:
    """As known when (R7), which reading of the year, and the snapshot if the figures are frozen.

    `others`: more snapshots, each of a round of its own, when several rounds are read in one go; `with_sent`: whether
    live figures count what local governments sent; `only_due`: only of moments whose told deadline had passed.
    """

    as_of: dt.datetime
    moment: str
    snapshot: Snapshot | None = None
    others: tuple[Snapshot, ...] = ()
    with_sent: bool = True
    only_due: bool = False

    @property
    def snapshots(self) -> list[Snapshot]:
        """Every snapshot that is read."""
        return [self.snapshot, *self.others] if self.snapshot else []


def live(as_of=None, moment=MomentKind.FINAL) -> Basis:
    """The figures as known at a moment, for the ministry; None is now."""
    return Basis(as_of=as_of or timezone.now(), moment=str(moment))


def public_live(as_of=None, moment=MomentKind.FINAL) -> Basis:
    """The same for everybody: what was sent for a moment counts from its told deadline on (R33), as known then."""
    return Basis(as_of=as_of or timezone.now(), moment=str(moment), only_due=True)


def frozen(snapshot) -> Basis:
    """The figures of a snapshot, of its own reporting moment and nothing else."""
    return Basis(as_of=snapshot.as_of, moment=snapshot.moment.kind, snapshot=snapshot)


def frozen_together(snapshots) -> Basis:
    """The figures of several snapshots of the same reading, at most one a round."""
    first, *others = snapshots
    return Basis(as_of=max(one.as_of for one in snapshots), moment=first.moment.kind, snapshot=first, others=(*others,))


def promised(as_of=None) -> Basis:
    """What was awarded and promised and which results were published, without what local governments sent (R33)."""
    return Basis(as_of=as_of or timezone.now(), moment=str(MomentKind.FINAL), with_sent=False)
