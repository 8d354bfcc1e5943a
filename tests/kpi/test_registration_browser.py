"""The registration corridor in a real browser: keyboard, narrow screen, script on and off, silent console, axe."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kpi.models import Registration, RegistrationVersion
from kpi.services import registrations
from kpi.services.registrations import Answer
from tests import make
from tests.kpi.corridor import corridor, partnership
from tests.seeing import axe_finds

pytestmark = pytest.mark.django_db(transaction=True)

DAY = dt.timedelta(days=1)
LONG = "Vlaamse Gemeenschapscommissie voor het tweetalige gebied Brussel-Hoofdstad"


def open_corridor(**options):
    """A page that is open now, by the clock of the browser."""
    now = timezone.now()
    dates = {"opens_at": now - DAY, "deadline": now + 10 * DAY, "entries_until": None, "changes_until": None}
    return corridor(**(dates | options))


def url(page, name="form"):
    return reverse(
        f"kpi:registration-{name}", args=[page.moment.round.code, page.moment.kind, page.local_government.code]
    )


def counts(tab):
    return tab.locator("[data-count]")


def states(tab):
    return tab.locator(".kpi .kpi-state")


def test_a_field_is_saved_when_it_is_left_and_the_place_is_kept(browse):
    page = open_corridor(actions=4)
    tab = browse(page.editor, url(page))
    counts(tab).nth(2).fill("1.134")
    expect(states(tab).nth(2)).to_have_text("nog niet bewaard")
    counts(tab).nth(2).evaluate("field => field.scrollIntoView({block: 'center'})")
    place = tab.evaluate("scrollY")
    tab.keyboard.press("Tab")
    expect(states(tab).nth(2)).to_contain_text("bewaard om")
    expect(tab.locator("#registration-progress")).to_have_text("1 van 4 KPI's ingevuld")
    expect(tab.locator("#announcer")).to_contain_text("103.1: bewaard om")
    assert tab.evaluate("document.activeElement.type") == "checkbox"
    assert tab.evaluate("scrollY") == place
    assert page.sheet(timezone.now()).fields[2].answer == Answer(1134)


def test_enter_saves_the_field_and_stays_there(browse):
    page = open_corridor(actions=2)
    tab = browse(page.editor, url(page))
    counts(tab).nth(1).fill("7")
    tab.keyboard.press("Enter")
    expect(states(tab).nth(1)).to_contain_text("bewaard om")
    expect(counts(tab).nth(1)).to_be_focused()


def test_a_field_that_changes_quickly_ends_with_its_last_value(browse):
    page = open_corridor()
    tab = browse(page.editor, url(page))
    tab.route("**/bewaren/", lambda route: (tab.wait_for_timeout(150), route.continue_()))
    for text in ("1", "12", "123"):
        counts(tab).fill(text)
        counts(tab).blur()
    expect(states(tab)).to_contain_text("bewaard om")
    tab.wait_for_timeout(600)
    expect(counts(tab)).to_have_value("123")
    assert page.sheet(timezone.now()).fields[0].answer == Answer(123)


def test_does_not_apply_empties_the_count(browse):
    page = open_corridor()
    tab = browse(page.editor, url(page))
    counts(tab).fill("7")
    counts(tab).blur()
    expect(states(tab)).to_contain_text("bewaard om")
    tab.get_by_label("niet van toepassing").check()
    expect(counts(tab)).to_have_value("")
    expect(tab.locator(".kpi.htmx-request")).to_have_count(0)
    expect(states(tab).locator("input")).to_have_value("2")
    assert page.sheet(timezone.now()).fields[0].answer == Answer(not_applicable=True)


def test_bad_input_is_told_at_its_field_and_can_be_mended(browse):
    page = open_corridor()
    tab = browse(page.editor, url(page))
    counts(tab).fill("veel")
    counts(tab).blur()
    expect(states(tab)).to_contain_text("“veel” kan hier niet. Vul een geheel getal van 0 of meer in.")
    expect(counts(tab)).to_have_attribute("aria-invalid", "true")
    counts(tab).fill("3")
    counts(tab).blur()
    expect(states(tab)).to_contain_text("bewaard om")
    expect(counts(tab)).not_to_have_attribute("aria-invalid", "true")
    assert ["422" in text for text in browse.said] == [True]
    browse.said.clear()


def test_two_editors_see_both_values(browse):
    page = open_corridor()
    tab = browse(page.editor, url(page))
    page.save(99, by=make.editor(page.local_government, first_name="Jan", last_name="Maes"))
    counts(tab).fill("13")
    counts(tab).blur()
    expect(states(tab)).to_contain_text("Intussen wijzigde Jan Maes dit veld. Nu bewaard: 99. U vulde in: 13.")
    expect(counts(tab)).to_have_value("13")
    counts(tab).focus()
    tab.keyboard.press("Enter")
    expect(states(tab)).to_contain_text("bewaard om")
    assert page.sheet(timezone.now()).fields[0].answer == Answer(13)
    browse.said.clear()


def test_without_a_connection_it_says_that_nothing_was_saved(browse):
    page = open_corridor()
    tab = browse(page.editor, url(page))
    tab.context.set_offline(True)
    counts(tab).fill("13")
    counts(tab).blur()
    expect(states(tab)).to_contain_text("Niet bewaard.")
    expect(counts(tab)).to_have_value("13")
    tab.context.set_offline(False)
    counts(tab).focus()
    tab.keyboard.press("Enter")
    expect(states(tab)).to_contain_text("bewaard om")
    browse.said.clear()


def test_what_was_not_saved_is_tried_again_by_itself_also_where_the_focus_stays(browse):
    page = open_corridor(actions=2)
    tab = browse(page.editor, url(page))
    tab.context.set_offline(True)
    tab.get_by_label("niet van toepassing").nth(0).check()
    expect(states(tab).nth(0)).to_contain_text("Niet bewaard.")
    counts(tab).nth(1).fill("13")
    tab.keyboard.press("Enter")
    expect(states(tab).nth(1)).to_contain_text("Niet bewaard.")
    assert not page.sheet(timezone.now()).parts[0].registration
    tab.context.set_offline(False)  # the browser says that the line is back; without that it tries again soon
    expect(states(tab).nth(0)).to_contain_text("bewaard om")
    expect(states(tab).nth(1)).to_contain_text("bewaard om")
    expect(counts(tab).nth(1)).to_be_focused()
    assert [one.answer for one in page.sheet(timezone.now()).fields] == [Answer(not_applicable=True), Answer(13)]
    browse.said.clear()


def test_a_value_that_is_still_being_typed_is_not_tried_again(browse):
    page = open_corridor()
    tab = browse(page.editor, url(page))
    tab.context.set_offline(True)
    counts(tab).fill("1")
    tab.keyboard.press("Enter")
    expect(states(tab)).to_contain_text("Niet bewaard.")
    tab.keyboard.press("2")
    tab.context.set_offline(False)
    expect(states(tab)).to_contain_text("nog niet bewaard")
    counts(tab).blur()
    expect(states(tab)).to_contain_text("bewaard om")
    assert page.sheet(timezone.now()).fields[0].answer == Answer(12)
    browse.said.clear()


def test_whose_session_ended_signs_in_elsewhere_and_it_is_saved_by_itself(browse):
    page = open_corridor()
    tab = browse(page.editor, url(page))
    (session,) = (one for one in tab.context.cookies() if one["name"] == "sessionid")
    tab.context.clear_cookies(name="sessionid")
    counts(tab).fill("7")
    counts(tab).blur()
    expect(tab.locator("#messages")).to_contain_text("U bent afgemeld.")
    assert not page.sheet(timezone.now()).parts[0].registration
    tab.context.add_cookies([session])
    tab.evaluate("window.dispatchEvent(new Event('online'))")
    expect(states(tab)).to_contain_text("bewaard om")
    assert page.sheet(timezone.now()).fields[0].answer == Answer(7)


def test_the_head_of_the_page_follows_without_a_reload(browse):
    page = open_corridor(actions=2)
    tab = browse(page.editor, url(page))
    expect(tab.locator("#registration-state")).to_have_text("nog te beginnen")
    counts(tab).nth(0).fill("7")
    counts(tab).nth(0).blur()
    expect(tab.locator("#registration-state")).to_have_text("ontwerp")
    expect(tab.locator("#registration-next-step")).to_have_text("Vul de cijfers verder aan.")
    assert tab.locator("#registration-state .badge").count() == 1


def sign_in_again(tab, live_server):
    """The same browser signs in anew: Django then gives another token, and this page still holds the old one."""
    client = Client()
    client.get(reverse("login"))
    new = client.cookies["csrftoken"].value
    assert new != next(one["value"] for one in tab.context.cookies() if one["name"] == "csrftoken")
    tab.context.add_cookies([{"name": "csrftoken", "value": new, "url": live_server.url}])


def test_who_signs_in_again_in_another_window_can_go_on(browse, live_server):
    page = open_corridor(actions=2)
    tab = browse(page.editor, url(page))
    sign_in_again(tab, live_server)
    counts(tab).nth(0).fill("7")
    counts(tab).nth(0).blur()
    expect(states(tab).nth(0)).to_contain_text("bewaard om")
    counts(tab).nth(1).fill("8")
    tab.get_by_role("button", name="Bewaren als ontwerp").click()
    expect(tab.locator("#messages")).to_contain_text("Bewaard als ontwerp om")
    assert [one.answer for one in page.sheet(timezone.now()).fields] == [Answer(7), Answer(8)]


def test_without_javascript_signing_in_again_is_told(browse, live_server):
    page = open_corridor()
    tab = browse(page.editor, url(page), java_script_enabled=False)
    sign_in_again(tab, live_server)
    counts(tab).fill("7")
    tab.get_by_role("button", name="Bewaren als ontwerp").click()
    expect(tab.get_by_text("meldde u zich opnieuw aan nadat u het formulier opende")).to_be_visible()
    expect(tab.get_by_text("U bent afgemeld")).to_have_count(0)
    browse.said.clear()


def test_what_is_refused_does_not_ask_to_try_again(browse):
    page = open_corridor()
    tab = browse(page.editor, url(page))
    tab.route("**/bewaren/", lambda route: route.fulfill(status=403, body=""))
    counts(tab).fill("7")
    counts(tab).blur()
    expect(states(tab)).to_contain_text("Niet bewaard. Laad de pagina opnieuw")
    expect(counts(tab)).to_have_value("7")
    browse.said.clear()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_percentage_far_above_the_target_is_not_cut_off(browse, width):
    page = open_corridor(target=110)
    page.save(1_000_000_000)
    tab = browse(page.editor, url(page, "submit"), width=width)
    percentage = tab.locator(".bar-text")
    right = tab.locator(".registration-answers").evaluate(
        "table => table.closest('.table-region').getBoundingClientRect().right"
    )
    box = percentage.bounding_box()
    assert box["x"] + box["width"] <= right
    cell = percentage.locator("xpath=ancestor::td").bounding_box()
    assert box["x"] + box["width"] <= cell["x"] + cell["width"]


def test_with_the_keyboard_alone_from_the_list_to_the_receipt(browse):
    page = open_corridor(actions=2)
    tab = browse(page.editor, reverse("kpi:registration-list"))

    def tab_to(locator):
        for _step in range(40):
            if locator.evaluate("element => element === document.activeElement"):
                return
            tab.keyboard.press("Tab")
        raise AssertionError("never reached")

    tab_to(tab.locator(".card-title a"))
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{url(page)}")
    tab_to(counts(tab).nth(0))
    tab.keyboard.type("12")
    tab.keyboard.press("Tab")
    tab_to(counts(tab).nth(1))
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    expect(states(tab).nth(1)).to_contain_text("bewaard om")
    tab_to(tab.get_by_role("button", name="Indienen"))
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{url(page, 'submit')}")
    tab_to(tab.get_by_role("button", name="Indienen"))
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{url(page, 'receipt')}")
    assert [one.sent.count for one in page.sheet(timezone.now()).fields] == [12, None]
    tab_to(tab.get_by_role("button", name="Terugnemen"))
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("dialog")).to_be_visible()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{url(page)}")
    expect(tab.locator("#messages")).to_contain_text("weer een ontwerp")
    assert RegistrationVersion.objects.filter(taken_back_at__isnull=True).count() == 0


def test_without_javascript_everything_works(browse):
    page = open_corridor(actions=2)
    tab = browse(page.editor, url(page), java_script_enabled=False)
    counts(tab).nth(0).fill("12")
    tab.get_by_role("button", name="Bewaren als ontwerp").click()
    expect(tab.locator("#messages")).to_contain_text("Bewaard als ontwerp om")
    tab.get_by_role("button", name="Indienen").click()
    expect(tab.locator(".error-summary a")).to_have_count(1)
    expect(tab.locator(".kpi-error")).to_have_text(
        "Hier is nog niets ingevuld. Vul een geheel getal van 0 of meer in, of kies “niet van toepassing”."
    )
    counts(tab).nth(1).fill("0")
    tab.get_by_role("button", name="Indienen").click()
    tab.get_by_role("button", name="Indienen").click()
    expect(tab.locator("#messages")).to_contain_text("Uw registratie is ingediend.")
    assert [one.sent.count for one in page.sheet(timezone.now()).fields] == [12, 0]
    tab.get_by_role("button", name="Terugnemen").click()
    expect(tab.locator("#messages")).to_contain_text("weer een ontwerp")
    # Answers of 422 are told by the browser itself.
    browse.said.clear()


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_narrow_enough_and_axe_finds_nothing(browse, width):
    body = make.local_government("46021", name=LONG)
    page = open_corridor(actions=2, indicators=2, local_government=body, kind="example")
    for commitment in page.commitments:
        commitment.indicator.title = "medewerkersvandezelfstandigen" * 2
        commitment.indicator.save()
    empty = make.editor(make.local_government())
    faults = []

    def look(tab, what):
        wide = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        faults.extend([f"{what}: {wide} pixels too wide"] if wide > 0 else [])
        if width > 320:
            faults.extend(f"{what}: {found}" for found in axe_finds(tab))

    tab = browse(page.editor, url(page), width=width, bypass_csp=True)

    def see(path, what):
        tab.goto(path)
        look(tab, what)

    look(tab, "form")
    counts(tab).nth(0).fill("veel")
    counts(tab).nth(0).blur()
    expect(states(tab).nth(0)).to_contain_text("kan hier niet")
    look(tab, "a bad field")
    tab.get_by_role("button", name="Indienen").click()
    expect(tab.locator(".error-summary")).to_be_focused()
    look(tab, "faults")
    see(reverse("kpi:registration-list"), "list")
    see(url(page, "submit"), "check with blanks")
    page.save(0, 1134, Answer(not_applicable=True), 999999)
    see(url(page, "submit"), "check")
    page.act(registrations.submit)
    see(url(page), "locked form")
    see(url(page, "receipt"), "receipt")
    see(Registration.objects.first().get_absolute_url(), "one registration")
    look(browse(empty, reverse("kpi:registration-list"), width=width, bypass_csp=True), "empty list")
    look(browse(make.user(ministry_role="analyst"), url(page), width=width, bypass_csp=True), "the ministry")
    assert faults == []


def test_a_page_of_a_hundred_fields_keeps_its_buttons_in_sight(browse):
    page = open_corridor(actions=34, indicators=3)
    tab = browse(page.editor, url(page))
    expect(counts(tab)).to_have_count(102)
    assert tab.get_by_role("button", name="Indienen").is_visible()
    counts(tab).nth(60).focus()
    field, bar = counts(tab).nth(60).bounding_box(), tab.locator(".registration-bar").bounding_box()
    assert field["y"] + field["height"] <= bar["y"]


# --- the grid: sums, a column from Excel, what colleagues do ------------------------------------------------------------
def paste(tab, field, text):
    field.evaluate(
        """(field, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            field.focus();
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_a_column_from_excel_fills_the_fields_below_and_is_saved(browse):
    page = open_corridor(actions=4)
    tab = browse(page.editor, url(page))
    paste(tab, counts(tab).nth(1), "12\tiets\r\n1.134\r\n0\r\n5\r\n")
    expect(tab.locator("#registration-progress")).to_have_text("3 van 4 KPI's ingevuld")
    expect(tab.locator("#registration-pasted")).to_contain_text("3 cijfers geplakt. 1 regels te veel")
    assert [one.answer.count for one in page.sheet(timezone.now()).fields] == [None, 12, 1134, 0]


def test_one_value_is_pasted_as_usual(browse):
    page = open_corridor(actions=2)
    tab = browse(page.editor, url(page))
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.evaluate("navigator.clipboard.writeText('17')")
    counts(tab).first.focus()
    tab.keyboard.press("Control+V")
    expect(counts(tab).first).to_have_value("17")


def test_the_arrows_walk_through_the_column(browse):
    page = open_corridor(actions=3)
    tab = browse(page.editor, url(page))
    counts(tab).first.focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    expect(counts(tab).nth(2)).to_be_focused()
    tab.keyboard.press("ArrowUp")
    expect(counts(tab).nth(1)).to_be_focused()


def test_members_are_added_up_while_typing(browse):
    lead, member = partnership(
        opens_at=timezone.now() - DAY, deadline=timezone.now() + DAY, entries_until=None, changes_until=None
    )
    member.save(7)
    tab = browse(lead.editor, url(lead))
    expect(tab.locator("[data-total]")).to_have_text("7")
    tab.get_by_label("101.1 begeleide personen, Sint-Niklaas").press_sequentially("1134")
    expect(tab.locator("[data-total]")).to_have_text("1.141")


def test_the_motivation_appears_where_the_target_is_missed_and_goes_again(browse):
    page = open_corridor(target=10)
    tab = browse(page.editor, url(page))
    question = tab.get_by_label("Waarom is het doel niet gehaald?")
    expect(question).to_be_hidden()
    counts(tab).fill("9")
    expect(question).to_be_visible()
    counts(tab).blur()
    question.fill("Een begeleider viel uit.")
    question.blur()
    expect(tab.locator(".motivation .kpi-state")).to_contain_text("bewaard om")
    assert page.sheet(timezone.now()).actions[0].motivation_text == "Een begeleider viel uit."
    counts(tab).fill("10")
    expect(question).to_be_hidden()
    tab.get_by_label("niet van toepassing").check()
    expect(question).to_be_visible()


def test_the_motivation_appears_whatever_a_member_that_never_sent_typed(browse):
    now = timezone.now()
    lead, member = partnership(
        target=10, opens_at=now - 20 * DAY, deadline=now - 10 * DAY, entries_until=now - DAY, changes_until=now + DAY
    )
    with time_machine.travel(now - 15 * DAY, tick=False):
        lead.save(20)
        member.save(100)
        lead.act(registrations.submit)
    lead.act(registrations.start_correction)
    tab = browse(lead.editor, url(lead))
    question = tab.get_by_label("Waarom is het doel niet gehaald?")
    expect(question).to_be_hidden()
    tab.get_by_label("101.1 begeleide personen, Sint-Niklaas").fill("1")
    expect(question).to_be_visible()


def test_the_answer_of_a_colleague_is_taken_over_with_one_click(browse):
    page = open_corridor()
    tab = browse(page.editor, url(page))
    page.save(99, by=make.editor(page.local_government, first_name="Jan", last_name="Maes"))
    counts(tab).fill("13")
    counts(tab).blur()
    tab.get_by_role("button", name="99 overnemen").click()
    expect(counts(tab)).to_have_value("99")
    expect(states(tab)).to_contain_text("bewaard om")
    assert page.sheet(timezone.now()).fields[0].answer == Answer(99)
    browse.said.clear()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_on_the_page_of_a_lead(browse, width):
    now = timezone.now()
    lead, member, _other = partnership(
        members=3, actions=2, target=10, opens_at=now - DAY, deadline=now + DAY, entries_until=None, changes_until=None
    )
    lead.save(3, 4)
    member.save(1, 2)
    member.act(registrations.release)
    tab = browse(lead.editor, url(lead), width=width, bypass_csp=True)
    assert axe_finds(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_where_a_partnership_reads_and_splits_its_counts(browse, width):
    """A lead that does the same action alone too; under each of two members the same ways to split; then all of it sent."""
    now = timezone.now()
    dates = {"opens_at": now - DAY, "deadline": now + 10 * DAY, "entries_until": None, "changes_until": None}
    lead, member = partnership(members=2, actions=2, target=10, **dates)
    alone = make.line(make.application(lead.moment.round, lead.local_government), lead.first.participation.line.offer)
    make.commitment(make.participation(alone), lead.first.indicator, target=3)
    track = make.dimension("traject")
    make.split(lead.first.indicator, track, make.dimension("herkomst", of=track))
    lead.save(10, 11, 12)
    member.save(13, 14)
    tab = browse(lead.editor, url(lead), width=width, bypass_csp=True)
    for unfolded, fold in enumerate(tab.locator(".breakdown-fold > summary").all(), start=1):
        fold.click()
        expect(tab.locator("[data-breakdown]")).to_have_count(unfolded)
    assert unfolded == 3
    assert axe_finds(tab) == []
    assert doubled(tab, "[id]", "id") == []
    member.act(registrations.release)
    lead.act(registrations.submit)
    for name in ("form", "receipt"):
        tab = browse(lead.editor, url(lead, name), width=width, bypass_csp=True)
        assert tab.locator("[role=region]").count() >= 3
        assert (name, axe_finds(tab)) == (name, [])
        assert doubled(tab, "[role=region]", "aria-label") == []


def doubled(tab, selector, attribute):
    """What more than one element of the page is called."""
    found = tab.eval_on_selector_all(selector, f"all => all.map(one => one.getAttribute('{attribute}'))")
    return sorted({one for one in found if found.count(one) > 1})
