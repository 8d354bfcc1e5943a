"""Following up in a real browser: keyboard, narrow screen, without a script, silent console, axe."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from grants.models import ReportingMoment
from kpi.models import Return
from samenleven.core.clock import end_of_day
from tests import make
from tests.kpi.follow_up_world import applicant, application_of, fill, moment_of, send, send_back
from tests.seeing import axe_finds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def handler():
    return make.user("dossier", ministry_role="case_handler", first_name="Bea", last_name="Claes")


@pytest.fixture
def moment(handler):
    """A moment that is open now, with somebody in most states."""
    today = timezone.localdate()
    days = {
        name: end_of_day(today + dt.timedelta(days=ahead))
        for name, ahead in {"opens_at": -30, "deadline": -1, "entries_until": 10, "changes_until": 30}.items()
    }
    late = days.pop("deadline")
    made = moment_of(deadline=end_of_day(today + dt.timedelta(days=1)), **days)
    send(made, applicant(made, "Aalst", actions=(101, 102, 103)))
    fill(made, applicant(made, "Brugge", actions=(102,)))
    lokeren = applicant(made, "Lokeren", actions=(101, 103), members=("Moerbeke",))
    send(made, lokeren)
    send_back(made, lokeren, until=end_of_day(today + dt.timedelta(days=14)), by=handler)
    ReportingMoment.objects.update(deadline=late)
    return made


@pytest.fixture
def pages(moment, handler):
    lokeren = moment.round.applications.get(lead__name="Lokeren").lead
    registration = Return.objects.first().registration
    aalst = moment.round.applications.get(lead__name="Aalst").lead
    send_back(moment, aalst, until=end_of_day(timezone.localdate() + dt.timedelta(days=14)), by=handler)
    return [
        "/opvolging/",
        "/opvolging/?stand=te-laat&sort=-open",
        "/opvolging/?moment=gisteren&naam=niemand",
        f"/opvolging/5/final/{lokeren.code}/",
        "/opvolging/meer-tijd/",
        registration.get_absolute_url(),
        f"/registraties/5/final/{aalst.code}/",
    ]


@pytest.fixture
def more_time(moment, handler):
    from kpi.services import registrations  # only this test decides

    lead = moment.round.applications.get(lead__name="Brugge").lead
    until = end_of_day(timezone.localdate() + dt.timedelta(days=20))
    return registrations.give_more_time(
        moment=moment, application=application_of(moment, lead), until=until, reason="Ziekte.", by=handler
    )


def test_axe_finds_nothing_and_the_console_stays_empty(browse, handler, pages, more_time):
    tab, guarded = browse(handler, pages[0], bypass_csp=True), browse(handler, pages[0])
    narrow = browse(handler, pages[0], bypass_csp=True, width=320)
    for address in pages:
        tab.goto(address)
        assert (address, axe_finds(tab)) == (address, [])
        narrow.goto(address)
        assert (address, axe_finds(narrow)) == (address, [])
        assert (address, narrow.evaluate("document.documentElement.scrollWidth")) == (address, 320)
        guarded.goto(address)


def test_on_a_narrow_screen_each_applicant_is_a_card_with_its_actions(browse, handler, moment):
    tab = browse(handler, "/opvolging/", width=320)
    card = tab.locator(".follow-up tbody tr", has_text="Lokeren")
    link = card.get_by_role("link", name="101 teruggestuurd 1 van 2 ingediend")
    assert link.bounding_box()["width"] > 150
    assert link.bounding_box()["height"] >= 44
    assert card.locator("td:empty").first.is_hidden()


def test_the_words_of_a_cell_are_heard_though_a_sign_is_seen(browse, handler, moment):
    tab = browse(handler, "/opvolging/")
    link = tab.get_by_role("row", name=re.compile("Lokeren")).get_by_role(
        "link", name="101 teruggestuurd 1 van 2 ingediend"
    )
    expect(link).to_be_visible()
    assert link.evaluate("one => getComputedStyle(one).fontSize") == "0px"
    assert link.evaluate("one => getComputedStyle(one.querySelector('small')).fontSize") == "11px"
    link.focus()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(r"/opvolging/5/final/\d+/#actie-101$"))
    expect(tab.locator("#actie-101")).to_be_in_viewport()


def test_a_tile_filters_with_the_keyboard_and_keeps_its_place(browse, handler, moment):
    tab = browse(handler, "/opvolging/")
    tab.locator("#tile-sent").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#announcer")).to_have_text("1 aanvrager")
    expect(tab.locator("#tile-sent[aria-current]")).to_be_focused()
    assert tab.url.endswith("/opvolging/?stand=ingediend")
    tab.keyboard.press("Enter")
    expect(tab.locator("#announcer")).to_have_text("3 aanvragers")
    tab.go_back()
    expect(tab.locator("#tile-sent[aria-current]")).to_be_visible()


def test_an_action_is_sent_back_by_keyboard_and_mistakes_are_shown(browse, handler, moment):
    aalst = moment.round.applications.get(lead__name="Aalst").lead
    tab = browse(handler, f"/opvolging/5/final/{aalst.code}/")
    tab.get_by_role("button", name="Terugsturen").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".error-summary")).to_be_focused()
    expect(tab.locator(".error-summary")).to_contain_text("Kies minstens één actie.")
    assert ["422" in text for text in browse.said] == [True]
    browse.said.clear()
    tab.get_by_role("checkbox", name="102. Actie 102").check()
    tab.get_by_label("Wat moet er beter?").fill("Kijk het aantal na.")
    tab.get_by_role("button", name="Terugsturen").click()
    expect(tab.get_by_text("1 registratie teruggestuurd.")).to_be_visible()
    expect(tab.locator("#actie-102")).to_contain_text("Kijk het aantal na.")
    tab.get_by_role("button", name="Terugzending van actie 102 intrekken").click()
    tab.locator("dialog").get_by_role("button", name="Intrekken").click()
    expect(tab.get_by_text("De terugzending is ingetrokken.")).to_be_visible()


def test_everything_works_without_a_script(browse, handler, moment):
    tab = browse(handler, "/opvolging/", java_script_enabled=False)
    tab.get_by_label("Naam").fill("moerb")
    tab.get_by_role("button", name="Filteren").click()
    expect(tab.locator(".follow-up tbody tr")).to_have_count(1)
    tab.locator("#sort-open").click()
    expect(tab.locator("th[aria-sort='descending'] #sort-open")).to_be_visible()
    tab.get_by_role("link", name="Lokeren", exact=True).click()
    tab.get_by_label("Heropening: alleen het formulier gaat open.").check()
    day = timezone.localdate() + dt.timedelta(days=40)
    tab.get_by_label("Tot en met", exact=True).fill(f"{day:%d/%m/%Y}")
    tab.get_by_label("Waarom?").fill("Ziekte.")
    tab.get_by_role("button", name="Meer tijd geven").click()
    expect(tab.get_by_text("Dit bestuur heeft meer tijd gekregen.")).to_be_visible()
    tab.get_by_role("button", name=re.compile("Intrekken: heropening")).click()
    expect(tab.get_by_text("Ingetrokken. Wat intussen ingediend is, blijft gelden.")).to_be_visible()
