"""What a board says of itself (R1), where its figures come from (R8), and what is taken home of it."""

import csv
import io
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from python_calamine import CalamineWorkbook

from grants.models import Award
from grants.states import AwardKind, Measure
from kpi.services.snapshots import RULE_VERSION, take_if_due
from kpi.views.boards import BOARDS
from tests import make
from tests.kpi.tables import tables_of, text_of
from tests.kpi.test_boards import EVERY, final, rows, show
from tests.kpi.test_dashboard import analyst

pytestmark = pytest.mark.django_db
__all__ = ["analyst", "final"]  # fixtures


@pytest.mark.parametrize("slug", EVERY)
def test_the_chart_says_of_what_and_when_and_on_how_many_it_rests(analyst, final, slug):
    page = text_of(show(analyst, slug, op="20/10/2023"))
    assert "Zoals gekend op 20 oktober 2023, rechtstreeks geteld, niet bevroren." in page
    assert "2 van 3 registraties ingediend." in page
    assert "Dezelfde cijfers als de grafiek" in page


@pytest.mark.parametrize("slug", [slug for slug in EVERY if BOARDS[slug].of_round])
def test_of_a_snapshot_it_names_the_code_and_the_digest(analyst, final, slug):
    snapshot = take_if_due(final)
    page = text_of(show(analyst, slug, momentopname=snapshot.code))
    assert f"momentopname 1-final-1, controlegetal {snapshot.digest[:12]}…" in page


def test_before_the_hour_nothing_is_said_to_be_reached(analyst, final):
    """On 3 March 2023 there were targets and no results."""
    for row in rows(analyst, "doelstellingen", op="03/03/2023"):
        assert row[4] == "nog niet verwacht"


def test_an_example_says_so_beside_the_chart_and_in_each_row(analyst, final):
    final.round.offers.get(action__number=7).lines.get().award.__class__.objects.filter(
        line__offer__action__number=7
    ).update(kind="example")
    page = show(analyst, "doelstellingen")
    assert "per bestuur zijn dit geen echte cijfers" in text_of(page)
    assert tables_of(page)[0][1][7] == "voorbeeldverdeling"


@pytest.mark.parametrize("slug", EVERY)
def test_every_row_opens_into_its_rows(analyst, final, slug):
    page = show(analyst, slug, op="20/10/2023").content.decode()
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    links = [part.partition('"')[0].replace("&amp;", "&") for part in table.split('<a href="')[1:]]
    assert links
    for link in links:
        assert "op=20%2F10%2F2023" in link
        assert analyst.get(link).status_code == 200


@pytest.mark.parametrize(
    ("slug", "query", "title"),
    [
        (
            "doelstellingen",
            {},
            "Projectronde 1, bereikt tegenover doel: 0 van de 2 doelstellingen met een bekend resultaat halen het doel",
        ),
        (
            "doelstellingen",
            {"actie": "7"},
            "Projectronde 1, bereikt tegenover doel: de enige doelstelling met een bekend resultaat haalt het doel",
        ),
        (
            "doelstellingen",
            {"actie": "16"},
            "Projectronde 1, bereikt tegenover doel: de enige doelstelling met een bekend resultaat haalt het doel niet",
        ),
        (
            "doelstellingen",
            {"op": "03/03/2023"},
            "Projectronde 1, bereikt tegenover doel: van geen enkele doelstelling is al een percentage bekend",
        ),
        (
            "evolutie",
            {"maat": "bereikt"},
            "Bereikt per actie, ronde 1: van 2 van de 4 acties is iets bekend",
        ),
        (
            "kaart",
            {"maat": "doel", "actie": "7"},
            "Projectronde 1, doel per lokaal bestuur: 1 deelnemend bestuur is bij naam bekend",
        ),
        (
            "kaart",
            {},
            "Projectronde 1, aantal acties per lokaal bestuur: 2 deelnemende besturen zijn bij naam bekend",
        ),
        ("regios", {}, "Projectronde 1: lokale besturen in 2 referentieregio’s"),
        ("regios", {"per": "provincie", "maat": "bereikt", "actie": "7"}, "Projectronde 1: bereikt in 1 provincie"),
        (
            "kosten",
            {},
            "Projectronde 1, toegekend en bereikt per actie: van 1 van de 4 is een bedrag per eenheid bekend",
        ),
    ],
)
def test_the_title_says_what_the_chart_shows(analyst, final, slug, query, title):
    page = show(analyst, slug, **query)
    heading = page.content.decode().partition('<figcaption class="chart-head">')[2].partition("</h2>")[0]
    assert " ".join(heading.replace("<h2>", "").split()) == title
    assert f"<caption><strong>{title}</strong>" in page.content.decode()


