"""The evening itself: everybody at once, with time to think; then a rush without any."""

import asyncio
import time
from dataclasses import dataclass

from trial.asking import Browser, NoAnswer
from trial.ledger import Ledger
from trial.names import BARE
from trial.people import Evening, Over, Person

LOOKERS = 6  # who ask the bare page now and then, in the same minutes
ARRIVED_WITHIN = 600.0  # on a machine that others use too
GOING_HOME = 180.0


@dataclass
class Stretch:
    """A stretch of the evening, by this machine's clock."""

    since: float
    until: float

    @property
    def seconds(self) -> float:
        return self.until - self.since


class Crowd:
    """Everybody who is there, and what they did."""

    def __init__(self, people, port):
        self.ledger = Ledger()
        self.port = port
        self.people = [Person(told, number, port, self.ledger) for number, told in enumerate(people)]

    async def spend(self, pace, during) -> None:
        """Let everybody do their work at a pace until `during` (a coroutine) has ended; then they finish their step."""
        evening = Evening(pace)
        tasks = [asyncio.create_task(person.live(evening)) for person in self.people]
        tasks += [asyncio.create_task(self._look(evening, number)) for number in range(LOOKERS)]
        script = asyncio.create_task(during)
        try:
            # Whoever stops by a fault of the trial itself stops the trial.
            done, _others = await asyncio.wait([script, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            evening.end()
            async with asyncio.timeout(GOING_HOME):
                await asyncio.gather(*tasks)
        finally:
            for task in (script, *tasks):
                task.cancel()
            await asyncio.gather(script, *tasks, return_exceptions=True)

    async def rush(self, seconds) -> Stretch:
        """Everybody without a moment to think; the stretch in which they all went on."""
        return await self._all_at_once(seconds, lambda during: self.spend(0, during))

    async def rush_bare(self, seconds) -> Stretch:
        """As many who ask nothing but the bare page, just as fast."""
        evening = Evening(0)

        async def ask(during):
            tasks = [asyncio.create_task(self._look(evening, number, 0)) for number in range(len(self.people))]
            await during
            evening.end()
            await asyncio.gather(*tasks)

        return await self._all_at_once(seconds, ask)

    async def _all_at_once(self, seconds, go) -> Stretch:
        stretch = Stretch(0, 0)

        async def during():
            await asyncio.sleep(seconds / 5)  # until everybody waits for an answer
            stretch.since = time.time()
            await asyncio.sleep(seconds)
            stretch.until = time.time()

        await go(during())
        return stretch

    async def arrive(self) -> None:
        """Until everybody is signed in and has opened their page."""
        async with asyncio.timeout(ARRIVED_WITHIN):
            while not all(person.is_there for person in self.people):
                await asyncio.sleep(0.5)

    async def _look(self, evening, number, pause=0.7):
        """Somebody who reads a page of text, signed in nowhere."""
        browser = Browser(self.port, f"10.1.{number // 250}.{1 + number % 250}")
        try:
            while True:
                await evening.pause(0, 2 * pause)
                began, answer = time.time(), None
                try:
                    answer = await browser.get(BARE)
                except NoAnswer:
                    await evening.pause(0.2, 0.5)
                self.ledger.note("bare", began, time.time(), answer)
        except Over:
            return


def rate(ledger: Ledger, stretch: Stretch, *, bare=False) -> float:
    """Answers a second that came in a stretch of time: of the people, or of the bare page."""
    answered = [
        one
        for one in ledger.requests
        if one.status and stretch.since <= one.ended < stretch.until and (one.kind == "bare") is bare
    ]
    return len(answered) / stretch.seconds
