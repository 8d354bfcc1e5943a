"""What a browser shows and keeps when the web server or the database dies under somebody who types."""

import os
import re
import time
from pathlib import Path

from benchmarks.place import HOST, wait_for
from benchmarks.report import Row
from samenleven.tryout.processes import wait_until
from trial.faults import AWAY, BACK_WITHIN, database_answers
from trial.ledger import AWAY as AWAY_IN_WORDS
from trial.names import PASSWORD, ROUND

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]
PATIENCE = 60_000  # milliseconds
WHAT = "de pagina houdt wat er getypt werd"


def look(ground, told) -> list[Row]:
    """One row per thing that dies; a machine without Chromium says so in one line."""
    if not CHROMIUM.exists():
        return [Row(WHAT, "overgeslagen", note=f"geen {CHROMIUM} op deze machine")]
    # What the browser leaves in its temporary folder goes with ours.
    os.environ["TMPDIR"] = str(ground.state.folder / "tmp")
    Path(os.environ["TMPDIR"]).mkdir(exist_ok=True)
    from playwright.sync_api import Error, sync_playwright

    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            tab = _signed_in(browser, ground, told)
            for name, story in STORIES.items():
                try:
                    note, right = story(ground, tab), True
                except (Error, AssertionError) as error:
                    note, right = " ".join(str(error).split())[:400], False
                rows.append(Row(f"{WHAT}: {name}", "ja" if right else "NEE", "ja", right, note))
                _all_is_up(ground)
        finally:
            browser.close()
    return rows


def _signed_in(browser, ground, told):
    context = browser.new_context(locale="nl-BE", extra_http_headers={"X-Forwarded-Proto": "https"})
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE)
    site = f"http://{HOST}:{ground.port}"
    tab.goto(f"{site}/aanmelden/")
    tab.fill("[name=username]", told["username"])
    tab.fill("[name=password]", PASSWORD)
    tab.get_by_role("main").get_by_role("button", name="Aanmelden").click()
    tab.wait_for_url("**/registraties/")
    tab.goto(f"{site}/registraties/{ROUND}/final/{told['code']}/")
    return tab


def without_web(ground, tab) -> str:
    """The web server dies while a field holds something that is not saved."""
    one = Field(tab, 0)
    with ground.without(ground.web, at_once=True):
        one.type("41")
        said = one.is_not_saved()
        tab.locator("#messages").get_by_text("Er is geen verbinding").wait_for()
    wait_until(ground.web.is_alive, BACK_WITHIN)
    wait_for(ground.port, ground.web)
    one.touch()
    return f"“{said}”; daarna {one.is_saved('41')}"


def without_database(ground, tab) -> str:
    """The database dies: the sentence of the portal, and the same field."""
    one = Field(tab, 1)
    ground.kill_server("postgres", AWAY)
    one.type("42")
    said = one.is_not_saved()
    tab.locator("#messages").get_by_text(AWAY_IN_WORDS).wait_for()
    _all_is_up(ground)
    one.touch()
    return f"“{said}”; daarna {one.is_saved('42')}"


def the_whole_page(ground, tab) -> str:
    """The whole page is sent while the database is away: the page that says so sends it once more."""
    one = Field(tab, 2)
    # Filled in and not left yet: only the button sends it.
    one.count.evaluate("(field) => { field.value = '43'; }")
    ground.kill_server("postgres", AWAY)
    tab.get_by_role("button", name="Bewaren als ontwerp").click()
    tab.get_by_text(AWAY_IN_WORDS).wait_for()
    _all_is_up(ground)
    tab.get_by_role("button", name="Opnieuw proberen").click()
    said = tab.locator("#messages").get_by_text("Bewaard als ontwerp")
    said.wait_for()
    assert one.count.input_value() == "43", "na “Opnieuw proberen” staat er iets anders"
    return f"“Opnieuw proberen”; daarna {said.inner_text()}"


STORIES = {
    "de webserver": without_web,
    "de databank": without_database,
    "de databank, bij “Bewaren als ontwerp”": the_whole_page,
}


class Field:
    """One field of the form."""

    def __init__(self, tab, number):
        self.tab = tab
        self.count = tab.locator("[data-count]").nth(number)
        self.state = tab.locator(".kpi-state").nth(number)

    def type(self, text):
        self.count.fill(text)
        self.count.blur()

    def touch(self):
        """Enter in the field saves it again."""
        self.count.focus()
        self.tab.keyboard.press("Enter")

    def is_not_saved(self) -> str:
        """What the page says beside a field that could not be saved; the value stands there still."""
        typed = self.count.input_value()
        # Not "nog niet bewaard", which it says while somebody types.
        self.state.get_by_text(re.compile(r"^Niet bewaard\.")).wait_for()
        time.sleep(0.5)  # whatever a late answer would still change
        assert self.count.input_value() == typed, "de waarde is weg"
        return " ".join(self.state.inner_text().split())

    def is_saved(self, text) -> str:
        """What the page says once it is saved, and that it stands there after the page is loaded anew."""
        self.state.get_by_text("bewaard om").wait_for()
        said = " ".join(self.state.inner_text().split())
        self.tab.reload()
        assert self.count.input_value() == text, "na het herladen staat er iets anders"
        return said


def _all_is_up(ground):
    wait_until(lambda: database_answers(ground.url), BACK_WITHIN)
    wait_until(ground.web.is_alive, BACK_WITHIN)
    wait_for(ground.port, ground.web)
