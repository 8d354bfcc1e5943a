"""The results for everybody in a real browser: nothing for axe to find, nothing wider than a narrow screen, no account."""

import pytest

from kpi.services.snapshots import take_if_due
from tests import make
from tests.kpi.test_dashboard import part, send
from tests.seeing import axe_finds

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESSES = [
    "/resultaten/",
    "/resultaten/1/",
    "/resultaten/doelstellingen/3/",
    "/resultaten/acties/7/",
    "/resultaten/gemeenten/46021/",
    "/resultaten/gemeenten/?naam=dorp",
    "/open-data/",
    "/open-data/aggregates/",
    "/api/v1/docs",
]


@pytest.fixture
def results():
    final = make.moment(make.round("1", budget="20000.00"))
    make.moment(make.round("2", title="Projectronde 2", ends_on=make.dt.date(2060, 9, 30)))
    send(part(final, by=make.local_government("46021", name="Sint-Niklaas")), final, 12)
    part(final, by=make.local_government(name="Bovendorp"))
    make.local_government(name="Benedendorp")
    take_if_due(final)


@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(browse, results, address):
    assert axe_finds(browse(None, address, bypass_csp=True)) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_wider_than_a_narrow_screen(browse, results, address):
    tab = browse(None, address, width=320)
    assert tab.evaluate("document.documentElement.scrollWidth") == 320


def test_who_looks_for_a_municipality_finds_it(browse, results):
    tab = browse(None, "/resultaten/")
    tab.get_by_label("Wat doet uw gemeente?").fill("sint-nik")
    tab.get_by_role("button", name="Zoeken").click()
    tab.wait_for_url("**/resultaten/gemeenten/46021/")
    assert tab.get_by_role("heading", level=1).inner_text() == "Sint-Niklaas"
