"""Dividing the budget in the browser: who may, what each page shows, and that long lists cost no more (R20, R21, R40)."""

import html
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from grants.models import AllocationRun, Award, Incentive, IncentiveRequest
from grants.services import allocation
from grants.states import AllocationStatus, IncentiveKind
from tests import make
from tests.workbooks import read_book

pytestmark = pytest.mark.django_db
LIST = "/rondes/1/verdeling/"


@pytest.fixture
def handler(client):
    person = make.user(ministry_role="case_handler")
    client.force_login(person)
    return person


@pytest.fixture
def project_round():
    """A round of 10 000 euro in which Aalst asks 6 500 and 3 250, and Zele 6 500 and an incentive of 1 000."""
    made = make.round("1", budget=Decimal(10_000))
    first, second = make.offer(made, make.action(6)), make.offer(made, make.action(7))
    kpis = [one.indicators.get() for one in (first, second)]
    make.request(made, make.local_government("1", name="Aalst"), lines=[(first, {kpis[0]: 10}), (second, {kpis[1]: 5})])
    zele = make.request(made, make.local_government("2", name="Zele"), lines=[(second, {kpis[1]: 10})])
    Incentive.objects.create(round=made, kind=IncentiveKind.COOPERATION, amount=1000)
    IncentiveRequest.objects.create(application=zele, kind=IncentiveKind.COOPERATION)
    return made


@pytest.fixture
def run(project_round, handler):
    return allocation.propose(
        project_round=project_round, rule="tiers", budget=Decimal(10_000), name="Eerste", by=handler
    )


def text_of(response):
    plain = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1])
    return " ".join(html.unescape(plain).replace("\xa0", " ").split())


def test_a_scenario_is_made_from_the_page(client, handler, project_round):
    assert "Er is nog geen scenario." in text_of(client.get(LIST))
    asked = {"name": "Ruim", "rule": "pro_rata", "budget": "10.000,00", "note": "Voor overleg."}
    answer = client.post(f"{LIST}nieuw/", asked)
    made = AllocationRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/verdelingen/{made.pk}/")
    assert (made.name, made.rule, made.budget, made.note) == ("Ruim", "pro_rata", 10_000, "Voor overleg.")
    assert "Ruim" in text_of(client.get(LIST))


def test_what_was_typed_wrong_is_said_and_kept(client, handler, project_round):
    answer = client.post(f"{LIST}nieuw/", {"name": "Ruim", "rule": "tiers", "budget": "veel"})
    assert answer.status_code == 422
    assert "Vul een bedrag in" in text_of(answer)
    assert 'value="Ruim"' in answer.content.decode()
    assert not AllocationRun.objects.exists()


def test_a_division_shows_its_totals_its_stages_its_actions_and_its_lines(client, run):
    shown = text_of(client.get(run.get_absolute_url()))
    for words in (
        "Gevraagd € 17.250,00",
        "Voor stimulansen € 1.000,00",
        "Blijft over € 0,00",
        "Prioriteit 1 € 13.000,00 € 9.000,00",
        "6. Actie 6 1 € 6.500,00 € 4.500,00",
        "Zele 7. Actie 7 1 € 6.500,00 € 4.500,00 deels Waarom dit bedrag",
    ):
        assert words in shown, words


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?naam=zel", ["Zele"]),
        ("?actie=6", ["Aalst"]),
        ("?stand=niets", ["Aalst"]),
        ("?stand=geheel", []),
        ("?weergave=aanvrager", ["Aalst", "Zele"]),
    ],
)
def test_the_list_is_narrowed(client, run, query, names):
    answer = client.get(run.get_absolute_url() + query, headers={"HX-Request": "true", "HX-Target": "allocation"})
    assert re.findall(r'<th scope="row">(\w+)', answer.content.decode()) == names


def test_a_line_says_why_and_takes_another_amount_with_a_reason(client, run):
    line = run.lines.get(line__application__lead__name="Zele")
    page = f"{run.get_absolute_url()}lijnen/{line.pk}/"
    assert "Elke lijn kreeg hetzelfde deel" in text_of(client.get(page))
    refused = client.post(page, {"amount": "6.500,01", "reason": "Meer."})
    assert refused.status_code == 422
    assert "Kies een bedrag van nul tot en met wat gevraagd is (€ 6.500,00)." in text_of(refused)
    assert client.post(page, {"amount": "4.000,00", "reason": "Zoals besproken."}).status_code == 302
    line.refresh_from_db()
    assert (line.amount, line.reason) == (4000, "Zoals besproken.")
    assert "Aangepast naar € 4.000,00" in text_of(client.get(page))


def test_an_incentive_takes_another_amount_too(client, run):
    one = run.incentives.get()
    page = f"{run.get_absolute_url()}stimulansen/{one.pk}/"
    assert "Stimulansen komen eerst aan de beurt" in text_of(client.get(page))
    assert client.post(page, {"amount": "0", "reason": "Niet aangetoond."}).status_code == 302
    one.refresh_from_db()
    assert one.amount == 0


