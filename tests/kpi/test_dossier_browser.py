"""The dossier in a real browser: narrow, without a script, silent console, nothing for axe to find."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kpi.states import AnswerKind
from tests.kpi.dossiers import dossier
from tests.seeing import axe_finds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world():
    today = timezone.localdate()
    world = dossier(internal_due=today, official_due=today + dt.timedelta(days=5))
    world.answer("1a")
    world.answer("1b", AnswerKind.POLICY, "Met actie 6 werden 40 personen begeleid.", blocks=[])
    return world


def paths(world):
    root = world.question.get_absolute_url()
    return ["/dossiers/", "/dossiers/nieuw/", root, f"{root}wijzigen/", f"{root}antwoord/",
            world.part("1a").get_absolute_url(), world.part("1b").get_absolute_url()]  # fmt: skip


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_is_cut_off(browse, world, width):
    page = browse(world.writer, "/dossiers/", width=width, bypass_csp=True)
    for path in paths(world):
        page.goto(path)
        assert axe_finds(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_sent_dossier_too(browse, world):
    world.approve("1b")
    world.answer("2")
    world.send()
    page = browse(world.writer, world.question.get_absolute_url(), bypass_csp=True)
    assert axe_finds(page) == []
    page.goto(f"{world.question.get_absolute_url()}antwoord/")
    assert axe_finds(page) == []


@pytest.mark.parametrize("has_script", [True, False])
def test_a_part_is_answered_with_and_without_a_script(browse, world, has_script):
    page = browse(world.writer, world.part("2").get_absolute_url(), java_script_enabled=has_script)
    page.get_by_label("Cijfers: het portaal schrijft ze").check()
    page.get_by_label("Bouwsteen (niet verplicht)").select_option("budget")
    page.get_by_label("Acties (niet verplicht)").fill("6")
    page.get_by_label("Projectronde 1").check()
    page.get_by_role("button", name="Voorbeeld tonen").click()
    expect(page.get_by_role("heading", name="Voorbeeld, nog niet bewaard")).to_be_visible()
    expect(page.get_by_text("Het budget van Projectronde 1 is")).to_be_visible()
    page.get_by_role("button", name="Antwoord bewaren").click()
    expect(page.get_by_text("Het antwoord op deelvraag 2 is bewaard.")).to_be_visible()
