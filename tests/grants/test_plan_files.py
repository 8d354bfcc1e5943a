"""The lists of the plan and its rounds as Excel files: the rows, filters and rights of their pages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.models import RoundChange
from grants.states import Measure, Precision
from municipalities.models import Merger
from samenleven.core.clock import end_of_day, start_of_day
from tests import make
from tests.workbooks import download

pytestmark = pytest.mark.django_db


def file(client, name, *args, **query):
    return download(client, reverse(f"grants:{name}-excel", args=args), query)


class TestParticipants:
    def test_it_holds_what_the_csv_holds_in_the_same_order(self, client, plan):
        query = {"actie": "7", "ronde": "1", "kaart": "nu", "sort": "-naam"}
        lines = b"".join(client.get(reverse("grants:participants-csv"), query)).decode("utf-8-sig").splitlines()
        book = file(client, "participants", **query)
        assert book.name == "plan-samenleven_deelnemers.xlsx"
        cells = [
            [f"{cell:.0f}" if isinstance(cell, float) else cell for cell in row] for row in book.sheets["Deelnemers"]
        ]
        assert [";".join(row) for row in cells] == lines
        assert len(lines) == 13

    def test_a_row_has_real_numbers_and_codes_that_stay_text(self, client, plan):
        book = file(client, "participants", naam="moerbeke", kaart="nu")
        assert book.rows("Deelnemers") == [
            {
                "Projectronde": "1",
                "Nummer van de actie": 7.0,
                "Actie": "Begeleiding naar hogere studies",
                "Code": "46029",
                "Lokaal bestuur": "Lokeren",
                "Toen": "Lokeren, Moerbeke",
                "Referentieregio": "Waasland",
                "Provincie": "Oost-Vlaanderen",
                "Samenwerkingsverband": book.rows("Deelnemers")[0]["Samenwerkingsverband"],
                "Zekerheid": "genoemd",
            }
        ]

    def test_it_says_what_was_asked(self, client, plan):
        origin = file(client, "participants", actie="7", kaart="nu", onzin="1").origin
        assert origin["Keuze: Actie"] == "7. Begeleiding naar hogere studies"
        assert origin["Keuze: Gemeenten zoals"] == "nu, na de fusies"
        assert origin["Gemeenten"] == "zoals nu, na de fusies"
        assert origin["Adres van de bladzijde"] == "http://localhost:8000/plan/deelnemers/?actie=7&kaart=nu"
        assert origin["Rijen op blad Deelnemers"] == "12"

    def test_the_page_leads_to_it_with_its_filters(self, client, plan):
        html = client.get(reverse("grants:participants"), {"actie": "7"}).content.decode()
        assert 'href="/plan/deelnemers/excel/?actie=7">Downloaden (Excel)</a>' in html

    @pytest.mark.parametrize("query", [{"ronde": "99"}, {"actie": "1;DROP"}])
    def test_a_filter_that_cannot_be_read_gives_the_page(self, client, plan, query):
        response = client.get(reverse("grants:participants-excel"), query)
        assert response.status_code == 400
        assert "error-summary" in response.content.decode()

    def test_a_name_is_never_a_formula(self, client):
        project_round = make.round("1")
        lead = make.local_government(name="=HYPERLINK(1)")
        make.participation(make.line(make.application(project_round, lead), make.offer(project_round)))
        book = file(client, "participants")
        assert book.column("Deelnemers", "Lokaal bestuur") == ["=HYPERLINK(1)"]
        assert "<f>" not in "".join(book.parts.values())

    def test_its_cost_does_not_grow(self, client, django_assert_num_queries):
        project_round = make.round("1")
        offer = make.offer(project_round)
        make.participation(make.line(make.application(project_round), offer))
        for rows in (1, 61):
            with django_assert_num_queries(5):
                assert len(file(client, "participants").rows("Deelnemers")) == rows
            for _each in range(60):
                make.participation(make.line(make.application(project_round), offer))

    def test_practice_rounds_are_not_in_it(self, client):
        make.participation(make.line(of_offer=make.offer(make.round("oefening", is_practice=True))))
        assert file(client, "participants").rows("Deelnemers") == []


class TestLocalGovernment:
    def test_it_holds_what_its_predecessors_did(self, client, plan):
        book = file(client, "local-government", "46029")
        assert book.name == "plan-samenleven_deelnames_lokeren.xlsx"
        rows = book.rows("Deelnames")
        assert [(row["Nummer van de actie"], row["Nam deel als"]) for row in rows] == [
            (7.0, "Lokeren"),
            (7.0, "Moerbeke"),
        ]
        assert {type(row["Bekend sinds"]) for row in rows} == {dt.date}

    def test_one_that_is_not_there_is_not_found(self, client, plan):
        assert client.get("/plan/lokale-besturen/99999/excel/").status_code == 404

    def test_its_cost_does_not_grow(self, client, django_assert_num_queries):
        body = make.local_government("10001", name="Nieuwdorp")
        old = make.local_government("10002", successor=body, valid_until=timezone.localdate())
        Merger.objects.create(predecessor=old, successor=body, merged_on=timezone.localdate())
        project_round = make.round("1")
        for _growth in range(2):
            for _each in range(10):
                make.participation(make.line(make.application(project_round, body), make.offer(project_round)))
            with django_assert_num_queries(4):
                file(client, "local-government", "10001")


class TestPlan:
    def test_the_plan_holds_every_action_and_every_price(self, client, plan):
        book = file(client, "plan")
        assert book.name == "plan-samenleven_acties.xlsx"
        assert list(book.sheets) == ["Acties", "KPI's per ronde", "Herkomst"]
        assert book.column("Acties", "Nummer actie") == [float(number) for number in range(1, 25)]
        seventh = book.rows("Acties")[6]
        assert (seventh["Nummer doelstelling"], seventh["Actie"]) == (3.0, "Begeleiding naar hogere studies")
        assert seventh["Betaald in"].startswith("ronde 1")
        prices = [
            row for row in book.rows("KPI's per ronde") if row["Nummer actie"] == 7 and row["Projectronde"] == "1"
        ]
        assert [(row["Eenheid"], row["Bedrag per eenheid (EUR)"]) for row in prices] == [(prices[0]["Eenheid"], 650.0)]

    def test_a_goal_holds_its_own_actions(self, client, plan):
        book = file(client, "goal", 3)
        assert set(book.column("Acties", "Nummer doelstelling")) == {3.0}
        assert set(book.column("KPI's per ronde", "Nummer actie")) <= set(book.column("Acties", "Nummer actie"))

    def test_an_action_tells_what_was_published_and_which_nothing_stands_elsewhere(self, client):
        first, later = make.round("1"), make.round("2", starts_on=dt.date(2099, 10, 1), ends_on=dt.date(2100, 9, 30))
        action = make.action(7)
        for project_round in (first, later):
            make.offer(project_round, action)
            make.moment(project_round)
        make.published(first, action, Measure.AWARDED, "559000.00")
        make.published(first, action, Measure.TARGET, "6360")
        make.published(first, action, Measure.LOCAL_GOVERNMENTS, "13")
        rows = file(client, "action", 7).rows("Gepubliceerde cijfers")
        assert rows == [
            {
                "Projectronde": "1",
                "Toegekend (EUR)": 559000.0,
                "Lokale besturen": 13.0,
                "Bij naam bekend": 0.0,
                "Doel (huidig en gepland bereik)": 6360.0,
                "Bereikt": "onbekend",
            },
            {
                "Projectronde": "2",
                "Toegekend (EUR)": "onbekend",
                "Lokale besturen": "onbekend",
                "Bij naam bekend": 0.0,
                "Doel (huidig en gepland bereik)": "onbekend",
                "Bereikt": "nog niet verwacht",
            },
        ]

    @pytest.mark.parametrize(
        "address", ["/plan/doelstellingen/99/excel/", "/plan/acties/99/excel/", "/rondes/99/excel/"]
    )
    def test_what_is_not_there_is_not_found(self, client, plan, address):
        assert client.get(address).status_code == 404

    def test_without_a_plan_there_is_no_file(self, client):
        assert client.get("/plan/excel/").status_code == 404

    @pytest.mark.parametrize(("name", "args", "cost"), [("plan", [], 6), ("goal", [1], 6), ("action", [7], 8)])
    def test_its_cost_does_not_grow(self, client, django_assert_num_queries, name, args, cost):
        for growth in range(2):
            for number in range(growth * 5, growth * 5 + 2):
                project_round = make.round(str(50 + number))
                make.moment(project_round)
                for action in (7, 100 + number):
                    offer = make.offer(project_round, make.action(action), indicators=2)
                    make.participation(make.line(make.application(project_round), offer))
            with django_assert_num_queries(cost):
                file(client, name, *args)


class TestRounds:
    @pytest.fixture
    def first(self):
        made = make.round("1", budget=Decimal("14136359.00"), closes_at=dt.datetime(2022, 7, 1, 10, tzinfo=dt.UTC))
        make.moment(made, deadline_precision=Precision.MONTH)
        RoundChange.objects.create(
            round=made,
            what="amount_per_unit action 7",
            old="600",
            new="650",
            changed_at=end_of_day(dt.date(2022, 5, 2)),
            reason="=Zo beslist",
            by_role="beheerder",
        )
        return made

    def test_the_list_with_its_log(self, client, first):
        book = file(client, "round-list")
        assert book.name == "plan-samenleven_projectrondes.xlsx"
        assert book.rows("Projectrondes") == [
            {
                "Code": "1",
                "Projectronde": "Projectronde 1",
                "Oefenronde": "nee",
                "Stand": "projectjaar afgelopen",
                "Oproep opent op": dt.date(2022, 4, 1),
                "Oproep sluit op": dt.datetime(2022, 7, 1, 12, 0),
                "Projectjaar van": dt.date(2022, 10, 1),
                "Projectjaar tot en met": dt.date(2023, 9, 30),
                "Budget over alle acties samen (EUR)": 14136359.0,
                "Beslissing van de Vlaamse Regering": dt.date(2022, 9, 23),
            }
        ]
        assert book.rows("Wijzigingen") == [
            {
                "Projectronde": "1",
                "Wat": "Bedrag per eenheid, actie 7",
                "Was": "€\xa0600,00",
                "Werd": "€\xa0650,00",
                "Wanneer": dt.date(2022, 5, 2),
                "Waarom": "=Zo beslist",
                "Door": "beheerder",
            }
        ]

    def test_practice_rounds_are_for_the_ministry(self, client, first):
        make.round("oefening", is_practice=True)
        assert file(client, "round-list").column("Projectrondes", "Code") == ["1"]
        client.force_login(make.user(ministry_role="analyst"))
        assert file(client, "round-list").column("Projectrondes", "Code") == ["1", "oefening"]

    def test_a_round_holds_its_actions_moments_totals_and_changes(self, client, first):
        offer = make.offer(first, make.action(7), indicators=0)
        make.indicator(offer, max_units=Decimal("860"), max_amount=None)
        make.offer(first, make.action(8), indicators=0)
        make.offer(first, make.action(9), financed=False)
        make.published(first, None, Measure.AWARDED, "14136359.00")
        make.published(first, None, Measure.APPLICANTS, "59")
        book = file(client, "round", "1")
        assert list(book.sheets) == [
            "Acties",
            "Rapporteringsmomenten",
            "Gepubliceerde totalen",
            "Wijzigingen",
            "Herkomst",
        ]
        assert [
            (row["Nummer actie"], row["KPI"], row.get("Hoogstens (eenheden)"), row.get("Maximumbedrag (EUR)"))
            for row in book.rows("Acties")
        ] == [(7.0, "begeleide personen", 860.0, "onbekend"), (8.0, "nog niet bepaald", None, None)]
        assert book.rows("Rapporteringsmomenten") == [
            {
                "Rapportering": "eindrapport",
                "Over de periode van": dt.date(2022, 10, 1),
                "Over de periode tot en met": dt.date(2023, 9, 30),
                "Registreren vanaf": dt.date(2023, 9, 1),
                "Deadline": "oktober 2023",
                "Nieuwe registraties tot": "de deadline",
                "Verbeteringen tot": "de deadline",
            }
        ]
        assert [
            (row["Wat"], row.get("Bedrag (EUR)"), row.get("Aantal")) for row in book.rows("Gepubliceerde totalen")
        ] == [
            ("aanvragers", None, 59.0),
            ("toegekend bedrag", 14136359.0, None),
        ]
        assert len(book.rows("Wijzigingen")) == 1

    def test_their_cost_does_not_grow(self, client, django_assert_num_queries):
        start = start_of_day(dt.date(2022, 5, 1))
        for growth in range(2):
            for number in range(4):
                one = make.round(str(10 * growth + number + 1))
                make.offer(one, make.action(7), indicators=2)
                RoundChange.objects.create(round=one, what="budget", old="1", new="2", changed_at=start)
            here = one
            for number in range(growth * 6):
                make.offer(here, make.action(20 + number), indicators=2)
                RoundChange.objects.create(round=here, what="budget", old="1", new=str(number + 3), changed_at=start)
            with django_assert_num_queries(3):
                file(client, "round-list")
            with django_assert_num_queries(6):
                file(client, "round", here.code)
