"""Reading a plan with its splits: the folder that `grants` reads, and three files more (the layout: data/README.md).

Nothing is written of either while one of them is wrong, and every fault is told at once. All three files may be missing.
"""

from pathlib import Path

import pghistory
from django.db import transaction

from grants.models import Indicator
from grants.services import plan_loading
from grants.services.plan_loading import Fault, Outcome, PlanRefused, cells
from grants.services.plan_loading.layout import Column, Table
from grants.services.plan_loading.reading import Sheets, read_tables
from grants.services.plan_loading.syncing import COMMAND, Sync
from kpi.models import Category, Dimension, IndicatorDimension
from kpi.services.breakdowns.copying import removed
from kpi.services.registrations import ensure_limits
from samenleven.audit.services import record

DIMENSIONS, CATEGORIES, LINKS = "dimensions.csv", "categories.csv", "indicator_dimensions.csv"
TABLES = (
    Table(
        DIMENSIONS,
        ("code",),
        (
            Column("code", cells.code(50), filled=True),
            Column("name_nl", cells.text(120), filled=True),
            Column("splits", cells.code(50), extra=True),
        ),
        extra=True,
    ),
    Table(
        CATEGORIES,
        ("dimension", "code"),
        (
            Column("dimension", cells.code(50), filled=True),
            Column("code", cells.code(60), filled=True),
            Column("order", cells.ordinal, filled=True),
            Column("name_nl", cells.text(120), filled=True),
        ),
        extra=True,
    ),
    Table(
        LINKS,
        ("action_number", "dimension"),
        (
            Column("action_number", cells.ordinal, filled=True),
            Column("dimension", cells.code(50), filled=True),
            Column("project_periods", cells.ordinals, filled=True),
        ),
        extra=True,
    ),
)


def load_plan(folder: Path) -> Outcome:
    """Load a folder with its splits and give a new programme its first limits, or refuse all of it with PlanRefused."""
    faults: list[Fault] = []
    sheets = read_tables(Path(folder), TABLES, faults) if Path(folder).is_dir() else Sheets({}, {})
    _check_files(sheets, faults)
    with transaction.atomic():
        try:
            outcome = plan_loading.load(folder)
        except PlanRefused as refusal:
            raise PlanRefused([*refusal.faults, *faults]) from refusal
        with pghistory.context(command=COMMAND):
            indicators = _indicators(outcome.programme)
            _check_links(sheets, indicators, faults)
            if faults:
                raise PlanRefused(faults)
            _write(sheets, outcome.programme, indicators, outcome.sync)
            ensure_limits(outcome.programme)
    return outcome


def _check_files(sheets, faults):
    """What the files say of each other."""
    told = {row["code"]: row for row in sheets[DIMENSIONS]}
    stored = {one.code: one for one in Dimension.objects.select_related("of")}
    for row in sheets[DIMENSIONS]:
        above = row["splits"]
        if above is None:
            continue
        if above not in told and above not in stored:
            faults.append(row.fault("splits", f"uitsplitsing {above} staat niet in {DIMENSIONS}."))
        elif above == row["code"] or _splits(above, told, stored):
            faults.append(
                row.fault("splits", f"{above} splitst zelf al een andere uitsplitsing; dieper gaat het niet.")
            )
    for row in sheets[CATEGORIES]:
        if (
            row.holds("dimension")
            and sheets.has(DIMENSIONS, "code")
            and row["dimension"] not in told.keys() | stored.keys()
        ):
            faults.append(row.fault("dimension", f"uitsplitsing {row['dimension']} staat niet in {DIMENSIONS}."))
    if sheets.has(CATEGORIES, "dimension", "code"):
        unknown = {row["dimension"] for row in sheets[CATEGORIES] if row["code"] == Category.UNKNOWN}
        unknown |= set(Category.objects.filter(code=Category.UNKNOWN).values_list("dimension__code", flat=True))
        faults += [
            row.fault("code", f"uitsplitsing {code} heeft in {CATEGORIES} geen categorie “{Category.UNKNOWN}”.")
            for code, row in told.items()
            if code and code not in unknown
        ]


def _splits(code, told, stored) -> bool:
    """Whether a split splits another one."""
    if code in told:
        return told[code]["splits"] is not None
    return stored[code].of is not None


def _indicators(programme) -> dict[tuple[int, int | None], list[int]]:
    """The KPI's (ids) of each action in each round, by their numbers."""
    found: dict[tuple[int, int | None], list[int]] = {}
    rows = Indicator.objects.filter(offer__round__programme=programme, offer__round__is_practice=False)
    for pk, action, number in rows.order_by("position").values_list(
        "pk", "offer__action__number", "offer__round__number"
    ):
        found.setdefault((action, number), []).append(pk)
    return found


def _check_links(sheets, indicators, faults):
    """What the files say of the plan that was just read."""
    dimensions = {row["code"]: row["splits"] for row in sheets[DIMENSIONS]}
    known = dict(Dimension.objects.values_list("code", "of__code")) | dimensions
    beside = {(row["action_number"], row["dimension"]): row["project_periods"] or () for row in sheets[LINKS]}
    for row in sheets[LINKS]:
        if not row.holds("action_number", "dimension", "project_periods"):
            continue
        if row["dimension"] not in known:
            faults.append(row.fault("dimension", f"uitsplitsing {row['dimension']} staat niet in {DIMENSIONS}."))
            continue
        above = known[row["dimension"]]
        for number in sorted(row["project_periods"]):
            action = row["action_number"]
            if (action, number) not in indicators:
                faults.append(row.fault("project_periods", f"actie {action} heeft geen KPI in ronde {number}."))
            elif above and number not in beside.get((action, above), ()):
                faults.append(
                    row.fault("dimension", f"dit splitst {above}, en die heeft actie {action} niet in ronde {number}.")
                )


def _write(sheets, programme, indicators, sync: Sync):
    before = sync.created, sync.changed
    told = {row["code"]: row for row in sheets[DIMENSIONS]}
    facts = {(code,): {"name": row["name_nl"]} for code, row in told.items()}
    # First what is split, then what splits it further: the second knows the key of the first.
    keys = {code: pk for (code,), pk in sync.rows(Dimension, by=("code",), wanted=facts, tells_all=False).items()}
    keys = dict(Dimension.objects.values_list("code", "pk")) | keys
    above = {(code,): {"of_id": keys.get(row["splits"])} for code, row in told.items() if row.reads("splits")}
    sync.rows(Dimension, by=("code",), wanted=above, tells_all=False)
    sync.rows(
        Category,
        by=("dimension_id", "code"),
        among=Category.objects.filter(dimension__in=keys.values()),
        wanted={
            (keys[row["dimension"]], row["code"]): {"position": row["order"], "name": row["name_nl"]}
            for row in sheets[CATEGORIES]
        },
    )
    taken_away = removed()
    wanted = {
        (pk, keys[row["dimension"]]): {}
        for row in sheets[LINKS]
        for number in sorted(row["project_periods"])
        for pk in indicators[row["action_number"], number]
    }
    sync.rows(
        IndicatorDimension,
        by=("indicator_id", "dimension_id"),
        among=IndicatorDimension.objects.filter(indicator__offer__round__programme=programme).select_related(
            "indicator", "dimension"
        ),
        # What an administrator took away stays away: the files told it before.
        wanted={pair: facts for pair, facts in wanted.items() if pair not in taken_away},
    )
    if (sync.created, sync.changed) != before:
        created, changed = sync.created - before[0], sync.changed - before[1]
        record(None, "breakdowns.loaded", programme, created=created, changed=changed)
