"""Splitting a count in a real browser: unfolded in the form, held against the whole while one types, silent, for axe too."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kpi.models import DraftBreakdown, DraftValue
from tests import make
from tests.kpi.splits import splitting
from tests.seeing import axe_finds

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)


@pytest.fixture
def one():
    """A page of 21 people that is open now, by the clock of the browser."""
    now = timezone.now()
    made = splitting(actions=2, opens_at=now - DAY, deadline=now + 10 * DAY, entries_until=None, changes_until=None)
    made.page.save(21, 21)
    return made


def place(one):
    page = one.page
    return [page.moment.round.code, page.moment.kind, page.local_government.code]


def address(one):
    first = one.page.first
    return reverse("kpi:registration-breakdown", args=[*place(one), first.participation_id, first.indicator.code])


def unfold(tab):
    tab.get_by_text("uitsplitsen (niet verplicht)").click()
    expect(tab.locator("[data-breakdown]")).to_be_visible()


def field(tab, number):
    return tab.locator("[data-split] input[inputmode]").nth(number)


def total(tab, number=0):
    return tab.locator("[data-total]").nth(number)


def test_it_unfolds_in_the_form_and_each_part_is_saved_alone(browse, one):
    tab = browse(one.page.editor, reverse("kpi:registration-form", args=place(one)))
    unfold(tab)
    field(tab, 0).fill("4")
    expect(total(tab)).to_have_text("Samen 4 van 21")
    expect(tab.locator(".breakdown-said")).to_have_text("Nog niet bewaard.")
    tab.keyboard.press("Tab")
    expect(tab.locator(".breakdown-said")).to_have_text("a: bewaard")
    expect(tab.locator("#announcer")).to_have_text("a: bewaard")
    field(tab, 1).fill("3")
    tab.keyboard.press("Enter")
    expect(tab.locator(".breakdown-said")).to_have_text("b: bewaard")
    field(tab, 0).fill("5")
    tab.keyboard.press("Tab")
    expect(tab.locator(".breakdown-said")).to_have_text("a: bewaard")
    expect(total(tab)).to_have_text("Samen 8 van 21")
    assert one.counts(timezone.now()) == {("traject", "a"): 5, ("traject", "b"): 3}
    assert set(DraftValue.objects.values_list("revision", flat=True)) == {1}  # the count itself was not saved along


def test_too_much_is_told_while_one_types_and_refused_when_it_is_saved(browse, one):
    tab = browse(one.page.editor, address(one), expected=("422",))
    field(tab, 0).fill("12")
    tab.keyboard.press("Tab")
    expect(tab.locator(".breakdown-said")).to_have_text("a: bewaard")
    field(tab, 1).fill("10")
    sentence = (
        "Samen is dat 22. Dat kan niet hoger zijn dan het aantal begeleide personen (21). Verlaag een van de delen."
    )
    expect(total(tab)).to_have_text(sentence)
    tab.keyboard.press("Tab")
    expect(tab.locator(".breakdown-said")).to_have_text("b: niet bewaard")
    expect(tab.locator(".kpi-error")).to_have_text(sentence)
    expect(field(tab, 1)).to_have_attribute("aria-invalid", "true")
    expect(field(tab, 1)).to_have_value("10")
    field(tab, 1).fill("9")
    tab.keyboard.press("Tab")
    expect(tab.locator(".breakdown-said")).to_have_text("b: bewaard")
    expect(tab.locator(".kpi-error")).to_have_count(0)
    assert one.counts(timezone.now()) == {("traject", "a"): 12, ("traject", "b"): 9}
    browse.said.clear()  # the browser names the refusal itself


def test_what_a_colleague_saved_in_another_field_is_left_alone(browse, one):
    tab = browse(one.page.editor, address(one))
    one.save(one.track, by=make.editor(one.page.local_government), b=6)
    field(tab, 0).fill("4")
    tab.keyboard.press("Tab")
    expect(tab.locator(".breakdown-said")).to_have_text("a: bewaard")
    assert one.counts(timezone.now()) == {("traject", "a"): 4, ("traject", "b"): 6}


def test_the_same_split_of_two_kpis_keeps_each_its_own(browse, one):
    """Both unfold on one form: what is saved in the one changes nothing of the other."""
    first, second = one.page.commitments
    make.split(second.indicator, one.track)
    tab = browse(one.page.editor, reverse("kpi:registration-form", args=place(one)))
    forms = tab.locator("[data-breakdown]")
    for number, fold in enumerate(tab.get_by_text("uitsplitsen (niet verplicht)").all(), start=1):
        fold.click()
        expect(forms).to_have_count(number)
    for number, text in ((0, "4"), (1, "5"), (0, "6"), (1, "7")):
        form = forms.nth(number)
        form.get_by_label("a", exact=True).first.fill(text)
        tab.keyboard.press("Tab")
        expect(form.locator(".breakdown-said")).to_have_text("a: bewaard")
        expect(form.locator("[data-total]").first).to_have_text(f"Samen {text} van 21")
    kept = DraftBreakdown.objects.order_by("registration__participation").values_list("indicator", "count", "revision")
    assert list(kept) == [(first.indicator_id, 6, 2), (second.indicator_id, 7, 2)]


def test_the_rest_goes_to_unknown_by_one_click(browse, one):
    tab = browse(one.page.editor, address(one))
    field(tab, 0).fill("4")
    tab.keyboard.press("Tab")
    tab.get_by_role("button", name="Zet de rest (17) bij “onbekend”").first.click()
    expect(field(tab, 2)).to_have_value("17")
    expect(total(tab)).to_have_text("Samen 21 van 21")
    assert one.counts(timezone.now()) == {("traject", "a"): 4, ("traject", "onbekend"): 17}


def test_without_javascript_it_is_a_page_with_a_form(browse, one):
    tab = browse(one.page.editor, reverse("kpi:registration-form", args=place(one)), java_script_enabled=False)
    tab.get_by_text("uitsplitsen (niet verplicht)").click()
    tab.get_by_role("link", name="Naar de uitsplitsing").click()
    field(tab, 0).fill("4")
    tab.get_by_role("button", name="Uitsplitsing bewaren").click()
    expect(total(tab)).to_have_text("Samen 4 van 21")
    field(tab, 1).fill("1")
    field(tab, 1).press("Enter")  # saves; the rest stays where it is
    expect(total(tab)).to_have_text("Samen 5 van 21")
    assert DraftBreakdown.objects.count() == 2


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_sticks_out(browse, one, width):
    one.save(one.track, a=4)
    for way in (address(one), reverse("kpi:registration-form", args=place(one))):
        tab = browse(one.page.editor, way, width=width, bypass_csp=True)
        if way != address(one):
            unfold(tab)
        assert axe_finds(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
