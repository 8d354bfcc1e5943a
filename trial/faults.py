"""What dies during the evening, one after the other; how long it was away, and what people saw of it."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass

import psycopg

from benchmarks.place import wait_for
from samenleven.tryout.processes import wait_until
from samenleven.tryout.valkey import Valkey
from trial.books import Books, compare
from trial.ledger import Ledger
from trial.place import children_of

RESTARTED_AFTER = 2.0  # seconds until somebody notices that a process is gone
AWAY = 5  # seconds that a server stays away
BACK_WITHIN = 90.0
# A request that was under way when the server came back may still hear that it was away.
STILL = 1.0


@dataclass
class Fault:
    """One thing that died: what people may have seen of it, from when to when it was away, and the books afterwards."""

    name: str
    may_break_off: bool = False  # the process that answers is itself the one that dies
    may_be_503: bool = False
    since: float = 0.0
    until: float = 0.0
    ended: float = 0.0
    books: Books | None = None

    @property
    def seconds(self) -> float:
        return self.until - self.since

    def covers(self, request) -> bool:
        """Whether a request was under way while it was away."""
        return request.ended >= self.since and request.began <= self.until + STILL

    def excuses(self, request) -> bool:
        """Whether a request had to fail because of it."""
        allowed = self.may_break_off if request.status == 0 else self.may_be_503 and request.status == 503
        return allowed and self.covers(request)


def kill_web_worker(ground):
    """Its master starts another at once; the requests it was answering get no answer."""
    before = children_of(ground.web.process.pid)
    ground.kill_web_worker()
    wait_until(lambda: set(children_of(ground.web.process.pid)) - set(before), BACK_WITHIN)


def kill_web(ground):
    with ground.without(ground.web):
        time.sleep(RESTARTED_AFTER)
    wait_until(ground.web.is_alive, BACK_WITHIN)
    wait_for(ground.port, ground.web)


def kill_worker(ground):
    with ground.without(ground.worker):
        time.sleep(AWAY)
    wait_until(ground.worker.is_alive, BACK_WITHIN)


def kill_broker(ground):
    ground.kill_server("valkey", AWAY)
    time.sleep(0.2)
    wait_until(Valkey(ground.state.home, ground.state.log).answers, BACK_WITHIN)


def hold_broker(ground):
    """It takes connections and says nothing: worse than one that is gone."""
    ground.hold_server("valkey", AWAY)
    time.sleep(0.2)
    wait_until(Valkey(ground.state.home, ground.state.log).answers, BACK_WITHIN)


def kill_database(ground):
    ground.kill_server("postgres", AWAY)
    time.sleep(0.2)
    wait_until(lambda: database_answers(ground.url), BACK_WITHIN)


def database_answers(url) -> bool:
    """Whether somebody new can ask it something."""
    with suppress(psycopg.Error), psycopg.connect(url, connect_timeout=2) as connection:
        return connection.execute("SELECT 1").fetchone() is not None
    return False


FAULTS = (
    (Fault("een webproces gedood", may_break_off=True), kill_web_worker),
    (Fault("de webserver gedood", may_break_off=True), kill_web),
    (Fault("de worker gedood"), kill_worker),
    (Fault("de broker (Valkey) gedood"), kill_broker),
    (Fault("de broker zwijgt"), hold_broker),
    (Fault("de databank gedood", may_be_503=True), kill_database),
)


async def strike(ground, ledger: Ledger, seconds, say) -> list[Fault]:
    """Everything once while people work; between two faults so many seconds in which all must work again."""
    struck = []
    for fault, kill in FAULTS:
        fault.since = time.time()
        await asyncio.to_thread(kill, ground)
        fault.until = time.time()
        await asyncio.sleep(seconds)
        await _somebody_saves(ledger, fault.until + 1)
        fault.books = await asyncio.to_thread(compare, ground.url, ledger)
        fault.ended = time.time()
        struck.append(fault)
        say(
            f"  {fault.name}: {fault.seconds:.1f} s weg; {fault.books.acknowledged} bevestigd, {fault.books.found} gevonden"
        )
    return struck


async def _somebody_saves(ledger, since):
    """Until a save that began since then was acknowledged; on a machine that others use too that takes a while."""
    end = time.monotonic() + BACK_WITHIN
    while time.monotonic() < end:
        if any(one.status == 200 for one in ledger.between(since, time.time(), "save")):
            return
        await asyncio.sleep(0.5)


def unexcused(ledger: Ledger, faults) -> list[str]:
    """Every 5xx and every broken connection for which no fault accounts."""
    return [
        f"{request.kind}: {request.status or 'verbroken'} om {time.strftime('%H:%M:%S', time.localtime(request.began))}"
        for request in ledger.requests
        if (request.status == 0 or request.status >= 500) and not any(fault.excuses(request) for fault in faults)
    ]
