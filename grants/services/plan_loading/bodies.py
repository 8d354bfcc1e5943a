"""Local governments as the files tell them: the 300 until 2024, the 285 since 2025, VGC and vzw de Rand (R9)."""

import datetime as dt
from dataclasses import dataclass

from grants.services.plan_loading.reading import Row, Sheets
from grants.services.plan_loading.syncing import Sync
from municipalities.models import LocalGovernment, Merger, Period, ReferenceRegion
from municipalities.models.local_government import sort_key

THEN, NOW, OTHERS = "municipalities.csv", "municipalities_2025.csv", "other_bodies.csv"
# Both files carry this day in their names and columns: what changes here is the layout, not a fact of the plan.
MERGED_ON = dt.date(2025, 1, 1)
LAST_DAY_BEFORE = MERGED_ON - dt.timedelta(days=1)


@dataclass
class Body:
    """One local government: the rows that tell of it, its time and who took it over."""

    code: str
    row: Row
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    successor: str | None = None

    @property
    def number_column(self):
        """Where the enterprise number of this body stands."""
        return "enterprise_number" if self.row.file == OTHERS else "kbo_number"


def bodies_of(sheets: Sheets) -> dict[str, Body]:
    """Each body once; of who is in both files the newer row counts."""
    now = {row["nis_code"]: row for row in sheets[NOW]}
    bodies = {}
    for row in sheets[THEN]:
        code = row["nis_code"]
        if code in now:
            bodies[code] = Body(code, now[code])
        else:
            later = row["nis_code_2025"]
            bodies[code] = Body(code, row, valid_until=LAST_DAY_BEFORE, successor=later if later != code else None)
    for code, row in now.items():
        bodies.setdefault(code, Body(code, row, valid_from=MERGED_ON))
    for row in sheets[OTHERS]:
        bodies[row["code"]] = Body(row["code"], row)
    bodies.pop(None, None)
    return bodies


def write_bodies(sheets: Sheets, sync: Sync) -> dict[str, int]:
    """The register; answers the key of each code, those that only stand in the database too."""
    bodies = bodies_of(sheets)
    regions = sync.rows(
        ReferenceRegion,
        by=("name",),
        wanted={(body.row["reference_region"],): {} for body in bodies.values() if body.row["reference_region"]},
        tells_all=False,
    )
    # Who took over stands first, so that who went up in it can name it at once.
    keys: dict[tuple, int] = {}
    for some in (
        {code: body for code, body in bodies.items() if not body.successor},
        {code: body for code, body in bodies.items() if body.successor},
    ):
        wanted = {(code,): _facts(body, regions, keys) for code, body in some.items()}
        keys |= sync.rows(LocalGovernment, by=("code",), wanted=wanted, tells_all=False)
    # All programmes share the register; only the folder of the first one, without a prefix, is to hold all of it.
    if bodies and not any(row["round_prefix"] for row in sheets["programme.csv"]):
        sync.name_gone(LocalGovernment, LocalGovernment.objects.exclude(code__in=bodies))
    _write_mergers(bodies, keys, sync)
    _write_periods(sheets, keys, sync)
    return {code: key for (code,), key in keys.items()} | dict(LocalGovernment.objects.values_list("code", "pk"))


def _facts(body, regions, keys):
    row = body.row
    name = row.text("name_nl")
    return {
        "name": name,
        "sort_name": sort_key(name),
        "kind": row["kind"] or LocalGovernment.Kind.MUNICIPALITY,
        "province": row.text("province"),
        "reference_region_id": regions.get((row["reference_region"],)),
        "enterprise_number": row.text(body.number_column),
        "valid_from": body.valid_from,
        "valid_until": body.valid_until,
        "successor_id": keys.get((body.successor,)),
    }


def _write_mergers(bodies, keys, sync):
    sync.rows(
        Merger,
        by=("predecessor_id",),
        wanted={
            (keys[(body.code,)],): {"successor_id": keys[(body.successor,)], "merged_on": MERGED_ON}
            for body in bodies.values()
            if body.successor
        },
        tells_all=False,
    )


def _write_periods(sheets, keys, sync):
    """One period each; a second one where a merger changed the body that kept its code (Antwerpen)."""
    then = {row["nis_code"]: row for row in sheets[THEN]}
    now = {row["nis_code"]: row for row in sheets[NOW]}
    wanted: dict[tuple, dict] = {}
    for code, row in then.items():
        later = now.get(code)
        changed = later is None or row["merged_2025"] or _size(row) != _size(later)
        wanted[(keys[(code,)], None)] = {"ends_on": LAST_DAY_BEFORE if changed else None, **_period(row)}
        if later and changed:
            wanted[(keys[(code,)], MERGED_ON)] = {"ends_on": None, **_period(later)}
    for code in now.keys() - then.keys():
        wanted[(keys[(code,)], MERGED_ON)] = {"ends_on": None, **_period(now[code])}
    sync.rows(Period, by=("local_government_id", "starts_on"), wanted=wanted, tells_all=False)


def _size(row):
    inhabitants = row["inhabitants_2020"] if row.file == NOW else row["inhabitants"]
    return inhabitants, row["non_eu14_origin_inhabitants"]


def _period(row):
    inhabitants, origin = _size(row)
    return {
        "inhabitants": inhabitants,
        "non_eu14_origin_inhabitants": origin,
        "latitude": row["latitude"],
        "longitude": row["longitude"],
    }
