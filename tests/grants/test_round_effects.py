"""A price or a date that changes while a call is open: in the log, in what applications ask, and told to who asked (R13)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine

from grants.models import Estimate, IncentiveRequest, RoundChange
from grants.services import round_effects, rounds
from grants.services.round_plan import as_it_stands
from grants.states import ApplicationStatus, IncentiveKind
from municipalities.models import Role
from samenleven.core.clock import BRUSSELS
from samenleven.notices.models import Notice
from tests import make
from tests.grants.rounds_ready import BEFORE_THE_CALL, DURING_THE_CALL, ready
from tests.grants.test_round_pages import filled_in

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def during_the_call():
    with time_machine.travel(DURING_THE_CALL, tick=False):
        yield


@pytest.fixture
def administrator():
    return make.user("beheer", ministry_role="administrator")


@pytest.fixture
def first():
    return ready(published_at=BEFORE_THE_CALL)


@pytest.fixture
def offer(first):
    return first.offers.get(action__number=2)


@pytest.fixture
def geel():
    return make.local_government(name="Geel")


def asking(first, offer, lead, status=ApplicationStatus.DRAFT, units=1):
    return make.request(first, lead, lines=[(offer, {offer.indicators.get(): units})], status=status)


def change(first, by, reason="De kost lag hoger dan gedacht.", **changed):
    current = as_it_stands(first)
    plan = replace(current, **changed)
    return rounds.change_round(project_round=first, plan=plan, seen=current.digest(), reason=reason, by=by)


def with_indicator(first, number=2, *, financed=True, **changed):
    return tuple(
        replace(one, financed=financed, indicators=tuple(replace(kpi, **changed) for kpi in one.indicators))
        if one.action.number == number
        else one
        for one in as_it_stands(first).offers
    )


class TestAction2OfRound1:
    """From 12 500 to 25 000 euro while the call was open."""

    def test_the_log_the_contribution_and_the_notices(self, client, first, offer, geel, administrator):
        editor = make.editor(geel, username="editor")
        signatory = make.editor(geel, role=Role.SIGNATORY, username="tekenaar")
        reader = make.editor(geel, role=Role.READER, username="lezer")
        application = asking(first, offer, geel)
        client.force_login(administrator)
        key = offer.indicators.get().pk
        data = filled_in(
            as_it_stands(first),
            is_new=False,
            **{f"actie-2-kpi-{key}-amount_per_unit": "25.000", "reason": "De kost lag hoger dan gedacht."},
        )
        assert client.post("/rondes/1/wijzigen/", data).status_code == 302
        told = RoundChange.objects.get()
        assert (told.what, told.old, told.new, told.changed_at, told.by_role) == (
            "amount_per_unit indicator 2.1",
            "12500",
            "25000",
            DURING_THE_CALL,
            "beheerder",
        )
        client.logout()
        html = client.get("/rondes/1/").content.decode()
        for said in ("Bedrag per eenheid, KPI 2.1", f"€{NBSP}12.500,00", f"€{NBSP}25.000,00", "De kost lag hoger"):
            assert said in html
        assert administrator.username not in html.replace("beheerder", "")
        assert set(Notice.objects.values_list("to", flat=True)) == {editor.pk, signatory.pk}
        assert not Notice.objects.filter(to=reader).exists()
        notice = Notice.objects.get(to=editor)
        assert notice.subject == "Projectronde 1 is gewijzigd: kijk de aanvraag van Geel na"
        assert f"Bedrag per eenheid, KPI 2.1: was €{NBSP}12.500,00, wordt €{NBSP}25.000,00" in notice.text
        assert "De kost lag hoger dan gedacht." in notice.text
        assert f"actie {offer.action}: was €{NBSP}12.500,00, wordt €{NBSP}25.000,00" in notice.text
        assert "Dit past u aan" not in notice.text
        assert f"wordt €{NBSP}25.000,00" in notice.html
        assert notice.path == f"/aanvragen/{application.pk}/"

    def test_what_was_planned_stays_as_it_was_typed(self, first, offer, geel, administrator):
        asking(first, offer, geel)
        change(first, administrator, offers=with_indicator(first, amount_per_unit=Decimal(25000)))
        assert list(Estimate.objects.values_list("planned_reach", flat=True)) == [1]


class TestWhoHears:
    @pytest.mark.parametrize("status", round_effects.STILL_ASKED)
    def test_an_application_that_can_still_be_awarded(self, first, offer, geel, administrator, status):
        make.editor(geel)
        asking(first, offer, geel, status)
        change(first, administrator, closes_at=dt.datetime(2022, 7, 10, 12, tzinfo=BRUSSELS))
        assert "De oproep sluit: was 1 juli 2022, wordt 10 juli 2022 om 12.00 uur" in Notice.objects.get().text

    @pytest.mark.parametrize("status", sorted(set(ApplicationStatus.values) - set(round_effects.STILL_ASKED)))
    def test_none_that_has_ended(self, first, offer, geel, administrator, status):
        make.editor(geel)
        asking(first, offer, geel, status)
        change(first, administrator, closes_at=dt.datetime(2022, 7, 10, 12, tzinfo=BRUSSELS))
        assert not Notice.objects.exists()

    def test_a_price_touches_only_who_chose_the_action(self, first, offer, geel, administrator):
        other = make.local_government()
        make.editor(geel)
        make.editor(other)
        asking(first, offer, geel)
        make.request(first, other, status=ApplicationStatus.DRAFT)
        change(first, administrator, offers=with_indicator(first, amount_per_unit=Decimal(25000)))
        assert [one.to.memberships.get().local_government for one in Notice.objects.all()] == [geel]

    def test_an_incentive_touches_who_asks_it(self, first, offer, geel, administrator):
        other = make.local_government()
        make.editor(geel)
        make.editor(other)
        application = asking(first, offer, geel)
        asking(first, offer, other)
        IncentiveRequest.objects.create(application=application, kind=IncentiveKind.COOPERATION)
        change(first, administrator, incentives=())
        text = Notice.objects.get().text
        assert f"Stimulans voor samenwerking: was €{NBSP}10.000,00, wordt niet aangeboden" in text
        assert "De stimulans “samenwerking” wordt in deze ronde niet meer aangeboden." in text

    @pytest.mark.parametrize(
        "changed", [{"budget": Decimal(5)}, {"title": "Ronde een"}, {"review_days": 30}, {"moments": ()}]
    )
    def test_what_touches_no_application_is_only_logged(self, first, offer, geel, administrator, changed):
        make.editor(geel)
        asking(first, offer, geel)
        changed = changed if "moments" not in changed else {"decided_on": dt.date(2022, 9, 30)}
        change(first, administrator, **changed)
        assert RoundChange.objects.count() == 1
        assert not Notice.objects.exists()

    def test_of_a_round_that_is_being_prepared_nobody_hears(self, offer, first, geel, administrator):
        make.editor(geel)
        asking(first, offer, geel)
        first.published_at = None
        first.save(update_fields=["published_at"])
        change(first, administrator, reason="", closes_at=dt.datetime(2022, 7, 10, 12, tzinfo=BRUSSELS))
        assert not Notice.objects.exists()
        assert not RoundChange.objects.exists()

    def test_the_questions_do_not_grow_with_the_applications(
        self, first, offer, administrator, django_assert_max_num_queries
    ):
        for _each in range(12):
            asking(first, offer, make.local_government())
        with django_assert_max_num_queries(45):
            change(first, administrator, offers=with_indicator(first, amount_per_unit=Decimal(25000)))


class TestWhatNoLongerFits:
    def test_nothing_in_an_application_that_fits(self, first, offer, geel):
        asking(first, offer, geel)
        assert round_effects.faults_of(first) == []

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            (
                {"max_units": Decimal(0)},
                f"Actie {{action}}, actieplannen: Hoogstens 0 (eenheid: actieplan), goed voor €{NBSP}0,00. Plan er minder.",
            ),
            (
                {"max_amount": Decimal(10000)},
                f"Actie {{action}}, actieplannen: Hoogstens 0 (eenheid: actieplan), goed voor €{NBSP}10.000,00. Plan er minder.",
            ),
            ({"financed": False}, "Actie {action} wordt in deze ronde niet meer betaald."),
        ],
    )
    def test_a_ceiling_or_an_action_that_is_gone(self, first, offer, geel, administrator, changed, sentence):
        make.editor(geel)
        application = asking(first, offer, geel)
        change(first, administrator, offers=with_indicator(first, **changed))
        expected = sentence.format(action=offer.action)
        assert round_effects.faults_of(first) == [round_effects.Fault(application, expected)]
        assert expected in Notice.objects.get().text

    def test_it_counts_all_members_of_a_partnership_together(self, first, offer, geel, administrator):
        kpi = offer.indicators.get()
        offer.indicators.update(max_units=2, max_amount=None)
        application = make.request(
            first, geel, make.local_government(), lines=[(offer, {kpi: 2})], status=ApplicationStatus.DRAFT
        )
        assert round_effects.faults_of(first) == []
        other = application.participants.exclude(local_government=geel).get()
        Estimate.objects.create(line=application.lines.get(), participant=other, indicator=kpi, planned_reach=1)
        assert ["Hoogstens 2 " in one.text for one in round_effects.faults_of(first)] == [True]

    @pytest.mark.parametrize("role", ["case_handler", "administrator"])
    def test_the_ministry_finds_them_on_the_page_of_the_round(self, client, first, offer, geel, role):
        application = asking(first, offer, geel)
        client.force_login(make.user(ministry_role=role))
        assert "Aanvragen die niet meer kloppen" not in client.get("/rondes/1/").content.decode()
        offer.financed = False
        offer.save()
        html = client.get("/rondes/1/").content.decode()
        assert "Aanvragen die niet meer kloppen" in html
        assert f'<a href="/aanvragen/{application.pk}/">Geel</a> (ontwerp)' in html

    def test_nobody_else_does(self, client, first, offer, geel):
        asking(first, offer, geel)
        offer.financed = False
        offer.save()
        assert "Geel" not in client.get("/rondes/1/").content.decode()
        client.force_login(make.editor(geel))
        assert "Aanvragen die niet meer kloppen" not in client.get("/rondes/1/").content.decode()

    def test_it_costs_the_same_for_many(self, first, offer, django_assert_num_queries):
        for _each in range(2):
            asking(first, offer, make.local_government())
        with django_assert_num_queries(6):
            round_effects.faults_of(first)
        for _each in range(10):
            asking(first, offer, make.local_government())
        with django_assert_num_queries(6):
            round_effects.faults_of(first)
