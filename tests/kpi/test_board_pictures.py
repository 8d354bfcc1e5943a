"""A chart is drawn once for the same figures, obeys the policy, speaks Dutch, and takes its words along."""

import re
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.urls import reverse

from kpi.models import Borders
from kpi.services import borders
from kpi.services.snapshots import take_if_due
from kpi.views.boards import BOARDS
from samenleven.core import charts
from tests import make
from tests.kpi.test_boards import EVERY, final
from tests.kpi.test_borders import collection
from tests.kpi.test_dashboard import analyst, part, send

pytestmark = pytest.mark.django_db
__all__ = ["analyst", "final"]  # fixtures
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawn(monkeypatch):
    """How often the engine drew."""
    times = []
    really = charts._svg
    monkeypatch.setattr(charts, "_svg", lambda chart: times.append(chart.title) or really(chart))
    return times


def picture(client, slug="doelstellingen", form="svg", headers=None, **query):
    return client.get(reverse(f"kpi:board-{form}", args=[slug]), query, headers=headers)


def words_of(response):
    """The words inside the picture."""
    root = ElementTree.fromstring(response.content)
    return [" ".join("".join(one.itertext()).split()) for one in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("size", ["", "smal", "bestand"])
@pytest.mark.parametrize("slug", EVERY)
def test_it_holds_nothing_that_the_policy_would_stop(analyst, final, slug, size):
    response = picture(analyst, slug, vorm=size)
    assert response["Content-Type"] == "image/svg+xml"
    text = response.content.decode()
    assert re.findall(r"<script|<style|\sstyle=|\son[a-z]+=|https?://(?!www\.w3\.org)", text) == []


@pytest.mark.parametrize("slug", EVERY)
def test_it_has_a_name_and_a_description_in_dutch_and_no_english_inside(analyst, final, slug):
    root = ElementTree.fromstring(picture(analyst, slug).content)
    title, description = root.find(f"{SVG}title").text, root.find(f"{SVG}desc").text
    assert (root.get("role"), root.get("aria-label")) == ("img", title)
    assert "Zoals gekend op" in description
    inside = [one.get("aria-label") for one in root.iter() if one is not root and one.get("aria-label")]
    assert inside == []


def test_numbers_are_written_in_dutch(analyst, final):
    send(part(final, 7, target=6360, current_reach=5500, units="860", amount="559000.00"), final, 5702)
    words = words_of(picture(analyst, "doelstellingen"))
    assert any(re.search("5[.]714 van 6[.]380 .89,6 %", word) for word in words)
    assert "€ 400.000" in words_of(picture(analyst, "kosten"))


def test_the_picture_shows_the_numbers_of_the_table(analyst, final):
    words = words_of(picture(analyst, "doelstellingen"))
    assert "12 van 20 (60 %)" in words
    assert "4 van 10 (40 %)" in words


def test_what_an_action_was_awarded_stands_beside_what_it_reached(analyst, final):
    wide, narrow = (words_of(picture(analyst, "kosten", vorm=size)) for size in ("", "smal"))
    assert "€\xa03.900,00".replace("\xa0", " ") in wide
    assert "12 van 10 (120 %); € 325,00 per eenheid" in wide
    assert any("toegekend: € 3.900,00" in one and "resultaat: 12 van 10 (120 %)" in one for one in narrow)
    assert any("resultaat: doel 10, nog niet gerapporteerd" in one for one in narrow)


def test_one_that_was_passed_many_times_over_leaves_the_others_readable(analyst, final):
    send(part(final, 8, target=10), final, 90)
    response = picture(analyst, "kosten", vorm="bestand")
    assert any("Balken eindigen bij 150 %." in word for word in words_of(response))
    assert any("90 van 10 (900 %)" in word for word in words_of(response))


@pytest.mark.parametrize("slug", EVERY)
def test_what_is_taken_home_says_of_itself_what_the_page_says(analyst, final, slug):
    response = picture(analyst, slug, vorm="bestand")
    assert re.fullmatch(rf'attachment; filename="plan-samenleven_.*_{slug}_.*[.]svg"', response["Content-Disposition"])
    said = " ".join(words_of(response))
    assert "Zoals gekend op" in said
    assert "2 van 3 registraties ingediend." in said
    assert not any("Zoals gekend" in word for word in words_of(picture(analyst, slug)))


def test_a_png_is_a_png(analyst, final):
    response = picture(analyst, form="png", vorm="bestand")
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert 'png"' in response["Content-Disposition"]


# --- once -------------------------------------------------------------------------------------------------------------
def test_the_same_figures_are_drawn_once_by_whatever_address(analyst, final, drawn):
    for address in ({}, {}, {"ronde": "1"}, {"ronde": "1", "sort": "-doel", "page": "2"}):
        assert picture(analyst, op="20/10/2023", **address).status_code == 200
    assert len(drawn) == 1


def test_another_stamp_with_the_same_figures_draws_nothing_anew(analyst, final, drawn):
    picture(analyst, op="20/10/2023")
    make.local_government(name="Elders")  # raises the stamp
    picture(analyst, op="20/10/2023")
    assert len(drawn) == 1


def test_a_figure_that_changes_is_drawn(analyst, final, drawn):
    before = picture(analyst).content
    send(part(final, 7), final, 30)
    assert picture(analyst).content != before
    assert len(drawn) == 2


@pytest.mark.parametrize("slug", [slug for slug in EVERY if BOARDS[slug].of_round])
def test_a_chart_is_drawn_once_per_snapshot_whatever_happens_after_it(analyst, final, drawn, slug):
    first = take_if_due(final)
    before = picture(analyst, slug, momentopname=first.code)
    late = final.round.applications.get(lines__offer__action__number=6).lines.get().participations.get()
    send(late, final, 9, days_before=-2)
    second = take_if_due(final)
    assert (first.code, second.code) == ("1-final-1", "1-final-2")
    again = picture(analyst, slug, momentopname=first.code)
    assert (again.content, again["ETag"]) == (before.content, before["ETag"])
    assert len(drawn) == 1
    picture(analyst, slug, momentopname=second.code)
    assert len(drawn) == 2


def test_a_page_draws_nothing(analyst, final, drawn):
    for slug in EVERY:
        analyst.get(reverse("kpi:board", args=[slug]))
    analyst.get("/dashboard/")
    assert drawn == []


def test_who_has_it_already_hears_so_at_the_cost_of_the_user_and_the_stamp(analyst, final, django_assert_num_queries):
    first = picture(analyst, op="20/10/2023")
    assert first["Cache-Control"] == "private, no-cache"
    with django_assert_num_queries(2):
        again = picture(analyst, op="20/10/2023", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_the_tag_is_of_the_content(analyst, final):
    tags = {picture(analyst, op="20/10/2023", vorm=size)["ETag"] for size in ("", "smal", "bestand")}
    assert len(tags) == 3
    cache.clear()
    assert picture(analyst, op="20/10/2023")["ETag"] in tags


def test_without_a_cache_it_only_takes_longer(analyst, final, settings):
    settings.CACHES = settings.CACHES | {
        "default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/valkey.sock?db=0"}
    }
    assert picture(analyst).status_code == 200


# --- what there is no picture of --------------------------------------------------------------------------------------
@pytest.mark.parametrize("query", [{"op": "gisteren"}, {"vorm": "rond"}, {"ronde": "1", "bestuur": "Atlantis"}])
def test_what_cannot_be_asked_has_no_picture(analyst, final, query):
    assert picture(analyst, **query).status_code == 404


@pytest.mark.parametrize("slug", EVERY)
def test_a_round_in_which_nothing_is_known_has_a_picture_that_does_not_break(analyst, slug):
    make.moment(make.round("1"))
    assert picture(analyst, slug).status_code == 200


def test_the_order_of_the_bars_is_that_of_the_plan(analyst, final):
    part(final, 2, goal=1)  # nothing is known of what it reached
    words = words_of(picture(analyst, "kosten"))
    names = [word for word in words if re.match(r"\d+[.] Actie", word)]
    assert names == ["2. Actie 2", "6. Actie 6", "7. Actie 7", "8. Actie 8", "16. Actie 16"]


# --- the map ----------------------------------------------------------------------------------------------------------
def test_borders_are_drawn_as_soon_as_they_are_loaded(analyst, final):
    before = picture(analyst, "kaart").content
    borders.load(content=collection(), source="Eigen tekening, vrij", by=make.user())
    after = picture(analyst, "kaart").content
    assert b"role-mark marks" in after or after != before
    assert after.count(b"<path") > before.count(b"<path")
    Borders.objects.all().delete()
    assert picture(analyst, "kaart").content == before


def test_every_board_has_a_spec_of_its_own_words():
    for board in BOARDS.values():
        for part_of in ("wide", "narrow"):
            text = str(charts.read_spec(charts.HOUSE.parents[2] / "kpi/views/boards" / board.spec, part_of))
            assert "http" not in text
