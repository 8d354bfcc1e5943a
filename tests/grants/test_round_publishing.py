"""A round is prepared by the ministry and published when nothing is missing; until then nobody else hears of it (R13)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from grants.models import ProjectRound, ReportingMoment, RoundChange
from grants.services import publishing, rounds
from grants.services.round_plan import IncentivePlan, as_it_stands, next_after, practice_of
from grants.states import AllocationRule, MomentKind
from kpi.figures.results import public_rounds
from kpi.filters.choices import read_choices
from samenleven.audit.models import Event
from samenleven.core.clock import BRUSSELS, end_of_day, start_of_day
from samenleven.core.errors import DomainError
from tests import make
from tests.grants.rounds_ready import BEFORE_THE_CALL, ready
from tests.grants.test_round_pages import filled_in

pytestmark = pytest.mark.django_db
PUBLISH = "/rondes/1/bekendmaken/"


@pytest.fixture(autouse=True)
def before_the_call():
    with time_machine.travel(BEFORE_THE_CALL, tick=False):
        yield


@pytest.fixture
def administrator(client):
    person = make.user("beheer", ministry_role="administrator")
    client.force_login(person)
    return person


def told(project_round, **changed):
    return [one.text for one in publishing.faults(replace(as_it_stands(project_round), **changed), timezone.now())]


class TestSettings:
    def test_the_next_round_takes_them_over_a_year_later(self):
        first = ready(
            origin_year=2021,
            allocation_rule=AllocationRule.PRO_RATA,
            advance_percentage=Decimal("75.00"),
            entries_until=end_of_day(dt.date(2022, 7, 5)),
            changes_until=end_of_day(dt.date(2022, 7, 10)),
        )
        plan = next_after(first)
        assert (plan.origin_year, plan.allocation_rule, plan.advance_percentage) == (2022, "pro_rata", Decimal("75.00"))
        assert plan.entries_until == end_of_day(dt.date(2023, 7, 5))
        assert plan.changes_until == end_of_day(dt.date(2023, 7, 10))
        assert plan.appeal_clause == "U kunt beroep aantekenen bij de Raad van State."
        assert plan.incentives == (IncentivePlan("cooperation", Decimal("10000.00")),)

    def test_every_setting_is_kept_and_told_when_it_changes(self, administrator):
        first = ready(published_at=BEFORE_THE_CALL)
        current = as_it_stands(first)
        plan = replace(
            current,
            advance_percentage=Decimal("70.50"),
            origin_threshold=8000,
            origin_year=2020,
            allocation_rule=AllocationRule.PRO_RATA,
            states_are_whole=False,
            interim_percentage=Decimal(30),
            review_days=60,
            incentives=(IncentivePlan("mentorship", Decimal(5000)),),
        )
        rounds.change_round(
            project_round=first, plan=plan, seen=current.digest(), reason="Het decreet.", by=administrator
        )
        first.refresh_from_db()
        assert as_it_stands(first) == plan
        assert set(RoundChange.objects.values_list("what", "old", "new")) == {
            ("advance_percentage", "80", "70.5"),
            ("origin_threshold", "7500", "8000"),
            ("origin_year", "", "2020"),
            ("allocation_rule", "tiers", "pro_rata"),
            ("states_are_whole", "yes", "no"),
            ("interim_percentage", "25", "30"),
            ("review_days", "90", "60"),
            ("incentive_cooperation", "10000", ""),
            ("incentive_mentorship", "", "5000"),
        }

    def test_the_log_tells_them_in_dutch(self, client, administrator):
        first = ready(published_at=BEFORE_THE_CALL)
        data = filled_in(
            as_it_stands(first),
            is_new=False,
            **{
                "ronde-advance_percentage": "70,5",
                "ronde-allocation_rule": "pro_rata",
                "stimulans-cooperation": None,
                "stimulans-mentorship": "5.000",
                "ronde-entries_until": "05/07/2022 12:00",
                "reason": "Het decreet.",
            },
        )
        assert client.post("/rondes/1/wijzigen/", data).status_code == 302
        client.logout()
        html = client.get("/rondes/1/").content.decode()
        for said in (
            "<td>80\u00a0%</td>",
            "<td>70,5\u00a0%</td>",
            "<td>naar verhouding over alles</td>",
            "<td>€\u00a010.000,00</td>",
            "<td>niet aangeboden</td>",
            "<td>de sluiting van de oproep</td>",
            "Een voorschot van 70,5\u00a0%",
            "Mentorschap: €\u00a05.000,00",
        ):
            assert said in html

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"ronde-advance_percentage": "101"}, "Voorschot, in procent"),
            ({"ronde-origin_year": "20"}, "Vul een geheel getal van 2000 of meer in."),
            ({"ronde-origin_threshold": "veel"}, "Vul een geheel getal van 0 of meer in."),
            ({"stimulans-cooperation": "gratis"}, "Stimulansen, Samenwerking, in euro: Vul een bedrag in"),
            ({"ronde-entries_until": "30/06/2022"}, "De drie datums staan op volgorde: de oproep sluit"),
        ],
    )
    def test_bad_input_is_told_at_its_field_and_what_was_typed_stays(self, client, administrator, changed, sentence):
        first = ready()
        data = filled_in(as_it_stands(first), is_new=False, **changed, **{"ronde-budget": "wat"})
        response = client.post("/rondes/1/wijzigen/", data)
        html = response.content.decode()
        assert response.status_code == 422
        assert sentence in html
        assert "Vul een bedrag in, bijvoorbeeld" in html
        assert all(f'value="{typed}"' in html for typed in changed.values())
        assert as_it_stands(first).incentives == (IncentivePlan("cooperation", Decimal("10000.00")),)

    def test_of_a_round_of_the_past_no_rule_is_said_that_nobody_told(self, client, plan):
        assert "De regels van deze ronde" not in client.get("/rondes/1/").content.decode()

    def test_the_three_dates_of_the_call_stand_on_the_page(self, client):
        ready(
            published_at=BEFORE_THE_CALL,
            entries_until=dt.datetime(2022, 7, 5, 12, tzinfo=BRUSSELS),
            changes_until=end_of_day(dt.date(2022, 7, 10)),
        )
        html = client.get("/rondes/1/").content.decode()
        assert "<dt>Nieuwe aanvragen tot</dt><dd>5 juli 2022 om 12.00 uur</dd>" in html
        assert "<dt>Verbeteringen van aanvragen tot</dt><dd>10 juli 2022</dd>" in html


class TestWhatIsMissing:
    def test_a_round_that_is_ready_misses_nothing(self):
        assert told(ready()) == []

    def test_everything_that_is_missing_is_told_at_once(self):
        first = ready(opens_at=None, closes_at=None)
        first.moments.update(deadline=None)
        offer = first.offers.get(action__number=2)
        offer.indicators.update(amount_per_unit=0, max_units=None, max_amount=None)
        assert told(first, budget=None, appeal_clause=" ") == [
            "Zeg wanneer de oproep opent.",
            "Zeg wanneer de oproep sluit.",
            "Tussentijdse rapportering: vul de deadline in.",
            "Eindrapport: vul de deadline in.",
            "Vul het budget in.",
            "Vul de beroepsclausule in: ze staat in elke beslissingsbrief.",
            "Actie 2, actieplannen: vul het bedrag per eenheid in.",
            "Actie 2, actieplannen: vul een maximum in, in eenheden of in euro.",
        ]

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"moments": ()}, "Er is nog geen eindrapport."),
            ({"offers": ()}, "Nog geen enkele actie wordt betaald."),
            ({"closes_at": end_of_day(dt.date(2022, 4, 1)), "opens_at": end_of_day(dt.date(2022, 4, 2))}, "sluit pas"),
            ({"closes_at": end_of_day(dt.date(2022, 2, 1)), "opens_at": None}, "De oproep zou al gesloten zijn."),
            ({"entries_until": end_of_day(dt.date(2022, 6, 1))}, "De laatste nieuwe aanvraag komt niet voor"),
            ({"changes_until": end_of_day(dt.date(2022, 6, 1))}, "De laatste verbetering komt niet voor"),
            ({"starts_on": dt.date(2022, 7, 1)}, "Het projectjaar begint pas nadat de oproep sluit."),
            ({"ends_on": dt.date(2022, 9, 30)}, "Het projectjaar eindigt pas nadat het begint."),
        ],
    )
    def test_what_is_out_of_order(self, changed, sentence):
        assert any(text.startswith(sentence) or sentence in text for text in told(ready(), **changed))

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"covers_from": dt.date(2022, 9, 1)}, "Eindrapport: de periode begint voor het projectjaar."),
            ({"covers_until": dt.date(2023, 10, 1)}, "Eindrapport: de periode eindigt na het projectjaar."),
            ({"covers_until": dt.date(2022, 10, 1)}, "Eindrapport: de periode eindigt pas nadat ze begint."),
            ({"opens_at": None}, "Eindrapport: zeg vanaf wanneer registreren kan."),
            ({"opens_at": start_of_day(dt.date(2022, 9, 30))}, "Eindrapport: registreren kan pas in of na de periode."),
            ({"deadline": end_of_day(dt.date(2023, 9, 29))}, "Eindrapport: de deadline komt na de periode."),
            ({"deadline": end_of_day(dt.date(2022, 1, 1))}, "Eindrapport: de deadline is al voorbij."),
            ({"opens_at": end_of_day(dt.date(2023, 10, 16))}, "Eindrapport: de deadline komt na de opening."),
        ],
    )
    def test_a_reporting_moment_out_of_order(self, changed, sentence):
        first = ready()
        moments = tuple(
            replace(one, **changed) if one.kind == MomentKind.FINAL else one for one in as_it_stands(first).moments
        )
        assert sentence in told(first, moments=moments)

    def test_a_paid_action_says_what_counts(self):
        first = ready()
        plan = as_it_stands(first)
        offers = tuple(replace(one, financed=True, indicators=()) for one in plan.offers)
        assert told(first, offers=offers) == ["Actie 1: zeg wat telt.", "Actie 2: zeg wat telt."]

    def test_the_fourth_round_of_the_real_plan_asks_its_clause(self, plan):
        """What the sources do not say of round 3, an administrator fills in: nothing else keeps the next one back."""
        with time_machine.travel(dt.datetime(2026, 11, 23, tzinfo=BRUSSELS), tick=False):
            faults = publishing.faults(next_after(ProjectRound.objects.get(code="3")), timezone.now())
        assert {one.what for one in faults} <= {"appeal_clause", "budget", "final_report_opens"}


class TestPublishing:
    def test_it_is_there_for_everybody_and_written_down(self, client, administrator):
        first = ready()
        response = client.post(PUBLISH)
        assert (response.status_code, response["Location"]) == (302, "/rondes/1/")
        first.refresh_from_db()
        assert first.published_at == BEFORE_THE_CALL
        assert Event.objects.get().verb == "round.published"
        client.logout()
        assert "Projectronde 1" in client.get("/rondes/").content.decode()
        assert client.get("/rondes/1/").status_code == 200

    def test_what_is_wrong_stands_together_with_a_link_to_each_field(self, client, administrator):
        first = ready(opens_at=None)
        first.offers.get(action__number=2).indicators.update(max_units=None, max_amount=None)
        key = first.offers.get(action__number=2).indicators.get().pk
        response = client.post(PUBLISH)
        html = response.content.decode()
        assert response.status_code == 422
        assert "Deze ronde kan nog niet bekendgemaakt worden." in html
        assert '<a href="/rondes/1/wijzigen/#id_ronde-opens_at">Zeg wanneer de oproep opent.</a>' in html
        assert f'<a href="/rondes/1/wijzigen/#id_actie-2-kpi-{key}-max_units">' in html
        first.refresh_from_db()
        assert first.published_at is None
        assert not Event.objects.exists()
        form = client.get("/rondes/1/wijzigen/").content.decode()
        assert f'id="id_actie-2-kpi-{key}-max_units"' in form
        assert form.count('<details class="fold" open>') == 1

    def test_clicked_twice_is_published_once(self, client, administrator):
        first = ready()
        client.post(PUBLISH)
        with pytest.raises(DomainError, match="al bekendgemaakt"):
            publishing.publish(project_round=first, by=administrator)
        html = client.post(PUBLISH, follow=True).content.decode()
        assert "Deze ronde is al bekendgemaakt." in html
        assert Event.objects.count() == 1

    @pytest.mark.parametrize("role", ["case_handler", "finance", "analyst"])
    def test_others_of_the_ministry_see_the_preview_and_publish_nothing(self, client, role):
        first = ready()
        client.force_login(make.user(ministry_role=role))
        html = client.get("/rondes/1/").content.decode()
        assert "Voorbeeld van de publieke pagina" in html
        assert "Bekendmaken" not in html
        assert client.post(PUBLISH).status_code == 403
        first.refresh_from_db()
        assert first.published_at is None

    def test_who_may_not_see_it_may_not_know_it_is_there(self, client):
        ready()
        client.force_login(make.editor(make.local_government()))
        for address in ("/rondes/1/", "/rondes/1/excel/", "/resultaten/rondes/1/"):
            assert client.get(address).status_code == 404
        assert client.post(PUBLISH).status_code == 403

    def test_only_by_a_post(self, client, administrator):
        ready()
        assert client.get(PUBLISH).status_code == 405


class TestNobodyHearsOfIt:
    @pytest.fixture
    def prepared(self):
        """Round 1 is published, round 2 is being prepared."""
        ready(published_at=BEFORE_THE_CALL, title="Ronde die bekend is")
        return ready("2", title="Ronde in de maak")

    @pytest.mark.parametrize(
        "address",
        [
            "/rondes/",
            "/plan/",
            "/plan/doelstellingen/1/",
            "/plan/acties/2/",
            "/plan/deelnemers/",
            "/resultaten/",
            "/api/v1/projectRounds",
            "/api/v1/projectRounds?number=1",
            "/api/v1/actions",
            "/api/v1/actions/2",
        ],
    )
    def test_no_page_and_no_answer_names_it(self, client, prepared, address):
        html = client.get(address).content.decode()
        assert "Ronde in de maak" not in html
        assert "rondes/2/" not in html
        assert '"projectRound": 2' not in html.replace('"projectRound":2', '"projectRound": 2')

    @pytest.mark.parametrize(
        "address", ["projectRounds?number=2", "actions?projectRound=2", "aggregates?projectRound=2"]
    )
    def test_who_asks_it_by_name_hears_it_is_not_there(self, client, prepared, address):
        assert client.get(f"/api/v1/{address}").status_code == 400

    def test_one_document_is_not_there(self, client, prepared):
        assert client.get("/api/v1/projectRounds/2").status_code == 404

    def test_no_choice_and_no_public_figure_names_it(self, client, prepared):
        assert list(read_choices().rounds) == ["1"]
        assert [one.code for one in public_rounds()] == ["1"]
        client.force_login(make.user(ministry_role="analyst"))
        for address in ("/dashboard/", "/planlast/"):
            assert "Ronde in de maak" not in client.get(address, follow=True).content.decode()

    def test_its_deadline_was_told_to_nobody_and_freezes_nothing(self, prepared):
        later = dt.datetime(2030, 1, 1, tzinfo=BRUSSELS)
        assert {one.round.code for one in ReportingMoment.objects.due_at(later)} == {"1"}

    def test_its_moments_and_prices_are_the_ministry_s(self, prepared):
        somebody, ministry = make.editor(make.local_government()), make.user(ministry_role="analyst")
        assert {one.round.code for one in ReportingMoment.objects.visible_to(somebody)} == {"1"}
        assert {one.round.code for one in ReportingMoment.objects.visible_to(ministry)} == {"1", "2"}
        assert set(ProjectRound.objects.visible_to(somebody).values_list("code", flat=True)) == {"1"}


class TestPractice:
    ADDRESS = "/rondes/nieuw/?van=1&oefening"

    def test_an_administrator_makes_one_from_a_real_round(self, client, administrator):
        first = ready(published_at=BEFORE_THE_CALL)
        html = client.get(self.ADDRESS).content.decode()
        assert 'value="Oefenronde"' in html
        assert "ronde-number" not in html
        plan = practice_of(first)
        assert client.post(self.ADDRESS, filled_in(plan, is_new=True)).status_code == 302
        made = ProjectRound.objects.get(code="oefening")
        assert (made.is_practice, made.number, made.previous, made.published_at) == (True, None, None, None)
        assert made.opens_at == start_of_day(dt.date(2022, 3, 1))
        assert made.closes_at == dt.datetime(2022, 3, 31, 12, tzinfo=BRUSSELS)
        assert made.offers.filter(financed=True).count() == 1
        assert not made.offers.filter(indicators__continues__isnull=False).exists()
        assert made.incentives.get().amount == Decimal("10000.00")

    def test_the_next_one_has_a_code_of_its_own(self, client, administrator):
        first = ready(published_at=BEFORE_THE_CALL)
        for _each in range(3):
            client.post(self.ADDRESS, filled_in(practice_of(first), is_new=True))
        assert set(ProjectRound.objects.filter(is_practice=True).values_list("code", flat=True)) == {
            "oefening",
            "oefening-2",
            "oefening-3",
        }

    def test_published_it_is_found_by_who_names_it_and_enters_no_list_or_figure(self, client, administrator):
        first = ready(published_at=BEFORE_THE_CALL)
        client.post(self.ADDRESS, filled_in(practice_of(first), is_new=True))
        assert client.post("/rondes/oefening/bekendmaken/").status_code == 302
        client.logout()
        assert client.get("/rondes/oefening/").status_code == 200
        assert "Oefenronde" not in client.get("/rondes/").content.decode()
        assert "Oefenronde" not in client.get("/plan/acties/2/").content.decode()
        assert [one.code for one in public_rounds()] == ["1"]
        assert [one["number"] for one in client.get("/api/v1/projectRounds").json()["items"]] == [1]
        assert client.get("/api/v1/projectRounds?number=oefening").json()["total"] == 1

    def test_without_a_round_there_is_nothing_to_practise(self, client, administrator):
        make.programme()
        assert client.get("/rondes/nieuw/?oefening").status_code == 404
