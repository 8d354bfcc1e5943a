"""The dashboard of the ministry: what it shows, of when, in which order, and to whom (R1-R8, R40)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.models import Award
from grants.states import AwardKind, IndicatorKind, Measure
from kpi.services.snapshots import take_if_due, take_on_demand, verify
from municipalities.models import Merger
from samenleven.accounts.models import MinistryRole
from samenleven.core.clock import start_of_day
from tests import make
from tests.kpi.tables import tables_of, text_of

pytestmark = pytest.mark.django_db

MINISTRY = [role.value for role in MinistryRole if role]


@pytest.fixture
def analyst(client):
    """The browser of an analyst."""
    client.force_login(make.user("analist", ministry_role="analyst"))
    return client


@pytest.fixture
def final():
    """The final report of round 1, in a programme with two goals."""
    return make.moment(make.round("1", budget=Decimal("20000.00")))


def offered(final, number, goal, **indicator):
    """An action under a goal, offered in the round; its KPI counts persons unless told otherwise."""
    action = make.action(number, goal=make.goal(goal))
    made = final.round.offers.filter(action=action).first() or make.offer(final.round, action, indicators=0)
    if not made.indicators.exists():
        make.indicator(made, **indicator)
    return made


def part(
    final, number=7, *, goal=3, by=None, lead=None, target=10, current_reach=4, units="6", amount="3900.00", **kpi
):
    """A local government in an action."""
    offer = offered(final, number, goal, **kpi)
    by = by or make.local_government()
    participation = make.participation(make.line(make.application(final.round, lead or by), offer), by)
    make.award(participation.line, amount, units)
    make.commitment(participation, target=target, current_reach=current_reach, units=units, amount=Decimal(amount))
    return participation


def send(participation, final, count, *, days_before=6):
    indicator = participation.line.offer.indicators.get()
    return make.sent(participation, final, {indicator: count}, at=final.deadline - dt.timedelta(days=days_before))


def show(client, name="dashboard", *args, **query):
    response = client.get(reverse(f"kpi:{name}", args=args), query)
    assert response.status_code == 200
    return response


def overview(client, **query):
    """The rows of the dashboard, without its head."""
    return tables_of(show(client, **query))[0][1:]


def titles(client, **query):
    """The first words of each row."""
    return [row[0].split(" begeleide")[0] for row in overview(client, **query)]


# --- what it shows ----------------------------------------------------------------------------------------------------
def test_each_goal_and_action_says_what_was_awarded_promised_and_reached(analyst, final):
    send(part(final), final, 12)
    part(final)
    send(part(final, 9, goal=4, target=3, current_reach=None, units="2.5", amount="1625.00"), final, 0)
    assert overview(analyst) == [
        ["3. Doelstelling 3", "2", "€ 7.800,00 12 eenheden", "20 huidig 8 gepland 12", "12", "60 %", "1 van 2 deels"],
        [
            "7. Actie 7 begeleide personen",
            "2",
            "€ 7.800,00 12 eenheden",
            "20 huidig 8 gepland 12",
            "12",
            "60 %",
            "1 van 2 deels",
        ],
        ["4. Doelstelling 4", "1", "€ 1.625,00 2,5 eenheden", "3 huidig onbekend", "0", "0 %", "1 van 1 volledig"],
        [
            "9. Actie 9 begeleide personen",
            "1",
            "€ 1.625,00 2,5 eenheden",
            "3 huidig onbekend",
            "0",
            "0 %",
            "1 van 1 volledig",
        ],
        [
            "Alles samen tellingen: wie aan twee acties meedoet, telt twee keer",
            "3",
            "€ 9.425,00 14,5 eenheden",
            "23 huidig onbekend",
            "12",
            "52,2 %",
            "2 van 3 deels",
        ],
    ]


def test_a_percentage_may_pass_a_hundred(analyst, final):
    send(part(final, target=8), final, 18)
    assert overview(analyst)[1][4:6] == ["18", "225 % , doel bereikt"]


def test_the_basis_is_always_told(analyst, final):
    send(part(final), final, 12)
    part(final)
    page = text_of(show(analyst, op="20/10/2023"))
    assert "Zoals gekend op 20 oktober 2023 rechtstreeks geteld, niet bevroren" in page
    assert "1 van 2 registraties ingediend. De deadline was 15 oktober 2023." in page
    assert "Budget € 20.000,00 van de hele ronde, over alle acties samen" in page


def test_the_question_of_march_2023_reads_from_the_published_totals(analyst, plan):
    rows = {row[0].split(".")[0]: row[1:] for row in overview(analyst, ronde="1", op="03/03/2023", doelstelling="3")}
    assert rows["6"] == ["2", "€ 14.700,00 24,5 eenheden", "33 huidig onbekend", "nog niet verwacht", "", ""]
    assert rows["7"] == [
        "13",
        "€ 559.000,00 860 eenheden",
        "6.360 huidig 5.500 gepland 860",
        "nog niet verwacht",
        "",
        "",
    ]
    assert "33" not in overview(analyst, ronde="1", op="22/09/2022")[0]


def test_an_action_about_which_nothing_is_known_says_so(analyst, final):
    part(final)
    offered(final, 8, 3)
    make.offer(final.round, make.action(12, goal=make.goal(5)), indicators=0, financed=False)
    assert overview(analyst)[2] == ["8. Actie 8 begeleide personen", "geen deelnemers"]
    assert overview(analyst)[4] == ["12. Actie 12", "wordt in deze ronde niet betaald"]
    make.published(final.round, final.round.offers.get(action__number=7).action, Measure.LOCAL_GOVERNMENTS, "9")
    assert overview(analyst)[2][1] == "onbekend over deze actie is nog niets bekendgemaakt"
    assert overview(analyst)[1][1] == "9 1 bij naam"


def test_a_sum_that_may_not_be_made_says_why(analyst, final):
    part(final, 6)
    part(final, 7, unit="gezin", unit_family="family")
    reason = "De eenheden verschillen: begeleide persoon, gezin."
    goal = ["2", "€ 7.800,00", "niet optelbaar", "nog niet gerapporteerd", "", "0 van 2"]
    rows = overview(analyst)
    assert (rows[0], rows[-1]) == ([f"3. Doelstelling 3 {reason}", *goal], [f"Alles samen {reason}", *goal])


def test_states_of_two_actions_are_not_added(analyst, final):
    plans = {"kind": IndicatorKind.STATE, "unit": "actieplan", "unit_family": "plan"}
    part(final, 2, goal=1, **plans)
    part(final, 16, goal=1, **plans)
    assert overview(analyst)[0][0] == "1. Doelstelling 1 Een toestand (actieplan) telt u niet op over acties."


def test_the_total_of_a_round_says_what_is_not_known_per_action(analyst, final):
    action = offered(final, 7, 3).action
    offered(final, 8, 3)
    make.published(final.round, action, Measure.AWARDED, "3900.00")
    make.published(final.round, None, Measure.AWARDED, "14000.00")
    make.published(final.round, None, Measure.LOCAL_GOVERNMENTS, "103")
    assert overview(analyst)[-1][1:3] == ["103 0 bij naam", "€ 14.000,00 € 10.100,00 niet per actie"]


@pytest.mark.parametrize("where", ["dashboard", "dashboard-action", "dashboard-csv", "dashboard-action-csv"])
def test_an_example_division_is_labelled_on_every_page_and_file(analyst, final, where):
    part(final)
    Award.objects.update(kind=AwardKind.EXAMPLE)
    response = analyst.get(reverse(f"kpi:{where}", args=[7] if "action" in where else []))
    content = b"".join(response) if response.streaming else response.content
    assert "voorbeeldverdeling" in content.decode()


def test_a_sum_says_on_how_many_of_its_actions_it_rests(analyst, final):
    part(final, 7)
    offered(final, 8, 3)
    assert overview(analyst)[0][0] == "3. Doelstelling 3"
    make.published(final.round, None, Measure.AWARDED, "14000.00")
    assert overview(analyst)[0][0] == "3. Doelstelling 3 cijfers van 1 van de 2 acties"


def test_without_any_round_the_page_says_so(analyst):
    assert "Er is nog geen projectronde." in text_of(show(analyst))


def test_it_opens_with_the_newest_real_round_in_which_something_was_promised(analyst, final):
    part(final)
    make.moment(make.round("2", starts_on=dt.date(2023, 10, 1), ends_on=dt.date(2024, 9, 30)))
    practice = make.moment(make.round("oefening", is_practice=True, title="Oefenronde"))
    part(practice)
    assert "Projectronde 1: eindrapport" in text_of(show(analyst))
    assert "Oefenronde: eindrapport" in text_of(show(analyst, ronde="oefening"))


# --- filters ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def towns(final):
    """Two towns in two regions and provinces, each in an action of its own."""
    genk = make.local_government("71016", name="Genk", province="Limburg", reference_region=make.region("Limburg"))
    gent = make.local_government("44021", name="Gent", province="Oost-Vlaanderen", reference_region=make.region("Gent"))
    part(final, 7, goal=3, by=genk)
    part(final, 9, goal=4, by=gent)
    return genk, gent


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"doelstelling": "3"}, ["3. Doelstelling 3", "7. Actie 7"]),
        ({"actie": "9"}, ["4. Doelstelling 4", "9. Actie 9"]),
    ],
)
def test_a_goal_or_an_action_alone(analyst, towns, query, found):
    assert titles(analyst, **query) == found


@pytest.mark.parametrize(
    "query",
    [
        {"regio": "Limburg"},
        {"provincie": "Limburg"},
        {"bestuur": "genk"},
        {"bestuur": "71016"},
        {"bestuur": " Genk "},
    ],
)
def test_places_alone(analyst, towns, query):
    rows = overview(analyst, **query)
    assert [row[1] for row in rows] == ["1", "1", "", "geen deelnemers", "1"]
    assert rows[-1][1:3] == ["1", "€ 3.900,00 6 eenheden"]


def test_in_a_round_of_the_past_no_known_participant_is_not_none(analyst, towns, final):
    make.published(final.round, None, Measure.AWARDED, "14000.00")
    assert overview(analyst, regio="Limburg")[3][1] == "onbekend geen deelnemer bekend binnen deze keuze"


def test_a_part_of_a_name_finds_all_that_hold_it_and_the_page_says_which(analyst, towns):
    assert "Alleen Genk, Gent." in text_of(show(analyst, bestuur="gen"))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"bestuur": "Atlantis"}, "Geen lokaal bestuur heet zo. Kijk de naam of de NIS-code na."),
        ({"op": "gisteren"}, "Vul een datum in, bijvoorbeeld 03/03/2023."),
        ({"op": "01/01/2040"}, "Wat op die dag gekend zal zijn, weet nog niemand. Kies een dag tot vandaag."),
        ({"op": "01/01/0001"}, "Kies een dag vanaf het jaar 2000."),
        ({"momentopname": "1-final-9"}, "“1-final-9” staat niet in de lijst. Kies er een uit de lijst."),
        ({"actie": "99"}, "“99” staat niet in de lijst. Kies er een uit de lijst."),
        ({"doelstelling": "drie"}, "“drie” staat niet in de lijst. Kies er een uit de lijst."),
        ({"ronde": "7"}, "“7” staat niet in de lijst. Kies er een uit de lijst."),
    ],
)
def test_a_filter_that_cannot_be_read_is_explained_and_shows_no_figure(analyst, towns, query, sentence):
    page = show(analyst, **query)
    assert sentence in text_of(page)
    assert tables_of(page) == []


def test_a_null_in_the_address_is_no_filter(analyst, towns):
    assert tables_of(show(analyst, regio="\x00")) == tables_of(show(analyst))


def test_a_name_that_fits_too_many_asks_for_a_longer_one(analyst, final):
    for number in range(21):
        make.local_government(name=f"Zele {number}")
    assert "Meer dan 20 lokale besturen passen hierbij." in text_of(show(analyst, bestuur="zele"))


@pytest.mark.parametrize("written", ["16/10/2023", "16-10-2023", "16.10.2023", "2023-10-16"])
def test_a_day_is_read_as_people_write_it(analyst, final, written):
    send(part(final), final, 12, days_before=-1)
    assert overview(analyst, op=written)[1][4] == "12"
    assert overview(analyst, op="15/10/2023")[1][4] == "nog niet gerapporteerd"


def test_today_counts_what_was_sent_today(analyst, final):
    participation = part(final)
    make.sent(participation, final, {participation.line.offer.indicators.get(): 12}, at=timezone.now())
    assert overview(analyst, op=timezone.localdate().strftime("%d/%m/%Y"))[1][4] == "12"


def test_an_unknown_word_in_the_address_changes_nothing(analyst, towns):
    assert tables_of(show(analyst, utm="x")) == tables_of(show(analyst))


# --- frozen -----------------------------------------------------------------------------------------------------------
def test_a_snapshot_shows_its_own_figures_and_whether_it_still_holds(analyst, final):
    participation = part(final)
    send(participation, final, 12)
    snapshot = take_if_due(final)
    make.sent(participation, final, {participation.line.offer.indicators.get(): 15}, at=timezone.now())
    page = show(analyst, momentopname=snapshot.code)
    assert tables_of(page)[0][2][4] == "12"
    assert overview(analyst)[1][4] == "15"
    assert "Zoals gekend op 15 oktober 2023 momentopname 1-final-1 nog niet herteld" in text_of(page)
    verify(snapshot)
    assert "hertelling klopt" in text_of(show(analyst, momentopname=snapshot.code))


def test_an_interim_snapshot_brings_its_own_moment(analyst, final):
    interim = make.moment(
        final.round,
        "interim",
        opens_at=None,
        covers_until=dt.date(2023, 3, 31),
        deadline=start_of_day(dt.date(2023, 5, 6)),
    )
    send(part(final), interim, 5, days_before=1)
    snapshot = take_if_due(interim)
    page = show(analyst, momentopname=snapshot.code)
    assert "Projectronde 1: tussentijds" in text_of(page)
    assert tables_of(page)[0][2][4] == "5"
    assert overview(analyst, moment="tussentijds")[1][4] == "5"
    assert overview(analyst)[1][4] == "nog niet gerapporteerd"


def test_what_cannot_be_asked_together_is_told(analyst, final):
    part(final)
    make.moment(make.round("2"))
    snapshot = take_on_demand(final)
    both = text_of(show(analyst, momentopname=snapshot.code, op="01/03/2023"))
    assert "Kies een dag of een momentopname, niet allebei." in both
    other = text_of(show(analyst, momentopname=snapshot.code, ronde="2"))
    assert "Momentopname 1-final-1 is van Projectronde 1. Wis de momentopname, of kies Projectronde 1." in other
    other = text_of(show(analyst, momentopname=snapshot.code, moment="tussentijds"))
    assert "Momentopname 1-final-1 is van eindrapport." in other


# --- the map of now ---------------------------------------------------------------------------------------------------
@pytest.fixture
def merged(final):
    """Moerbeke went up into Lokeren."""
    lokeren = make.local_government("46029", name="Lokeren", valid_from=dt.date(2025, 1, 1))
    old = make.local_government("46014", name="Lokeren", valid_until=dt.date(2024, 12, 31), successor=lokeren)
    moerbeke = make.local_government("44045", name="Moerbeke", valid_until=dt.date(2024, 12, 31), successor=lokeren)
    for body in (old, moerbeke):
        Merger.objects.create(predecessor=body, successor=lokeren, merged_on=dt.date(2025, 1, 1))
        send(part(final, by=body), final, 6)
    return lokeren


def test_on_the_map_of_now_a_merged_town_counts_once(analyst, merged):
    assert overview(analyst)[1][1] == "2"
    assert overview(analyst, kaart="nu")[1][1:5] == ["1", "€ 7.800,00 12 eenheden", "20 huidig 8 gepland 12", "12"]
    page = show(analyst, "dashboard-action", 7, kaart="nu")
    assert [row[0] for row in tables_of(page)[1][1:]] == ["Lokeren trekker"]
    assert text_of(page).count("versie 1") == 2


def test_an_old_name_on_the_map_of_now_says_where_it_went(analyst, merged):
    page = text_of(show(analyst, bestuur="Moerbeke", kaart="nu"))
    assert "Op de kaart van nu hoort Moerbeke bij Lokeren. Zoek op die naam." in page


def test_a_count_without_a_list_cannot_be_moved_to_the_map_of_now(analyst, final):
    action = offered(final, 2, 1).action
    make.published(final.round, action, Measure.LOCAL_GOVERNMENTS, "24")
    page = show(analyst, kaart="nu")
    assert "op de kaart van nu valt het niet te tellen" in text_of(page)
    assert tables_of(page) == []
    answer = analyst.get(reverse("kpi:dashboard-csv"), {"kaart": "nu"})
    assert (answer.status_code, answer.url) == (302, "/dashboard/?kaart=nu")


# --- order ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def three(final):
    """Three actions: one reached 50 %, one 120 %, one nothing yet."""
    send(part(final, 7, goal=3, target=10), final, 5)
    send(part(final, 9, goal=4, target=100), final, 120)
    part(final, 5, goal=2, target=50)


@pytest.mark.parametrize(
    ("sort", "numbers"),
    [
        ("percentage", ["7", "9", "5"]),
        ("-percentage", ["9", "7", "5"]),
        ("bereikt", ["7", "9", "5"]),
        ("doel", ["7", "5", "9"]),
        ("-doel", ["9", "5", "7"]),
        ("-gerapporteerd", ["7", "9", "5"]),
        ("gerapporteerd", ["5", "7", "9"]),
        ("besturen", ["5", "7", "9"]),
        ("-toegekend", ["5", "7", "9"]),
        ("onzin", ["2", "5", "3", "7", "4", "9"]),
        ("-actie", ["4", "9", "3", "7", "2", "5"]),
        ("", ["2", "5", "3", "7", "4", "9"]),
    ],
)
def test_a_column_sorts_and_what_is_not_known_comes_last(analyst, three, sort, numbers):
    assert [row[0].split(".")[0] for row in overview(analyst, sort=sort)[:-1]] == numbers


def test_the_head_of_a_column_says_how_it_is_sorted_and_keeps_the_filters(analyst, three):
    page = show(analyst, sort="-doel", ronde="1").content.decode()
    assert page.count("aria-sort") == 1
    assert (
        '<th scope="col" class="number" aria-sort="descending"><a class="sort" id="sort-doel" href="?ronde=1&amp;sort=doel"'
        in page
    )


# --- one action, and where its figures come from ----------------------------------------------------------------------
def test_an_action_opens_into_its_local_governments(analyst, final):
    lead, member = make.local_government("46014", name="Lokeren"), make.local_government("44045", name="Moerbeke")
    line = make.line(make.application(final.round, lead, partnership=make.partnership("Waas")), offered(final, 7, 3))
    make.award(line, "6500.00", "10")
    parts = [make.participation(line, body) for body in (lead, member)]
    for participation in parts:
        make.commitment(participation, target=5, current_reach=0, units="5")
    send(parts[1], final, 0)
    page = show(analyst, "dashboard-action", 7)
    whole, rows = tables_of(page)
    assert whole[1][1:] == ["2", "€ 6.500,00 10 eenheden", "10 huidig 0 gepland 10", "0", "0 %", "1 van 2 deels"]
    assert rows[1:] == [
        [
            "Lokeren trekker van Waas",
            "€ 6.500,00 voor 2 besturen samen eigen deel: 5 eenheden",
            "5 huidig 0 gepland 5",
            "nog niet gerapporteerd",
            "",
            "nog niet begonnen",
            "herkomst van de cijfers van Lokeren",
        ],
        [
            "Moerbeke lid van Waas",
            "bij Lokeren eigen deel: 5 eenheden",
            "5 huidig 0 gepland 5",
            "0",
            "0 %",
            "versie 1 ingediend op 9 oktober 2023",
            "herkomst van de cijfers van Moerbeke",
        ],
    ]
    registration = parts[1].registrations.get()
    assert f'href="{reverse("kpi:registration", args=[registration.pk])}"' in page.content.decode()
    assert 'href="/dashboard/actie/7/44045/"' in page.content.decode()


def test_the_links_of_a_row_carry_the_filters(analyst, final):
    part(final, by=make.local_government("46021"))
    page = show(analyst, ronde="1", op="16/10/2023", sort="-doel").content.decode()
    assert 'href="/dashboard/actie/7/?ronde=1&amp;op=16%2F10%2F2023"' in page
    page = show(analyst, "dashboard-action", 7, ronde="1", op="16/10/2023", sort="-doel").content.decode()
    assert 'href="/dashboard/actie/7/46021/?ronde=1&amp;op=16%2F10%2F2023"' in page
    assert 'href="/dashboard/?ronde=1&amp;op=16%2F10%2F2023"' in page


def test_an_action_that_is_only_published_has_no_list(analyst, final):
    make.published(final.round, offered(final, 2, 1).action, Measure.LOCAL_GOVERNMENTS, "24")
    assert "Er is geen lijst van deelnemers bekend." in text_of(show(analyst, "dashboard-action", 2))


@pytest.mark.parametrize("number", [8, 99, 10**30])
def test_an_action_that_is_not_offered_is_not_there(analyst, final, number):
    part(final)
    for name in ("dashboard-action", "dashboard-action-csv"):
        assert analyst.get(reverse(f"kpi:{name}", args=[number])).status_code == 404


def test_a_long_list_is_paged(analyst, final):
    for number in range(41):
        part(final, by=make.local_government(name=f"Gemeente {number:02}"))
    first, second = (tables_of(show(analyst, "dashboard-action", 7, page=page))[1][1:] for page in (1, 2))
    assert (len(first), len(second)) == (40, 1)
    assert second[0][0] == "Gemeente 40 trekker"


def test_a_figure_explains_itself(analyst, final):
    participation = part(final, by=make.local_government("46021", name="Sint-Niklaas"))
    send(participation, final, 8)
    send(participation, final, 9, days_before=5)
    snapshot = take_if_due(final)
    page = show(analyst, "dashboard-origin", 7, "46021", momentopname=snapshot.code)
    kpi, versions = tables_of(page)
    assert kpi[1] == ["begeleide personen 7.1", "€ 3.900,00 6 eenheden", "4", "10", "9", "90 %"]
    assert [(row[0], row[3]) for row in versions[1:]] == [
        ("2", "telt mee"),
        ("1", "vervangen door een nieuwere versie"),
    ]
    text = text_of(page)
    assert snapshot.digest in text
    assert "bekend sinds 23 september 2022" in text
    assert "Bereikt: het aantal in de nieuwste versie die op dat moment ingediend" in text
    earlier = tables_of(show(analyst, "dashboard-origin", 7, "46021", op="09/10/2023"))
    assert (earlier[0][1][4], [row[0] for row in earlier[1][1:]]) == ("8", ["1"])


def test_what_was_taken_back_no_longer_counts_in_the_explanation(analyst, final):
    participation = part(final, by=make.local_government("46021"))
    version = send(participation, final, 8)
    version.taken_back_at = version.sent_at + dt.timedelta(hours=1)
    version.save()
    assert "teruggenomen op" in tables_of(show(analyst, "dashboard-origin", 7, "46021"))[1][1][3]


def test_who_does_not_take_part_has_no_figures_to_explain(analyst, final):
    part(final)
    other = make.local_government()
    assert analyst.get(reverse("kpi:dashboard-origin", args=[7, other.code])).status_code == 404
    assert analyst.get(reverse("kpi:dashboard-origin", args=[7, "nergens"])).status_code == 404


# --- files ------------------------------------------------------------------------------------------------------------
def download(client, name="dashboard-csv", *args, **query):
    response = client.get(reverse(f"kpi:{name}", args=args), query)
    assert response.status_code == 200
    return response, b"".join(response).decode()


def test_the_file_says_of_each_row_what_it_is(analyst, final):
    send(part(final, 7, goal=3), final, 12)
    part(final, 9, goal=4, target=3, current_reach=None, units="2.5", amount="1625.00")
    offered(final, 5, 2)
    response, text = download(analyst, op="20/10/2023")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = "plan-samenleven_cijfers_ronde-1_eindrapport_2023-10-20.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    rests_on = "20/10/2023;rechtstreeks geteld, niet bevroren;;gemeenten van toen"
    what = "1;eindrapport"
    assert text.split("\r\n") == [
        "\ufeffProjectronde;Rapportering;Nummer doelstelling;Doelstelling;Nummer actie;Actie;KPI;Lokale besturen;"
        "Bij naam bekend;Lijst volledig;Toegekend (EUR);Toegekende eenheden;Huidig bereik;Gepland bereik;"
        "Doel (huidig en gepland bereik);Bereikt;Bereikt van doel (%);Gepubliceerd doel;Gepubliceerd bereikt;"
        "Verwachte registraties;Ingediende registraties;Stand;Herkomst;Toelichting bij toegekend;Zoals gekend op;"
        "Basis;Controlegetal (SHA-256);Kaart",
        f"{what};2;Doelstelling 2;5;Actie 5;begeleide personen;0;0;ja;;;;;;;;;;;;geen deelnemers;;;{rests_on}",
        f"{what};3;Doelstelling 3;7;Actie 7;begeleide personen;1;1;ja;3900,00;6;4;6;10;12;120;;;1;1;volledig;"
        f"registraties;;{rests_on}",
        f"{what};4;Doelstelling 4;9;Actie 9;begeleide personen;1;1;ja;1625,00;2,5;onbekend;onbekend;3;"
        f"nog niet gerapporteerd;;;;1;0;nog niet gerapporteerd;registraties;;{rests_on}",
        "",
    ]


def test_the_file_keeps_filters_and_order_and_names_its_snapshot(analyst, three, final):
    snapshot = take_if_due(final)
    _response, text = download(analyst, sort="-bereikt", momentopname=snapshot.code)
    rows = [row.split(";") for row in text.split("\r\n")[1:-1]]
    assert [(row[4], row[15]) for row in rows] == [("9", "120"), ("7", "5"), ("5", "niet gerapporteerd")]
    assert {tuple(row[-3:-1]) for row in rows} == {("1-final-1", snapshot.digest)}
    _response, text = download(analyst, actie="9")
    assert [row.split(";")[4] for row in text.split("\r\n")[1:-1]] == ["9"]


def test_the_file_tells_unknown_from_nobody_and_from_not_paid(analyst, final):
    offered(final, 5, 2)
    make.offer(final.round, make.action(12, goal=make.goal(5)), indicators=0, financed=False)
    make.published(final.round, None, Measure.AWARDED, "14000.00")
    _response, text = download(analyst)
    rows = [row.split(";")[7:-4] for row in text.split("\r\n")[1:-1]]
    assert rows == [
        [*["onbekend"] * 9, "", "", "", "", "", "onbekend", "", ""],
        ["0", "0", "ja", *[""] * 11, "niet betaald in deze ronde", "", ""],
        ["", "", "", "14000,00", *[""] * 11, "gepubliceerd", "deel van het gepubliceerde totaal van de ronde"],
    ]


def test_a_name_never_runs_as_a_formula(analyst, final):
    part(final, by=make.local_government("46021", name="=SOM(A1:A9)"))
    _response, text = download(analyst, "dashboard-action-csv", 7)
    assert text.split("\r\n")[1].split(";")[7:12] == ["46021", "'=SOM(A1:A9)", "trekker", "genoemd", ""]


def test_the_file_of_an_action_has_all_its_local_governments(analyst, final):
    lead, member = make.local_government("46014", name="Lokeren"), make.local_government("44045", name="Moerbeke")
    line = make.line(make.application(final.round, lead), offered(final, 7, 3))
    make.award(line, "6500.00", "10")
    for body in (lead, member):
        make.commitment(make.participation(line, body), target=5, current_reach=0, units="5")
    for number in range(50):
        part(final, by=make.local_government(name=f"Zele {number}"))
    _response, text = download(analyst, "dashboard-action-csv", 7)
    rows = [row.split(";") for row in text.split("\r\n")[1:-1]]
    assert len(rows) == 52
    assert [row[7:9] + row[9:10] + row[12:14] for row in rows[:2]] == [
        ["46014", "Lokeren", "trekker", "6500,00", "5"],
        ["44045", "Moerbeke", "lid", "bij Lokeren", "5"],
    ]


def test_what_the_page_cannot_answer_the_file_cannot_either(analyst, final):
    answer = analyst.get(reverse("kpi:dashboard-csv"), {"op": "gisteren"})
    assert (answer.status_code, answer.url) == (302, "/dashboard/?op=gisteren")


# --- who may see it ---------------------------------------------------------------------------------------------------
def addresses(final):
    part(final, by=make.local_government("46021"))
    snapshot = take_on_demand(final)
    return [
        "/dashboard/",
        "/dashboard/csv/",
        "/dashboard/actie/7/",
        "/dashboard/actie/7/csv/",
        "/dashboard/actie/7/46021/",
        "/momentopnames/",
        snapshot.get_absolute_url(),
    ]


@pytest.mark.parametrize("role", MINISTRY)
def test_the_ministry_reads_everything_in_any_role(client, final, role):
    client.force_login(make.user(ministry_role=role))
    assert [client.get(address).status_code for address in addresses(final)] == [200] * 7


def test_others_that_sign_in_see_none_of_it(client, final):
    client.force_login(make.editor(make.local_government()))
    assert [client.get(address).status_code for address in addresses(final)] == [403] * 7


def test_who_is_not_signed_in_goes_to_the_door(client, final):
    for address in addresses(final):
        assert client.get(address).url.startswith("/aanmelden/?next=/")


@pytest.mark.parametrize("name", ["dashboard", "dashboard-csv"])
def test_it_is_only_read(analyst, name):
    assert analyst.post(reverse(f"kpi:{name}")).status_code == 405


# --- the round at a glance --------------------------------------------------------------------------------------------
def test_the_budget_stands_beside_what_was_awarded_and_what_was_paid_is_unknown(analyst, final):
    part(final)
    page = text_of(show(analyst))
    assert "Budget € 20.000,00 van de hele ronde, over alle acties samen" in page
    assert "Uitbetaald onbekend het portaal kent geen betalingen" in page


def test_what_comes_next_is_told_by_date_over_all_real_rounds(analyst, final, time_machine):
    time_machine.move_to(dt.datetime(2023, 10, 1, 10, tzinfo=dt.UTC))
    analyst.force_login(make.user(ministry_role="analyst"))
    part(final)
    make.moment(make.round("oefening", is_practice=True, title="Oefenronde"))
    make.round(
        "2",
        opens_at=start_of_day(dt.date(2023, 10, 5)),
        closes_at=start_of_day(dt.date(2023, 12, 1)) + dt.timedelta(hours=12),
    )
    coming = text_of(show(analyst)).partition("Wat eraan komt ")[2].partition(" Projectronde 1: van")[0]
    assert coming.startswith(
        "5 oktober 2023 Projectronde 2: de oproep gaat open "
        "15 oktober 2023 Projectronde 1, eindrapport: deadline, de cijfers bevriezen "
        "1 december 2023 om 12.00 uur Projectronde 2: de oproep sluit"
    )
    assert "Oefenronde" not in coming


def test_beside_figures_of_another_day_the_calendar_says_that_it_is_of_today(analyst, final):
    part(final)
    assert "Gezien vanaf vandaag" not in text_of(show(analyst))
    coming = text_of(show(analyst, op="03/03/2023")).partition("Wat eraan komt ")[2]
    assert coming.startswith(
        "Gezien vanaf vandaag, niet vanaf 3 maart 2023. Er is geen datum bekend die nog moet komen."
    )


def test_the_end_of_the_time_that_somebody_got_is_due_next_too(analyst, final, time_machine):
    time_machine.move_to(dt.datetime(2023, 10, 20, 10, tzinfo=dt.UTC))
    analyst.force_login(make.user(ministry_role="analyst"))
    for until in (dt.date(2023, 11, 5), dt.date(2023, 11, 5), dt.date(2023, 10, 18)):
        application = part(final).line.application
        make.extension(application, final, until=start_of_day(until) - dt.timedelta(microseconds=1))
    practice = make.moment(make.round("oefening", is_practice=True))
    make.extension(part(practice).line.application, practice, until=start_of_day(dt.date(2023, 11, 6)))
    coming = text_of(show(analyst)).partition("Wat eraan komt ")[2]
    assert coming.startswith("4 november 2023 Projectronde 1, eindrapport: meer tijd voor 2 aanvragers loopt af ")
    assert coming.count("meer tijd voor") == 1


def test_a_round_without_any_date_to_come_says_so(analyst, final):
    part(final)
    assert "Er is geen datum bekend die nog moet komen." in text_of(show(analyst))


def test_the_goals_stand_in_a_chart_whatever_the_order_of_the_table(analyst, final):
    send(part(final), final, 12)
    for sort in ("", "-doel"):
        page = show(analyst, sort=sort).content.decode()
        assert 'src="/dashboard/doelstellingen/svg/"' in page
        assert "de enige doelstelling met een bekend resultaat haalt het doel" in page
