"""Figures in any grouping: one statement, then the rules about what may be said of a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from kpi.figures.cells import statement
from kpi.figures.selection import COLUMNS, PLACES, CountWithoutList, Selection
from samenleven.core.cursors import reading_in_parts

COUNTED = ("awarded_units", "current_reach", "target", "realised")
FOUR_DECIMALS = Decimal("0.0001")
CHUNK = 1000  # rows of a statement that are in memory at once


@dataclass
class Figure:
    """One row: its keys, its figures (None: unknown, left out), and what they rest on (R1, R4)."""

    project_round: str | None = None
    goal: int | None = None
    action: int | None = None
    indicator: str | None = None
    local_government: str | None = None
    local_government_name: str | None = None
    reference_region: str | None = None
    province: str | None = None
    local_governments: int | None = None
    named_local_governments: int | None = None
    list_complete: bool = True
    applicants: int | None = None
    awarded_amount: Decimal | None = None
    awarded_units: Decimal | None = None
    current_reach: int | None = None
    target: int | None = None
    realised: int | None = None
    attainment: Decimal | None = None
    published_target: int | None = None
    published_realised: int | None = None
    not_broken_down_amount: Decimal | None = None
    actions_counted: int | None = None
    expected: int = 0
    submitted: int = 0
    status: str = "unknown"
    source: str = "published"
    not_additive: tuple[str, ...] = ()


# One, or more than one: the smallest and the largest say it, and sort nothing. Words are compared as bytes: in the order
# of a language that costs ten times as much.
_FIGURES = """
    count(DISTINCT cell.place_id) FILTER (WHERE what = 'part') AS named,
    min(cell.round_id) FILTER (WHERE what IN ('part', 'told')) = max(cell.round_id) FILTER (WHERE what IN ('part', 'told'))
        AND min(cell.action_id) FILTER (WHERE what IN ('part', 'told'))
          = max(cell.action_id) FILTER (WHERE what IN ('part', 'told')) AS is_one_offer,
    count(DISTINCT cell.round_id) FILTER (WHERE what <> 'scope') AS rounds,
    max(told_count) FILTER (WHERE what = 'told') AS told_count,
    max(told_count) FILTER (WHERE what = 'total') AS total_count,
    max(told_applicants) AS told_applicants,
    count(DISTINCT lead_id) AS leads,
    count(DISTINCT cell.place_id) FILTER (WHERE what = 'part' AND cell.place_id = lead_id) AS leads_here,
    bool_and(lead_id IS NOT NULL) FILTER (WHERE what = 'part') AS leads_known,
    count(DISTINCT participation_id) FILTER (WHERE is_expected) AS expected,
    count(DISTINCT participation_id) FILTER (WHERE is_expected AND is_submitted) AS submitted,
    count(DISTINCT participation_id) FILTER (WHERE is_submitted AND does_not_apply IS FALSE) AS with_count,
    count(DISTINCT participation_id) FILTER (WHERE is_expected AND NOT is_submitted AND NOT is_not_due) AS missing,
    bool_or(is_due) FILTER (WHERE what IN ('part', 'told')) AS is_due,
    bool_or(is_frozen) FILTER (WHERE what = 'part') AS is_frozen,
    sum(amount) FILTER (WHERE what <> 'total') AS amount,
    sum(amount) FILTER (WHERE what = 'total') AS total_amount,
    count(DISTINCT cell.round_id) FILTER (WHERE what = 'total') AS total_rounds,
    sum(units) AS awarded_units, sum(cell.current_reach) AS current_reach, sum(target) AS target,
    sum(realised) AS realised,
    count(*) FILTER (WHERE target IS NOT NULL AND units IS NULL) AS without_units,
    count(*) FILTER (WHERE target IS NOT NULL AND cell.current_reach IS NULL) AS without_reach,
    count(*) FILTER (WHERE lacks_target) AS without_target,
    count(*) FILTER (WHERE what = 'told' AND target IS NOT NULL) AS told_targets,
    count(*) FILTER (WHERE what = 'told' AND target IS NOT NULL AND realised IS NOT NULL) AS told_results,
    sum(told_target) AS told_target, sum(told_realised) AS told_realised,
    bool_or(has_count) AS has_counts,
    bool_and(cell.unit_family IS NOT NULL) FILTER (WHERE has_count)
        AND min(cell.unit_family COLLATE "C") FILTER (WHERE has_count)
          = max(cell.unit_family COLLATE "C") FILTER (WHERE has_count) AS is_one_family,
    bool_or(cell.kind = 'state') FILTER (WHERE has_count) AS has_state,
    min(cell.action_id) FILTER (WHERE has_count) = max(cell.action_id) FILTER (WHERE has_count) AS is_one_action,
    min(cell.round_id) FILTER (WHERE has_count) = max(cell.round_id) FILTER (WHERE has_count) AS is_one_round,
    count(DISTINCT cell.action_id) FILTER (WHERE has_count OR amount IS NOT NULL) AS actions_counted,
    array_remove(ARRAY[CASE WHEN bool_or(source = 'example') THEN 'example' END,
                       CASE WHEN bool_or(source = 'published') THEN 'published' END,
                       CASE WHEN bool_or(source = 'registrations') THEN 'registrations' END], NULL) AS sources,
    bool_or(is_incomplete) AS is_incomplete
