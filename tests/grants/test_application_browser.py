"""The application in a real browser: saved by itself, with the keyboard, without a script, narrow, nothing for axe to find."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from grants.services import applications
from tests import make
from tests.grants.applying import IBAN, call, fill_in, submit
from tests.seeing import axe_finds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def begun():
    now = timezone.now()
    offered = call(opens_at=now - dt.timedelta(days=1), closes_at=now + dt.timedelta(days=9))
    lokeren = make.local_government("46014", name="Lokeren")
    an = make.editor(lokeren, first_name="An", last_name="Peeters")
    made = applications.start(project_round=offered.round, lead=lokeren, by=an)
    applications.choose_actions(application=made, numbers=[6, 7], by=an)
    made.editor = an
    return made


def standing(application):
    application.refresh_from_db()
    return applications.read_sheet(application).values()


def planned(page, code):
    return page.locator(f"[id='id_planned-{code}-46014']")


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_is_cut_off(browse, begun, width):
    gent = make.local_government("44021", name="Heist-op-den-Berg-aan-de-Grote-Nete")
    applications.invite(application=begun, local_government=gent, by=begun.editor)
    begun.refresh_from_db()
    root = begun.get_absolute_url()
    page = browse(begun.editor, "/aanvragen/", width=width, bypass_csp=True)
    for path in ("/aanvragen/", root, f"{root}acties/", f"{root}indienen/", f"{root}intrekken/"):
        page.goto(path)
        assert axe_finds(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_axe_finds_nothing_where_the_ministry_reads(browse, begun):
    fill_in(begun, begun.editor)
    submit(begun, begun.editor)
    page = browse(make.user(ministry_role="case_handler"), "/aanvragen/overzicht/", bypass_csp=True)
    for path in ("/aanvragen/overzicht/", begun.get_absolute_url(), f"{begun.get_absolute_url()}versies/1/"):
        page.goto(path)
        assert axe_finds(page) == [], path


def test_it_saves_by_itself_and_computes_while_one_types(browse, begun):
    page = browse(begun.editor, begun.get_absolute_url())
    planned(page, "6-1").fill("10")
    expect(page.locator("[data-total]").first).to_have_text("€ 6.000,00")
    planned(page, "6-1").press("Tab")
    expect(page.locator("#application-said")).to_contain_text("Bewaard om")
    assert standing(begun)["planned 6.1 46014"] == 10
    page.get_by_role("button", name="Lager").first.click()
    expect(page.locator("[id='id_priority-7']")).to_have_value("1")
    expect(page.locator(".application-lines > li").first).to_contain_text("Actie 7")
    expect(page.locator("#application-points")).to_contain_text("Actie 7: plan minstens")
    page.wait_for_timeout(400)  # the save waits a moment for the other fields
    expect(page.locator(".htmx-request")).to_have_count(0)
    now = standing(begun)
    assert (now["priority 7"], now["priority 6"]) == (1, 2)


def test_a_title_is_dragged_to_another_place(browse, begun):
    page = browse(begun.editor, begun.get_absolute_url())
    page.set_viewport_size({"width": 1280, "height": 2000})  # both in sight: nobody drags over the edge of a page here
    titles = page.locator("[data-line] h3")
    titles.nth(1).drag_to(titles.nth(0))
    expect(page.locator("[id='id_priority-7']")).to_have_value("1")
    expect(page.locator("#application-said")).to_contain_text("Bewaard om")
    assert standing(begun)["priority 7"] == 1


def test_without_a_script_from_the_form_to_the_receipt(browse, begun):
    page = browse(begun.editor, begun.get_absolute_url(), java_script_enabled=False)
    for code, now, more in (("6-1", "3", "10"), ("7-1", "0", "20")):
        page.locator(f"[id='id_current-{code}-46014']").fill(now)
        planned(page, code).fill(more)
    page.get_by_label("Voornaam").fill("An")
    page.get_by_label("Familienaam").fill("Peeters")
    page.get_by_label("E-mailadres").fill("an@example.org")
    page.get_by_label("Rekeningnummer (IBAN)").fill(IBAN)
    page.get_by_role("button", name="Nakijken en indienen").click()
    page.get_by_role("button", name="Indienen", exact=True).click()
    expect(page.get_by_role("heading", name="Ontvangstbewijs: Lokeren, versie 1")).to_be_visible()
    begun.refresh_from_db()
    assert begun.status == "submitted"
