"""The freeze of a moment beside bare SQL of the same grain.

A step of `make bench`, in a process and a database of its own: python -m benchmarks.freeze [--quick]
"""

import os
import sys
import time

import django

from benchmarks import counted, data, report
from benchmarks.bare_freeze import BareFreeze

CATEGORIES = 247  # 300 local governments x 27 KPI's x 247 categories: 2 000 700 values in the newest versions
SIZES = {"1": 30, "2": 300}  # the round: its local governments
PAIRS = 7
FEWEST = 3
BUDGET = 300.0  # seconds for the large size; beyond it fewer pairs, and the table says so
FROZEN = (
    "bare_figure, kpi_breakdownfigure, kpi_offerfigure, kpi_actionfigure, kpi_indicatorfigure, kpi_awardfigure, kpi_totalfigure,"
    " kpi_snapshotcheck, kpi_snapshotrun, kpi_snapshot"
)


def main(arguments):
    quick = "--quick" in arguments
    django.setup()
    sizes = {code: count // 10 if quick else count for code, count in SIZES.items()}
    report.say("De uitsplitsingen worden gemaakt.")
    _write(sizes)
    bare = BareFreeze(os.environ["DATABASE_URL"])
    small = _measure(bare, "1", 3 if quick else PAIRS)
    large = _measure(bare, "2", 3 if quick else PAIRS)
    report.dump(_rows(small, large))


def _write(sizes):
    with data.writing() as cursor:
        data.write_plan(cursor, max(sizes.values()))
        for code, local_governments in sizes.items():
            data.write_round(cursor, code, years_ago=len(sizes) + 1 - int(code))
            data.write_participations(cursor, code, local_governments)
            counted.write_registrations(cursor, code)
            counted.write_breakdowns(cursor, code, CATEGORIES)


def _measure(bare, code, pairs):
    """Seconds of the job and of the bare SQL, pair by pair, and how many rows both wrote."""
    from grants.models import ReportingMoment
    from kpi.services import snapshots

    moment = ReportingMoment.objects.select_related("round").get(round__code=code, kind="final")
    sides = {
        "job": lambda: snapshots.take_if_due(moment),
        "bare": lambda: bare.freeze(moment.pk, moment.deadline),
    }
    seconds = {"job": [], "bare": []}
    started = time.monotonic()
    for number in range(pairs):
        if number >= FEWEST and time.monotonic() - started > BUDGET:
            break
        # Who goes first alternates: a machine that slows down or speeds up favours nobody.
        for side in list(sides)[:: 1 if number % 2 else -1]:
            _empty(bare)
            begin = time.perf_counter()
            sides[side]()
            seconds[side].append(time.perf_counter() - begin)
            rows = _rows_written(bare, side)
        report.say(f"  ronde {code}: job {seconds['job'][-1]:.2f} s, kaal {seconds['bare'][-1]:.2f} s, {rows} rijen")
    return {"rows": rows, **seconds}


def _empty(bare):
    """Both sides begin with empty tables and with nothing left to write of what went before."""
    bare.connection.execute(f"TRUNCATE {FROZEN} CASCADE")  # and what else points at a snapshot
    bare.connection.execute("CHECKPOINT")


def _rows_written(bare, side) -> int:
    table = {"job": "kpi_breakdownfigure", "bare": "bare_figure"}[side]
    return bare.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def _rows(small, large):
    result = []
    for size in (small, large):
        ratios = [job / bare for job, bare in zip(size["job"], size["bare"], strict=True)]
        note = (
            f"{report.spread(ratios)}; job {report.median(size['job']):.2f} s, kaal {report.median(size['bare']):.2f} s"
        )
        name = f"{size['rows']:,}".replace(",", " ")
        result.append(report.at_most(f"momentopname van {name} waarden / kale SQL", report.median(ratios), 1.5, note))
    growth = report.median(large["job"]) / report.median(small["job"])
    times = large["rows"] / small["rows"]
    result.append(report.at_most(f"momentopname: {times:.0f} x de waarden", growth, 12, "medianen van de job"))
    return result


if __name__ == "__main__":
    main(sys.argv[1:])
