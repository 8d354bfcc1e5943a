"""Whatever somebody sends to the forms of the corridor: never a fault, never a row of somebody else."""

import asyncio
import re
import time
from dataclasses import dataclass, field

from benchmarks.report import Row, say
from trial import rows
from trial.asking import Browser, NoAnswer, exchange, token_of
from trial.junk import Junk
from trial.names import PASSWORD

AT_ONCE = 4
NOBODY = {"username": "niemand", "code": "gen-000004", "role": "", "owns": [], "fields": []}
MINISTRY = ("case_handler", "administrator")
SHOWN = 5
_INSIDE = re.compile(r'Traceback \(most recent|psycopg|site-packages|File "/|SELECT .+ FROM ')


@dataclass
class Outcome:
    """What came of all those requests."""

    asked: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)


async def throw(ground, prepared, seed, requests, seconds) -> Outcome:
    """So many requests as each role, or as many as go in those seconds altogether."""
    outcome = Outcome()
    strangers = [*prepared["strangers"], NOBODY]
    end = time.monotonic() + seconds
    before = await asyncio.to_thread(rows.read, ground.url)
    for number, stranger in enumerate(strangers):
        until = time.monotonic() + (end - time.monotonic()) / (len(strangers) - number)
        junk = Junk(seed, prepared["routes"], stranger, prepared["others"])
        browser = Browser(ground.port, f"10.2.0.{1 + number}")
        await _sign_in(browser, stranger)
        before_this = outcome.asked
        tasks = [_throw(junk, browser, outcome, before_this + requests, until) for _one in range(AT_ONCE)]
        await asyncio.gather(*tasks)
        after = await asyncio.to_thread(rows.read, ground.url)
        of_the_ministry = stranger["role"] in MINISTRY
        for what in rows.touched(before, after, stranger["owns"], of_the_ministry=of_the_ministry):
            outcome.touched.append(f"{stranger['username']}: {what}")
        say(f"  {stranger['username']}: {outcome.asked - before_this} aanvragen")
        before = after
    return outcome


async def _throw(junk, browser, outcome, most, until):
    while outcome.asked < most and time.monotonic() < until:
        outcome.asked += 1
        asked = junk.next(browser.cookies.get("csrftoken", ""))
        try:
            answer = await exchange(
                browser.port, browser.request(asked.method, asked.address, asked.headers, asked.body)
            )
        except NoAnswer as error:
            outcome.faults.append(f"geen antwoord ({error}): {_shown(asked)}")
            continue
        outcome.statuses[answer.status] = outcome.statuses.get(answer.status, 0) + 1
        if answer.status >= 500:
            outcome.faults.append(f"{answer.status}: {_shown(asked)}")
        elif found := _INSIDE.search(answer.text):
            outcome.faults.append(f"“{found[0]}” op een pagina: {_shown(asked)}")


async def _sign_in(browser, stranger):
    """The page gives everybody a token; who has an account also a session."""
    page = await browser.get("/aanmelden/")
    if stranger is NOBODY:
        return
    fields = {"username": stranger["username"], "password": PASSWORD, "csrfmiddlewaretoken": token_of(page.text)}
    await browser.post("/aanmelden/", fields)
    if "sessionid" not in browser.cookies:
        raise SystemExit(f"{stranger['username']} kan zich niet aanmelden.")


def _shown(asked) -> str:
    headers = {name: value[:80] for name, value in asked.headers.items() if name != "X-CSRFToken"}
    return f"{asked.method} {asked.address[:200]} {headers} {asked.body[:300]!r}"


def told(outcome, seed) -> list[Row]:
    """Two rows: what nobody may see, and what nobody may change."""
    statuses = ", ".join(f"{count} x {status}" for status, count in sorted(outcome.statuses.items()))
    return [
        Row(
            "fuzz: fouten",
            f"{len(outcome.faults)} op {outcome.asked} aanvragen",
            "geen 5xx, niets van binnen op een pagina",
            not outcome.faults,
            "; ".join([f"zaad {seed}", statuses, *outcome.faults[:SHOWN]]),
        ),
        Row(
            "fuzz: rijen van een ander",
            f"{len(outcome.touched)} gewijzigd",
            "geen",
            not outcome.touched,
            "; ".join(outcome.touched[:SHOWN]),
        ),
    ]
