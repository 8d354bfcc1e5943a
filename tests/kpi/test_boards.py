"""The dashboards beside the first: a chart and its table say the same, of when and of how many, and open into their rows."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.states import IndicatorKind
from kpi.models import Borders
from kpi.services.snapshots import take_if_due
from kpi.views.boards import BOARDS
from municipalities.models import LocalGovernment, Period
from tests import make
from tests.kpi.tables import tables_of, text_of
from tests.kpi.test_dashboard import analyst, offered, part, send

pytestmark = pytest.mark.django_db
__all__ = ["analyst"]  # a fixture
EVERY = sorted(BOARDS)


@pytest.fixture
def final():
    """Something reached, something not sent, a state, something unknown; in two regions."""
    final = make.moment(make.round("1", budget=Decimal("20000.00")))
    town = make.local_government("46021", name="Sint-Niklaas")
    genk = make.local_government("71016", name="Genk", province="Limburg", reference_region=make.region("Limburg"))
    for body, latitude, longitude in ((town, "51.15", "4.16"), (genk, "50.97", "5.50")):
        Period.objects.create(local_government=body, latitude=latitude, longitude=longitude)
    send(part(final, 7, by=town), final, 12)
    part(final, 6, by=genk)
    send(part(final, 16, goal=6, by=genk, kind=IndicatorKind.STATE, unit="actieplan", unit_family="plan"), final, 4)
    offered(final, 8, 3)
    return final


def show(client, slug, **query):
    response = client.get(reverse("kpi:board", args=[slug]), query)
    assert response.status_code == 200
    return response


def rows(client, slug, **query):
    """The table without its head."""
    return tables_of(show(client, slug, **query))[0][1:]


# --- what each shows --------------------------------------------------------------------------------------------------
def test_the_goals(analyst, final):
    assert rows(analyst, "doelstellingen") == [
        [
            "3. Doelstelling 3", "2", "€ 7.800,00", "20", "12", "60 %", "1 van 2", "registraties",
            "tellingen: wie aan twee acties meedoet, telt twee keer",
        ],
        ["6. Doelstelling 6", "1", "€ 3.900,00", "10", "4", "40 %", "1 van 1", "registraties", ""],
    ]  # fmt: skip


def test_the_trend_names_each_round_and_refuses_to_add_a_state(analyst, final):
    second = make.moment(make.round("2", starts_on=dt.date(2023, 10, 1), ends_on=dt.date(2024, 9, 30)))
    send(part(second, 7), second, 30)
    send(part(second, 16, goal=6, kind=IndicatorKind.STATE, unit="actieplan", unit_family="plan"), second, 5)
    found = {row[0]: row[1:] for row in rows(analyst, "evolutie", maat="bereikt")}
    assert found["7. Actie 7"] == ["12", "30", "42", "2 van 2", ""]
    assert found["16. Actie 16"] == [
        "4", "5", "niet optelbaar", "2 van 2", "Een toestand (actieplan) telt u niet op over jaren.",
    ]  # fmt: skip
    assert found["8. Actie 8"] == ["geen deelnemers", "niet in deze ronde", "", "0 van 1", ""]
    page = text_of(show(analyst, "evolutie", maat="bereikt"))
    assert "Som van jaren" in page
    assert "tussentijdse cijfers en eindcijfers staan nooit samen" in page


def test_the_map_lists_who_takes_part_by_name(analyst, final):
    assert [row[:4] for row in rows(analyst, "kaart")] == [
        ["Genk", "2", "6, 16", "€ 7.800,00"],
        ["Sint-Niklaas", "1", "7", "€ 3.900,00"],
    ]


def test_who_lies_nowhere_stands_in_the_table_and_is_named_beside_the_map(analyst, final):
    part(final, 7, by=make.local_government("vgc", name="VGC", kind="vgc", province="", reference_region=None))
    page = show(analyst, "kaart")
    assert "Niet op de kaart, wel in de tabel: VGC." in text_of(page)
    assert [row[0] for row in tables_of(page)[0][1:]] == ["Genk", "Sint-Niklaas", "VGC"]


def test_regions_and_provinces_stand_by_name_with_everything_together_beneath(analyst, final):
    assert [row[:5] for row in rows(analyst, "regios", actie="7")] == [
        ["Waasland", "1", "€ 3.900,00", "10", "12"],
        ["Alles samen", "1", "€ 3.900,00", "10", "12"],
    ]
    assert [row[0] for row in rows(analyst, "regios", per="provincie")] == ["Limburg", "Oost-Vlaanderen", "Alles samen"]
    limburg = rows(analyst, "regios")[0]
    assert limburg[0:5] == ["Limburg", "1", "€ 7.800,00", "niet optelbaar", "niet optelbaar"]


def test_the_costs_say_why_there_is_none(analyst, final):
    found = {row[0]: row for row in rows(analyst, "kosten")}
    assert found["7. Actie 7"][6:8] == ["€ 325,00", "€ 487,50"]
    assert found["16. Actie 16"][6:8] == ["", ""]
    assert found["16. Actie 16"][-1] == "Een toestand (actieplan) heeft geen kost per eenheid."
    assert found["6. Actie 6"][-1] == "Nog niet alles is gerapporteerd: 0 van 1."
    assert all(bool(row[6]) != bool(row[-1]) for row in found.values())
    assert found["8. Actie 8"][-1] == "Wat bereikt is, is onbekend."


# --- in which order, and what cannot be asked --------------------------------------------------------------------------
@pytest.mark.parametrize("slug", EVERY)
def test_the_order_is_of_the_plan_or_by_name_unless_somebody_asks_another(analyst, final, slug):
    plain = rows(analyst, slug, maat="")
    names = [row[0] for row in plain]
    first = BOARDS[slug].find.__module__.rpartition(".")[2]
    key = {"goals": "doelstelling", "trends": "naam", "map": "naam", "areas": "naam", "costs": "actie"}[first]
    without_total = names[:-1] if first == "areas" else names
    turned = [row[0] for row in rows(analyst, slug, sort=f"-{key}")]
    assert turned[: len(without_total)] == without_total[::-1]


def test_what_is_not_known_stands_last_in_any_order(analyst, final):
    for sort in ("bereikt", "-bereikt"):
        assert rows(analyst, "kosten", sort=sort)[-1][4] in ("nog niet gerapporteerd", "onbekend", "0", "")
    assert [row[4] for row in rows(analyst, "kosten", sort="-bereikt")][:2] == ["12", "4"]


@pytest.mark.parametrize("slug", EVERY)
def test_a_filter_that_cannot_be_read_is_explained(analyst, final, slug):
    page = show(analyst, slug, op="gisteren")
    assert "Vul een datum in" in text_of(page)
    assert "<picture>" not in page.content.decode()


@pytest.mark.parametrize("slug", EVERY)
def test_without_any_round_there_is_a_page(analyst, slug):
    assert "Er is nog geen projectronde." in text_of(show(analyst, slug))


def test_an_unknown_board_is_not_there(analyst, final):
    assert analyst.get("/dashboard/nergens/").status_code == 404
    assert analyst.get("/dashboard/nergens/svg/").status_code == 404


# --- what it costs ----------------------------------------------------------------------------------------------------
MOST_QUERIES = 10


def statements(client, address):
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
        b"".join(response)  # a file is written while it is read
    assert response.status_code == 200
    return len(asked)


def grow(final, times):
    for number in range(times):
        make.moment(make.round(str(20 + number), starts_on=dt.date(2021, 10, 1)))
        body = make.local_government()
        Period.objects.create(local_government=body, latitude="51", longitude="4.2")
        send(part(final, 7, by=body), final, 12)
        part(final, 30 + number, goal=9 + number, by=body)


@pytest.mark.parametrize("query", ["", "?ronde=1&bestuur=Genk", "?momentopname=1-final-1"])
@pytest.mark.parametrize("slug", EVERY)
def test_a_page_costs_the_same_for_one_row_and_for_many(analyst, final, slug, query):
    take_if_due(final)
    address = reverse("kpi:board", args=[slug]) + query
    before = statements(analyst, address)
    grow(final, 8)
    assert statements(analyst, address) == before
    assert before <= MOST_QUERIES


@pytest.mark.parametrize("slug", EVERY)
def test_the_second_time_only_the_stamp_is_asked(analyst, final, django_assert_num_queries, slug):
    first = show(analyst, slug)
    with django_assert_num_queries(2):
        second = show(analyst, slug)
    assert tables_of(first) == tables_of(second)


def whole_country(final):
    """Three hundred local governments more that take part in an action; ten of them reported."""
    line = make.line(make.application(final.round), offered(final, 7, 3))
    bodies = LocalGovernment.objects.bulk_create(
        LocalGovernment(code=f"{80000 + number}", name=f"Gemeente {number}", sort_name=f"gemeente {number}")
        for number in range(300)
    )
    Period.objects.bulk_create(Period(local_government=body, latitude=51, longitude=4) for body in bodies)
    participations = [make.participation(line, body) for body in bodies]
    for participation in participations[:10]:
        send(participation, final, 12)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself where rows stay longer than a test


def test_a_page_of_a_whole_country_stays_small(analyst, final):
    whole_country(final)
    for slug in EVERY:
        assert len(show(analyst, slug).content) < 60_000


def test_a_hundred_times_the_data_costs_no_query_more(analyst, final):
    """Home, an action, the boards, their pictures and their files: three participations, then three hundred more."""
    addresses = ["/dashboard/?ronde=1", "/dashboard/actie/7/?ronde=1"]
    for slug in EVERY:
        addresses += [
            reverse(f"kpi:{name}", args=[slug]) + "?op=20/10/2023"
            for name in ("board", "board-svg", "board-csv", "board-excel")
        ]
    before = {address: statements(analyst, address) for address in addresses}
    whole_country(final)
    assert {address: statements(analyst, address) for address in addresses} == before


def test_borders_are_read_for_the_picture_alone(analyst, final, django_assert_num_queries):
    address = reverse("kpi:board", args=["kaart"])
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        analyst.get(address)
    assert not any(Borders._meta.db_table in one["sql"] for one in asked)
