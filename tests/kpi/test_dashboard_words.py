"""What the dashboard says beside its figures is true: of which actions, for whom, and what else can be asked (R1, R6)."""

import datetime as dt
from decimal import Decimal

import pytest

from grants.models import Award
from grants.states import AwardKind, IndicatorKind, Measure
from municipalities.models import Merger
from tests import make
from tests.kpi.tables import tables_of, text_of
from tests.kpi.test_dashboard import analyst, download, final, offered, overview, part, send, show

pytestmark = pytest.mark.django_db

__all__ = ["analyst", "final"]  # fixtures

PLAN = {"kind": IndicatorKind.STATE, "unit": "actieplan", "unit_family": "plan"}


@pytest.fixture
def geel(final):
    """Geel leads, Herselt and Laakdal take part with it, in two provinces; the units are broken."""
    bodies = [
        make.local_government("13008", name="Geel", province="Antwerpen"),
        make.local_government("13013", name="Herselt", province="Antwerpen"),
        make.local_government("71016", name="Genk", province="Limburg"),
    ]
    line = make.line(
        make.application(final.round, bodies[0], partnership=make.partnership("Kempen")), offered(final, 7, 3)
    )
    make.award(line, "41925.00", "64.5")
    for body in bodies:
        participation = make.participation(line, body)
        make.commitment(participation, target=159, current_reach=138, units="21.5", amount=Decimal("13975.00"))
        send(participation, final, 159)
    return bodies[0]


# --- of which actions -------------------------------------------------------------------------------------------------
def test_a_target_of_one_action_says_so_beside_the_money_of_all(analyst, final):
    action = offered(final, 2, 1, **PLAN).action
    offered(final, 8, 3)
    for measure, number in ((Measure.AWARDED, "475000.00"), (Measure.TARGET, "19"), (Measure.REALISED, "18")):
        make.published(final.round, action, measure, number)
    make.published(final.round, None, Measure.AWARDED, "16907780.00")
    tile = text_of(show(analyst)).split("Doel en bereikt ")[1].split(" Gerapporteerd")[0]
    assert tile == (
        "19 alleen van actie 2, 1 van de 2 betaalde acties eenheid: actieplan doel (huidig en gepland bereik samen) "
        "bereikt: 18 (94,7 %) gepubliceerd"
    )


def test_a_target_of_some_actions_says_of_how_many(analyst, final):
    part(final, 6)
    part(final, 7)
    offered(final, 8, 3)
    make.published(final.round, None, Measure.AWARDED, "14000.00")
    assert "van 2 van de 3 betaalde acties eenheid: begeleide persoon" in text_of(show(analyst))


def test_a_target_of_all_actions_says_only_its_unit(analyst, final):
    part(final)
    page = text_of(show(analyst))
    assert "eenheid: begeleide persoon" in page
    assert "betaalde acties" not in page


# --- who reported -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["dashboard", "dashboard-action"])
def test_where_the_portal_knows_no_registration_it_does_not_say_that_none_is_expected(analyst, final, name):
    make.published(final.round, offered(final, 2, 1).action, Measure.LOCAL_GOVERNMENTS, "24")
    page = text_of(show(analyst, name, *([2] if name == "dashboard-action" else [])))
    assert "Het portaal kent hiervan geen registraties." in page
    assert "verwacht." not in page


def test_without_registrations_the_tile_speaks_of_the_choice(analyst, final):
    make.published(final.round, offered(final, 2, 1).action, Measure.LOCAL_GOVERNMENTS, "24")
    assert "van deze keuze kent het portaal geen registraties" in text_of(show(analyst, actie="2"))


@pytest.mark.parametrize("count", [1, 2])
def test_one_is_one(analyst, final, count):
    for _number in range(count):
        part(final, units="1", target=5, amount="650.00")
    page = text_of(show(analyst))
    assert ("0 van 1 registratie ingediend." in page) == (count == 1)
    assert ("0 van 2 registraties ingediend." in page) == (count == 2)
    assert ("1 aanvrager " in page, "2 aanvragers" in page) == (count == 1, count == 2)
    assert overview(analyst)[1][2] == ("€ 650,00 1 eenheid" if count == 1 else "€ 1.300,00 2 eenheden")


