"""What the papers say is so: the accounts of the try-out, and every road to another page."""

import re
from pathlib import Path

import pytest

from samenleven.accounts.tryout import ACCOUNTS

ROOT = Path(__file__).resolve().parents[2]
PAPERS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def test_the_readme_names_every_account_and_no_other():
    _before, _header, table = (ROOT / "README.md").read_text().partition("| account | who |\n|---|---|\n")
    rows = table.partition("\n\n")[0].splitlines()
    named = [name for row in rows for name in re.findall(r"`([^`/]+)`", row.split("|")[1])]
    assert sorted(named) == sorted(one.username for one in ACCOUNTS)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_road_to_another_page_leads_somewhere(paper):
    roads = [road.partition("#")[0] for road in LINK.findall(paper.read_text())]
    roads = [road for road in roads if road and not re.match(r"[a-z]+:", road)]
    assert [road for road in roads if not (paper.parent / road).exists()] == []
