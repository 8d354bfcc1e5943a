"""Reading a plan from a folder of CSV files into the database (the layout: data/README.md).

First everything is read and checked, and every fault is told at once; only then is anything written, in one
transaction. Loading the same folder again changes nothing.
"""

from dataclasses import dataclass
from pathlib import Path

import pghistory
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from grants.models import Programme
from grants.services.plan_loading.bodies import write_bodies
from grants.services.plan_loading.catalogue import write_actions, write_offers, write_programme
from grants.services.plan_loading.changed import stand_of, write_changed
from grants.services.plan_loading.checking import check
from grants.services.plan_loading.faults import Fault, PlanRefused
from grants.services.plan_loading.frozen import check_frozen
from grants.services.plan_loading.participants import write_participants
from grants.services.plan_loading.published import write_published
from grants.services.plan_loading.reading import Sheets, read_folder
from grants.services.plan_loading.rounds import write_rounds
from grants.services.plan_loading.syncing import COMMAND, Sync
from samenleven.audit.services import record

__all__ = ["Fault", "Outcome", "PlanRefused", "load"]

_ONE_AT_A_TIME = 7_233_811  # an advisory lock of ours


@dataclass(frozen=True)
class Outcome:
    """What a load did."""

    programme: Programme
    sync: Sync


def load(folder: Path) -> Outcome:
    """Load a folder, or refuse it as a whole with PlanRefused."""
    faults: list[Fault] = []
    sheets = read_folder(Path(folder), faults)
    try:
        with transaction.atomic(), pghistory.context(command=COMMAND):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
            check(sheets, faults)
            check_frozen(sheets, faults)
            if faults:
                raise PlanRefused(faults)
            return _write(sheets)
    except DatabaseError as error:
        # What the files cannot know: a row of the portal that stands in the way. The database says which rule.
        raise PlanRefused(
            [Fault(str(folder), 0, "", f"de databank weigert dit: {str(error).splitlines()[0]}")]
        ) from error


def _write(sheets: Sheets) -> Outcome:
    sync, now = Sync(), timezone.now()
    bodies = write_bodies(sheets, sync)
    programme = write_programme(sheets, sync)
    before = stand_of(programme)
    actions = write_actions(sheets, programme, sync)
    rounds = write_rounds(sheets, programme, sync)
    offers = write_offers(sheets, rounds, actions, sync)
    write_participants(sheets, bodies=bodies, rounds=rounds, actions=actions, offers=offers, sync=sync)
    write_published(sheets, rounds=rounds, actions=actions, now=now, sync=sync)
    write_changed(sheets, before, now=now, sync=sync)
    if sync.created or sync.changed:
        record(None, "plan.loaded", programme, created=sync.created, changed=sync.changed)
    return Outcome(programme, sync)
