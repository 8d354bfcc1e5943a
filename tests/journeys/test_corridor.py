"""From a number in a form to a figure in an answer, in a real browser with a real worker: register, freeze, see, correct."""

import re

import pytest
from celery.contrib.testing.worker import start_worker
from playwright.sync_api import expect

from grants.models import Commitment
from kpi.figures import aggregates, frozen
from kpi.forms import field_name
from kpi.models import Snapshot
from kpi.services.snapshots import verify
from samenleven.accounts.tryout import PASSWORD
from samenleven.celery import app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(demo):
    """A worker of this process, at the real broker, in the database of the test."""
    with start_worker(app, pool="solo", perform_ping_check=False):
        yield


@pytest.fixture
def sign_in(chromium, live_server):
    """A browser in which somebody is signed in; the console must have stayed empty."""
    said, contexts = [], []

    def sign_in(username):
        context = chromium.new_context(base_url=live_server.url)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto("/aanmelden/")
        page.get_by_label("Gebruikersnaam").fill(username)
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Aanmelden").click()
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert said == []


def press(page, name):
    """Press a button that asks whether you are sure, and say yes."""
    page.get_by_role("button", name=name).click()
    page.locator("dialog button").first.click()


def freeze(page):
    """The administrator freezes the practice round and waits for the worker."""
    page.goto("/momentopnames/")
    press(page, re.compile("Nu bevriezen.*Oefenronde"))
    page.wait_for_url("**/momentopnames/opdracht/**")
    for _attempt in range(20):
        if re.search(r"Momentopname oefening-final-\d is genomen", page.content()):
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(page.inner_text("main"))


def own_fields(page):
    """The fields of Lokeren: it leads a partnership, so that those of its member stand on its page too."""
    own = Commitment.objects.filter(
        participation__local_government__code="46029", participation__line__application__round__code="oefening"
    ).order_by("participation__line__offer__action__number")
    return [page.locator(f'input[name="{field_name(one)}"]') for one in own]


def fill(page, position, count):
    """Fill in a field and leave it: it is saved, and says so."""
    field = own_fields(page)[position]
    field.fill(count)
    with page.expect_response("**/bewaren/"):
        field.press("Tab")
    state = page.locator(f'[id="{field.get_attribute("id")}_state"]')
    expect(state).to_have_text(re.compile(r"^\s*bewaard om \d\d\.\d\d uur\s*$"))


def send(page):
    page.get_by_role("button", name="Indienen").click()
    page.get_by_role("button", name="Indienen").click()
    page.wait_for_url("**/ontvangstbewijs/")


def test_a_number_travels_from_the_form_to_the_answer_and_a_correction_leaves_the_first_snapshot(
    sign_in, worker, live_server, client
):
    town = sign_in("lokeren")
    town.get_by_role("link", name="Oefenronde: eindrapport").click()
    fill(town, 0, "612")
    fill(town, 1, "60")
    send(town)
    expect(town.get_by_role("heading", level=1)).to_contain_text("Ontvangstbewijs")

    administrator = sign_in("beheerder")
    freeze(administrator)

    analyst = sign_in("analist")
    analyst.goto("/dashboard/?ronde=oefening")
    expect(analyst.locator("main")).to_contain_text("voorbeeldverdeling")
    expect(analyst.locator("main")).to_contain_text("612")

    def realised(snapshot):
        # Of before the deadline: the ministry's own, which the API has for nobody.
        assert client.get(f"/api/v1/aggregates?snapshot={snapshot}&groupBy=action").status_code == 400
        rows = aggregates(frozen(Snapshot.objects.get(code=snapshot)), ("action",), {"local_government": ["46029"]})
        return {row.action: row.realised for row in rows}

    assert set(realised("oefening-final-1").values()) == {612, 60}
    first = Snapshot.objects.get(code="oefening-final-1")

    town.goto("/registraties/oefening/final/46029/")
    press(town, re.compile("[Tt]erugnemen"))
    expect(own_fields(town)[0]).to_have_value("612")
    fill(town, 0, "615")
    send(town)
    freeze(administrator)

    second = Snapshot.objects.get(code="oefening-final-2")
    assert (second.cause, second.corrects) == ("correction", first)
    assert set(realised("oefening-final-2").values()) == {615, 60}
    assert set(realised("oefening-final-1").values()) == {612, 60}
    check = verify(first)
    assert check.is_intact
    assert check.agrees
