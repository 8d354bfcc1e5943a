"""Messages, questions and reminders in a real browser: keyboard, narrow screen, silent console, axe."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kpi.models import Message
from kpi.services import messages, reminders
from samenleven.notices.models import Notice
from tests import make
from tests.kpi.corridor import corridor
from tests.seeing import axe_finds

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Vlaamse Gemeenschapscommissie voor het tweetalige gebied Brussel-Hoofdstad"


@pytest.fixture
def page():
    """A registration that is due in seven days."""
    now = timezone.now()
    day = dt.timedelta(days=1)
    dates = {"opens_at": now - 40 * day, "deadline": now + 7 * day, "entries_until": None, "changes_until": None}
    return corridor(actions=2, local_government=make.local_government(name=LONG), **dates)


@pytest.fixture
def official():
    return make.user(ministry_role="case_handler", first_name="Els", last_name="Claes")


def url(page, name="messages"):
    return reverse(f"kpi:registration-{name}", args=["5", "final", page.local_government.code])


def by_keyboard(tab, locator):
    for _step in range(60):
        if locator.evaluate("element => element === document.activeElement"):
            return
        tab.keyboard.press("Tab")
    raise AssertionError("never reached")


def test_a_question_is_asked_and_answered_with_the_keyboard_alone(browse, page, official):
    tab = browse(page.editor, url(page, "form"))
    by_keyboard(tab, tab.get_by_role("link", name="Een vraag over deze registratie?"))
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{url(page)}")
    by_keyboard(tab, tab.locator("textarea"))
    tab.keyboard.type("Telt een groep mee?")
    by_keyboard(tab, tab.get_by_role("button", name="Versturen"))
    tab.keyboard.press("Enter")
    expect(tab.locator(".conversation-text")).to_have_text("Telt een groep mee?")

    tab = browse(official, reverse("kpi:message-list"))
    expect(tab.locator(".user-unread")).to_contain_text("1")
    by_keyboard(tab, tab.locator(".notice-subject a"))
    tab.keyboard.press("Enter")
    by_keyboard(tab, tab.locator("textarea"))
    tab.keyboard.type("Ja, als een gesprek.")
    by_keyboard(tab, tab.get_by_role("button", name="Versturen"))
    tab.keyboard.press("Enter")
    expect(tab.locator(".conversation-text").first).to_have_text("Ja, als een gesprek.")

    tab = browse(page.editor, reverse("notices:list"))
    by_keyboard(tab, tab.locator(".notice-subject a"))
    tab.keyboard.press("Enter")
    expect(tab.locator(".user-unread")).to_have_count(0)
    by_keyboard(tab, tab.get_by_role("link", name="Ga naar de bladzijde"))
    tab.keyboard.press("Enter")
    expect(tab.locator(".conversation-text").first).to_have_text("Ja, als een gesprek.")
    assert Message.objects.count() == 2
    assert Notice.objects.filter(to=page.editor, read_at__isnull=False).count() == 1


def test_a_reminder_is_stopped_and_let_go_again_without_javascript(browse, page, official):
    tab = browse(official, "/herinneringen/5-final/7-dagen-ervoor/", java_script_enabled=False)
    expect(tab.locator("tbody tr")).to_have_count(1)
    tab.locator("textarea").fill("Herfstvakantie.")
    tab.get_by_role("button", name="Stoppen").click()
    expect(tab.locator(".alert-title")).to_contain_text("Gestopt op")
    assert reminders.send_due() == 0
    tab.get_by_role("button", name="Weer laten vertrekken").click()
    expect(tab.get_by_text("Deze herinnering vertrekt weer zoals gepland.")).to_be_visible()
    assert reminders.send_due() == 1


def test_the_list_is_filtered_in_its_place(browse, page, official):
    ask(page)
    tab = browse(official, reverse("kpi:message-list"))
    tab.get_by_label("Stand").select_option("beantwoord")
    tab.get_by_role("button", name="Filteren").click()
    expect(tab.get_by_text("Er zijn geen gesprekken.")).to_be_visible()
    expect(tab.locator("#announcer")).to_have_text("0 gesprekken")
    assert tab.url.endswith("?stand=beantwoord")


def ask(page):
    messages.write(
        moment=page.moment,
        application=page.first.participation.line.application,
        text="medewerkersvandezelfstandigen" * 4,
        by=page.editor,
        local_government=page.local_government,
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_narrow_enough_and_axe_finds_nothing(browse, page, official, width):
    ask(page)
    reminders.send_due()
    make.editor(page.local_government, email="", first_name="Cis", last_name="Dams")
    reminders.stop(moment=page.moment, kind="day_before", reason=LONG, by=official)
    of_editor = [
        url(page),
        reverse("notices:list"),
        Notice.objects.filter(to=page.editor).latest("pk").get_absolute_url(),
    ]
    of_official = [
        url(page),
        reverse("kpi:message-list"),
        reverse("kpi:reminders"),
        "/herinneringen/5-final/7-dagen-ervoor/",
        "/herinneringen/5-final/1-dag-ervoor/",
        reverse("kpi:reminders-sent"),
        reverse("notices:list"),
    ]
    faults = []
    for person, addresses in ((page.editor, of_editor), (official, of_official)):
        tab = browse(person, addresses[0], width=width, bypass_csp=True)
        for address in addresses:
            tab.goto(address)
            wide = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            faults.extend([f"{address}: {wide} pixels too wide"] if wide > 0 else [])
            faults.extend(f"{address}: {found}" for found in axe_finds(tab))
    assert faults == []
