"""What axe says of a page; for the browser tests."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Only what is wrong is described, which is quicker; and axe fetches no style sheet that the page has already.
ONLY_WRONG = {"resultTypes": ["violations"], "preload": False}


def axe_finds(page: Page) -> list[tuple[str, list[str]]]:
    """Every broken rule of accessibility with the elements that break it; folded parts are unfolded first."""
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    found = Axe().run(page, options=ONLY_WRONG).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