def test_two_are_compared(client, run, project_round, handler):
    other = allocation.propose(
        project_round=project_round, rule="pro_rata", budget=Decimal(10_000), name="Gelijk", by=handler
    )
    shown = text_of(client.get(f"{LIST}vergelijken/?links={run.pk}&rechts={other.pk}"))
    assert "krijgen 1 aanvragers meer en 1 minder" in shown
    assert "Aalst € 9.750,00 € 4.500,00 € 5.400,00 +€ 900,00" in shown
    newest = read_book(client.get(f"{LIST}vergelijken/excel/"))
    assert newest.column("Per aanvrager", "Verschil") == [900, -900]
    assert read_book(client.get(f"{LIST}excel/")).column("Verdelingen", "Naam") == ["Gelijk", "Eerste"]
    assert client.get(f"{LIST}vergelijken/?links={run.pk}&rechts=0").status_code == 404
    assert client.get(f"{LIST}vergelijken/?links=x&rechts=9").status_code == 404


def test_the_check_page_says_what_will_happen_and_then_it_does(client, run):
    page = f"{run.get_absolute_url()}bevestigen/"
    shown = text_of(client.get(page))
    assert "2 aanvragen krijgen samen € 10.000,00 van het budget van € 10.000,00." in shown
    assert "Er komen 2 toekenningen voor acties en 1 voor stimulansen." in shown
    assert client.post(page)["Location"] == run.get_absolute_url()
    run.refresh_from_db()
    assert run.status == AllocationStatus.CONFIRMED
    assert "al bevestigd of weggelegd" in text_of(client.get(page))


def test_what_stands_in_the_way_is_said_and_nothing_happens(client, run, project_round):
    project_round.budget = 1
    project_round.save()
    page = f"{run.get_absolute_url()}bevestigen/"
    assert "gaat boven het budget van de ronde (€ 1,00)" in text_of(client.get(page))
    assert client.post(page)["Location"] == page
    assert not Award.objects.exists()


def test_a_scenario_is_named_and_put_away(client, run):
    assert client.post(f"{run.get_absolute_url()}naam/", {"name": "Beter", "note": ""}).status_code == 302
    assert client.post(f"{run.get_absolute_url()}naam/", {"name": "", "note": ""}).status_code == 422
    assert client.post(f"{run.get_absolute_url()}wegleggen/").status_code == 302
    run.refresh_from_db()
    assert (run.name, run.status) == ("Beter", AllocationStatus.DISCARDED)
    assert "weggelegd" in text_of(client.get(run.get_absolute_url()))
    assert "Bevestigen" not in text_of(client.get(run.get_absolute_url()))


def test_an_analyst_reads_and_changes_nothing(client, run):
    client.force_login(make.user(ministry_role="analyst"))
    page = f"{run.get_absolute_url()}lijnen/{run.lines.first().pk}/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"amount": "0", "reason": "x"}).status_code == 403
    assert "<form method" not in client.get(run.get_absolute_url()).content.decode().split("<main")[1]
    assert client.get(f"{run.get_absolute_url()}bevestigen/").status_code == 403


@pytest.mark.parametrize("role", ["finance", ""])
def test_nobody_else_sees_what_is_considered(client, run, role):
    client.force_login(make.user(ministry_role=role))
    for address in (LIST, run.get_absolute_url(), f"{run.get_absolute_url()}excel/"):
        assert client.get(address).status_code == 403


def test_every_sheet_of_the_file_sums_to_the_same_cent(client, run):
    book = read_book(client.get(f"{run.get_absolute_url()}excel/"))
    for sheet in ("Per actie", "Per aanvrager", "Lijnen"):
        assert sum(book.column(sheet, "Bedrag")) == 9000
    assert sum(book.column("Stimulansen", "Bedrag")) == 1000
    assert book.origin["Samen"].replace("\xa0", " ") == "€ 10.000,00"
    narrowed = read_book(client.get(f"{run.get_absolute_url()}excel/?naam=zel"))
    assert narrowed.column("Lijnen", "Aanvrager (trekker)") == ["Zele"]
    assert "hetzelfde deel" in book.column("Lijnen", "Waarom dit bedrag")[0]


def test_long_lists_cost_the_same_and_stay_small(client, handler, project_round, django_assert_max_num_queries):
    offers = [make.offer(project_round, make.action(number)) for number in range(8, 20)]
    for number in range(30):
        lead = make.local_government(f"{number + 10}")
        make.request(project_round, lead, lines=[(one, {one.indicators.get(): 10}) for one in offers])
    run = allocation.propose(
        project_round=project_round, rule="tiers", budget=Decimal(10_000), name="Groot", by=handler
    )
    for query in ("", "?weergave=aanvrager", "?page=2"):
        with django_assert_max_num_queries(13):
            answer = client.get(run.get_absolute_url() + query)
        assert len(answer.content) < 60_000
    with django_assert_max_num_queries(10):
        client.get(f"{LIST}vergelijken/?links={run.pk}&rechts={run.pk}")


def test_who_applied_reads_the_decision(client, run, project_round):
    project_round.appeal_clause = "U kunt binnen dertig dagen in beroep gaan."
    project_round.save()
    zele = run.incentives.get().request.application
    address = reverse("grants:award", args=[zele.pk])
    client.force_login(make.editor(zele.lead))
    assert client.get(address).status_code == 404
    allocation.confirm(run=run, by=run.made_by)
    shown = text_of(client.get(address))
    assert "Toegekend: € 5.500,00. Zele ontvangt het geld." in shown
    assert "U kunt binnen dertig dagen in beroep gaan." in shown
    client.force_login(make.editor(make.local_government()))
    assert client.get(address).status_code == 404
