"""`make bench`: every comparison on throw-away servers, then one table. It reports; it never fails on a bar."""

import argparse
import sys
import time

from benchmarks import pages, report
from benchmarks.place import Place
from samenleven.tryout import TryoutError

STEPS = ("freeze", "live", "pages")


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=STEPS, help="alleen dit deel")
    parser.add_argument("--quick", action="store_true", help="minder gegevens en minder paren: om te zien of het werkt")
    options = parser.parse_args()
    started = time.monotonic()
    rows = []
    try:
        with Place() as place:
            report.say("De databank wordt klaargezet.")
            place.run(place.url, "django", "migrate", "--verbosity", "0")
            for step in [options.only] if options.only else STEPS:
                rows += {"freeze": freeze, "live": live, "pages": pages.measure}[step](place, options.quick)
    except TryoutError as error:
        sys.exit(str(error))
    print(report.table(rows))
    report.say(f"\nKlaar in {(time.monotonic() - started) / 60:.1f} minuten.")


def freeze(place, quick):
    """The snapshot job beside bare SQL."""
    url = place.database("bench_freeze")
    return report.load(place.run(url, "benchmarks.freeze", *(["--quick"] if quick else [])))


def live(place, quick):
    """Figures as known on a moment beside bare SQL."""
    url = place.database("bench_live")
    return report.load(place.run(url, "benchmarks.live", *(["--quick"] if quick else [])))


if __name__ == "__main__":
    main()
