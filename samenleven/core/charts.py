"""Charts: a Vega-Lite spec with its values becomes an SVG or a PNG, drawn once and kept as long as it says the same.

A drawing is kept under its own content: the same figures are never drawn twice, whatever address or stamp they came by.
Specs and values are ours; nothing is fetched while drawing.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from textwrap import wrap

from django.core.cache import cache
from django.utils.html import escape

from samenleven.core.release import release

HOUSE = Path(__file__).with_name("charts.json")
KEPT_FOR = 30 * 24 * 3600  # seconds; what nobody asks for any more goes by itself
SHARPNESS = 2.0  # pixels of a PNG for each of the drawing
# How many letters fit on a line of the title and of what stands under it, at the width of a file.
TITLE_LETTERS, SUBTITLE_LETTERS = 72, 108
LANGUAGE = "6.1"  # of Vega-Lite; named, so that a newer package draws the same
# What the engine says in English of each part; the picture as a whole has its name in Dutch.
INSIDE = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class Drawing:
    """A finished picture, and the tag by which a browser knows that it has it already."""

    body: bytes
    etag: str


@dataclass(frozen=True)
class Chart:
    """What is to be drawn: a spec with its values, what it says (R1), and whether it says so inside the picture."""

    spec: dict
    title: str
    facts: tuple[str, ...] = ()
    is_titled: bool = False

    @property
    def complete(self) -> dict:
        """The whole spec."""
        if not self.is_titled:
            return self.spec
        lines = [line for fact in self.facts for line in wrap(fact, SUBTITLE_LETTERS)]
        return self.spec | {"title": {"text": wrap(self.title, TITLE_LETTERS), "subtitle": lines}}


def draw(chart, form="svg") -> Drawing:
    """The chart as a picture; drawn before, or now."""
    content = json.dumps([chart.complete, chart.title, chart.facts], sort_keys=True)
    key = f"chart:{form}:{release()}:{hashlib.sha256(content.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        body = _svg(chart) if form == "svg" else _png(chart)
        found = (body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        cache.set(key, found, timeout=KEPT_FOR)
    return Drawing(*found)


def read_spec(path, part) -> dict:
    """A part of a file of specs, to change at will."""
    return json.loads(_text_of(path))[part]


@once
def _text_of(path):
    return path.read_text()


def _svg(chart):
    # The engine is as large as the rest of the portal: only a process that draws loads it.
    import vl_convert

    house = json.loads(_text_of(HOUSE))
    drawn = vl_convert.vegalite_to_svg(
        {**chart.complete, "config": house["config"] | chart.spec.get("config", {})},
        vl_version=LANGUAGE,
        format_locale=house["format_locale"],
        allowed_base_urls=[],
    )
    return _named(drawn, chart).encode()


def _png(chart):
    import vl_convert  # see _svg

    return bytes(vl_convert.svg_to_png(draw(chart).body.decode(), scale=SHARPNESS))


def _named(svg, chart):
    """The picture with its name and description in Dutch; the parts inside say nothing of their own."""
    head, rest = INSIDE.sub("", svg).split(">", 1)
    said = f"<title>{escape(chart.title)}</title><desc>{escape(' '.join(chart.facts))}</desc>"
    return f'{head} role="img" aria-label="{escape(chart.title)}">{said}{rest}'