def test_areas_say_of_how_many_they_speak_and_call_no_published_amount_an_example(analyst, final):
    Award.objects.update(kind=AwardKind.EXAMPLE)
    assert rows(analyst, "regios")[-1][-1] == "voorbeeldverdeling"
    make.published(final.round, None, Measure.LOCAL_GOVERNMENTS, "103")
    make.published(final.round, None, Measure.AWARDED, "14136359")
    page = show(analyst, "regios")
    assert "Projectronde 1: lokale besturen in 2 referentieregio’s, 2 van 103 bij naam bekend" in text_of(page)
    last = tables_of(page)[0][-1]
    assert (last[0], last[-1]) == ("Alles samen", "deels gepubliceerd, deels voorbeeldverdeling")
    assert "14.136.359" in last[2]


@pytest.mark.parametrize("slug", EVERY)
def test_its_address_can_be_shared(analyst, final, client, slug):
    """Whoever at the ministry opens the address, sees the same choice, order and figures."""
    address = f"{reverse('kpi:board', args=[slug])}?op=20%2F10%2F2023&actie=7&sort=-doel&maat=doel"
    mine = analyst.get(address)
    cache.clear()
    client.force_login(make.user("collega", ministry_role="case_handler"))
    theirs = client.get(address)
    assert tables_of(theirs) == tables_of(mine)
    assert 'value="20/10/2023"' in theirs.content.decode()
    assert '<option value="7" selected>' in theirs.content.decode()


def test_a_figure_opens_until_its_rows_its_rule_its_versions_and_their_moments(analyst, final):
    """R8: from a board to the action, from the action to where a figure comes from."""

    def follow(page, path):
        found = re.search(rf'href="({path}[?][^"]*)"', page.content.decode())
        return analyst.get(found[1].replace("&amp;", "&"))

    action = follow(show(analyst, "kosten", op="20/10/2023"), "/dashboard/actie/7/")
    origin = follow(action, "/dashboard/actie/7/46021/")
    page = text_of(origin)
    assert "Herkomst van de cijfers van Sint-Niklaas" in page
    assert "Zoals gekend op 20 oktober 2023" in page
    assert ["1", "telt mee"] in [[row[0], row[-1]] for table in tables_of(origin) for row in table]
    assert "9 oktober 2023" in page
    assert "Bereikt: het aantal in de nieuwste versie die op dat moment ingediend en niet teruggenomen was" in page


# --- to take home -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("slug", EVERY)
def test_the_file_holds_the_table_of_the_page_and_what_each_row_rests_on(analyst, final, slug):
    response = analyst.get(reverse("kpi:board-csv", args=[slug]), {"op": "20/10/2023"})
    head, *lines = csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig")), delimiter=";")
    page = tables_of(show(analyst, slug, op="20/10/2023"))[0]
    names = [cell.rstrip() for cell in page[0]]
    at = [head.index(name) for name in names]
    assert [line[at[0]] for line in lines] == [row[0] for row in page[1:]]
    known = head.index("Zoals gekend op")
    assert {line[known] for line in lines} == {"20/10/2023"}


@pytest.mark.parametrize("slug", EVERY)
def test_the_excel_file_says_where_it_comes_from(analyst, final, slug):
    query = {"op": "20/10/2023", "provincie": "Limburg"}
    response = analyst.get(reverse("kpi:board-excel", args=[slug]), query)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response)))
    said = dict(row[:2] for row in book.get_sheet_by_name("Herkomst").to_python())
    assert said["Keuze: Provincie"] == "Limburg"
    assert said["Zoals gekend op"] == "20 oktober 2023"
    assert said["Versie van de rekenregels"] == RULE_VERSION
    assert "registraties" in said["Ingediend"]
    assert f"/dashboard/{slug}/?" in said["Adres van de bladzijde"]


@pytest.mark.parametrize("slug", [slug for slug in EVERY if BOARDS[slug].of_round])
def test_the_excel_file_of_a_snapshot_names_it_with_its_digest_and_how_many_reported(analyst, final, slug):
    snapshot = take_if_due(final)
    response = analyst.get(reverse("kpi:board-excel", args=[slug]), {"momentopname": snapshot.code, "actie": "7"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response)))
    said = dict(row[:2] for row in book.get_sheet_by_name("Herkomst").to_python())
    assert said["Basis"] == "1-final-1"
    assert said["Controlegetal (SHA-256)"] == snapshot.digest
    assert said["Versie van de rekenregels"] == snapshot.rule_version
    assert said["Ingediend"] == "1 van 1 registraties"
    assert said["Keuze: Actie"].startswith("7. ")
    assert said["Zoals gekend op"] == "15 oktober 2023"
