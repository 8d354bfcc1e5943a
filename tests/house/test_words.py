"""The words of the house: every model in the glossary, every page's rule in docs/rules.md where it says it is."""

import re
from pathlib import Path

import pytest

from tests.house.test_constraints import TABLES

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
RULES = (ROOT / "docs" / "rules.md").read_text()
THINGS = dict(re.findall(r"^\| `([A-Z]\w+)` \| ([^|]+?) \|", GLOSSARY, re.MULTILINE))


def test_every_model_stands_in_the_glossary_with_its_dutch_word():
    assert {model.__name__: str(model._meta.verbose_name) for model in TABLES} == THINGS


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_every_model_says_what_it_is_in_one_line_with_its_dutch_word(model):
    """`Meta.verbose_name` in lower case, and a docstring of our own that ends its first line with a point."""
    first = model.__doc__.strip().splitlines()[0]
    assert first.endswith(".")
    assert not first.startswith(model.__name__ + "(")
    word = str(model._meta.verbose_name)
    assert word[:1].islower() or word.isupper()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|html)|(?:[a-z_]+/)+)`", RULES))))
def test_every_home_and_test_in_the_rules_is_there(path):
    assert (ROOT / path).exists()


def test_every_row_of_the_rules_is_whole():
    rows = [line for line in RULES.splitlines() if line.startswith("| R")]
    assert len(rows) > 25
    for row in rows:
        name, sentence, source, home, test = (cell.strip() for cell in row.strip("|").split("|"))
        assert name
        assert sentence.endswith(".")
        assert source in ("plan", "Q222", "ours")
        assert home
        assert "`tests/" in test
