"""The pages of the plan and of a round in a real browser: silent console, axe, narrow and zoomed, without script."""

import re

import pytest
from playwright.sync_api import expect

from grants.models import ProjectRound, RoundChange
from tests import make
from tests.seeing import axe_finds

pytestmark = pytest.mark.django_db(transaction=True)

LONG = (
    "Samenwerkingsverband-van-alle-lokale-besturen-die-met-elkaar-iets-willen-bereiken rond samenleven in diversiteit"
)


@pytest.fixture
def administrator():
    return make.user("beheer", ministry_role="administrator")


@pytest.fixture
def busy():
    """A round and an action with long names and a hundred participants, some of everything."""
    action = make.action(7, title=f"Begeleiding-naar-hogere-studies-en-alles-wat-daarbij-hoort {LONG}"[:190])
    made = make.round("1", title="Projectronde met een bijzonder lange naam die niemand ooit zal geven", budget="1.00")
    offer = make.offer(made, action, indicators=3, content_judged=True)
    make.moment(made)
    for number in range(100):
        body = make.local_government(name=f"Sint-Genesius-Rode-aan-de-Overkant-van-het-Water {number:03}")
        partnership = make.partnership(f"{LONG} {number}") if number % 3 == 0 else None
        application = make.application(made, body, partnership=partnership)
        make.participation(make.line(application, offer), certainty="inferred" if number % 5 else "named")
    make.published(made, action, value="123456789")
    RoundChange.objects.create(round=made, what="call_closes", old="2022-05-31", new="2022-06-15", reason=LONG)
    return ["/plan/", "/plan/doelstellingen/1/", "/plan/acties/7/", "/plan/deelnemers/", "/rondes/", "/rondes/1/"]


FULL = ["/plan/acties/6/", "/plan/acties/9/", "/plan/acties/1/", "/plan/lokale-besturen/44045/", "/rondes/3/"]
ADMINISTRATION = [
    "/rondes/nieuw/",
    "/rondes/1/wijzigen/",
    "/beheer/",
    "/beheer/accounts/user/add/",
    "/beheer/municipalities/localgovernment/",
    "/beheer/grants/action/",
]


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def found_on(tab, addresses):
    """What axe finds, per address that has something."""
    found = {}
    for address in addresses:
        tab.goto(address)
        found[address] = axe_finds(tab)
    return {address: faults for address, faults in found.items() if faults}


def too_wide(tab, addresses):
    """By how many pixels a page is wider than its window, per address that is."""
    wide = {}
    for address in addresses:
        tab.goto(address)
        wide[address] = sideways(tab)
    return {address: pixels for address, pixels in wide.items() if pixels}


def test_axe_finds_nothing_on_the_public_pages(browse, plan):
    tab = browse(None, "/plan/", bypass_csp=True)
    assert found_on(tab, [*FULL, "/plan/", "/plan/deelnemers/?kaart=nu&naam=lok", "/plan/deelnemers/?ronde=x"]) == {}


def test_axe_finds_nothing_on_crowded_pages(browse, busy):
    assert found_on(browse(None, "/plan/", bypass_csp=True), busy) == {}


def test_axe_finds_nothing_where_an_administrator_works(browse, busy, administrator):
    assert found_on(browse(administrator, "/rondes/", bypass_csp=True), ADMINISTRATION) == {}


def test_no_page_is_wider_than_a_narrow_screen_and_the_console_stays_empty(browse, busy, administrator):
    tab = browse(administrator, "/rondes/", width=320)
    assert too_wide(tab, [*busy, "/rondes/nieuw/", "/rondes/1/wijzigen/"]) == {}


def test_at_200_percent_nothing_is_cut_off(browse, busy):
    assert too_wide(browse(None, "/plan/", width=640, device_scale_factor=2), busy) == {}


def test_a_filter_goes_into_the_address_and_the_form_keeps_it(browse, plan):
    page = browse(None, "/plan/deelnemers/")
    page.get_by_label("Actie").select_option("7")
    page.get_by_role("button", name="Filteren").click()
    expect(page).to_have_url(re.compile(r"actie=7"))
    expect(page.get_by_role("row")).to_have_count(14)
    expect(page.get_by_label("Actie")).to_have_value("7")
    page.get_by_label("Gemeenten zoals").select_option("nu")
    page.get_by_role("button", name="Filteren").click()
    expect(page.get_by_role("row")).to_have_count(13)
    page.go_back()
    expect(page.get_by_role("row")).to_have_count(14)


def test_the_list_works_with_the_keyboard_and_without_a_script(browse, plan):
    page = browse(None, "/plan/deelnemers/", java_script_enabled=False)
    page.get_by_label("Naam van het lokaal bestuur").fill("moerbeke")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Moerbeke", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Moerbeke")


def test_an_administrator_opens_a_round_without_a_script(browse, plan, administrator):
    page = browse(administrator, "/rondes/", java_script_enabled=False)
    page.get_by_role("link", name="Nieuwe ronde voorbereiden").click()
    page.locator("[name=ronde-closes_at]").fill("6 mei 2027")
    page.get_by_role("button", name="Bewaren in voorbereiding").click()
    expect(page.get_by_role("alert")).to_contain_text("De oproep sluit")
    assert ["422" in said for said in browse.said] == [True]
    browse.said.clear()
    page.locator("[name=ronde-closes_at]").fill("06/05/2027 12:00")
    page.locator("summary", has_text="7. Begeleiding naar hogere studies").click()
    page.locator("details[open] [name$='-amount_per_unit']").first.fill("700")
    page.get_by_role("button", name="Bewaren in voorbereiding").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Projectronde 4")
    made = ProjectRound.objects.get(code="4")
    assert made.offers.get(action__number=7).indicators.get().amount_per_unit == 700


def test_an_administrator_moves_a_date_and_everybody_sees_it(browse, plan, administrator):
    page = browse(administrator, "/rondes/3/wijzigen/")
    page.locator("[name=final-changes_until]").fill("15/12/2027")
    page.get_by_label("Waarom wijzigt u deze ronde?").fill("De besturen vroegen meer tijd.")
    page.get_by_role("button", name="Wijzigingen bewaren").click()
    page.get_by_role("dialog").get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Projectronde 3")
    public = browse(None, "/rondes/3/")
    expect(public.locator("main")).to_contain_text("De besturen vroegen meer tijd.")
    expect(public.locator("main")).to_contain_text("15 december 2027")
