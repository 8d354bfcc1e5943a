"""Published totals: one row per value, known since the moment the world knew it (R7)."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from grants.models import ProjectRound, PublishedFigure
from grants.services.plan_loading.reading import Row, Sheets
from grants.services.plan_loading.syncing import Sync
from grants.states import Measure
from samenleven.core.clock import start_of_day

RESULTS = {
    "budget_eur": Measure.AWARDED,
    "local_governments": Measure.LOCAL_GOVERNMENTS,
    "committed": Measure.TARGET,
    "realised": Measure.REALISED,
}
TOTALS = {
    "total_budget_eur": Measure.AWARDED,
    "applicants": Measure.APPLICANTS,
    "local_governments": Measure.LOCAL_GOVERNMENTS,
}
COUNTED_IN_UNITS = {Measure.TARGET, Measure.REALISED}


@dataclass
class Statement:
    """What the files say of one measure: its value (None: nothing), since when the world knows it, and who says so."""

    value: Decimal | None
    known_at: dt.datetime | None
    told: dict = field(default_factory=dict)


def write_published(
    sheets: Sheets, *, rounds: dict[int, ProjectRound], actions: dict[int, int], now: dt.datetime, sync: Sync
) -> None:
    """Totals of an action in a round, and of a round."""
    statements: dict[tuple, Statement] = {}
    for row in sheets["published_results.csv"]:
        of, action = rounds[row["project_period"]], actions[row["action_number"]]
        deadline = _deadline(sheets, row)
        for column, measure in RESULTS.items():
            known_at = deadline if measure == Measure.REALISED else _decided(of)
            unit = row.text("kpi_unit") if measure in COUNTED_IN_UNITS else ""
            told = {"unit": unit, "source_date": row.text("source_date"), "note": row.text("note")}
            statements[(of.pk, action, measure)] = _statement(row, column, known_at, told)
    for row in sheets["rounds.csv"]:
        of = rounds[row["project_period"]]
        for column, measure in TOTALS.items():
            statements[(of.pk, None, measure)] = _statement(row, column, _decided(of), {})
    _write(statements, rounds, now, sync)


def _statement(row: Row, column, known_at, told):
    value = row[column]
    return Statement(
        None if value is None or known_at is None else Decimal(value),
        known_at,
        {"source": row.text("source_url"), **told},
    )


def _decided(of):
    return start_of_day(of.decided_on) if of.decided_on else None


def _deadline(sheets, row):
    """A result is known from the end of the told deadline, unless the file says otherwise."""
    if row["known_from"]:
        return row["known_from"].opens
    told = next(
        of["final_report_deadline"] for of in sheets["rounds.csv"] if of["project_period"] == row["project_period"]
    )
    return told.closes if told else None


def _write(statements, rounds, now, sync):
    stored: dict[tuple, list[PublishedFigure]] = {}
    for figure in PublishedFigure.objects.filter(round__in=rounds.values()).order_by("known_at"):
        stored.setdefault((figure.round_id, figure.action_id, figure.measure), []).append(figure)
    fresh, changed = [], []
    for key, statement in statements.items():
        values = stored.get(key, [])
        if not values:
            if statement.value is not None:
                fresh.append(_figure(key, statement, statement.known_at))
        elif values[-1].value != statement.value:
            if now > values[-1].known_at:
                # The old value was the one the world knew until now: it stays, and the new one stands beside it.
                changed.append(_figure(key, statement, now))
                sync.changes.append(
                    f"{values[-1]}: waarde van “{_in_words(values[-1])}” naar “{_in_words(changed[-1])}”"
                )
            else:
                _update(values[-1], {"value": statement.value, **statement.told}, sync)
        elif statement.value is not None:
            _update(values[-1], statement.told, sync)
            if len(values) == 1:
                _update(values[0], {"known_at": statement.known_at}, sync)
    PublishedFigure.objects.bulk_create(fresh + changed)
    tally = sync.tallies[str(PublishedFigure._meta.verbose_name_plural)]
    tally.created += len(fresh)
    tally.changed += len(changed)
    sync.name_gone(
        PublishedFigure, [figure for key, values in stored.items() if key not in statements for figure in values]
    )


def _figure(key, statement, known_at):
    round_id, action_id, measure = key
    return PublishedFigure(
        round_id=round_id,
        action_id=action_id,
        measure=measure,
        value=statement.value,
        known_at=known_at,
        **statement.told,
    )


def _update(figure, facts, sync):
    """What is told beside a value changes in its place; the row history keeps what it was."""
    sync.rows(PublishedFigure, by=("id",), among=[figure], wanted={(figure.pk,): facts}, tells_all=False)


def _in_words(figure):
    return "leeg" if figure.value is None else f"{figure.value.normalize():f}"
