"""The pages of figures in a real browser: keyboard, narrow screen, script on and off, silent console, axe."""

import re

import pytest
from playwright.sync_api import expect

from grants.models import Award
from grants.states import AwardKind
from kpi import tasks
from kpi.models import SnapshotRun
from kpi.services import snapshots
from kpi.views.boards import BOARDS
from tests import make
from tests.kpi.test_dashboard import offered, part, send
from tests.seeing import axe_finds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def final():
    """A round with something of everything: reached, missed, not sent, not known, not to be added."""
    moment = make.moment(make.round("1"))
    send(part(moment, 7, by=make.local_government("46021", name="Sint-Niklaas")), moment, 12)
    part(moment, 7, by=make.local_government("71016", name="Genk"))
    send(part(moment, 16, goal=6, unit="actieplan", unit_family="plan"), moment, 4)
    offered(moment, 8, 3)
    make.published(moment.round, None, "awarded", "14000.00")
    return moment


@pytest.fixture
def admin():
    return make.user("beheer", ministry_role="administrator")


@pytest.fixture
def pages(final, admin):
    """The address of every page of figures."""
    first = snapshots.take_if_due(final)
    snapshots.verify(first)
    late = final.round.applications.order_by("pk")[1].lines.get().participations.get()
    send(late, final, 3, days_before=-2)
    second = snapshots.take_if_due(final)
    run = snapshots.request_run(moment=final, by=admin)
    return [
        "/dashboard/",
        "/dashboard/?provincie=Oost-Vlaanderen&sort=-doel",
        "/dashboard/?bestuur=Atlantis&op=gisteren",
        "/dashboard/actie/7/",
        "/dashboard/actie/7/46021/?momentopname=1-final-1",
        "/momentopnames/",
        second.get_absolute_url(),
        run.get_absolute_url(),
        *(f"/dashboard/{slug}/" for slug in BOARDS),
        "/dashboard/kaart/?momentopname=1-final-1&maat=bereikt&sort=-bereikt",
        "/weergaven/",
        "/weergaven/nieuw/?van=/dashboard/kaart/",
    ]


def test_axe_finds_nothing_and_the_console_stays_empty(browse, admin, pages):
    tab, guarded = browse(admin, pages[0], bypass_csp=True), browse(admin, pages[0])
    for address in pages:
        tab.goto(address)
        assert (address, axe_finds(tab)) == (address, [])
        guarded.goto(address)


def test_no_page_is_wider_than_a_narrow_screen(browse, admin, pages):
    tab = browse(admin, pages[0], width=320)
    for address in pages:
        tab.goto(address)
        assert (address, tab.evaluate("document.documentElement.scrollWidth")) == (address, 320)


def test_a_column_sorts_with_the_keyboard_and_the_place_is_kept(browse, admin, final):
    tab = browse(admin, "/dashboard/")
    tab.locator("#sort-doel").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("th[aria-sort='descending'] #sort-doel")).to_be_focused()
    expect(tab.locator("#announcer")).to_have_text("De cijfers zijn ververst.")
    assert tab.url.endswith("/dashboard/?sort=-doel")
    tab.keyboard.press("Enter")
    expect(tab.locator("th[aria-sort='ascending'] #sort-doel")).to_be_focused()
    tab.go_back()
    expect(tab.locator("th[aria-sort='descending'] #sort-doel")).to_be_visible()


def test_a_filter_goes_into_the_address_and_nothing_else(browse, admin, final):
    tab = browse(admin, "/dashboard/")
    tab.get_by_text("Filter op doelstelling, actie of plaats").click()
    tab.get_by_label("Lokaal bestuur").fill("genk")
    tab.keyboard.press("Enter")
    expect(tab.locator(".basis")).to_contain_text("Alleen Genk.")
    assert tab.url.endswith("/dashboard/?ronde=1&bestuur=genk")
    expect(tab.get_by_label("Lokaal bestuur")).to_be_visible()
    tab.get_by_label("Zoals gekend op (dag)").fill("morgen")
    tab.get_by_role("button", name="Tonen").click()
    expect(tab.locator(".error-summary")).to_be_focused()
    expect(tab.locator("#announcer")).not_to_be_empty()


def test_everything_works_without_a_script(browse, admin, final):
    tab = browse(admin, "/dashboard/", java_script_enabled=False)
    tab.locator("#sort-bereikt").click()
    expect(tab.locator("th[aria-sort='descending'] #sort-bereikt")).to_be_visible()
    tab.get_by_label("Zoals gekend op (dag)").fill("16/10/2023")
    tab.get_by_role("button", name="Tonen").click()
    expect(tab.locator(".basis")).to_contain_text("Zoals gekend op 16 oktober 2023")
    expect(tab.locator("th[aria-sort='descending'] #sort-bereikt")).to_be_visible()
    tab.get_by_role("link", name="7. Actie 7").click()
    tab.get_by_role("link", name="herkomst van de cijfers van Sint-Niklaas").click()
    expect(tab.get_by_text("telt mee")).to_be_visible()
    tab.goto("/momentopnames/")
    tab.get_by_role("button", name="Nu bevriezen").click()
    expect(tab.get_by_text("wacht op zijn beurt")).to_be_visible()
    tasks.do_snapshot_run(SnapshotRun.objects.get().pk)
    tab.get_by_role("link", name="Ververs deze pagina").click()
    tab.get_by_role("link", name="Naar momentopname 1-final-1").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Momentopname 1-final-1")


