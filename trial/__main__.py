"""`make trial`: the evening of 15 October with everything that can go wrong, then one table; 1 when something is broken."""

import argparse
import asyncio
import json
import sys
import time
from dataclasses import dataclass

from benchmarks.report import say, table
from samenleven.tryout.state import TryoutError
from trial import faults, told
from trial.books import compare
from trial.evening import Crowd, Stretch
from trial.place import Ground

DELIVERED_WITHIN = 150.0  # the clock knocks every minute


@dataclass
class Length:
    """How many local governments there are, the time between two steps of one person, and how long each part takes (seconds)."""

    local_governments: int
    pace: float
    calm: float
    between: float  # two faults
    rush: float


FULL = Length(local_governments=300, pace=15, calm=120, between=20, rush=20)
SHORT = Length(local_governments=100, pace=8, calm=20, between=5, rush=6)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m trial", description=__doc__)
    parser.add_argument("--short", action="store_true", help="een paar minuten: om te zien of het werkt")
    options = parser.parse_args()
    length = SHORT if options.short else FULL
    began = time.monotonic()
    try:
        with Ground() as ground:
            rows = _try(ground, length)
    except TryoutError as error:
        sys.exit(str(error))
    print(table(rows))
    broken = [row.what for row in rows if row.reached is False]
    say(
        f"\nKlaar in {(time.monotonic() - began) / 60:.1f} minuten. {'NIET GOED: ' + ', '.join(broken) if broken else 'Alles houdt.'}"
    )
    return 1 if broken else 0


def _try(ground, length):
    say("De databank wordt klaargezet met gegenereerde gegevens.")
    ground.run(ground.url, "django", "migrate", "--verbosity", "0")
    prepared = json.loads(ground.run(ground.url, "trial.prepare", str(length.local_governments)).splitlines()[-1])
    ground.start()
    crowd = Crowd(prepared["people"], ground.port)
    rows = asyncio.run(_load(ground, crowd, length))
    return [*rows, told.of_the_queries(prepared["queries"])]


async def _load(ground, crowd, length):
    calm, struck = Stretch(0, 0), []

    async def evening():
        say("De avond begint.")
        await crowd.arrive()
        calm.since = time.time()
        await asyncio.sleep(length.calm)
        calm.until = time.time()
        say("Er valt een en ander uit.")
        struck.extend(await faults.strike(ground, crowd.ledger, length.between, say))

    await crowd.spend(length.pace, evening())
    say("De stormloop.")
    bare = [await crowd.rush_bare(length.rush / 4)]
    rush = await crowd.rush(length.rush)
    bare.append(await crowd.rush_bare(length.rush / 4))
    books = await asyncio.to_thread(_closed, ground, crowd.ledger)
    return [
        *told.of_the_evening(crowd, calm),
        told.of_the_rush(crowd, rush, bare),
        *told.of_the_books(crowd.ledger, books, struck),
        *told.of_the_faults(crowd.ledger, struck),
    ]


def _closed(ground, ledger):
    """The books when everybody has gone home and the postman has been."""
    say("De boeken worden gesloten.")
    end = time.monotonic() + DELIVERED_WITHIN
    while (books := compare(ground.url, ledger)).delivered < books.receipts and time.monotonic() < end:
        time.sleep(2)
    return books


if __name__ == "__main__":
    sys.exit(main())
