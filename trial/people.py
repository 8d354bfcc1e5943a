"""One person of the evening: signs in, fills in field by field, releases or sends, looks, changes their mind."""

import asyncio
import random
import re
import time
from urllib.parse import urljoin

from trial.asking import Answer, Browser, NoAnswer, token_of
from trial.ledger import Click, Ledger, Save
from trial.names import PASSWORD, ROUND

AGAIN_AFTER = (0.5, 2.5)  # seconds until somebody who was told "niet bewaard" tries again
DOUBLE = 1 / 3  # of those who send click twice
MISTYPED = 1 / 40
CHANGES_MIND = 0.6
BELOW = 1 / 6  # of the counts: a motivation is asked then
WHOLE = 1 / 8  # of the visits save the page once more as a whole, as a browser without JavaScript does
REASON = "Gegenereerde motivering van een proef."
_REVISION = re.compile(r'name="(p\d+-[^"]+)-versie" value="(\d+)"')
_FILLED = re.compile(r'name="(p\d+-[^"]+)" id="[^"]*" value="(\d+)"')
_MOTIVATION = re.compile(r'name="(m\d+)-versie" value="(\d+)"')
_SEEN = re.compile(r'name="seen" value="([^"]*)"')


class Over(Exception):
    """The evening is over: whoever waits for their next step goes home."""


class Evening:
    """How fast people go, and when it is over."""

    def __init__(self, pace: float):
        self.pace = pace  # seconds between two steps of one person, on average
        self._over = asyncio.Event()

    def end(self) -> None:
        self._over.set()

    async def pause(self, low, high) -> None:
        """So many seconds, or until it is over."""
        try:
            async with asyncio.timeout(random.uniform(low, high)):
                await self._over.wait()
        except TimeoutError:
            return
        raise Over

    async def think(self, steps=1.0) -> None:
        await self.pause(0.5 * self.pace * steps, 1.5 * self.pace * steps)


