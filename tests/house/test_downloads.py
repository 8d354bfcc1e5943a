"""Every list on a screen also downloads as Excel with its filters: who adds a list, adds its file."""

import re

import pytest

from tests.house.routes import ROUTES
from tests.house.test_habits import TEXT

EXCEL = re.compile(r"""url '([a-z:-]+-excel)'|\{\{ (excel_url) \}\}""")
PAGES = {name: text for name, text in TEXT.items() if name.endswith(".html") and not name.startswith("components/")}
LISTS = sorted(name for name, text in PAGES.items() if '"components/pagination.html"' in text)
# Lists without a file, each with its reason. There are none: think twice before you write the first.
WITHOUT_A_FILE: dict[str, str] = {}


def around(name):
    """A template and whatever is drawn around it: what includes it, and the page that it is the fragment of."""
    found, new = set(), {name, name.replace("/_", "/")} & set(PAGES)
    while new:
        found |= new
        new = {other for other, text in PAGES.items() if any(f'"{one}"' in text for one in new)} - found
    return found


def takes_filters(name):
    """Whether the filters of a list swap it: then nothing outside it hears of them."""
    regions = set(re.findall(r'components/pagination.html" with page=page region="([a-z-]+)"', PAGES[name]))
    filtered = [re.findall(r'components/filter_form.html"[^%]* region="([a-z-]+)"', PAGES[one]) for one in around(name)]
    return bool(regions & {region for found in filtered for region in found})


def test_the_lists_are_found():
    assert {"kpi/_follow_up.html", "kpi/reminder.html", "notices/_notice_list.html"} <= set(LISTS)
    assert takes_filters("kpi/_message_list.html")
    assert takes_filters("kpi/_follow_up_extensions.html")
    assert not takes_filters("notices/_notice_list.html")
    assert set(WITHOUT_A_FILE) <= set(LISTS)


@pytest.mark.parametrize("name", [name for name in LISTS if name not in WITHOUT_A_FILE])
def test_every_list_of_pages_has_its_excel_file(name):
    """In the list itself where filters swap it, so that the link keeps up with them; else on its page."""
    places = [name] if takes_filters(name) else sorted(around(name))
    found = [link for place in places for links in EXCEL.findall(PAGES[place]) for link in links if link]
    assert found, f"{name}: give this list a file (samenleven/core/tables.py) and a link to it"
    assert {link for link in found if link != "excel_url"} <= set(ROUTES)