def test_the_work_is_asked_after_and_shows_its_end_by_itself(browse, admin, final):
    tab = browse(admin, "/momentopnames/")
    tab.get_by_role("button", name="Nu bevriezen").click()
    tab.locator("dialog").get_by_role("button", name="Nu bevriezen").click()
    expect(tab).to_have_url(re.compile("/momentopnames/opdracht/[0-9]+/$"))
    tab.get_by_role("button", name="Stoppen").focus()
    tasks.do_snapshot_run(SnapshotRun.objects.get().pk)
    expect(tab.get_by_text("Momentopname 1-final-1 is genomen.").first).to_be_visible()
    expect(tab.locator("#announcer")).to_have_text("Momentopname 1-final-1 is genomen.")
    expect(tab.get_by_role("button", name="Stoppen")).to_have_count(0)


def test_the_chart_of_a_narrow_screen_is_drawn_for_it(browse, admin, final):
    for width, size in ((1280, ""), (320, "?vorm=smal")):
        tab = browse(admin, "/dashboard/doelstellingen/", width=width)
        picture = tab.locator(".chart img")
        tab.wait_for_function("document.querySelector('.chart img').naturalWidth > 0")
        assert picture.evaluate("one => new URL(one.currentSrc).pathname + new URL(one.currentSrc).search") == (
            f"/dashboard/doelstellingen/svg/{size}"
        )
        assert picture.evaluate("one => one.clientWidth <= document.documentElement.clientWidth")


def test_every_dashboard_fits_its_paper_with_its_chart_and_without_what_is_clicked(browse, admin, pages):
    """A4 on its side within its margins is 1 016 pixels wide."""
    tab = browse(admin, "/dashboard/", width=1016)
    tab.emulate_media(media="print")
    for address in ["/dashboard/", "/dashboard/actie/7/", *(f"/dashboard/{slug}/" for slug in BOARDS)]:
        tab.goto(address)
        assert (address, tab.evaluate("document.documentElement.scrollWidth")) == (address, 1016)
        cut = tab.evaluate(
            "[...document.querySelectorAll('main *')].filter(one => one.checkVisibility() && "
            "one.getBoundingClientRect().right > 1017).map(one => one.outerHTML.slice(0, 80))"
        )
        assert (address, cut) == (address, [])
        for selector in (".boards", ".filter-form", ".actions", ".nav"):
            assert tab.locator(selector).locator("visible=true").count() == 0
        expect(tab.locator(".basis")).to_contain_text("Zoals gekend op")
        picture = tab.locator(".chart img")
        if picture.count():
            tab.wait_for_function("document.querySelector('.chart img').naturalWidth > 0")
            assert "vorm=smal" not in picture.evaluate("one => one.currentSrc")


def test_a_dashboard_prints_on_sheets_that_lie_on_their_side(browse, admin, final):
    tab = browse(admin, "/dashboard/kosten/")
    sheets = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", tab.pdf(prefer_css_page_size=True))
    assert {(round(float(width)), round(float(height))) for width, height in sheets} == {(842, 595)}


def test_a_dashboard_is_kept_under_a_name_without_a_script(browse, admin, final):
    tab = browse(admin, "/dashboard/kosten/", java_script_enabled=False)
    tab.get_by_label("Zoals gekend op (dag)").fill("16/10/2023")
    tab.get_by_role("button", name="Tonen").click()
    tab.get_by_role("link", name="Deze weergave bewaren").click()
    tab.get_by_label("Naam").fill("Kosten na de deadline")
    tab.get_by_role("button", name="Bewaren").click()
    tab.get_by_role("link", name="Kosten na de deadline", exact=True).click()
    expect(tab.locator(".basis")).to_contain_text("Zoals gekend op 16 oktober 2023")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Budget en resultaat")


def test_on_a_desk_every_column_of_the_map_is_in_sight(browse, admin, final):
    town = final.round.applications.order_by("pk").first().lead
    for number in range(20, 28):
        send(part(final, number, by=town, target=12_345, amount="2345678.90"), final, 12_345)
    Award.objects.update(kind=AwardKind.EXAMPLE)
    tab = browse(admin, "/dashboard/kaart/")
    region = tab.locator(".table-region")
    assert region.evaluate("region => region.scrollWidth - region.clientWidth") <= 0


def test_on_paper_a_try_out_says_what_it_is(browse, admin, final, settings):
    settings.DEMO = True
    tab = browse(admin, "/dashboard/")
    tab.emulate_media(media="print")
    expect(tab.locator(".demo-banner")).to_be_visible()