class Person:
    """Who fills in a page: alone, as the lead of a partnership or as its member; never what is not theirs."""

    def __init__(self, told, number, port, ledger: Ledger):
        self.code, self.kind, self.targets = told["code"], told["kind"], told["fields"]
        self.username = told["username"]
        self.browser = Browser(port, f"10.0.{number // 250}.{1 + number % 250}")
        if told["session"]:
            self.browser.cookies["sessionid"] = told["session"]
        self.ledger = ledger
        self.page = f"/registraties/{ROUND}/final/{self.code}/"
        self.random = random.Random(number)
        self.revisions: dict[str, int] = {}
        self.evening: Evening = None  # type: ignore[assignment]
        self.is_there = False

    async def live(self, evening) -> None:
        """Until the evening is over."""
        self.evening = evening
        try:
            await evening.pause(0, 3 * evening.pace)
            if "sessionid" not in self.browser.cookies:
                await self.sign_in()
            while True:
                await self.visit()
                await evening.think(2)
        except Over:
            return

    # --- asking -------------------------------------------------------------------------------------------------------
    async def ask(self, kind, address, fields=None, **how) -> Answer | None:
        """One request, written down; None: no answer, or not now."""
        began, answer = time.time(), None
        try:
            if fields is None:
                answer = await self.browser.get(address)
            else:
                answer = await self.browser.post(address, fields, **how)
        except NoAnswer:
            pass
        self.ledger.note(kind, began, time.time(), answer)
        return None if answer is None or answer.status == 503 else answer

    async def insist(self, kind, address, fields=None, **how) -> Answer:
        """The same again until there is an answer, as somebody who reads "Probeer het zo meteen opnieuw"."""
        while (answer := await self.ask(kind, address, fields, **how)) is None:
            await self.evening.pause(*AGAIN_AFTER)
        return answer

    # --- the evening --------------------------------------------------------------------------------------------------
    async def sign_in(self) -> None:
        answer = await self.insist("sign in", "/aanmelden/")
        fields = {"username": self.username, "password": PASSWORD, "csrfmiddlewaretoken": token_of(answer.text)}
        await self.insist("sign in", "/aanmelden/", fields)
        await self.insist("list", "/registraties/")

    async def visit(self) -> None:
        """Open the page, do what can be done there, and hand it over."""
        page = (await self.insist("form", self.page)).text
        self.is_there = True
        self.revisions = {name: int(value) for name, value in _REVISION.findall(page) if name in self.targets}
        if self.revisions:
            filled = {name for name, _value in _FILLED.findall(page)}
            await self.fill_in([name for name in self.revisions if name not in filled])
            if self.random.random() < WHOLE:
                await self.save_all()
            if self.kind != "member":
                await self.motivate()
            await (self.release(page) if self.kind == "member" else self.send())
        elif self.random.random() < CHANGES_MIND:
            kind, step = ("reopen", "weer-openen") if self.kind == "member" else ("take back", "terugnemen")
            await self.insist(kind, f"{self.page}{step}/", {"csrfmiddlewaretoken": token_of(page)})
        elif self.kind != "member":
            await self.insist("receipt", f"{self.page}ontvangstbewijs/")

    async def fill_in(self, blank) -> None:
        """Everything that is blank, and some of what stands there anew."""
        standing = [name for name in self.revisions if name not in blank]
        again = self.random.sample(standing, min(len(standing), self.random.randint(1, 3)))
        for name in [*blank, *again]:
            await self.evening.think()
            if self.random.random() < MISTYPED:
                await self.insist("save", f"{self.page}bewaren/", self.typed(name, "12a"), htmx=True)
            more = self.random.randint(0, 3 + self.targets[name] // 5)
            is_below = self.random.random() < BELOW
            await self.save(name, max(0, self.targets[name] - 1 - more) if is_below else self.targets[name] + more)

    def typed(self, name, text) -> dict:
        return {name: text, f"{name}-versie": self.revisions[name]}

    async def save(self, name, value) -> None:
        """Save one field as htmx does, on top of the revision that came back; who sees a colleague's value saves again or yields."""
        while True:
            save = Save(name, value)
            self.ledger.saves.append(save)
            answer = await self.ask("save", f"{self.page}bewaren/", self.typed(name, str(value)), htmx=True)
            if answer is None:
                await self.evening.pause(*AGAIN_AFTER)
                continue
            told = dict(_REVISION.findall(answer.text))
            known, self.revisions[name] = self.revisions[name], int(told.get(name, self.revisions[name]))
            if answer.status == 200:
                save.revision = self.revisions[name]
                return
            self.ledger.conflicts += answer.status == 409
            # The same revision as before: not a colleague, but a page that was sent meanwhile.
            if known == self.revisions[name] or self.random.random() < 0.3:
                return
            await self.evening.think(0.5)

    async def save_all(self) -> None:
        """The whole page as it stands now, without JavaScript; a colleague who was first is seen, and the page opened anew."""
        page = (await self.insist("form", self.page)).text
        fields = {name: text for name, text in _FILLED.findall(page) if name in self.targets}
        fields |= {f"{name}-versie": revision for name, revision in _REVISION.findall(page) if name in fields}
        if fields:
            fields |= {"csrfmiddlewaretoken": token_of(page), "do": "save"}
            await self.insist("save all", self.page, fields)

    async def motivate(self) -> None:
        """Say why a target is missed, where the page asks it and nothing is said yet."""
        page = (await self.insist("form", self.page)).text
        blocks = page.split('data-motivation="')[1:]
        asked = [block for block in blocks if block.startswith(('final" hx-', 'content" hx-'))]  # the others are hidden
        for name, revision in (_MOTIVATION.search(block).groups() for block in asked):
            if revision == "0":
                await self.evening.think(0.5)
                fields = {name: REASON, f"{name}-versie": revision}
                await self.insist("motivate", f"{self.page}motivering/", fields, htmx=True)

    async def release(self, page) -> None:
        """A member's part, now and then with two clicks."""
        fields = {"csrfmiddlewaretoken": token_of(page)}
        await self.evening.think()
        await self.twice("release", f"{self.page}vrijgeven/", fields)

    async def send(self) -> None:
        """Look everything over and send it: what was looked at, and nothing later."""
        for _attempt in range(3):
            page = (await self.insist("check", f"{self.page}indienen/")).text
            seen = _SEEN.search(page)
            await self.evening.think()
            if seen is None:
                return  # a member has released nothing yet, or a colleague sent it
            self.ledger.asked_to_submit += 1
            fields = {"csrfmiddlewaretoken": token_of(page), "seen": seen[1]}
            began = time.time()
            answer = await self.twice("submit", f"{self.page}indienen/", fields)
            if answer.location.endswith("/ontvangstbewijs/"):
                self.ledger.clicks.append(Click(self.code, began, time.time()))
                await self.insist("receipt", urljoin(self.page, answer.location))
                return
            if not answer.location.endswith("/indienen/"):
                return

    async def twice(self, kind, address, fields) -> Answer:
        """One click, or two at once; the answer to the last, as a browser shows it."""
        if self.random.random() >= DOUBLE:
            return await self.insist(kind, address, fields)
        self.ledger.clicked_twice += kind == "submit"
        first = asyncio.create_task(self.ask(kind, address, fields))
        try:
            return await self.insist(kind, address, fields)
        finally:
            await first