"""


def aggregates(basis, group_by=(), filters=None, *, map_now=False) -> list[Figure]:
    """Who takes part, what was awarded, promised and reached, one row per group; one statement.

    Amounts are in euro, counts in units of the KPI; None is unknown (R4). What may not be added is left out and
    named in `not_additive` (R5). Raises CountWithoutList when a count cannot be moved to the map of now (R9).
    """
    with connection.cursor() as cursor:
        return list(_each(cursor, basis, Selection(tuple(group_by), filters or {}, map_now)))


def each_aggregate(basis, group_by=(), filters=None, *, map_now=False) -> Iterator[Figure]:
    """The same rows one by one, in memory that does not grow with them: for a file that leaves as it is made."""
    with reading_in_parts() as cursor:
        yield from _each(cursor, basis, Selection(tuple(group_by), filters or {}, map_now))


def _each(cursor, basis, selection):
    scope: dict[tuple, bool] = {}
    for row in _grouped(cursor, basis, selection):
        key = _key(row, selection)
        if row.pop("is_scope"):
            scope[key] = scope.get(key, False) or row["is_incomplete"]
        else:
            yield _judged(row, selection, incomplete=scope.get(key, False))


def _key(row, selection):
    """The part of a row's keys that does not speak of places."""
    return tuple(row[key] for key in selection.group_by if key not in PLACES and key != "indicator")


def _grouped(cursor, basis, selection) -> Iterator[dict]:
    """The rows as they come; those that tell of a whole action first, because every other one is judged by them."""
    prelude, parameters = statement(basis, selection)
    condition, chosen = selection.conditions()
    keys = [COLUMNS[key] for key in selection.group_by]
    # Two programmes number their goals and actions alike.
    apart = "goal.programme_id, " if {"goal", "action"} & set(selection.group_by) else ""
    names = list(selection.group_by)
    if "local_government" in selection.group_by:
        keys += ["place.name", "place.sort_name"]
        names += ["local_government_name", "sort_name"]
    listed = "".join(f"{column} AS {name}, " for column, name in zip(keys, names, strict=True))
    # A scope cell tells of a whole action: no filter on a place or a KPI may hide it.
    without_places, _none = Selection(
        filters={k: v for k, v in selection.filters.items() if k in ("project_round", "goal", "action")}
    ).conditions()
    sql = f"""{prelude}
SELECT {listed} what = 'scope' AS is_scope, {_FIGURES}
  FROM (SELECT cell.*, what <> 'scope' AND (target IS NOT NULL OR realised IS NOT NULL OR units IS NOT NULL)
               AS has_count FROM cell) cell
  JOIN grants_projectround round ON round.id = cell.round_id
  LEFT JOIN moment ON moment.round_id = cell.round_id
  LEFT JOIN grants_action action ON action.id = cell.action_id
  LEFT JOIN grants_goal goal ON goal.id = action.goal_id
  LEFT JOIN grants_indicator indicator ON indicator.id = cell.indicator_id
  LEFT JOIN municipalities_localgovernment place ON place.id = cell.place_id
  LEFT JOIN municipalities_referenceregion region ON region.id = place.reference_region_id
 WHERE CASE WHEN what = 'scope' THEN {without_places} ELSE {condition} END
 GROUP BY {"".join(f"{column}, " for column in keys)} {apart} what = 'scope'
 ORDER BY is_scope DESC{"".join(f", {column} NULLS LAST" for column in keys)}
"""
    cursor.execute(sql, parameters | chosen)
    columns = None
    while rows := cursor.fetchmany(CHUNK):
        # A cursor on the server knows its columns from its first rows on.
        columns = columns or [column.name for column in cursor.description]
        for row in rows:
            yield dict(zip(columns, row, strict=True))


