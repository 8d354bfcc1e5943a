"""The figures as Excel files: what the page shows, with its filters and its order, for who may see it (R1-R8)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.models import Award
from grants.states import AwardKind, Measure
from kpi.services.snapshots import take_if_due, take_on_demand, verify
from samenleven.core.clock import in_brussels
from tests import make
from tests.kpi.test_dashboard import offered, part, send
from tests.workbooks import download

pytestmark = pytest.mark.django_db
CASES = ["dashboard-excel", "dashboard-action-excel", "dashboard-origin-excel", "snapshot-list-excel", "snapshot-excel"]


@pytest.fixture
def analyst(client):
    client.force_login(make.user("analist", ministry_role="analyst"))
    return client


@pytest.fixture
def final():
    return make.moment(make.round("1", budget=Decimal("20000.00")))


def file(client, name, *args, **query):
    return download(client, reverse(f"kpi:{name}-excel", args=args), query)


# --- the dashboard ----------------------------------------------------------------------------------------------------
def test_every_row_is_the_row_of_the_csv_with_real_numbers(analyst, final):
    send(part(final, 7, goal=3), final, 12)
    part(final, 9, goal=4, target=3, current_reach=None, units="2.5", amount="1625.00")
    book = file(analyst, "dashboard", op="20/10/2023")
    assert book.name == "plan-samenleven_cijfers_ronde-1_eindrapport_2023-10-20.xlsx"
    csv = b"".join(analyst.get(reverse("kpi:dashboard-csv"), {"op": "20/10/2023"})).decode("utf-8-sig").splitlines()
    assert ";".join(book.sheets["Cijfers per actie"][0]) == csv[0]
    first, second = book.rows("Cijfers per actie")
    assert first == {
        "Projectronde": "1",
        "Rapportering": "eindrapport",
        "Nummer doelstelling": 3.0,
        "Doelstelling": "Doelstelling 3",
        "Nummer actie": 7.0,
        "Actie": "Actie 7",
        "KPI": "begeleide personen",
        "Lokale besturen": 1.0,
        "Bij naam bekend": 1.0,
        "Lijst volledig": "ja",
        "Toegekend (EUR)": 3900.0,
        "Toegekende eenheden": 6.0,
        "Huidig bereik": 4.0,
        "Gepland bereik": 6.0,
        "Doel (huidig en gepland bereik)": 10.0,
        "Bereikt": 12.0,
        "Bereikt van doel (%)": 1.2,
        "Verwachte registraties": 1.0,
        "Ingediende registraties": 1.0,
        "Stand": "volledig",
        "Herkomst": "registraties",
        "Zoals gekend op": dt.date(2023, 10, 20),
        "Basis": "rechtstreeks geteld, niet bevroren",
        "Kaart": "gemeenten van toen",
    }
    assert (second["Toegekende eenheden"], second["Huidig bereik"]) == (2.5, "onbekend")
    assert (second["Bereikt"], second["Stand"]) == ("nog niet gerapporteerd", "nog niet gerapporteerd")
    assert "Bereikt van doel (%)" not in second


def test_it_says_of_what_and_when_and_how_many_reported(analyst, final):
    send(part(final, 7), final, 12)
    part(final, 7)
    origin = file(analyst, "dashboard", op="20/10/2023", actie="7", sort="-doel").origin
    assert origin["Wat"] == "Cijfers per actie, Projectronde 1: eindrapport"
    assert origin["Zoals gekend op"] == "20 oktober 2023"
    assert origin["Keuze: Actie"] == "7. Actie 7"
    assert origin["Ingediend"] == "1 van 2 registraties"
    assert origin["Adres van de bladzijde"] == "http://localhost:8000/dashboard/?op=20%2F10%2F2023&actie=7&sort=-doel"
    assert origin["Rijen op blad Cijfers per actie"] == "1"
    assert "Betekenis van “voorbeeldverdeling”" not in origin


def test_it_keeps_filters_order_and_snapshot(analyst, final):
    send(part(final, 7, goal=3, target=10), final, 5)
    send(part(final, 9, goal=4, target=100), final, 120)
    part(final, 5, goal=2, target=50)
    snapshot = take_if_due(final)
    book = file(analyst, "dashboard", sort="-bereikt", momentopname=snapshot.code)
    assert book.column("Cijfers per actie", "Nummer actie") == [9.0, 7.0, 5.0]
    assert book.column("Cijfers per actie", "Bereikt") == [120.0, 5.0, "niet gerapporteerd"]
    assert set(book.column("Cijfers per actie", "Controlegetal (SHA-256)")) == {snapshot.digest}
    assert book.origin["Controlegetal (SHA-256)"] == snapshot.digest
    assert book.origin["Betekenis van “niet gerapporteerd”"] == "Op de einddatum was niets ingediend."
    assert file(analyst, "dashboard", actie="9").column("Cijfers per actie", "Nummer actie") == [9.0]


def test_an_example_is_called_one_in_its_row_and_on_the_last_sheet(analyst, final):
    part(final, 7)
    part(final, 9, goal=4)
    Award.objects.filter(line__offer__action__number=7).update(kind=AwardKind.EXAMPLE)
    book = file(analyst, "dashboard-action", 7)
    assert book.column("Lokale besturen", "Herkomst") == ["voorbeeldverdeling"]
    assert "Betekenis van “voorbeeldverdeling”" in book.origin
    assert "Betekenis van “voorbeeldverdeling”" not in file(analyst, "dashboard-action", 9).origin


def test_the_money_of_the_file_adds_up_to_the_round(analyst, final):
    part(final)
    offered(final, 8, 3)
    make.published(final.round, None, Measure.AWARDED, "14000.00")
    amounts = file(analyst, "dashboard").column("Cijfers per actie", "Toegekend (EUR)")
    assert amounts == [3900.0, "onbekend", 10100.0]


def test_a_practice_round_says_that_it_counts_for_nothing(analyst):
    practice = make.moment(make.round("oefening", is_practice=True))
    part(practice)
    assert "tellen nergens mee" in file(analyst, "dashboard", ronde="oefening").origin["Let op"]


def test_what_the_page_cannot_answer_the_file_cannot_either(analyst, final):
    answer = analyst.get(reverse("kpi:dashboard-excel"), {"op": "gisteren"})
    assert (answer.status_code, answer.url) == (302, "/dashboard/?op=gisteren")


# --- an action, and where a figure comes from -------------------------------------------------------------------------
def test_the_file_of_an_action_has_all_its_local_governments(analyst, final):
    lead, member = make.local_government("46014", name="=Lokeren"), make.local_government("44045", name="Moerbeke")
    line = make.line(make.application(final.round, lead), offered(final, 7, 3))
    make.award(line, "6500.00", "10")
    for body in (lead, member):
        make.commitment(make.participation(line, body), target=5, current_reach=0, units="5")
    for number in range(50):
        part(final, by=make.local_government(name=f"Zele {number}"))
    book = file(analyst, "dashboard-action", 7)
    rows = book.rows("Lokale besturen")
    assert len(rows) == 52
    assert [
        (row["NIS-code of code"], row["Lokaal bestuur"], row["Rol"], row["Toegekend (EUR)"], row["Toegekende eenheden"])
        for row in rows[:2]
    ] == [("46014", "=Lokeren", "trekker", 6500.0, 5.0), ("44045", "Moerbeke", "lid", "bij =Lokeren", 5.0)]
    assert "<f>" not in "".join(book.parts.values())


def test_where_a_figure_comes_from(analyst, final):
    participation = part(final, by=make.local_government("46021", name="Sint-Niklaas"))
    send(participation, final, 8, days_before=9)
    send(participation, final, 12, days_before=6)
    book = file(analyst, "dashboard-origin", 7, "46021")
    assert book.rows("Cijfers per KPI") == [
        {
            "Code van de KPI": "7.1",
            "KPI": "begeleide personen",
            "Toegekend (EUR)": 3900.0,
            "Toegekende eenheden": 6.0,
            "Huidig bereik": 4.0,
            "Doel (huidig en gepland bereik)": 10.0,
            "Bereikt": 12.0,
            "Bereikt van doel (%)": 1.2,
            "Herkomst": "registraties",
        }
    ]
    assert [(row["Versie"], row["Telt mee"], type(row["Ingediend op"])) for row in book.rows("Ingediende versies")] == [
        (2.0, "ja", dt.datetime),
        (1.0, "nee", dt.datetime),
    ]


def test_who_does_not_take_part_has_no_file(analyst, final):
    part(final)
    other = make.local_government()
    for args in ([7, other.code], [7, "nergens"], [99, other.code]):
        assert analyst.get(reverse("kpi:dashboard-origin-excel", args=args)).status_code == 404
    assert analyst.get(reverse("kpi:dashboard-origin-excel", args=[7, "x"]), {"op": "gisteren"}).status_code == 404
    assert analyst.get(reverse("kpi:dashboard-action-excel", args=[99])).status_code == 404


# --- the snapshots ----------------------------------------------------------------------------------------------------
def test_the_snapshots_with_their_recounts(analyst, final):
    participation = part(final)
    send(participation, final, 8)
    first = take_if_due(final)
    verify(first)
    make.sent(participation, final, {participation.line.offer.indicators.get(): 9}, at=timezone.now())
    second = take_if_due(final)
    book = file(analyst, "snapshot-list")
    assert book.name == "plan-samenleven_momentopnames.xlsx"
    rows = book.rows("Momentopnames")
    assert [(row["Momentopname"], row["Hertelling"], row.get("Verbetert")) for row in rows] == [
        (second.code, "nog niet herteld", first.code),
        (first.code, "hertelling klopt", None),
    ]
    assert [row["Controlegetal (SHA-256)"] for row in rows] == [second.digest, first.digest]
    assert rows[0]["Genomen op"] == in_brussels(second.taken_at).replace(tzinfo=None, microsecond=0)
    assert rows[0]["Deadline"] == dt.date(2023, 10, 15)


def test_the_snapshots_of_one_moment_and_what_is_outdated(analyst, final):
    participation = part(final)
    take_on_demand(final)
    send(participation, final, 8)
    take_on_demand(final)
    other = make.moment(make.round("2"))
    take_on_demand(other)
    make.sent(participation, final, {participation.line.offer.indicators.get(): 9}, at=timezone.now())
    book = file(analyst, "snapshot-list", moment="1-final")
    assert book.name == "plan-samenleven_momentopnames_1-final.xlsx"
    assert [
        (row["Momentopname"], row["Sindsdien nog ingediend of teruggenomen"]) for row in book.rows("Momentopnames")
    ] == [("1-final-2", "ja"), ("1-final-1", "nee")]
    assert book.origin["Adres van de bladzijde"].endswith("/momentopnames/?moment=1-final")
    assert analyst.get(reverse("kpi:snapshot-list-excel"), {"moment": "9-final"}).status_code == 404


def test_what_differs_between_two_snapshots_is_numbers(analyst, final):
    participation = part(final, by=make.local_government("46021", name="Sint-Niklaas"))
    first = take_on_demand(final)
    send(participation, final, 1200)
    second = take_on_demand(final)
    book = file(analyst, "snapshot", second.code)
    found = {row["Cijfer"]: (row[first.code], row[second.code]) for row in book.rows("Verschillen")}
    assert found == {
        "bereikt": ("onbekend", 1200.0),
        "stand": ("niet gerapporteerd", "gerapporteerd"),
        "versie van de registratie": ("onbekend", 1.0),
    }
    assert book.origin["Vergeleken met"] == first.code
    assert list(file(analyst, "snapshot", first.code).sheets) == ["Hertellingen", "Herkomst"]
    assert analyst.get(reverse("kpi:snapshot-excel", args=["1-final-9"])).status_code == 404


def test_every_recount_is_in_the_file(analyst, final):
    part(final)
    snapshot = take_if_due(final)
    for _each in range(7):  # the page shows five
        verify(snapshot)
    rows = file(analyst, "snapshot", snapshot.code).rows("Hertellingen")
    assert [(row["Bewaarde rijen kloppen"], row["Hertelling klopt"]) for row in rows] == [("ja", "ja")] * 7


# --- who, and what it costs -------------------------------------------------------------------------------------------
@pytest.fixture
def addresses(final):
    part(final, by=make.local_government("46021"))
    args = {"dashboard-action-excel": [7], "dashboard-origin-excel": [7, "46021"], "snapshot-excel": ["1-final-1"]}
    take_on_demand(final)
    return [reverse(f"kpi:{name}", args=args.get(name, [])) for name in CASES]


def test_others_that_sign_in_get_none_of_it(client, addresses):
    client.force_login(make.editor(make.local_government()))
    assert [client.get(address).status_code for address in addresses] == [403] * 5


def test_who_is_not_signed_in_goes_to_the_door(client, addresses):
    for address in addresses:
        assert client.get(address).url.startswith("/aanmelden/?next=/")


def test_it_is_only_read(analyst, addresses):
    assert [analyst.post(address).status_code for address in addresses] == [405] * 5


def statements(client, address):
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        download(client, address)
    return len(asked)


def test_a_file_costs_the_same_for_one_row_and_for_many(analyst, final):
    participation = part(final, 7, by=make.local_government("71016", name="Genk"))
    take_on_demand(final)
    send(participation, final, 12)
    take_on_demand(final)
    counted = {
        "/dashboard/excel/?ronde=1": 7,
        "/dashboard/actie/7/excel/?ronde=1": 7,
        "/dashboard/actie/7/71016/excel/?ronde=1": 11,
        "/momentopnames/excel/": 4,
        "/momentopnames/1-final-2/excel/": 6,
    }
    for growth in range(2):
        for number in range(growth * 6):
            make.moment(make.round(str(20 + number), starts_on=dt.date(2021, 10, 1)))
            send(part(final, 7), final, 12)
            send(part(final, 40 + number, goal=4), final, 12)
            verify(take_on_demand(final))
        assert {address: statements(analyst, address) for address in counted} == counted
