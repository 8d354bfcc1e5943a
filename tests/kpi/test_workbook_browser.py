"""The pages of the workbook in a real browser: keyboard, narrow screen, without script, silent console, axe."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kpi.services import workbooks
from kpi.services.registrations import Answer
from kpi.services.workbooks.layout import MOTIVATIONS
from tests import make
from tests.kpi.test_registration_browser import LONG, open_corridor, url
from tests.kpi.test_workbook_pages import upload_url
from tests.kpi.test_workbook_rules import colleague_saves
from tests.kpi.test_workbooks import handed_in
from tests.kpi.workbook_files import as_libreoffice_saves, filled
from tests.seeing import axe_finds

pytestmark = pytest.mark.django_db(transaction=True)


def a_file(content, name="werkboek.xlsx"):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def page():
    """A page that is open now, whose reader of sheets looks at it by the clock of the browser."""
    made = open_corridor(indicators=4, local_government=make.local_government(name=LONG))
    made.sheet = lambda: type(made).sheet(made, timezone.now())
    return made


@pytest.fixture
def everything(page):
    """An upload with an error, a text that is too long, a row of nobody, a choice and a change."""
    cells = {
        (2, "count"): "abc" * 30,
        (3, "count"): 12,
        (4, "count"): 112,
        (4, "reason"): "Nieuwe werking " * 5,
        (9, "count"): 3,
    }
    content = filled(workbooks.write(page.sheet()), cells)
    content = filled(content, {(2, "text"): "b" * 2600}, sheet=MOTIVATIONS.title)
    colleague_saves(page, 99, row=1)
    return handed_in(page, content)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_down_up_put_right_and_taken_over(browse, page, script):
    tab = browse(page.editor, url(page), java_script_enabled=script)
    tab.get_by_role("link", name="werkboek").click()
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Downloaden (Excel)").click()
    content = download.value.path().read_bytes()
    tab.get_by_label("Uw ingevulde werkboek").set_input_files(
        a_file(as_libreoffice_saves(filled(content, {(2, "count"): "abc", (3, "count"): 112})))
    )
    tab.get_by_role("button", name="Opladen en nakijken").click()
    tab.locator("#r2-aantal").fill("1.134")
    tab.get_by_role("button", name="Toepassen en verder nakijken").click()
    expect(tab.get_by_text("2 wijzigingen")).to_be_visible()
    tab.get_by_role("button", name="Overnemen en bewaren als ontwerp").click()
    expect(tab.get_by_text("2 wijzigingen zijn overgenomen")).to_be_visible()
    assert [one.answer for one in page.sheet().fields][:2] == [Answer(1134), Answer(112)]


def test_with_the_keyboard_alone(browse, page):
    content = filled(workbooks.write(page.sheet()), {(2, "count"): "abc"})
    upload = handed_in(page, content)
    tab = browse(page.editor, upload_url(page, upload))
    assert tab.evaluate("document.activeElement.className") == "error-summary"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("#r2-aantal")).to_be_focused()
    tab.keyboard.press("Control+a")
    tab.keyboard.type("7")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("1 wijziging", exact=True)).to_be_visible()
    tab.get_by_role("button", name="Overnemen en bewaren als ontwerp").focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("1 wijziging is overgenomen")).to_be_visible()


def test_a_refused_file_gets_the_focus_of_who_reads_aloud(browse, page):
    tab = browse(page.editor, url(page, "workbook"))
    tab.get_by_label("Uw ingevulde werkboek").set_input_files(a_file(b"a;b", "cijfers.csv"))
    tab.get_by_role("button", name="Opladen en nakijken").click()
    expect(tab.get_by_role("alert")).to_be_focused()
    expect(tab.get_by_role("alert")).to_contain_text("Uw bestand is een csv-bestand")
    browse.said.clear()  # the browser tells of the 422


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", ["workbook", "upload", "list"])
def test_every_page_is_accessible_and_fits(browse, page, everything, name, width):
    handed_in(page, b"geen werkboek", f"{'lange-naam-' * 12}.csv")
    who = make.user(ministry_role="case_handler") if name == "list" else page.editor
    address = {
        "workbook": url(page, "workbook"),
        "upload": upload_url(page, everything),
        "list": reverse("kpi:upload-list"),
    }[name]
    tab = browse(who, address, width=width)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab = browse(who, address, width=width, bypass_csp=True)
    assert axe_finds(tab) == []
