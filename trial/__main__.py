"""`make trial`: the evening of 15 October with everything that can go wrong, then one table; 1 when something is broken."""

import argparse
import asyncio
import json
import sys
import time
from dataclasses import dataclass

from benchmarks.report import say, table
from samenleven.tryout.state import TryoutError
from trial import faults, fuzz, told, typed
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
    requests: int  # of each role that tries what is not its own, and
    fuzz: float  # so many seconds for all of them


FULL = Length(local_governments=310, pace=15, calm=120, between=20, rush=20, requests=600, fuzz=150)
SHORT = Length(local_governments=110, pace=8, calm=20, between=5, rush=6, requests=80, fuzz=30)
PARTS = ("load", "browser", "fuzz")
SEED = 15102026


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m trial", description=__doc__)
    parser.add_argument("--short", action="store_true", help="een paar minuten: om te zien of het werkt")
    parser.add_argument("--only", choices=PARTS, help="alleen dit deel")
    parser.add_argument("--seed", type=int, default=SEED, help="waaruit de fuzz getrokken wordt")
    options = parser.parse_args()
    began = time.monotonic()
    try:
        with Ground() as ground:
            rows = _try(ground, SHORT if options.short else FULL, options)
    except TryoutError as error:
        sys.exit(str(error))
    except TimeoutError:
        sys.exit("De machine is te traag: er komt geen einde aan wat de mensen nog wilden doen.")
    print(table(rows))
    broken = [row.what for row in rows if row.reached is False]
    say(
        f"\nKlaar in {(time.monotonic() - began) / 60:.1f} minuten. {'NIET GOED: ' + ', '.join(broken) if broken else 'Alles houdt.'}"
    )
    return 1 if broken else 0


def _try(ground, length, options):
    say("De databank wordt klaargezet met gegenereerde gegevens.")
    ground.run(ground.url, "django", "migrate", "--verbosity", "0")
    prepared = json.loads(ground.run(ground.url, "trial.prepare", str(length.local_governments)).splitlines()[-1])
    ground.start()
    rows = [told.of_the_queries(prepared["queries"])]
    if options.only in (None, "load"):
        rows += asyncio.run(_load(ground, Crowd(prepared["crowd"], ground.port), length))
    if options.only in (None, "browser"):
        say("De browser.")
        rows += typed.look(ground, prepared["browser"])
    if options.only in (None, "fuzz"):
        say(f"De fuzz, met zaad {options.seed}.")
        outcome = asyncio.run(fuzz.throw(ground, prepared, options.seed, length.requests, length.fuzz))
        rows += fuzz.told(outcome, options.seed)
    return rows


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
