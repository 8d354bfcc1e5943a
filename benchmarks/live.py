"""Live figures as known on a moment, over two million values, beside bare SQL of the same grain.

A step of `make bench`, in a process and a database of its own: python -m benchmarks.live [--quick]
"""

import os
import sys
import time

import django

from benchmarks import counted, data, report
from benchmarks.bare_live import BareLive

ROUNDS = {"1": 3, "2": 2, "3": 1}  # the round: how many years ago it was reported
LOCAL_GOVERNMENTS = 19_800  # x 27 KPI's x 3 rounds, some sent twice or three times: two million values
PAIRS = 5
BAR = 3


def main(arguments):
    quick = "--quick" in arguments
    django.setup()
    from kpi.figures import aggregates, live

    report.say("De registraties worden gemaakt.")
    _write(LOCAL_GOVERNMENTS // 20 if quick else LOCAL_GOVERNMENTS)
    bare = BareLive(os.environ["DATABASE_URL"])
    as_of = live().as_of
    ours = {(one.project_round, one.action): _told(one) for one in aggregates(live(as_of), ("project_round", "action"))}
    theirs = bare.figures(as_of)
    if ours != theirs:
        key = next(key for key in ours | theirs if ours.get(key) != theirs.get(key))
        raise SystemExit(f"Het portaal en de kale SQL verschillen, {key}: {ours.get(key)} en {theirs.get(key)}")
    seconds = {"portal": [], "bare": []}
    sides = {
        "portal": lambda: aggregates(live(as_of), ("project_round", "action")),
        "bare": lambda: bare.figures(as_of),
    }
    for number in range(PAIRS):
        for side in list(sides)[:: 1 if number % 2 else -1]:
            begin = time.perf_counter()
            sides[side]()
            seconds[side].append(time.perf_counter() - begin)
        report.say(f"  portaal {seconds['portal'][-1]:.2f} s, kaal {seconds['bare'][-1]:.2f} s")
    ratios = [ours / theirs for ours, theirs in zip(seconds["portal"], seconds["bare"], strict=True)]
    note = f"{report.spread(ratios)}; portaal {report.median(seconds['portal']):.2f} s"
    note += f", kaal {report.median(seconds['bare']):.2f} s"
    name = f"{bare.values():,}".replace(",", " ")
    report.dump(
        [report.at_most(f"cijfers zoals gekend op, over {name} waarden / kale SQL", report.median(ratios), BAR, note)]
    )


def _told(one) -> tuple:
    """What the bare SQL tells too."""
    return (
        one.local_governments,
        one.applicants,
        one.expected,
        one.submitted,
        one.awarded_amount,
        one.awarded_units,
        one.current_reach,
        one.target,
        one.realised,
    )


def _write(local_governments):
    with data.writing() as cursor:
        data.write_plan(cursor, local_governments)
        for code, years_ago in ROUNDS.items():
            data.write_round(cursor, code, years_ago)
            data.write_participations(cursor, code, local_governments)
            counted.write_registrations(cursor, code)
    report.say("  geschreven")


if __name__ == "__main__":
    main(sys.argv[1:])
