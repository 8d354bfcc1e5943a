"""Registrations as Excel files: of a local government, of everybody, one with its versions (R4, R29, R40)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.states import Precision
from kpi.models import Registration
from kpi.services import registrations, snapshots
from kpi.services.registrations import Answer
from municipalities.models import Role
from samenleven.accounts.models import MinistryRole
from tests import make
from tests.kpi.corridor import CORRECTABLE, OPEN, at, corridor
from tests.workbooks import download

pytestmark = pytest.mark.django_db


def promised(**options):
    """A page on which 110 was promised for each KPI; where less was reached, it says why."""
    return corridor(**({"target": 110, "current_reach": 100, "motivates": True} | options))


LIST = "/registraties/excel/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


def url(page, name="export"):
    return reverse(
        f"kpi:registration-{name}", args=[page.moment.round.code, page.moment.kind, page.local_government.code]
    )


def of_one(registration):
    return reverse("kpi:registration-excel", args=[registration.pk])


@pytest.fixture
def page(client):
    """Three actions of a body with a dangerous name, sent: a zero, what does not apply, and a count; a fourth came later."""
    made = promised(actions=3, local_government=make.local_government("46021", name="=Sint-Niklaas"))
    made.save(0, Answer(not_applicable=True), 1134)
    made.act(registrations.submit)
    line = make.line(made.first.participation.line.application, make.offer(made.moment.round, make.action(150)))
    make.commitment(make.participation(line), current_reach=None, units="24.5", target=None)
    client.force_login(made.editor)
    return made


# --- what a local government sent -------------------------------------------------------------------------------------
def test_the_file_says_what_was_sent_and_what_was_not(client, page):
    book = download(client, url(page))
    assert book.name == "plan-samenleven_kpi_2026_eindrapport_sint-niklaas.xlsx"
    rows = book.rows("Ingediend")
    assert rows[0] == {
        "Projectronde": "Projectronde 5",
        "Rapportering": "eindrapport",
        "Code": "46021",
        "Lokaal bestuur": "=Sint-Niklaas",
        "Nummer actie": 101.0,
        "Actie": "Actie 101",
        "Code van de KPI": "101.1",
        "KPI": "begeleide personen",
        "Eenheid": "begeleide persoon",
        "Huidig bereik": 100.0,
        "Toegekende eenheden": 10.0,
        "Doel (huidig en gepland bereik)": 110.0,
        "Bereikt": 0.0,
        "Bereikt van doel (%)": 0.0,
        "Versie": 1.0,
        "Ingediend op": dt.datetime(2026, 10, 1, 12, 0),
        "Herkomst": "registratie",
    }
    assert [(row["Bereikt"], row.get("Versie")) for row in rows[1:]] == [
        ("niet van toepassing", 1.0),
        (1134.0, 1.0),
        ("nog niet verwacht", None),
    ]
    assert (rows[3]["Huidig bereik"], rows[3]["Toegekende eenheden"]) == ("onbekend", 24.5)
    assert rows[3]["Doel (huidig en gepland bereik)"] == "onbekend"
    assert "<f>" not in "".join(book.parts.values())


def test_it_says_of_which_period_and_holds_no_name_of_a_person(client, page):
    book = download(client, url(page))
    assert book.origin["Rapporteringsmoment"] == "eindrapport, Projectronde 5"
    assert book.origin["Periode"] == "1 oktober 2025 tot en met 30 september 2026, huidig bereik inbegrepen"
    assert book.origin["Deadline"] == "15 oktober 2026"
    assert book.origin["Zoals gekend op"] == "1 oktober 2026 om 12.00 uur"
    assert book.origin["Adres van de bladzijde"] == "http://localhost:8000/registraties/5/final/46021/"
    assert "Peeters" not in "".join(book.parts.values())


def test_nothing_that_is_only_typed_is_in_it(client, page, clock):
    clock.move_to(CORRECTABLE)
    client.force_login(page.editor)
    page.act(registrations.start_correction)
    page.save(771)
    assert download(client, url(page)).column("Ingediend", "Bereikt")[0] == 0.0


def test_the_lead_has_every_member_and_a_member_its_own_part(client):
    page = promised()
    application = page.first.participation.line.application
    application.partnership = make.partnership()
    application.save()
    member = make.local_government(name="Temse")
    make.commitment(make.participation(page.first.participation.line, member), target=110, current_reach=100)
    client.force_login(page.editor)
    assert download(client, url(page)).column("Ingediend", "Lokaal bestuur") == ["Sint-Niklaas", "Temse"]
    client.force_login(make.editor(member))
    address = reverse("kpi:registration-export", args=["5", "final", member.code])
    assert download(client, address).column("Ingediend", "Lokaal bestuur") == ["Temse"]
    assert client.get(url(page)).status_code == 404


def test_an_example_is_called_one_in_every_row(client):
    page = promised(kind="example")
    client.force_login(page.editor)
    book = download(client, url(page))
    assert book.column("Ingediend", "Herkomst") == ["voorbeeldverdeling"]
    assert "geen echt cijfer" in book.origin["Betekenis van “voorbeeldverdeling”"]


def test_practice_says_that_it_is_practice(client):
    body = make.local_government(name="Temse")
    practice = make.round("oefening", is_practice=True)
    part = make.participation(make.line(make.application(practice, body), make.offer(practice)))
    make.commitment(part)
    make.moment(practice)
    client.force_login(make.editor(body))
    book = download(client, reverse("kpi:registration-export", args=["oefening", "final", body.code]))
    assert book.name == "plan-samenleven_kpi_oefening_eindrapport_temse.xlsx"
    assert book.origin["Let op"] == "Om te oefenen: deze cijfers tellen nergens mee."


# --- everybody ----------------------------------------------------------------------------------------------------------
def test_the_list_holds_how_far_everybody_is(client, page, clock):
    other = promised(round_code="6", actions=2, local_government=make.local_government("44021", name="Gent"))
    other.save(5)
    client.force_login(make.editor(page.local_government, other.local_government))
    book = download(client, LIST)
    assert book.name == "plan-samenleven_mijn-registraties.xlsx"
    rows = book.rows("Registraties")
    assert [(row["Lokaal bestuur"], row["Stand"], row["Te doen"]) for row in rows] == [
        ("Gent", "ontwerp", "nog in te dienen"),
        ("=Sint-Niklaas", "deels ingediend", "nog in te dienen"),
    ]
    assert rows[1] == {
        "Projectronde": "Projectronde 5",
        "Rapportering": "eindrapport",
        "Om te oefenen": "nee",
        "Code": "46021",
        "Lokaal bestuur": "=Sint-Niklaas",
        "Te doen": "nog in te dienen",
        "Stand": "deels ingediend",
        "Deadline": dt.date(2026, 10, 15),
        "Acties": 4.0,
        "Ingediende acties": 3.0,
        "KPI's": 4.0,
        "Ingevulde KPI's": 3.0,
        "Ingediend op": dt.datetime(2026, 10, 1, 12, 0),
    }


def test_the_ministry_has_its_grid(client):
    client.force_login(make.user(ministry_role="analyst"))
    assert client.get(LIST).url == "/opvolging/excel/"


def test_a_list_holds_only_what_somebody_acts_for(client, page):
    promised(round_code="6", local_government=make.local_government(name="Gent"))
    client.force_login(page.editor)
    rows = download(client, LIST).rows("Registraties")
    assert [(row["Lokaal bestuur"], row["Ingevulde KPI's"]) for row in rows] == [("=Sint-Niklaas", 3.0)]
    client.force_login(make.user())
    assert download(client, LIST).rows("Registraties") == []


def test_a_deadline_that_was_told_as_a_month_stays_a_month(client):
    page = promised(deadline_precision=Precision.MONTH)
    client.force_login(page.editor)
    assert download(client, LIST).column("Registraties", "Deadline") == ["oktober 2026"]


def test_the_list_has_no_pages(client):
    project_round = make.round("5")
    make.moment(project_round)
    offer = make.offer(project_round, make.action(7))
    bodies = [make.local_government() for _each in range(60)]
    for body in bodies:
        make.commitment(make.participation(make.line(make.application(project_round, body), offer)))
    client.force_login(make.editor(*bodies))
    assert len(download(client, LIST).rows("Registraties")) == 60


# --- one registration -------------------------------------------------------------------------------------------------
def test_every_version_stands_beside_its_target(client, page, clock):
    clock.move_to(at(10, 2))
    snapshot = snapshots.take_on_demand(page.moment)
    clock.move_to(at(10, 3))
    client.force_login(page.editor)
    book = download(client, of_one(Registration.objects.get(participation=page.first.participation)))
    assert book.name == "plan-samenleven_kpi_2026_eindrapport_sint-niklaas_actie-101_versies.xlsx"
    (row,) = book.rows("Versies")
    assert (row["Versie"], row["Stand van de versie"], row["Bereikt"], row["Herkomst"]) == (
        1.0,
        "geldt nu",
        0.0,
        "registratie",
    )
    assert book.rows("Momentopnames") == [
        {
            "Momentopname": snapshot.code,
            "Zoals gekend op": dt.datetime(2026, 10, 2, 12, 0),
            "Stand": "gerapporteerd",
            "Versie": 1.0,
        }
    ]


def test_versions_that_were_taken_back_or_replaced_say_so_and_a_draft_is_for_the_own_people(client, clock):
    page = promised(indicators=2)
    page.save(1, 2)
    page.act(registrations.submit)
    page.act(registrations.take_back)
    page.save(3, 4)
    page.act(registrations.submit)
    clock.move_to(CORRECTABLE)
    page.act(registrations.start_correction)
    page.save(771)
    registration = Registration.objects.get()
    client.force_login(page.editor)
    book = download(client, of_one(registration))
    assert [
        (row.get("Versie"), row["Stand van de versie"], row["Code van de KPI"], row["Bereikt"])
        for row in book.rows("Versies")
    ] == [
        (1.0, "teruggenomen", "101.1", 1.0),
        (1.0, "teruggenomen", "101.2", 2.0),
        (2.0, "geldt nu", "101.1", 3.0),
        (2.0, "geldt nu", "101.2", 4.0),
        (None, "ontwerp, nog niet ingediend", "101.1", 771.0),
        (None, "ontwerp, nog niet ingediend", "101.2", 4.0),
    ]
    client.force_login(make.user(ministry_role="case_handler"))
    assert set(download(client, of_one(registration)).column("Versies", "Bereikt")) == {1.0, 2.0, 3.0, 4.0}


# --- who, and what it costs -------------------------------------------------------------------------------------------
def addresses(page):
    return [url(page), of_one(Registration.objects.filter(participation=page.first.participation).get())]


@pytest.mark.parametrize("role", Role.values)
def test_another_local_government_gets_404(client, page, role):
    client.force_login(make.editor(make.local_government(), role=role))
    assert [client.get(address).status_code for address in addresses(page)] == [404, 404]


@pytest.mark.parametrize("role", [role.value for role in MinistryRole if role])
def test_the_ministry_reads_them_in_any_role(client, page, role):
    client.force_login(make.user(ministry_role=role))
    for address in addresses(page):
        assert len(download(client, address).sheets) >= 2


def test_who_is_not_signed_in_goes_to_the_door(client, page):
    client.logout()
    for address in [LIST, *addresses(page)]:
        assert client.get(address).url.startswith("/aanmelden/?next=/")


def test_a_get_writes_nothing_and_nothing_else_is_taken(client, page):
    before = Registration.objects.values_list("pk", "status").count()
    for address in [LIST, *addresses(page)]:
        download(client, address)
        assert client.post(address).status_code == 405
    assert Registration.objects.count() == before


def statements(client, address):
    with CaptureQueriesContext(connection) as asked:
        download(client, address)
    return len(asked)


def grown(page, times):
    """More members in the action, more versions of it, more local governments with something to do."""
    line = page.first.participation.line
    for number in range(times):
        part = make.participation(line, make.local_government())
        indicators = {commitment.indicator: number for commitment in page.commitments}
        for indicator in indicators:
            make.commitment(part, indicator, units="2.5")
        make.sent(part, page.moment, indicators, at=OPEN)
        make.sent(page.first.participation, page.moment, indicators, at=OPEN)
        promised(round_code=str(70 + number), local_government=make.local_government())


def test_they_cost_the_same_for_one_row_and_for_many(client):
    page = promised(indicators=3)
    page.save(1, 2, 3)
    page.act(registrations.submit)
    registration = Registration.objects.get()
    analyst = make.user(ministry_role="analyst")
    for growth in (0, 8):
        grown(page, growth)
        client.force_login(page.editor)
        assert statements(client, url(page)) == 13
        assert statements(client, of_one(registration)) == 11
        assert statements(client, LIST) == 7
        client.force_login(analyst)
        assert len(download(client, url(page)).rows("Ingediend")) == 3 + 3 * growth
        assert len(download(client, of_one(registration)).rows("Versies")) == 3 + 3 * growth