# --- for whom the money is --------------------------------------------------------------------------------------------
def test_the_money_of_a_lead_says_for_how_many_it_is(analyst, geel):
    rows = tables_of(show(analyst, "dashboard-action", 7))[1][1:]
    assert [row[1] for row in rows] == [
        "€ 41.925,00 voor 3 besturen samen eigen deel: 21,5 eenheden",
        "bij Geel eigen deel: 21,5 eenheden",
        "bij Geel eigen deel: 21,5 eenheden",
    ]
    whole = tables_of(show(analyst, "dashboard-action", 7))[0][1]
    assert whole[2] == "€ 41.925,00 64,5 eenheden"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"bestuur": "Geel"}, "€ 41.925,00 voor 3 besturen samen eigen deel: 21,5 eenheden"),
        ({"bestuur": "Herselt"}, "bij Geel eigen deel: 21,5 eenheden"),
        ({"provincie": "Antwerpen"}, "€ 41.925,00 ook voor besturen buiten deze keuze eigen deel: 43 eenheden"),
        ({"provincie": "Limburg"}, "bij Geel eigen deel: 21,5 eenheden"),
    ],
)
def test_money_beside_a_choice_of_places_says_where_it_stands_and_for_whom(analyst, geel, query, said):
    assert tables_of(show(analyst, "dashboard-action", 7, **query))[0][1][2] == said
    assert [row[2] for row in overview(analyst, **query)] == [said, said]


def test_a_choice_with_money_of_its_own_and_money_elsewhere_says_both(analyst, geel, final):
    part(final, by=make.local_government("71004", name="Beringen", province="Limburg"))
    said = "€ 3.900,00 een deel staat bij Geel eigen deel: 27,5 eenheden"
    assert overview(analyst, provincie="Limburg")[1][2] == said


def test_a_lead_is_named_also_where_it_was_not_asked_for(analyst, geel):
    rows = tables_of(show(analyst, "dashboard-action", 7, bestuur="Herselt"))[1][1:]
    assert [row[1] for row in rows] == ["bij Geel eigen deel: 21,5 eenheden"]
    assert tables_of(show(analyst, "dashboard-origin", 7, "13013"))[0][1][1] == "bij Geel eigen deel: 21,5 eenheden"
    kpi = tables_of(show(analyst, "dashboard-origin", 7, "13008"))[0][1]
    assert kpi[1] == "€ 41.925,00 voor 3 besturen samen eigen deel: 21,5 eenheden"


def test_the_file_says_it_too(analyst, geel):
    rows = [row.split(";") for row in download(analyst, "dashboard-action-csv", 7)[1].split("\r\n")[1:-1]]
    assert [(row[8], row[12], row[-5]) for row in rows] == [
        ("Geel", "41925,00", "voor 3 besturen samen"),
        ("Genk", "bij Geel", ""),
        ("Herselt", "bij Geel", ""),
    ]
    rows = [row.split(";") for row in download(analyst, bestuur="Geel")[1].split("\r\n")[1:-1]]
    assert [(row[4], row[10], row[-5]) for row in rows] == [("7", "41925,00", "voor 3 besturen samen")]


def test_the_amounts_of_the_file_add_up_to_the_round(analyst, final):
    part(final)
    offered(final, 8, 3)
    make.published(final.round, None, Measure.AWARDED, "14000.00")
    rows = [row.split(";") for row in download(analyst, sort="-doel")[1].split("\r\n")[1:-1]]
    assert [(row[5], row[10]) for row in rows] == [
        ("Actie 7", "3900,00"),
        ("Actie 8", "onbekend"),
        ("niet per actie bekend", "10100,00"),
    ]
    assert "€ 14.000,00 € 10.100,00 niet per actie" in overview(analyst)[-1]