def _judged(row, selection, *, incomplete) -> Figure:
    """What may be said of a row."""
    figure = Figure(**{key: row[key] for key in selection.group_by})
    if "local_government" in selection.group_by:
        figure.local_government_name = row["local_government_name"]
    _count_bodies(figure, row, selection, incomplete)
    _add_money(figure, row)
    _add_counts(figure, row)
    figure.expected, figure.submitted = row["expected"], row["submitted"]
    figure.status = _status(row)
    if figure.status == "complete" and (not figure.list_complete or figure.not_broken_down_amount):
        figure.status = "partial"  # complete as far as we know, and we do not know all of it (R1)
    sources = row["sources"] or ["published"]
    figure.source = sources[0] if len(sources) == 1 else "mixed"
    if "action" not in selection.group_by and "indicator" not in selection.group_by:
        figure.actions_counted = row["actions_counted"]
    return figure


def _count_bodies(figure, row, selection, incomplete):
    """How many local governments and applicants: the published count where there is one, the named ones beside it."""
    told = row["total_count"] if selection.whole_rounds and row["rounds"] == 1 else None
    if told is None and row["is_one_offer"]:
        told = row["told_count"]
    if selection.map_now and told is not None and incomplete:
        raise CountWithoutList(
            _("Dit aantal lokale besturen is gepubliceerd zonder lijst: op de kaart van nu valt het niet te tellen.")
        )
    if told is not None and not selection.map_now:
        figure.local_governments = told
        figure.named_local_governments = row["named"] if row["named"] != told else None
    else:
        figure.local_governments = row["named"]
        figure.list_complete = "local_government" in selection.group_by or not incomplete
    if selection.whole_rounds and row["rounds"] == 1 and row["told_applicants"] is not None:
        figure.applicants = row["told_applicants"]
    elif row["leads_known"] and not incomplete:
        figure.applicants = row["leads_here"] if selection.by_place else row["leads"]


def _add_money(figure, row):
    """Money adds up; the total of a round says what is not known per action."""
    figure.awarded_amount = row["amount"]
    if row["total_amount"] is not None and row["total_rounds"] == row["rounds"]:
        figure.awarded_amount = row["total_amount"]
        figure.not_broken_down_amount = row["total_amount"] - (row["amount"] or 0)


def _add_counts(figure, row):
    """Units of one family add up, a state only within one action, nothing over years (R5)."""
    if row["without_units"]:
        row["awarded_units"] = None
    if row["without_reach"]:
        row["current_reach"] = None
    if row["without_target"]:
        row["target"] = None
    if _may_be_added(row):
        for name in COUNTED:
            setattr(figure, name, row[name])
        figure.published_target, figure.published_realised = row["told_target"], row["told_realised"]
        if figure.realised is not None and figure.target:
            figure.attainment = (Decimal(figure.realised) / figure.target).quantize(FOUR_DECIMALS)
    else:
        figure.not_additive = tuple(name for name in COUNTED if row[name] is not None)


def _may_be_added(row) -> bool:
    """Whether the units of a row are of one family, in one year, and a state of one action only (R5)."""
    if not row["has_counts"]:
        return True
    return row["is_one_family"] and row["is_one_round"] and (row["is_one_action"] or not row["has_state"])


def _status(row) -> str:
    """Where the reporting of a row stands (R4); the words are those of the API."""
    if row["expected"]:
        if row["submitted"] == row["expected"]:
            return "complete" if row["with_count"] else "notApplicable"
        if row["submitted"]:
            return "partial"
        # Who was granted more time misses nothing yet (R33).
        if not row["is_due"] or not row["missing"]:
            return "notYetDue"
        return "notReported" if row["is_frozen"] else "notYetReported"
    if row["told_results"]:
        return "complete" if row["told_results"] == row["told_targets"] else "partial"
    return "unknown" if row["is_due"] is None or row["is_due"] else "notYetDue"
