"""What a partnership does in October, in real browsers: release, send, motivate, be sent back, be given more time."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from kpi.models import DraftValue, RegistrationVersion
from samenleven.core.clock import BRUSSELS
from tests import make
from tests.kpi.corridor import DEADLINE, OPEN, partnership

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock():
    """The clock of the portal, which goes on; the browsers keep their own."""
    with time_machine.travel(OPEN) as traveller:
        yield traveller


def form_of(page):
    return f"/registraties/5/final/{page.local_government.code}/"


def fill(tab, position, count):
    """Type a count and leave its field: it is saved, and says so."""
    field = tab.locator("[data-count]").nth(position)
    field.fill(count)
    with tab.expect_response("**/bewaren/"):
        field.press("Tab")
    expect(tab.locator(".kpi .kpi-state").nth(position)).to_contain_text("bewaard om")


def say_yes(tab):
    tab.locator("dialog button").first.click()


def test_a_member_releases_the_lead_motivates_and_sends_and_what_is_sent_back_becomes_version_two(browse, clock):
    lead, member = partnership(target=10)
    handler = make.user("dossier", ministry_role="case_handler")

    # The member sees and enters its own part alone, looks it over and releases it. A lead cannot send it before.
    town = browse(member.editor, form_of(member))
    expect(town.locator("[data-count]")).to_have_count(1)
    fill(town, 0, "12")
    town.get_by_role("button", name="Nakijken en vrijgeven").click()
    expect(town.get_by_role("heading", level=1)).to_have_text("Kijk na wat u vrijgeeft")

    other = browse(lead.editor, form_of(lead))
    expect(other.get_by_role("heading", name="Nog niet vrijgegeven")).to_be_visible()
    expect(other.locator(".registration-members")).to_contain_text("Lid 2")
    town.get_by_role("button", name="Vrijgeven").click()
    expect(town.locator("main")).to_contain_text("vrijgegeven")
    expect(town.locator("[data-count]")).to_have_count(0)

    # Together below the target: one motivation is asked, and nothing else.
    other.reload()
    expect(other.get_by_role("heading", name="Nog niet vrijgegeven")).to_have_count(0)
    fill(other, 0, "3")
    expect(other.locator("textarea:visible")).to_have_count(1)
    other.get_by_role("button", name="Nakijken en indienen").click()
    expect(other.locator(".error-summary li")).to_have_text(re.compile("Schrijf in enkele zinnen waarom"))
    expect(other.locator(".error-summary li")).to_have_count(1)
    reason = other.get_by_label("Waarom is het doel niet gehaald?")
    reason.fill("Een begeleider viel uit.")
    other.get_by_role("button", name="Nakijken en indienen").click()
    expect(other.locator("main")).to_contain_text("Een begeleider viel uit.")
    other.get_by_role("button", name="Indienen").click()
    other.wait_for_url("**/ontvangstbewijs/")
    assert RegistrationVersion.objects.count() == 2

    # The ministry sends it back with a remark and a date; both read why at the action.
    official = browse(handler, "/opvolging/")
    official.get_by_role("link", name=lead.local_government.name, exact=True).click()
    official.get_by_role("checkbox", name="101. Actie 101").check()
    official.get_by_label("Wat moet er beter?").fill("Tel elke persoon één keer.")
    official.get_by_role("button", name="Terugsturen").click()
    expect(official.get_by_text("2 registraties teruggestuurd.")).to_be_visible()

    # The lead corrects its own part and that of its member; version 2 stands beside version 1.
    other.goto(form_of(lead))
    expect(other.get_by_text("Tel elke persoon één keer.").first).to_be_visible()
    expect(other.locator("[data-count]")).to_have_count(2)  # Lid 2, Sint-Niklaas
    fill(other, 1, "5")
    other.get_by_role("button", name="Nakijken en indienen").click()
    other.get_by_role("button", name="Indienen").click()
    other.wait_for_url("**/ontvangstbewijs/")
    other.goto(form_of(lead))
    other.get_by_role("link", name=re.compile("Alle versies van actie 101, " + lead.local_government.name)).click()
    versions = other.locator(".registration-versions")
    expect(versions.locator("thead")).to_contain_text("Versie 1")
    expect(versions.locator("thead")).to_contain_text("Versie 2")
    expect(versions.locator("tbody tr td").nth(2)).to_have_text("3")
    expect(versions.locator("tbody tr td").nth(3)).to_contain_text("gewijzigd, was 3")
    expect(other.locator(".registration-steps")).to_contain_text("Tel elke persoon één keer.")
    assert ["422" in said for said in browse.said] == [True]  # the form that asked for the motivation
    browse.said.clear()


def test_two_colleagues_on_one_field_both_see_both_values_and_nothing_is_lost(browse, clock):
    page = partnership(target=0)[0]
    jan = make.editor(page.local_government, first_name="Jan", last_name="Maes")
    first, second = browse(page.editor, form_of(page)), browse(jan, form_of(page))
    fill(first, 0, "20")
    field = second.locator("[data-count]").first
    field.fill("21")
    field.press("Tab")
    state = second.locator(".kpi .kpi-state").first
    expect(state).to_contain_text("Intussen wijzigde An Peeters dit veld. Nu bewaard: 20. U vulde in: 21.")
    assert DraftValue.objects.get().count == 20
    expect(field).to_have_value("21")
    second.get_by_role("button", name="20 overnemen").click()
    expect(state).to_contain_text("bewaard om")
    assert ["409" in said for said in browse.said] == [True]
    browse.said.clear()


def test_more_time_is_given_to_one_and_ends_by_itself(browse, clock):
    page = partnership(target=0, entries_until=DEADLINE, changes_until=DEADLINE)[0]
    handler = make.user("dossier", ministry_role="case_handler")
    until = DEADLINE + dt.timedelta(days=7)
    official = browse(handler, f"/opvolging/5/final/{page.local_government.code}/")
    official.get_by_label("Tot en met", exact=True).fill(f"{until.astimezone(BRUSSELS):%d/%m/%Y}")
    official.get_by_label("Waarom?").fill("De enige ambtenaar is ziek.")
    official.get_by_role("button", name="Meer tijd geven").click()
    expect(official.get_by_text("Dit bestuur heeft meer tijd gekregen.")).to_be_visible()

    clock.move_to(until - dt.timedelta(hours=1))
    town = browse(page.editor, form_of(page))
    expect(town.locator("main")).to_contain_text("22 oktober 2026")
    fill(town, 0, "7")

    # Midnight passes while the page is open: nothing is saved any more, and the page says why and keeps what is typed.
    clock.move_to(until + dt.timedelta(minutes=1))
    assert timezone.now() > until
    field = town.locator("[data-count]").first
    field.fill("8")
    field.press("Tab")
    expect(town.locator(".kpi .kpi-state").first).to_contain_text("22 oktober 2026")
    expect(field).to_have_value("8")
    assert DraftValue.objects.get().count == 7
    town.goto(form_of(page))
    expect(town.locator("[data-count]")).to_have_count(0)
    expect(town.locator("main")).to_contain_text("U kunt hier nu niets wijzigen")
    assert ["409" in said for said in browse.said] == [True]
    browse.said.clear()
