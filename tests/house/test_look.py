"""The small parts in a real browser: keyboard, narrow screen, script on and off, silent console, nothing for axe to find."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import FileResponse
from django.test import Client
from playwright.sync_api import expect

from tests.seeing import axe_finds

SITE = "http://localhost"


@pytest.fixture
def site(settings):
    """Answers a browser from Django's test client: no server, no database."""
    settings.ROOT_URLCONF = "tests.house.look"
    templates = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**templates, "DIRS": [*templates["DIRS"], Path(__file__).parent / "templates"]}]
    settings.DEMO = True
    client = Client(enforce_csrf_checks=True, raise_request_exception=False, SERVER_NAME="localhost")

    def answer(route):
        request = route.request
        address = urlsplit(request.url)
        if address.path.startswith("/static/"):
            route.fulfill(path=finders.find(address.path.removeprefix("/static/")))
            return
        response = client.generic(
            request.method,
            address.path,
            request.post_data_buffer or b"",
            content_type=request.headers.get("content-type", "application/x-www-form-urlencoded"),
            query_params=parse_qs(address.query, keep_blank_values=True),
            headers={name: value for name, value in request.headers.items() if name != "cookie"},
        )
        assert not isinstance(response, FileResponse)
        kept = {name: value for name, value in response.headers.items() if name.lower() != "content-length"}
        route.fulfill(status=response.status_code, headers=kept, body=response.content)

    return answer


@pytest.fixture
def open_page(chromium, site):
    """Opens the page of all parts; afterwards the console must have stayed empty."""
    said, contexts = [], []

    def opened(width=1280, height=900, query="", **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.route(f"{SITE}/**", site)
        context.set_default_timeout(5000)
        page = context.new_page()
        if not options.get("bypass_csp"):  # axe itself asks for what the page already has, and complains
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{SITE}/look/{query}")
        page.said = said
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def focused(page, what="id"):
    return page.evaluate(f"document.activeElement.{what}")


def test_axe_finds_nothing(open_page):
    page = open_page(bypass_csp=True)
    assert axe_finds(page) == []


def test_axe_finds_nothing_in_a_form_with_errors(open_page):
    page = open_page(bypass_csp=True, java_script_enabled=True)
    page.get_by_role("button", name="Indienen").click()
    page.locator("dialog").get_by_role("button", name="Indienen").click()
    page.wait_for_selector(".error-summary")
    assert axe_finds(page) == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_is_wider_than_the_screen(open_page, width):
    page = open_page(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_keyboard_reaches_everything_and_sees_where_it_is(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Naar de hoofdinhoud")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    reachable = page.locator("main :is(a, button, input:not([type=hidden]), select, textarea, summary, [tabindex='0'])")
    seen = set()
    for _ in range(reachable.count() - 1):  # of two radio buttons the keyboard stops at one
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        card = focused(page, "closest('.card') !== null")
        assert outline == "solid" or card
        seen.add(page.evaluate("[...document.querySelectorAll('main *')].indexOf(document.activeElement)"))
    assert len(seen) == reachable.count() - 1
    assert -1 not in seen


def test_a_form_asks_first_and_then_names_its_errors(open_page):
    page = open_page()
    submit = page.get_by_role("button", name="Indienen")
    submit.click()
    expect(page.locator("dialog").get_by_text("Annuleren")).to_be_focused()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    expect(submit).to_be_focused()
    submit.click()
    page.locator("dialog").get_by_role("button", name="Indienen").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Wat: Vul dit in.").click()
    expect(page.locator("#id_what_0")).to_be_focused()
    page.get_by_role("link", name="Naam: Vul dit in.").click()
    expect(page.locator("#id_name")).to_be_focused()
    assert page.locator("#id_reached").get_attribute("aria-describedby") == "id_reached_helptext id_reached_error"


def test_sorting_swaps_the_list_says_so_and_keeps_the_place(open_page):
    page = open_page()
    page.locator("#sort-target").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort='descending']")
    assert page.url == f"{SITE}/look/?sort=-target"
    expect(page.locator("#sort-target")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("9 rijen")


def test_a_filter_keeps_the_order_and_leaves_empty_ones_out(open_page):
    page = open_page(query="?sort=-target")
    page.select_option("#id_goal", "3")
    page.get_by_role("button", name="Filteren").click()
    page.wait_for_url(f"{SITE}/look/?goal=3&sort=-target")
    page.go_back()
    page.wait_for_url(f"{SITE}/look/?sort=-target")
    page.wait_for_selector("h1")


def test_htmx_sends_the_token_of_the_page(open_page):
    page = open_page()
    page.get_by_role("button", name="Bewaren", exact=True).click()
    expect(page.locator("#saved")).to_have_text("bewaard")


def test_a_failed_save_is_said(open_page):
    page = open_page()
    page.get_by_role("button", name="Bewaren", exact=True).evaluate(
        "it => it.setAttribute('hx-post', '/look/save?fail=1')"
    )
    page.evaluate("htmx.process(document.querySelector('#list'))")
    page.get_by_role("button", name="Bewaren", exact=True).click()
    page.wait_for_selector(".messages .alert")
    assert "Uw laatste wijziging is niet bewaard." in page.locator("#messages").inner_text()
    # The browser itself reports the failed request, and htmx does; that is the fault, not our pages.
    assert len(page.said) == 2
    page.said.clear()


def test_without_script_everything_still_works(open_page):
    page = open_page(java_script_enabled=False)
    page.locator("#sort-target").click()
    assert page.url == f"{SITE}/look/?sort=-target"
    assert page.locator("th[aria-sort='descending']").count() == 1
    page.locator("#page-next").click()
    assert page.url == f"{SITE}/look/?sort=-target&page=2"
    page.get_by_role("button", name="Indienen").click()
    assert "Naam: Vul dit in." in page.locator(".error-summary").inner_text()
