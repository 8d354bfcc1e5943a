"""Rounds in the portal: public dates and changes, and the form with which an administrator opens and changes them."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from grants.forms import RoundForms
from grants.models import Indicator, ProjectRound, RoundChange
from grants.services.round_plan import as_it_stands, next_after
from grants.states import Measure, MomentKind, Precision
from samenleven.core.clock import BRUSSELS, end_of_day, start_of_day
from tests import make

pytestmark = pytest.mark.django_db
BEFORE_THE_CALL = dt.datetime(2022, 3, 1, 12, tzinfo=BRUSSELS)
DURING_THE_CALL = dt.datetime(2022, 5, 1, 12, tzinfo=BRUSSELS)
CREATE = "/rondes/nieuw/"
CHANGE = "/rondes/1/wijzigen/"


@pytest.fixture
def first():
    made = make.round("1", budget=Decimal("14136359.00"))
    make.offer(made, make.action(7), indicators=2)
    make.offer(made, make.action(1), indicators=0, financed=False)
    make.moment(made)
    return made


@pytest.fixture
def administrator(client):
    person = make.user("beheer", ministry_role="administrator")
    client.force_login(person)
    return person


def fields_of(forms):
    """Every field of every form of a round."""
    indicators = [one for offer in forms.offers for one in offer.indicators]
    several = [
        forms.round,
        *forms.moments,
        forms.incentives,
        *forms.offers,
        *indicators,
        *([forms.change] if forms.change else []),
    ]
    return [field for form in several for field in form]


def filled_in(plan, *, is_new, **changed):
    """What a browser sends when it sends the form as it stands, but for what the test changes."""
    data = {}
    for field in fields_of(RoundForms(None, plan=plan, is_new=is_new)):
        value = field.value()
        if value is True:
            data[field.html_name] = "on"
        elif value is not None and value is not False:
            data[field.html_name] = str(value)
    return {name: value for name, value in (data | changed).items() if value is not None}


def test_the_list_shows_the_newest_round_first(client, plan):
    html = client.get("/rondes/").content.decode()
    assert html.index("Projectronde 3") < html.index("Projectronde 2") < html.index("Projectronde 1")
    assert "Nieuwe ronde voorbereiden" not in html


def test_practice_rounds_are_listed_for_the_ministry_only(client, first):
    make.round("oefening", is_practice=True, title="Oefenronde")
    assert "Oefenronde" not in client.get("/rondes/").content.decode()
    client.force_login(make.editor(make.local_government()))
    assert "Oefenronde" not in client.get("/rondes/").content.decode()
    client.force_login(make.user(ministry_role="analyst"))
    assert "Oefenronde" in client.get("/rondes/").content.decode()


def test_what_is_said_of_practice_rounds_is_true(client, first):
    """Their figures are given where they are asked by name (R33)."""
    make.round("oefening", is_practice=True)
    client.force_login(make.user(ministry_role="analyst"))
    assert "u ziet ze alleen waar u ze zelf kiest." in client.get("/rondes/").content.decode()


@pytest.mark.parametrize("role", ["case_handler", "finance", "analyst", "administrator"])
def test_the_ministry_finds_the_follow_up_in_the_menu(client, role):
    client.force_login(make.user(ministry_role=role))
    assert '<a class="nav-link" href="/opvolging/">Opvolging</a>' in client.get("/rondes/").content.decode()


class TestPage:
    def test_round_1_tells_its_dates_budget_and_changes(self, client, plan):
        html = client.get("/rondes/1/").content.decode()
        for told in (
            "€\u00a014.136.359,00",
            "van 1 april 2022 tot en met 1 juli 2022",
            "15 oktober 2023",
            "Bedrag per eenheid, actie 2",
            "€\u00a012.500,00",
            "31 mei 2022",
        ):
            assert told in html

    def test_no_two_links_of_its_source_read_the_same(self, client, plan):
        html = client.get("/rondes/1/").content.decode()
        told = html[html.index("<dt>Bron</dt>") :].partition("</div>")[0]
        names = re.findall(r'external noopener">([^<]+)</a>', told)
        assert "vlaanderen.be (over plan samenleven)" in names
        assert len(names) == len(set(names)) == 4

    def test_an_hour_and_a_month_are_told_as_they_are_known(self, client, plan):
        html = client.get("/rondes/3/").content.decode()
        assert "tot en met 6 mei 2024 om 12.00 uur" in html
        assert "<td>oktober 2025</td>" in html

    def test_a_change_is_told_without_a_name(self, client, first, administrator):
        RoundChange.objects.create(
            round=first, what="budget", old="1", new="2", reason="Meer geld.", by_role="beheerder"
        )
        client.logout()
        html = client.get("/rondes/1/").content.decode()
        assert "Meer geld." in html
        assert "beheerder" in html
        assert administrator.username not in html.replace("beheerder", "")

    def test_a_round_without_anything_yet_says_so(self, client):
        make.round("9", opens_at=None, closes_at=None, decided_on=None)
        html = client.get("/rondes/9/").content.decode()
        assert "Van deze ronde zijn geen rapporteringsmomenten bekend." in html
        assert "De datums zijn nog niet bekend." in html

    def test_published_totals_stand_with_their_kind_and_date(self, client, first):
        make.published(first, None, Measure.APPLICANTS, "50")
        html = client.get("/rondes/1/").content.decode()
        assert '<p class="figure-label">Aanvragers</p>' in html
        assert "zoals gekend op 23 september 2022" in html
        assert "gepubliceerd totaal" in html

    def test_it_costs_the_same_for_one_action_and_for_many(self, client, first, django_assert_num_queries):
        with django_assert_num_queries(6):
            client.get("/rondes/1/")
        for number in range(30, 50):
            make.offer(first, make.action(number), indicators=3)
        with django_assert_num_queries(6):
            client.get("/rondes/1/")

    @pytest.mark.parametrize("code", ["99", "nergens"])
    def test_one_that_is_not_there_is_not_found(self, client, code):
        assert client.get(f"/rondes/{code}/").status_code == 404


class TestWhoMayOpen:
    @pytest.mark.parametrize("address", [CREATE, CHANGE])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_who_is_not_signed_in_signs_in_first(self, client, first, address, method):
        response = getattr(client, method)(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("login"))

    @pytest.mark.parametrize("role", ["case_handler", "finance", "analyst", ""])
    @pytest.mark.parametrize("address", [CREATE, CHANGE])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_only_an_administrator(self, client, first, address, method, role):
        client.force_login(make.user(ministry_role=role) if role else make.editor(make.local_government()))
        assert getattr(client, method)(address).status_code == 403
        assert ProjectRound.objects.count() == 1

    def test_one_who_may_no_longer_sign_in(self, client, first, administrator):
        administrator.is_active = False
        administrator.save()
        assert client.get(CREATE).status_code == 302


class TestOpening:
    @pytest.fixture(autouse=True)
    def before_the_next_call(self):
        with time_machine.travel(BEFORE_THE_CALL, tick=False):
            yield

    def test_the_form_stands_next_after(self, client, first, administrator):
        html = client.get(CREATE).content.decode()
        assert 'value="Projectronde 2"' in html
        assert 'value="01/10/2023"' in html
        assert 'value="15/10/2024"' in html
        assert 'value="650,00"' in html

    def test_another_round_can_be_the_one_before(self, client, first, administrator):
        make.round("2")
        assert 'value="Projectronde 2"' in client.get(f"{CREATE}?van=1").content.decode()
        assert 'value="Projectronde 3"' in client.get(CREATE).content.decode()
        assert client.get(f"{CREATE}?van=99").status_code == 404

    def test_it_opens_the_round_as_it_was_filled_in(self, client, first, administrator):
        key = Indicator.objects.get(code="7.1").pk
        data = filled_in(
            next_after(first),
            is_new=True,
            **{
                "ronde-closes_at": "10.07.2023 12:00",
                "ronde-budget": "16.907.780",
                f"actie-7-kpi-{key}-amount_per_unit": "700,50",
                "interim-held": "on",
                "interim-covers_from": "1/10/2023",
                "interim-covers_until": "31-03-2024",
                "interim-deadline": "2024-05-06 12:00",
            },
        )
        response = client.post(CREATE, data)
        assert response.status_code == 302, response.context["forms"].non_field_errors()
        assert response["Location"] == "/rondes/2/"
        made = ProjectRound.objects.get(code="2")
        assert made.closes_at == dt.datetime(2023, 7, 10, 12, tzinfo=BRUSSELS)
        assert made.opens_at == start_of_day(dt.date(2023, 4, 1))
        assert made.budget == Decimal("16907780.00")
        assert made.previous == first
        assert set(made.moments.values_list("kind", "deadline", "deadline_precision")) == {
            ("final", end_of_day(dt.date(2024, 10, 15)), Precision.DAY),
            ("interim", dt.datetime(2024, 5, 6, 12, tzinfo=BRUSSELS), Precision.MOMENT),
        }
        assert list(
            Indicator.objects.filter(offer__round=made).order_by("code").values_list("code", "amount_per_unit")
        ) == [("7.1", Decimal("700.50")), ("7.2", Decimal("650.00"))]
        assert "Projectronde 2 is bewaard." in client.get("/rondes/2/").content.decode()

    def test_it_says_that_nobody_else_sees_it_yet(self, client, first, administrator):
        html = client.get(CREATE).content.decode()
        assert "U bewaart de ronde in voorbereiding: alleen het ministerie ziet ze." in html

    def test_years_later_the_call_still_lies_ahead(self, client, first, administrator):
        with time_machine.travel(dt.datetime(2026, 11, 23, tzinfo=BRUSSELS), tick=False):
            client.force_login(administrator)
            html = client.get(CREATE).content.decode()
        assert "met de datums 5 jaar later: zo ligt de oproep nog voor u." in html
        assert 'value="01/04/2027"' in html

    def test_a_kpi_can_be_struck_and_another_added(self, client, first, administrator):
        keys = {one.code: one.pk for one in Indicator.objects.all()}
        data = filled_in(
            next_after(first),
            is_new=True,
            **{
                f"actie-7-kpi-{keys['7.2']}-dropped": "on",
                f"actie-7-kpi-{keys['7.2']}-amount_per_unit": "wat dan ook",
                "actie-1-financed": "on",
                "actie-1-kpi-nieuw-title": "veiligheidscellen",
                "actie-1-kpi-nieuw-unit": "cel",
                "actie-1-kpi-nieuw-unit_family": "cell",
                "actie-1-kpi-nieuw-kind": "state",
                "actie-1-kpi-nieuw-amount_per_unit": "1.000",
                "actie-1-kpi-nieuw-max_units": "2,5",
            },
        )
        assert client.post(CREATE, data).status_code == 302
        made = Indicator.objects.filter(offer__round__code="2").order_by("offer__action__number")
        assert list(made.values_list("code", "max_units")) == [("1.1", Decimal("2.5")), ("7.1", None)]

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"ronde-number": "1"}, "Ronde 1 bestaat al"),
            ({"ronde-number": "-1"}, "Vul een geheel getal van 1 of meer in."),
            ({"ronde-number": "99999"}, "hoogstens 32767"),
            ({"ronde-title": ""}, "Titel: Vul dit in."),
            ({"ronde-title": "x" * 121}, "Titel: Dit is te lang: hoogstens 120 tekens, en het zijn er nu 121."),
            ({"ronde-budget": "0,001"}, "Hoogstens 2 cijfers achter de komma."),
            ({"ronde-closes_at": "31/02/2023"}, "Vul een datum in, met of zonder uur"),
            ({"ronde-closes_at": "26/03/2023 02:30"}, "in die nacht verspringt de klok"),
            ({"ronde-closes_at": "29/10/2023 02:30"}, "in die nacht verspringt de klok"),
            ({"ronde-closes_at": "01/01/0206"}, "Kijk het jaartal na."),
            ({"ronde-starts_on": "01/10/9999"}, "Kijk het jaartal na."),
            ({"ronde-closes_at": "01/01/2023"}, "Een ronde sluit pas nadat ze opengaat."),
            ({"ronde-budget": "veel"}, "Vul een bedrag in"),
            ({"ronde-budget": "-5"}, "Vul een getal van 0 of meer in."),
            ({"final-covers_from": ""}, "Eindrapport, Gaat over de periode van: Vul dit in."),
            (
                {"ronde-ends_on": "01/10/2023"},
                "Het projectjaar eindigt: Een projectjaar eindigt pas nadat het begint.",
            ),
            ({"final-covers_until": "01/10/2023"}, "Eindrapport, Gaat over de periode tot en met: De periode eindigt"),
            ({"final-deadline": "31/08/2024"}, "Eindrapport, Deadline: De deadline komt na de opening."),
            ({"final-deadline": "01/02/2022", "final-opens_at": ""}, "1 februari 2022 is al voorbij."),
            ({"final-entries_until": "01/10/2024"}, "De drie datums staan op volgorde"),
            ({"actie-1-financed": "on"}, "Actie 1 wordt betaald: vul minstens één KPI in."),
            ({"actie-1-kpi-nieuw-title": "iets"}, "Actie 1, KPI 1, Eenheid: Vul dit in."),
        ],
    )
    def test_bad_input_is_told_and_changes_nothing(self, client, first, administrator, changed, sentence):
        response = client.post(CREATE, filled_in(next_after(first), is_new=True, **changed))
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert ProjectRound.objects.count() == 1

    def test_an_empty_post_names_what_is_missing(self, client, first, administrator):
        response = client.post(CREATE)
        assert response.status_code == 422
        assert ProjectRound.objects.count() == 1

    def test_an_interim_report_that_is_not_held_is_forgotten(self, client, first, administrator):
        data = filled_in(next_after(first), is_new=True, **{"interim-covers_from": "geen datum"})
        assert client.post(CREATE, data).status_code == 302
        assert list(ProjectRound.objects.get(code="2").moments.values_list("kind", flat=True)) == ["final"]

    def test_clicked_twice_is_one_round(self, client, first, administrator):
        data = filled_in(next_after(first), is_new=True)
        assert client.post(f"{CREATE}?van=1", data).status_code == 302
        assert client.post(f"{CREATE}?van=1", data).status_code == 422
        assert ProjectRound.objects.count() == 2

    def test_the_real_plan_opens_its_fourth_round(self, client, plan, administrator):
        before = ProjectRound.objects.get(code="3")
        assert client.post(CREATE, filled_in(next_after(before), is_new=True)).status_code == 302
        made = ProjectRound.objects.get(code="4")
        assert made.offers.filter(financed=True).count() == 20
        assert Indicator.objects.filter(offer__round=made, continues__offer__round=before).count() == 20

    def test_a_programme_without_rounds_gets_its_first(self, client, administrator):
        make.action(7)
        assert "Dit is de eerste ronde van dit programma." in client.get(CREATE).content.decode()

    def test_without_a_programme_there_is_nothing_to_open(self, client, administrator):
        assert client.get(CREATE).status_code == 404

    def test_it_is_being_prepared_and_only_the_ministry_finds_it(self, client, first, administrator):
        client.post(CREATE, filled_in(next_after(first), is_new=True))
        html = client.get("/rondes/").content.decode()
        assert "Projectronde 2" in html
        assert "in voorbereiding" in html
        client.logout()
        assert "Projectronde 2" not in client.get("/rondes/").content.decode()
        assert client.get("/rondes/2/").status_code == 404


class TestChanging:
    @pytest.fixture(autouse=True)
    def during_the_call(self):
        with time_machine.travel(DURING_THE_CALL, tick=False):
            yield

    def test_a_moved_date_stands_on_the_public_page(self, client, first, administrator):
        data = filled_in(
            as_it_stands(first),
            is_new=False,
            **{"ronde-closes_at": "15/07/2022 12:00", "reason": "Op vraag van de VVSG."},
        )
        assert client.post(CHANGE, data).status_code == 302
        client.logout()
        html = client.get("/rondes/1/").content.decode()
        for told in ("1 juli 2022", "15 juli 2022 om 12.00 uur", "Op vraag van de VVSG.", "beheerder"):
            assert told in html

    def test_without_a_reason_nothing_changes(self, client, first, administrator):
        data = filled_in(as_it_stands(first), is_new=False, **{"ronde-budget": "5"})
        response = client.post(CHANGE, data)
        assert response.status_code == 422
        assert "Waarom wijzigt u deze ronde?: Vul dit in." in response.content.decode()
        assert not RoundChange.objects.exists()

    def test_in_preparation_no_reason_is_asked(self, client, first, administrator):
        ProjectRound.objects.update(published_at=None)
        with time_machine.travel(dt.datetime(2022, 3, 1, tzinfo=BRUSSELS), tick=False):
            client.force_login(administrator)
            data = filled_in(as_it_stands(first), is_new=False, **{"ronde-budget": "5"})
            assert client.post(CHANGE, data).status_code == 302
        first.refresh_from_db()
        assert first.budget == Decimal("5.00")
        assert not RoundChange.objects.exists()

    def test_sending_the_form_as_it_stands_changes_nothing(self, client, first, administrator):
        data = filled_in(as_it_stands(first), is_new=False, reason="Zomaar")
        response = client.post(CHANGE, data)
        assert response.status_code == 422
        assert "U hebt niets gewijzigd." in response.content.decode()

    @pytest.mark.parametrize("code", ["1", "2", "3"])
    def test_the_form_of_every_real_round_changes_nothing_by_itself(self, client, plan, administrator, code):
        """Hours, months, ceilings with half units: all of them survive the form."""
        with time_machine.travel(dt.datetime(2026, 11, 23, tzinfo=BRUSSELS), tick=False):
            client.force_login(administrator)
            row = ProjectRound.objects.get(code=code)
            data = filled_in(as_it_stands(row), is_new=False, reason="Zomaar")
            response = client.post(f"/rondes/{code}/wijzigen/", data)
        assert "U hebt niets gewijzigd." in response.content.decode()

    def test_the_second_to_save_sees_both_values(self, client, first, administrator):
        late = filled_in(as_it_stands(first), is_new=False, **{"ronde-budget": "7", "reason": "Tweede"})
        soon = filled_in(as_it_stands(first), is_new=False, **{"ronde-budget": "6", "reason": "Eerste"})
        assert client.post(CHANGE, soon).status_code == 302
        response = client.post(CHANGE, late)
        html = response.content.decode()
        assert response.status_code == 409
        assert "Iemand anders wijzigde deze ronde intussen." in html
        assert "<td>€\u00a06,00</td><td>€\u00a07,00</td>" in html
        assert 'value="7"' in html
        first.refresh_from_db()
        assert first.budget == Decimal("6.00")
        again = late | {"seen": as_it_stands(first).digest()}
        assert client.post(CHANGE, again).status_code == 302
        first.refresh_from_db()
        assert first.budget == Decimal("7.00")

    def test_a_kpi_that_somebody_added_meanwhile_stays(self, client, first, administrator):
        late = filled_in(as_it_stands(first), is_new=False, **{"ronde-budget": "7", "reason": "Tweede"})
        make.indicator(first.offers.get(action__number=7), position=3)
        response = client.post(CHANGE, late)
        assert response.status_code == 409
        sent_again = {field.html_name: field.value() for field in fields_of(response.context["forms"])}
        sent_again = {name: "on" if value is True else value for name, value in sent_again.items() if value}
        assert client.post(CHANGE, sent_again).status_code == 302
        assert Indicator.objects.count() == 3

    def test_a_forged_mark_is_refused(self, client, first, administrator):
        data = filled_in(as_it_stands(first), is_new=False, seen="x" * 64, reason="r", **{"ronde-budget": "7"})
        assert client.post(CHANGE, data).status_code == 409

    def test_a_practice_round_has_no_number_to_fill_in(self, client, administrator):
        made = make.round("oefening", is_practice=True)
        data = filled_in(as_it_stands(made), is_new=False, reason="r", **{"ronde-title": "Oefenen"})
        assert client.post("/rondes/oefening/wijzigen/", data).status_code == 302
        made.refresh_from_db()
        assert (made.title, made.number) == ("Oefenen", None)

    def test_the_interim_report_can_be_added(self, client, first, administrator):
        data = filled_in(
            as_it_stands(first),
            is_new=False,
            **{
                "reason": "Er komt er toch een.",
                "interim-held": "on",
                "interim-covers_from": "01/10/2022",
                "interim-covers_until": "31/03/2023",
                "interim-deadline": "05/05/2023",
            },
        )
        assert client.post(CHANGE, data).status_code == 302
        assert first.moments.filter(kind=MomentKind.INTERIM).exists()

    def test_the_form_costs_the_same_for_many_actions(self, client, first, administrator, django_assert_num_queries):
        with django_assert_num_queries(7):
            client.get(CHANGE)
        for number in range(30, 40):
            make.offer(first, make.action(number), indicators=3)
        with django_assert_num_queries(7):
            client.get(CHANGE)

    def test_one_that_is_not_there_is_not_found(self, client, administrator):
        assert client.get("/rondes/99/wijzigen/").status_code == 404
