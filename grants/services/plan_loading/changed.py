"""What a load changes in a round that has opened is told to everybody, as if it was changed in the portal (R13)."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from grants.changes import code_of
from grants.models import ProjectRound, RoundChange
from grants.services.plan_loading import cells
from grants.services.plan_loading.reading import Sheets
from grants.services.plan_loading.syncing import Sync
from grants.services.round_plan import RoundPlan, as_it_stands
from grants.services.rounds import has_opened

REASON, BY_ROLE = "ingelezen", "inlezing"


def stand_of(programme) -> dict[int, RoundPlan]:
    """Every round of the programme that has opened, as it stands before the load."""
    return {of.pk: as_it_stands(of) for of in programme.rounds.filter(is_practice=False) if has_opened(of)}


def write_changed(sheets: Sheets, before: dict[int, RoundPlan], *, now: dt.datetime, sync: Sync) -> None:
    """Tell each date and each tariff that differs, unless date_changes.csv tells it already."""
    made = []
    for of in ProjectRound.objects.filter(pk__in=before):
        here, there = before[of.pk].facts(), as_it_stands(of).facts()
        rows = [row for row in sheets["date_changes.csv"] if row["project_period"] == of.number]
        for what in [*here, *(what for what in there if what not in here)]:
            old, new = here.get(what), there.get(what)
            if old != new and _concerns_all(what, old, new, there) and not _tells(rows, what, new):
                made.append(
                    RoundChange(
                        round=of,
                        what=what,
                        old=code_of(old),
                        new=code_of(new),
                        changed_at=now,
                        reason=REASON,
                        by_role=BY_ROLE,
                    )
                )
    RoundChange.objects.bulk_create(made)
    sync.tallies[str(RoundChange._meta.verbose_name_plural)].created += len(made)


def _concerns_all(what, old, new, there):
    """Whether it is a date of the round, or an amount of an action that the round pays for."""
    if of_indicator := re.search(r" indicator (\d+)\.", what):
        return isinstance(new, Decimal) and there[f"financed action {of_indicator[1]}"]
    return any(isinstance(value, dt.date | Decimal) for value in (old, new))


def _tells(rows, what, value):
    """Whether the last row of this date or tariff ends where it stands now."""
    # A tariff of an action is that of each of its KPI's.
    names = {what, re.sub(r" indicator (\d+)\.\d+$", r" action \1", what)}
    last = next((row for row in reversed(rows) if row["what"] in names), None)
    return last is not None and _same(last.text("new"), value)


def _same(cell, value):
    if value is None:
        return cell == ""
    try:
        if isinstance(value, Decimal):
            return Decimal(cell) == value
        if isinstance(value, dt.datetime):
            told = cells.told(cell)
            return value in (told.opens, told.closes)
    except (InvalidOperation, cells.Unreadable):
        return False
    return cell == code_of(value)
