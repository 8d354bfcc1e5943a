"""The results for everybody: only what is frozen or was promised, each number with what it is (R1-R9, R33, R37)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.models import Award
from grants.states import AwardKind, IndicatorKind, Measure
from kpi.services.snapshots import take_if_due, take_on_demand
from municipalities.models import Merger
from samenleven.core.clock import BRUSSELS
from tests import make
from tests.kpi.tables import tables_of, text_of
from tests.kpi.test_dashboard import offered, part, send

pytestmark = pytest.mark.django_db

BEFORE = dt.datetime(2023, 10, 14, 12, 0, tzinfo=BRUSSELS)
AFTER = dt.datetime(2023, 10, 20, 12, 0, tzinfo=BRUSSELS)


@pytest.fixture
def final():
    return make.moment(make.round("1", budget=Decimal("20000.00")))


def show(client, name="results", *args, **query):
    response = client.get(reverse(f"kpi:{name}", args=args), query)
    assert response.status_code == 200
    return response


def merged(final):
    """Lokeren and Moerbeke, that became Lokeren in 2025, took part together."""
    now = make.local_government("46029", name="Lokeren", valid_from=dt.date(2025, 1, 1))
    ended = {"valid_until": dt.date(2024, 12, 31), "successor": now}
    lokeren = make.local_government("46014", name="Lokeren", **ended)
    moerbeke = make.local_government("44045", name="Moerbeke", **ended)
    for one in (lokeren, moerbeke):
        Merger.objects.create(predecessor=one, successor=now, merged_on=dt.date(2025, 1, 1))
    send(part(final, by=lokeren, target=10), final, 8)
    line = lokeren.participations.get().line
    member = make.participation(line, moerbeke)
    make.commitment(member, target=6, current_reach=2, units="4", amount=Decimal("0.00"))
    send(member, final, 7)


# --- the plan of question 222 ------------------------------------------------------------------------------------------
def test_action_7_stands_in_one_row_a_round_and_in_words(client, demo):
    response = show(client, "results-action", 7)
    said = text_of(response)
    assert (
        "In projectronde 1 beloofden 13 lokale besturen samen 6.360 te bereiken (eenheid: begeleide jongere). "
        "Daarvan is 5.500 huidig bereik, van voor het plan, en 860 gepland bereik. "
        "De Vlaamse overheid kende daarvoor € 559.000,00 toe. Bereikt: 6.692, dat is 105,2 % van het doel. "
        "Alle 13 registraties zijn ingediend."
    ) in said
    assert "Over deze actie in projectronde 2 is nog niets bekendgemaakt." in said
    head, first, *_more = tables_of(response)[0]
    assert head[1:] == ["Lokale besturen", "Toegekend", "Doel", "Bereikt", "Bereikt van doel", "Gerapporteerd"]
    assert first[1:] == [
        "13",
        "€ 559.000,00 860 eenheden",
        "6.360 huidig 5.500 gepland 860",
        "6.692",
        "105,2 % , doel bereikt",
        "13 van 13 volledig",
    ]
    assert "zoals gekend op 15 oktober 2023, momentopname 1-final-1 voorbeeldverdeling" in first[0]
    assert len(tables_of(response)[1]) == 1 + 13


def test_a_state_is_never_added_over_years_and_its_published_totals_say_where_they_come_from(client, demo):
    response = show(client, "results-action", 2)
    *_rounds, last = tables_of(response)[0]
    assert last == [
        "Som van jaren Een toestand (actieplan) telt u niet op over jaren.",
        "niet optelbaar",
        "€ 1.350.000,00",
        "niet optelbaar",
        "niet optelbaar",
        "",
        "",
    ]
    said = text_of(response)
    assert "Bereikt: 14, dat is 87,5 % van het doel. Dat zijn totalen die de overheid zelf bekendmaakte." in said
    assert "Waar gepubliceerde totalen vandaan komen" in said
    assert "cdn.vlaanderen.be" in said


def test_a_round_refuses_the_sum_of_different_units_and_says_why(client, demo):
    response = show(client, "results-round", "1")
    assert "De doelen van alle acties samen tellen we niet op. De eenheden verschillen:" in text_of(response)
    total = tables_of(response)[0][-1]
    assert total[1:5] == [
        "103 27 bij naam",
        "€ 14.136.359,00 € 13.162.659,00 niet per actie",
        "niet optelbaar",
        "niet optelbaar",
    ]


def test_at_a_glance_a_goal_adds_only_the_money_that_is_known(client, demo):
    rounds, goals = tables_of(show(client))
    assert [row[0].split(" 1 okt")[0] for row in rounds[1:]] == ["Projectronde 3", "Projectronde 2", "Projectronde 1"]
    assert rounds[3][3:5] == ["103 27 bij naam", "50"]
    assert next(row for row in goals if row[0].startswith("1. "))[1] == "€ 400.000,00 toegekend voor de enige actie"
    competences = next(row for row in goals if row[0] == "3. Competenties")
    assert competences[1:] == ["€ 573.700,00 toegekend voor 2 van 3 acties", "onbekend", "onbekend"]
    seventh = next(row for row in goals if row[0].startswith("7. "))
    assert seventh[1:] == [
        "105,2 % , doel bereikt 6.692 bereikt van doel 6.360 voorbeeldverdeling",
        "onbekend",
        "onbekend",
    ]


def test_a_goal_has_a_row_per_action_and_round_and_adds_only_money(client, demo):
    response = show(client, "results-goal", 3)
    said = text_of(response)
    assert (
        "In projectronde 1 kende de Vlaamse overheid € 573.700,00 toe voor 2 van de 3 acties die het plan betaalt. "
        "Van 2 acties is het resultaat bekend; het doel is bereikt bij 2 ervan."
    ) in said
    assert "Wat in projectronde 2 per actie toegekend is, is nog niet bekendgemaakt." in said
    (table,) = tables_of(response)
    assert [row[0].split(" ")[0] for row in table[1:] if len(row) == 1] == ["6.", "7.", "8."]
    assert table[6][0].startswith("Projectronde 1")
    assert table[6][1:5] == ["13", "€ 559.000,00 860 eenheden", "6.360 huidig 5.500 gepland 860", "6.692"]
    assert "In projectronde 1 betaalde het plan geen actie van deze doelstelling." not in said


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        ([12], "voor de enige actie die het plan betaalt. Van één actie is het resultaat bekend: het doel is bereikt."),
        (
            [9],
            "voor de enige actie die het plan betaalt. Van één actie is het resultaat bekend: het doel is niet bereikt.",
        ),
        (
            [12, 9],
            "voor de 2 acties samen die het plan betaalt. Van 2 acties is het resultaat bekend; het doel is bereikt bij 1 ervan.",
        ),
        ([], "In projectronde 1 deed niemand mee."),
    ],
)
def test_a_goal_in_words_says_how_many_targets_were_met(client, final, counted, said):
    offered(final, 9, 3) if not counted else None
    for number, count in enumerate(counted, start=7):
        send(part(final, number, goal=3), final, count)
    take_if_due(final)
    assert said in text_of(show(client, "results-goal", 3))


def test_a_goal_that_no_round_offers_says_so(client, final):
    make.goal(5)
    assert "Er zijn nog geen cijfers." in text_of(show(client, "results-goal", 5))


# --- nothing that is sent shows before it is frozen ---------------------------------------------------------------------
def test_what_is_sent_before_the_deadline_is_announced_and_not_told(client, final, time_machine):
    time_machine.move_to(BEFORE)
    send(part(final), final, 12)
    take_on_demand(final, by=make.user(ministry_role="administrator"))
    response = show(client, "results-action", 7)
    row = tables_of(response)[0][1]
    assert row[1:] == [
        "1",
        "€ 3.900,00 6 eenheden",
        "10 huidig 4 gepland 6",
        "eindrapportage 15 oktober 2023",
        "",
        "",
    ]
    assert 'data-state="not_yet_due"' in response.content.decode()
    assert "Wat ze bereikten, staat hier na de eindrapportage 15 oktober 2023." in text_of(response)
    for name, args in PAGES:
        cells = [cell for table in tables_of(show(client, name, *args)) for row in table for cell in row]
        assert "12" not in cells
    for address in FILES:
        assert ";12;" not in b"".join(client.get(address)).decode()


def test_after_the_deadline_it_waits_for_the_frozen_figures(client, final, time_machine):
    time_machine.move_to(AFTER)
    send(part(final), final, 12)
    row = tables_of(show(client, "results-action", 7))[0][1]
    assert row[4:] == ["eindrapportage 15 oktober 2023", "", ""]
    assert "De cijfers worden nog bevroren." in text_of(show(client, "results-action", 7))
    take_if_due(final)
    row = tables_of(show(client, "results-action", 7))[0][1]
    assert row[4:] == ["12", "120 % , doel bereikt", "1 van 1 volledig"]


def test_a_correction_takes_the_place_of_what_it_corrects(client, final, time_machine):
    time_machine.move_to(AFTER)
    participation = part(final)
    send(participation, final, 8)
    take_if_due(final)
    make.sent(participation, final, {participation.line.offer.indicators.get(): 9}, at=AFTER)
    assert tables_of(show(client, "results-action", 7))[0][1][4] == "8"
    take_if_due(final)
    assert tables_of(show(client, "results-action", 7))[0][1][4] == "9"
    assert "verbetert 1-final-1" in text_of(show(client, "results-round", "1"))


def test_a_month_is_told_as_a_month(client, time_machine):
    time_machine.move_to(BEFORE)
    final = make.moment(make.round("1"), deadline_precision="month")
    part(final)
    assert tables_of(show(client, "results-action", 7))[0][1][4] == "eindrapportage oktober 2023"


# --- the nothings (R4) --------------------------------------------------------------------------------------------------
def test_each_nothing_has_its_own_word(client, final, time_machine):
    time_machine.move_to(AFTER)
    send(part(final, 1), final, 0)
    part(final, 2)
    send(part(final, 3), final, None)
    unknown = offered(final, 4, 3)
    make.published(final.round, unknown.action, Measure.TARGET, "5")
    offered(final, 5, 3)
    take_if_due(final)
    found = {row[0][0]: row[4] for row in tables_of(show(client, "results-round", "1"))[0][2:7] if len(row) > 2}
    assert found == {"1": "0", "2": "niet gerapporteerd", "3": "niet van toepassing", "4": "onbekend"}


# --- sums (R5, R6) ------------------------------------------------------------------------------------------------------
def test_a_flow_is_added_over_years_only_as_a_sum_of_years(client, final, time_machine):
    second = make.moment(
        make.round("2", starts_on=dt.date(2023, 10, 1), ends_on=dt.date(2024, 9, 30), decided_on=dt.date(2023, 9, 22))
    )
    send(part(final), final, 12)
    send(part(second), second, 9)
    take_if_due(final)
    take_if_due(second)
    assert tables_of(show(client, "results-action", 7))[0][-1] == [
        "Som van jaren wie in twee jaren meedoet, telt twee keer",
        "niet optelbaar",
        "€ 7.800,00",
        "20",
        "21",
        "",
        "2 van 2 volledig",
    ]


def test_a_sum_of_years_says_on_how_many_registrations_it_rests(client, final):
    second = make.moment(
        make.round("2", starts_on=dt.date(2023, 10, 1), ends_on=dt.date(2024, 9, 30), decided_on=dt.date(2023, 9, 22))
    )
    for moment, counts in ((final, (10, 10)), (second, (12, None))):
        for count in counts:
            member = part(moment)
            if count is not None:
                send(member, moment, count)
        take_if_due(moment)
    assert tables_of(show(client, "results-action", 7))[0][-1][4:] == ["32", "", "3 van 4 deels"]
    head, *rows = (
        line.split(";") for line in b"".join(client.get("/resultaten/acties/7/csv/")).decode("utf-8-sig").splitlines()
    )
    found = dict(zip(head, rows[2], strict=True))
    assert (found["Projectronde"], found["Bereikt"], found["Stand"]) == ("som van jaren", "32", "deels")
    assert (found["Verwachte registraties"], found["Ingediende registraties"]) == ("4", "3")


def test_a_unit_that_changed_gives_no_sum(client, final):
    second = make.moment(make.round("2", starts_on=dt.date(2023, 10, 1), ends_on=dt.date(2024, 9, 30)))
    part(final, unit="gezin", unit_family="family")
    part(second, unit="kind", unit_family="person")
    assert "De eenheid is niet in elke ronde dezelfde: gezin, kind." in text_of(show(client, "results-action", 7))


def test_a_partnership_counts_its_money_once_at_the_lead(client, final):
    merged(final)
    take_if_due(final)
    members = {row[0]: row[1] for row in tables_of(show(client, "results-action", 7))[1][1:]}
    assert members == {
        "Lokeren trekker": "€ 3.900,00 voor 2 besturen samen eigen deel: 6 eenheden",
        "Moerbeke lid": "bij Lokeren eigen deel: 4 eenheden",
    }
    assert tables_of(show(client, "results-action", 7))[0][1][1:3] == ["2", "€ 3.900,00 10 eenheden"]


# --- the map of then and of now (R9) --------------------------------------------------------------------------------------
def test_who_took_others_over_counts_for_them_too_and_leads_to_them(client, final):
    merged(final)
    take_if_due(final)
    now = show(client, "results-local-government", "46029")
    assert tables_of(now)[0][1][1:] == ["€ 3.900,00 10 eenheden", "16 huidig 6 gepland 10", "15", "93,8 %"]
    assert "/resultaten/gemeenten/44045/" in now.content.decode()
    then = show(client, "results-local-government", "44045")
    assert tables_of(then)[0][1][1:4] == ["bij Lokeren eigen deel: 4 eenheden", "6 huidig 2 gepland 4", "7"]
    assert "Hoort sinds 1 januari 2025 bij" in text_of(then)
    on_the_map_of_now = tables_of(show(client, "results-action", 7, ronde="1", kaart="nu"))[1]
    assert [row[0] for row in on_the_map_of_now[1:]] == ["Lokeren trekker"]


def test_a_name_leads_to_the_body_of_today(client, final):
    merged(final)
    make.local_government("73107", name="Maasmechelen")

    def search(name):
        return client.get(reverse("kpi:results-search"), {"naam": name})

    assert search("lokeren")["Location"] == "/resultaten/gemeenten/46029/"
    assert search("73107")["Location"] == "/resultaten/gemeenten/73107/"
    assert search("maasm")["Location"] == "/resultaten/gemeenten/73107/"
    assert "2 lokale besturen gevonden." not in text_of(search("moer"))
    found = text_of(search("e"))
    assert "bestond tot en met 31 december 2024, nu Lokeren" in found
    assert "Geen lokaal bestuur heet zo." in text_of(search("Atlantis"))
    assert client.get("/resultaten/gemeenten/?naam=%00%27").status_code == 200


# --- what is not there, and who may look ----------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["sint niklaas", "Sint-Niklaas", "sintniklaas", "SINT  NIKLÄAS"])
def test_a_name_is_found_however_it_is_typed(client, typed):
    make.local_government("46021", name="Sint-Niklaas")
    make.local_government("23077", name="Sint-Pieters-Leeuw")
    response = client.get(reverse("kpi:results-search"), {"naam": typed})
    assert response.url == "/resultaten/gemeenten/46021/"


def test_names_that_begin_so_come_first(client):
    for code, name in (("11001", "Aartselaar"), ("44021", "Gent"), ("41027", "Bent Gent"), ("44084", "Gentbrugge")):
        make.local_government(code, name=name)
    page = client.get(reverse("kpi:results-search"), {"naam": "gen"}).content.decode()
    assert [page.index(f"({code})") for code in ("44021", "44084", "41027")] == sorted(
        page.index(f"({code})") for code in ("44021", "44084", "41027")
    )
    assert "Aartselaar" not in page


def test_where_nobody_is_called_so_near_names_are_offered(client):
    for number, name in enumerate(["Kortrijk", "Kortessem", "Kortenberg", "Kortenaken", "Kortemark", "Kortenaar"]):
        make.local_government(f"3400{number}", name=name)
    page = client.get(reverse("kpi:results-search"), {"naam": "kortreik"})
    assert "Geen lokaal bestuur heet zo." in text_of(page)
    assert "Bedoelde u: Kortrijk (34000)" in text_of(page)
    assert page.content.decode().count("/resultaten/gemeenten/3400") <= 5
    assert "Bedoelde u" not in text_of(client.get(reverse("kpi:results-search"), {"naam": "xyzxyz"}))


def test_a_practice_round_is_no_result(client, final):
    practice = make.moment(make.round("oefening", is_practice=True))
    part(practice, 9)
    assert client.get("/resultaten/oefening/").status_code == 404
    assert "efenronde" not in text_of(show(client))
    assert [row for row in tables_of(show(client, "results-action", 9)) if "€" in str(row)] == []


@pytest.mark.parametrize(
    "address",
    ["/resultaten/9/", "/resultaten/doelstellingen/99/", "/resultaten/acties/99/", "/resultaten/gemeenten/99999/"],
)
@pytest.mark.parametrize("part_of", ["", "csv/"])
def test_what_does_not_exist_is_not_found(client, final, address, part_of):
    assert client.get(address + part_of).status_code == 404


def test_without_a_plan_the_page_says_so(client):
    assert "Er zijn nog geen projectrondes." in text_of(show(client))


PAGES = [
    ("results", ()),
    ("results-round", ("1",)),
    ("results-goal", (3,)),
    ("results-action", (7,)),
]
FILES = [
    "/resultaten/csv/",
    "/resultaten/1/csv/",
    "/resultaten/doelstellingen/3/csv/",
    "/resultaten/acties/7/csv/",
    "/resultaten/acties/7/lokale-besturen/csv/",
]
COLD = {
    "/resultaten/": 8,
    "/resultaten/1/": 8,
    "/resultaten/doelstellingen/3/": 7,
    "/resultaten/acties/7/": 10,
    "/resultaten/acties/7/?kaart=nu&ronde=1": 10,
    "/resultaten/gemeenten/71016/": 10,
    "/resultaten/csv/": 9,
    "/resultaten/acties/7/csv/": 8,
}


@pytest.mark.parametrize("address", COLD)
def test_a_page_costs_as_many_statements_for_much_as_for_little_and_then_one(client, final, address):
    genk = make.local_government("71016", name="Genk")
    send(part(final, by=genk), final, 12)
    part(make.moment(make.round("2", starts_on=dt.date(2023, 10, 1), ends_on=dt.date(2030, 9, 30))), by=genk)
    take_if_due(final)

    def statements():
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
            size = len(response.getvalue())
        assert response.status_code == 200
        assert size < 60_000
        return len(asked)

    assert statements() <= COLD[address] <= 10
    first = statements()
    for number in range(3, 9):
        more = make.moment(make.round(str(number), starts_on=dt.date(2021, 10, 1)))
        for _each in range(8):
            send(part(more, 7), more, 3)
        part(more, number + 20, goal=number, by=genk)
        take_if_due(more)
    assert statements() <= first
    if "csv" not in address:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) == 1


def test_a_long_list_comes_in_pages(client, final):
    for _one in range(45):
        part(final)
    take_if_due(final)
    response = show(client, "results-action", 7)
    assert len(tables_of(response)[1]) == 1 + 40
    assert len(response.content) < 60_000
    assert len(tables_of(show(client, "results-action", 7, page="2"))[1]) == 1 + 5


def test_what_is_kept_holds_nothing_of_who_looks(client, final):
    part(final)
    take_if_due(final)
    client.force_login(make.user("jan", first_name="Jan", last_name="Peeters"))
    assert "Peeters" in show(client).content.decode()
    client.logout()
    assert "Peeters" not in show(client).content.decode()


# --- the files ------------------------------------------------------------------------------------------------------------
def test_the_file_of_a_round_says_in_each_row_what_it_rests_on(client, final):
    send(part(final), final, 12)
    Award.objects.update(kind=AwardKind.EXAMPLE)
    taken = take_if_due(final)
    head, row = (
        line.split(";") for line in b"".join(client.get("/resultaten/1/csv/")).decode("utf-8-sig").split("\r\n")[:2]
    )
    found = dict(zip(head, row, strict=True))
    assert (found["Doel (huidig en gepland bereik)"], found["Bereikt"], found["Herkomst"]) == (
        "10",
        "12",
        "voorbeeldverdeling",
    )
    assert (found["Zoals gekend op"], found["Momentopname"]) == ("15/10/2023", "1-final-1")
    assert found["Controlegetal (SHA-256)"] == taken.digest


def test_a_file_announces_what_is_to_come(client, final, time_machine):
    time_machine.move_to(BEFORE)
    send(part(final), final, 12)
    head, row = (
        line.split(";") for line in b"".join(client.get("/resultaten/1/csv/")).decode("utf-8-sig").split("\r\n")[:2]
    )
    found = dict(zip(head, row, strict=True))
    assert (found["Bereikt"], found["Ingediende registraties"]) == ("eindrapportage 15 oktober 2023", "")
    assert (found["Stand"], found["Momentopname"]) == ("nog niet verwacht", "nog niet bevroren")


@pytest.mark.parametrize("kind", [IndicatorKind.STATE, IndicatorKind.FLOW])
def test_a_round_in_words_counts_who_reported(client, final, kind):
    send(part(final, kind=kind), final, 12)
    part(final, kind=kind)
    take_if_due(final)
    assert "Ingediend: 1 van de 2 registraties." in text_of(show(client, "results-round", "1"))


def test_a_round_of_which_only_published_totals_are_known_says_so(client, final):
    action = offered(final, 2, 1).action
    for measure, value in ((Measure.TARGET, "16"), (Measure.REALISED, "14")):
        make.published(final.round, action, measure, value)
    take_if_due(final)
    told = "Van 1 actie is alleen een gepubliceerd totaal bekend van wat er bereikt is; registraties kent het portaal niet."
    for page in (show(client), show(client, "results-round", "1")):
        assert told in text_of(page)
        assert "kent het portaal geen registraties" not in text_of(page)


def test_who_is_not_known_by_name_is_not_among_all_who_reported(client, final):
    for _one in range(2):
        send(part(final), final, 12)
    make.published(final.round, None, Measure.LOCAL_GOVERNMENTS, "103")
    take_on_demand(final, by=make.user("beheerder", ministry_role="administrator"))
    said = (
        "Alle 2 registraties die het portaal verwacht, zijn ingediend; "
        "van de andere deelnames kent het portaal geen cijfers."
    )
    for page in (show(client), show(client, "results-round", "1")):
        assert said in text_of(page)
    make.published(final.round, offered(final, 2, 1).action, Measure.TARGET, "16")
    make.published(final.round, offered(final, 2, 1).action, Measure.REALISED, "14")
    cache.clear()
    take_on_demand(final, by=make.user("andere", ministry_role="administrator"))
    said = "van de andere deelnames kent het portaal alleen het gepubliceerde totaal van 1 actie."
    for page in (show(client), show(client, "results-round", "1")):
        assert said in text_of(page)