def test_rounding_is_told_where_it_shows_and_nowhere_else(analyst, geel, final):
    part(final, 9, goal=4)
    told = "Het doel is een geheel getal, ook waar de toegekende eenheden gebroken zijn."
    assert told in text_of(show(analyst, "dashboard-action", 7))
    assert told in text_of(show(analyst, "dashboard-origin", 7, "13008"))
    assert told not in text_of(show(analyst, "dashboard-action", 9))


# --- what can be asked ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "arguments"), [("dashboard", []), ("dashboard-action", [2])])
def test_a_map_that_cannot_be_drawn_says_which_actions_can(analyst, final, name, arguments):
    for number in (6, 7):
        send(part(final, number), final, 4)
        make.published(final.round, offered(final, number, 3).action, Measure.LOCAL_GOVERNMENTS, "1")
    make.published(final.round, offered(final, 2, 1, **PLAN).action, Measure.LOCAL_GOVERNMENTS, "24")
    page = text_of(show(analyst, name, *arguments, kaart="nu"))
    assert "kies actie 6 of 7. Of kies “Gemeenten van toen”." in page
    assert ("2 van 2 registraties ingediend." in page) == (name == "dashboard")
    assert tables_of(show(analyst, kaart="nu", actie="7")) != []


def test_a_map_that_can_be_drawn_for_no_action_names_none(analyst, final):
    make.published(final.round, offered(final, 2, 1).action, Measure.LOCAL_GOVERNMENTS, "24")
    page = text_of(show(analyst, kaart="nu"))
    assert "valt het niet te tellen. Kies de kaart “Gemeenten van toen”." in page


def test_on_the_map_of_now_more_registrations_than_local_governments_are_explained(analyst, final):
    lokeren = make.local_government("46029", name="Lokeren", valid_from=dt.date(2025, 1, 1))
    for code, name in (("46014", "Lokeren"), ("44045", "Moerbeke")):
        body = make.local_government(code, name=name, valid_until=dt.date(2024, 12, 31), successor=lokeren)
        Merger.objects.create(predecessor=body, successor=lokeren, merged_on=dt.date(2025, 1, 1))
        send(part(final, by=body), final, 6)
    told = "Besturen die samengingen, tellen op deze kaart als één bestuur; elk had een eigen registratie."
    page = show(analyst, kaart="nu")
    assert f"2 van 2 registraties ingediend. {told}" in text_of(page)
    assert tables_of(page)[0][2][1] == "1"
    assert told not in text_of(show(analyst))


def test_an_application_that_merged_into_one_is_not_for_several(analyst, final):
    lokeren = make.local_government("46029", name="Lokeren", valid_from=dt.date(2025, 1, 1))
    ended = {"valid_until": dt.date(2024, 12, 31), "successor": lokeren}
    old = make.local_government("46014", name="Lokeren", **ended)
    moerbeke = make.local_government("44045", name="Moerbeke", **ended)
    line = make.line(make.application(final.round, old), offered(final, 7, 3))
    make.award(line, "6500.00", "10")
    for body in (old, moerbeke):
        make.commitment(make.participation(line, body), target=5, current_reach=0, units="5")
    rows = tables_of(show(analyst, "dashboard-action", 7, kaart="nu"))[1][1:]
    assert [row[1] for row in rows] == ["€ 6.500,00 10 eenheden"]


def test_an_action_of_another_goal_is_refused_with_the_reason(analyst, final):
    part(final, 7, goal=3)
    part(final, 5, goal=2)
    page = show(analyst, doelstelling="2", actie="7")
    assert "Actie 7 hoort niet bij doelstelling 2. Wis een van beide." in text_of(page)
    assert tables_of(page) == []
    assert len(overview(analyst, doelstelling="3", actie="7")) == 2


def test_the_tile_keeps_the_label_of_an_example(analyst, final):
    part(final)
    Award.objects.update(kind=AwardKind.EXAMPLE)
    tile = text_of(show(analyst)).split("Doel en bereikt ")[1].split(" Gerapporteerd")[0]
    assert tile.endswith("voorbeeldverdeling")
