"""The small parts of every page: nothings, bars, sort heads, pages of a list, fragments."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, RequestContext, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils.html import strip_tags
from django_htmx.middleware import HtmxDetails

from samenleven.core import htmx
from samenleven.core.clock import end_of_day
from samenleven.core.templatetags import ui

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))


def draw(source, request=None, **context):
    made = RequestContext(request, context) if request else Context(context)
    return Template(source).render(made).strip()


def text_of(html):
    return re.sub(r"\s+", " ", strip_tags(html).replace("\u00a0", " ")).strip()


# --- small parts ---------------------------------------------------------------------------------------------------------
def test_every_nothing_has_its_own_word_and_look():
    drawn = {state: draw("{% nothing state %}", state=state) for state in ui.NOTHINGS}
    assert [text_of(html) for html in drawn.values()] == [
        "nog niet verwacht",
        "nog niet gerapporteerd",
        "niet gerapporteerd",
        "0",
        "niet van toepassing",
        "verborgen",
        "onbekend",
    ]
    style = (Path(settings.BASE_DIR) / "static/css/components/nothing.css").read_text()
    assert all(f'data-state="{state}"' in style and f'data-state="{state}"' in drawn[state] for state in drawn)


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("notYetDue", "nog niet verwacht"),
        ("not_due", "nog niet verwacht"),
        ("notYetReported", "nog niet gerapporteerd"),
        ("notReported", "niet gerapporteerd"),
        ("notApplicable", "niet van toepassing"),
        ("suppressed", "verborgen"),
        ("complete", "onbekend"),
        ("", "onbekend"),
    ],
)
def test_the_api_and_the_snapshots_name_the_same_nothings(state, word):
    assert text_of(draw("{% nothing state %}", state=state)) == word


def test_a_nothing_that_does_not_exist_is_refused():
    with pytest.raises(KeyError):
        draw('{% nothing "nowhere" %}')


def test_a_value_is_a_figure_or_the_nothing_that_it_is():
    assert draw("{% value 0 %}") == "0"
    assert draw('{% value amount "euro" "not_yet_due" %}', amount=Decimal("14700")) == "€\u00a014.700,00"
    assert text_of(draw('{% value missing "count" "not_yet_due" %}', missing=None)) == "nog niet verwacht"
    assert text_of(draw("{% value missing %}", missing=None)) == "onbekend"


@pytest.mark.parametrize(
    ("ratio", "fill", "beyond", "more", "said"),
    [
        (Decimal("0.5"), "50", None, False, "50 %"),
        (0, "0", None, False, "0 %"),
        (1, "100", None, False, "100 %, doel bereikt"),
        (Decimal("1.2424"), "100", "24.24", False, "124,2 %, doel bereikt"),
        (Decimal("2.0833"), "100", "25", True, "208,3 %, doel bereikt"),
        (Decimal("0.9999"), "99.99", None, False, "99,9 %"),
    ],
)
def test_a_bar_shows_more_than_its_target(ratio, fill, beyond, more, said):
    html = draw("{% bar ratio %}", ratio=ratio)
    assert f'class="bar-fill" width="{fill}"' in html
    assert (re.search(r'bar-beyond" x="100" width="([\d.]+)"', html) or [None, None])[1] == beyond
    assert ("bar-more" in html) is more
    assert text_of(html) == said
    assert "style=" not in html


def test_a_bar_without_a_ratio_says_which_nothing_it_is():
    assert text_of(draw('{% bar ratio "not_reported" %}', ratio=None)) == "niet gerapporteerd"


def test_a_badge_says_its_text_and_escapes_it():
    assert (
        draw("{% badge text tone %}", text="<b>", tone="success")
        == '<span class="badge" data-tone="success">&lt;b&gt;</span>'
    )
    assert draw("{% example_label %}") == '<span class="badge" data-tone="example">voorbeeldverdeling</span>'
    with pytest.raises(ValueError, match="tone"):
        draw('{% badge "x" "pink" %}')


def sort_head(query, source='{% sort_header "target" "Doel" number=True region="list" %}'):
    return draw(source, request=RequestFactory().get("/dashboard/", query))


def test_a_sort_header_works_as_a_link_and_says_its_order():
    plain = sort_head({"goal": "3", "page": "2"})
    assert 'href="?goal=3&amp;sort=-target"' in plain
    assert "aria-sort" not in plain
    assert 'hx-get="?goal=3&amp;sort=-target" hx-target="#list"' in plain
    assert 'aria-sort="descending"' in sort_head({"sort": "-target"})
    assert 'href="?sort=target"' in sort_head({"sort": "-target"})
    assert 'aria-sort="ascending"' in sort_head({"sort": "target"})
    by_default = sort_head({}, '{% sort_header "name" "Naam" default="name" %}')
    assert 'aria-sort="ascending"' in by_default
    assert "hx-get" not in by_default


def test_the_pages_of_a_list_keep_its_filters_and_work_behind_only():
    request = RequestFactory().get("/plan/", {"goal": "3"})
    source = '{% include "components/pagination.html" with page=page region="list" only %}'
    html = draw(source, request=request, page=Paginator(range(1134), 25).get_page(7))
    assert 'href="?goal=3&amp;page=8"' in html
    assert "151 tot 175 van 1.134" in text_of(html)
    assert html.count("aria-current") == 1
    assert "<nav" not in draw(source, request=request, page=Paginator(range(3), 25).get_page(1))


def test_a_figure_carries_what_it_is():
    said = text_of(
        render_to_string(
            "components/figure.html",
            {
                "label": "Begeleide jongeren",
                "value": None,
                "state": "not_yet_due",
                "kind": "realised",
                "base": "both",
                "as_of": end_of_day(dt.date(2023, 3, 3)),
                "reported": 0,
                "expected": 13,
                "source": "example",
            },
        )
    )
    assert said == (
        "Begeleide jongeren nog niet verwacht bereikt (huidig en gepland bereik samen) 0 van 13 gerapporteerd "
        "zoals gekend op 3 maart 2023 voorbeeldverdeling"
    )


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_tells_its_arguments(name):
    first = (TEMPLATES / "components" / name).read_text()[:400]
    assert re.match(r"\{#|\{% comment %\}", first)
    assert re.search(r"no arguments|Arguments:", first, re.IGNORECASE)


def _pages():
    return sorted(
        name
        for name in (path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
        if not name.startswith("mail/")  # a mail knows no stylesheet
    )


@pytest.mark.parametrize("name", _pages())
def test_every_template_compiles_and_holds_no_inline_code(name):
    get_template(name)
    source = (TEMPLATES / name).read_text()
    assert not re.search(
        r"<style|\sstyle=|\son(?!e=)[a-z]+=|<script(?![^>]*\ssrc=)|javascript:|hx-on|hx-vals='js:", source
    )


def test_every_stylesheet_is_asked_for():
    css = Path(settings.BASE_DIR) / "static/css"
    told = (css / "site.css").read_text()
    written = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    for path in css.rglob("*.css"):
        name = path.relative_to(css).as_posix()
        assert f'url("{name}")' in told or f"css/{name}" in written, name


def test_messages_carry_their_tone():
    message = Message(constants.SUCCESS, "Bewaard.")
    html = render_to_string("components/messages.html", {"messages": [message]})
    assert 'data-tone="success"' in html
    assert 'aria-live="polite"' in html


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_a_fault_page_needs_no_context(name):
    html = get_template(name).render()
    assert "<h1>" in html
    assert 'lang="nl-BE"' in html


# --- a page or its fragment ----------------------------------------------------------------------------------------------
def asked(**headers) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers)
    request.htmx = HtmxDetails(request)
    request._messages = []
    request.user = SimpleNamespace(is_authenticated=False)
    return request


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "list"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_htmx_gets_the_fragment_and_a_browser_the_page(headers, fragment):
    assert htmx.wants_fragment(asked(**headers)) is fragment


def test_a_fragment_stands_beside_its_page():
    assert htmx.fragment_of("grants/plan.html") == "grants/_plan.html"


def test_a_fragment_brings_the_waiting_messages(tmp_path, settings):
    (tmp_path / "list.html").write_text("<h1>All</h1>")
    (tmp_path / "_list.html").write_text('<ul id="list"></ul>')
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    request = asked(**{"HX-Request": "true"})
    assert htmx.render_page(request, "list.html").content == b'<ul id="list"></ul>'
    request._messages = [Message(constants.SUCCESS, "Bewaard.")]
    response = htmx.render_page(request, "list.html", status=422)
    assert response.status_code == 422
    assert b'id="messages" aria-live="polite" hx-swap-oob="innerHTML"' in response.content
    assert response.headers["Vary"].startswith("HX-Request")
    assert htmx.render_page(asked(), "list.html").content == b"<h1>All</h1>"
