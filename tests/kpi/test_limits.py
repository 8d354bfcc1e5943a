"""A count that can hardly be right asks for a reason, one that cannot be right is refused; limits are data (R27)."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.states import MomentKind
from kpi.models import DraftValue, Limit, Registration, RegistrationValue, RegistrationVersion
from kpi.services import registrations
from kpi.services.registrations import LONGEST_REASON, Answer, Doubt, Entry, Faulty, Limits, Refusal, SheetField
from kpi.states import Comparison, RegistrationStatus
from samenleven.audit.models import Event
from samenleven.core.clock import end_of_day, start_of_day
from samenleven.core.errors import DomainError
from tests import make
from tests.conftest import load_plan
from tests.kpi.corridor import CORRECTABLE, OPEN, corridor

pytestmark = pytest.mark.django_db


def promised(**options):
    """A page on which 110 was promised for each KPI."""
    return corridor(**({"target": 110, "current_reach": 100} | options))


PLACE = "Eindrapport, actie 101, KPI 101.1 (begeleide personen): "
BLANK_REMEDY = "hier is nog niets ingevuld. Vul een geheel getal van 0 of meer in, of kies “niet van toepassing”."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


def limits(**fields):
    """The only limit there is."""
    Limit.objects.all().delete()
    return make.limit(**fields)


def explain(page, number, count, reason):
    one = page.sheet().fields[number]
    entry = Entry(one.commitment, Answer(count), one.revision, reason)
    return registrations.save_fields(moment=page.moment, entries=[entry], by=page.editor)


def said(page, *counts, now=OPEN):
    """What the limits say of each field, "" for nothing."""
    if counts:
        page.save(*counts)
    found = registrations.limits_of(page.moment)
    return [verdict.text if (verdict := registrations.judge(one, found)) else "" for one in page.sheet(now).fields]


def interim(page, *counts):
    """What was sent half way."""
    moment = make.moment(
        page.moment.round,
        MomentKind.INTERIM,
        covers_until=dt.date(2026, 3, 31),
        opens_at=start_of_day(dt.date(2026, 3, 1)),
        deadline=end_of_day(dt.date(2026, 4, 15)),
    )
    for one, count in zip(page.commitments, counts, strict=False):
        at = start_of_day(dt.date(2026, 4, 1))
        make.sent(one.participation, moment, {one.indicator: count}, at=at, by=page.editor)
    return moment


class Year:
    """The round before, in which others promised for KPI's that the first KPI of a page continues."""

    def __init__(self, page):
        self.page = page
        self.round = make.round(
            "4", starts_on=dt.date(2024, 10, 1), ends_on=dt.date(2025, 9, 30), decided_on=dt.date(2024, 9, 20)
        )
        self.moment = make.moment(self.round)
        self.offer = make.offer(self.round, page.first.indicator.offer.action, indicators=0)

    def kpi(self, position=1, *, continued_by=None):
        made = make.indicator(self.offer, position=position)
        (continued_by or self.page.first.indicator).continues.add(made)
        return made

    def promise(self, body, *indicators):
        part = make.participation(make.line(make.application(self.round, body), self.offer))
        for one in indicators:
            make.commitment(part, one)
        return part

    def sent(self, part, counts):
        return make.sent(part, self.moment, counts, at=self.moment.deadline - dt.timedelta(days=1))


@pytest.fixture
def before():
    page = promised()
    return Year(page)


# --- earlier readings -------------------------------------------------------------------------------------------------
def test_a_final_count_is_held_against_the_interim_of_its_own_year():
    page = promised(actions=2)
    moment = interim(page, 40, None)
    first, second = page.sheet().fields
    assert first.readings == {Comparison.INTERIM: 40}
    assert (first.last_reading.label, first.last_reading.count) == ("het tussentijdse cijfer", 40)
    assert (second.readings, second.last_reading) == ({}, None)
    halfway = registrations.read_sheet(moment, page.local_government, OPEN)
    assert [one.readings for one in halfway.fields] == [{}, {}]


def test_a_reading_stands_as_it_stands_now():
    page = promised()
    moment = interim(page, 40)
    part = page.first.participation
    version = make.sent(part, moment, {page.first.indicator: 44}, at=start_of_day(dt.date(2026, 4, 2)))
    assert page.sheet().fields[0].readings == {Comparison.INTERIM: 44}
    RegistrationVersion.objects.filter(pk=version.pk).update(taken_back_at=OPEN)
    assert page.sheet().fields[0].readings == {}


def test_a_kpi_is_held_against_the_sum_of_those_it_continues(before):
    page, kpis = before.page, [before.kpi(1), before.kpi(2), before.kpi(3)]
    part = before.promise(page.local_government, *kpis)
    before.sent(part, dict(zip(kpis, [10, 5, None], strict=True)))
    one = page.sheet().fields[0]
    assert one.readings == {Comparison.LAST_YEAR: 15}
    assert one.last_reading.label == "het eindcijfer van vorig jaar"


def test_an_incomplete_sum_is_no_reading(before):
    page, kpis = before.page, [before.kpi(1), before.kpi(2)]
    part = before.promise(page.local_government, *kpis)
    before.sent(part, {kpis[0]: 10})
    assert page.sheet().fields[0].readings == {}


def test_a_kpi_that_was_split_since_is_held_against_nothing(before):
    page, kpi = before.page, before.kpi()
    part = before.promise(page.local_government, kpi)
    before.sent(part, {kpi: 10})
    assert page.sheet().fields[0].readings == {Comparison.LAST_YEAR: 10}
    make.indicator(page.first.indicator.offer, position=2).continues.add(kpi)
    assert page.sheet().fields[0].readings == {}


def test_a_merged_municipality_goes_on_from_those_it_came_from(before):
    page, kpi = before.page, before.kpi()
    day = dt.date(2024, 12, 31)
    middle = make.local_government(valid_until=day, successor=page.local_government)
    older = make.local_government(valid_until=day, successor=middle)
    for body, count in ((page.local_government, 10), (middle, 4), (older, 1)):
        before.sent(before.promise(body, kpi), {kpi: count})
    assert page.sheet().fields[0].readings == {Comparison.LAST_YEAR: 15}


def test_who_still_counts_its_own_part_is_not_counted_by_its_successor(before):
    page, kpi = before.page, before.kpi()
    old = make.local_government(valid_until=dt.date(2024, 12, 31), successor=page.local_government)
    for body, count in ((page.local_government, 10), (old, 4)):
        before.sent(before.promise(body, kpi), {kpi: count})
    theirs = make.commitment(make.participation(page.first.participation.line, old), page.first.indicator)
    assert {one.commitment: one.readings for one in page.sheet().fields} == {
        page.first: {Comparison.LAST_YEAR: 10},
        theirs: {Comparison.LAST_YEAR: 4},
    }


@pytest.mark.parametrize("actions", [1, 7])
def test_readings_cost_one_query_however_large_the_page(actions, django_assert_num_queries):
    page = promised(actions=actions, indicators=2)
    interim(page, *[9] * (actions * 2))
    with django_assert_num_queries(1):
        found = registrations.readings_of(page.moment, [one.pk for one in page.commitments])
    assert len(found) == actions  # each has a newest version with one KPI


# --- what is doubtful, what is refused --------------------------------------------------------------------------------
REASON = "Zeg waarom het klopt, of wijzig het cijfer."


@pytest.mark.parametrize(
    ("limit", "ordinary", "doubtful", "sentence"),
    [
        ({"at_most": 300}, 330, 331, "331 is ongewoon hoog: het doel is 110, en boven 330 vragen we een reden."),
        ({"at_least": 50}, 55, 54, "54 is ongewoon laag: het doel is 110, en onder 55 vragen we een reden."),
        (
            {"compared_with": "interim", "at_most": 400},
            160,
            161,
            "161 is ongewoon hoog: tussentijds was het 40, en boven 160 vragen we een reden.",
        ),
        (
            {"compared_with": "interim", "at_least": 100},
            40,
            39,
            "39 is ongewoon laag: tussentijds was het 40, en onder 40 vragen we een reden.",
        ),
        (
            {"compared_with": "number", "at_most": 1500},
            1500,
            1501,
            "1.501 is ongewoon hoog: boven 1.500 vragen we een reden.",
        ),
        ({"compared_with": "number", "at_least": 3}, 3, 2, "2 is ongewoon laag: onder 3 vragen we een reden."),
    ],
)
def test_a_soft_limit_asks_for_a_reason(limit, ordinary, doubtful, sentence):
    page = promised()
    interim(page, 40)
    limits(**limit)
    assert said(page, ordinary) == [""]
    assert said(page, doubtful) == [f"{sentence} {REASON}"]


def test_a_jump_against_last_year_asks_for_a_reason(before):
    page, kpi = before.page, before.kpi()
    before.sent(before.promise(page.local_government, kpi), {kpi: 21})
    limits(compared_with="last_year", at_least=50, at_most=200)
    assert said(page, 43) == [f"43 is ongewoon hoog: vorig jaar was het 21, en boven 42 vragen we een reden. {REASON}"]
    assert said(page, 10) == [f"10 is ongewoon laag: vorig jaar was het 21, en onder 11 vragen we een reden. {REASON}"]
    assert said(page, 11) == said(page, 42) == [""]


def test_a_small_difference_is_no_jump():
    page = promised()
    interim(page, 3)
    limits(compared_with="interim", at_most=200, least_difference=10)
    assert said(page, 12) == [""]
    assert said(page, 13) != [""]


@pytest.mark.parametrize("target", [0, None])
def test_of_nothing_there_is_no_percentage(target):
    page = promised()
    page.first.target = target
    page.first.save()
    limits(at_least=50, at_most=200)
    assert said(page, 5000) == [""]


@pytest.mark.parametrize("answer", [Answer(), Answer(not_applicable=True)])
def test_a_blank_and_what_does_not_apply_are_not_judged(answer):
    page = promised()
    limits(compared_with="number", at_least=5, is_hard=True)
    assert said(page, answer) == [""]


def test_half_a_year_may_be_far_below_a_whole_one():
    page = promised()
    moment = interim(page)
    limits(at_least=90, at_most=200)
    found = registrations.limits_of(moment)
    low, high = (registrations.judge_answer(page.first, Answer(count), found, readings={}) for count in (1, 221))
    assert low is None
    assert isinstance(high, Doubt)


def test_the_narrowest_limit_wins():
    page = promised(indicators=3)
    other = make.round("9")
    make.limit(at_most=100)
    make.limit(at_most=200, round=page.moment.round)
    make.limit(at_most=100, round=other)
    make.limit(at_most=300, indicator=page.commitments[0].indicator)
    make.limit(at_most=400, round=page.moment.round, indicator=page.commitments[1].indicator)
    found = registrations.limits_of(page.moment)
    assert [[one.at_most for one in found.of(its.indicator)] for its in page.commitments] == [[300], [400], [200]]


def test_a_limit_of_another_programme_says_nothing():
    page = promised()
    make.limit(make.programme("ander", name="Ander", round_prefix="ander"), at_most=1)
    assert said(page, 500) == [""]


def test_a_field_hears_one_thing_and_the_refusal_first():
    page = promised()
    make.limit(at_most=200)
    make.limit(compared_with="number", at_most=250)
    make.limit(compared_with="number", at_most=300, is_hard=True)
    found = registrations.limits_of(page.moment)

    def verdict(count):
        return registrations.judge_answer(page.first, Answer(count), found, readings={})

    assert verdict(220) is None
    assert verdict(221).text.startswith("221 is ongewoon hoog: het doel is 110")
    assert verdict(251).text.startswith("251 is ongewoon hoog: boven 250")
    assert verdict(301).text == "301 kan niet: meer dan 300 wordt niet aanvaard. Wijzig het cijfer."
    assert isinstance(verdict(301), Refusal)


def test_limits_are_read_in_one_query(django_assert_num_queries):
    page = promised(actions=3, indicators=2)
    make.limit(at_most=200)
    page.save(*[9] * 6)
    sheet = page.sheet()
    with django_assert_num_queries(1):
        assert registrations.judge_all(sheet) == []


@settings(max_examples=200, deadline=None)
@given(
    count=st.integers(0, 10_000),
    target=st.integers(0, 5_000),
    bounds=st.tuples(st.integers(0, 500), st.integers(0, 500)).map(sorted),
    difference=st.integers(0, 50),
)
def test_a_percentage_is_exact(count, target, bounds, difference):
    """The words and the whole numbers say what the exact fraction says."""
    least, most = bounds
    row = Limit(compared_with="target", at_least=least, at_most=most, least_difference=difference)
    moment = make.ReportingMoment(kind=MomentKind.FINAL)
    commitment = make.Commitment(target=target, indicator=make.Indicator(pk=1))
    verdict = registrations.judge(SheetField(commitment, DraftValue(count=count)), Limits(moment, [row]))
    outside = count * 100 < target * least or count * 100 > target * most
    assert (verdict is not None) is (outside and target > 0 and abs(count - target) >= difference)


# --- saving, releasing, sending ---------------------------------------------------------------------------------------
def test_what_is_refused_is_not_saved_and_nothing_beside_it_is():
    page = promised(actions=2)
    limits(compared_with="number", at_most=1_000_000, is_hard=True)
    entries = [Entry(page.commitments[0], Answer(3), 0), Entry(page.commitments[1], Answer(1_000_001), 0)]
    with pytest.raises(Faulty) as refused:
        registrations.save_fields(moment=page.moment, entries=entries, by=page.editor)
    assert str(refused.value) == (
        "Eindrapport, actie 102, KPI 102.1 (begeleide personen): "
        "1.000.001 kan niet: meer dan 1.000.000 wordt niet aanvaard. Wijzig het cijfer."
    )
    assert not Registration.objects.exists()
    page.save(3, 1_000_000)
    assert [str(one.answer) for one in page.sheet().fields] == ["3", "1.000.000"]


def test_a_refusal_can_look_at_what_was_counted_before():
    page = promised()
    interim(page, 40)
    limits(compared_with="interim", at_least=100, is_hard=True)
    with pytest.raises(Faulty, match="39 kan niet: tussentijds was het 40, en minder dan 40 wordt niet aanvaard"):
        page.save(39)
    assert not DraftValue.objects.exists()


def test_a_limit_that_came_later_does_not_hold_up_the_fields_beside_it():
    page = promised(actions=2)
    page.save(500, 1)
    limits(compared_with="number", at_most=100, is_hard=True)
    entries = [Entry(page.commitments[0], Answer(500), 1), Entry(page.commitments[1], Answer(2), 1)]
    registrations.save_fields(moment=page.moment, entries=entries, by=page.editor)
    assert [one.answer.count for one in page.sheet().fields] == [500, 2]
    with pytest.raises(Faulty, match="500 kan niet"):
        page.act(registrations.submit)
    assert not RegistrationVersion.objects.exists()


def test_a_doubtful_count_is_saved_and_sent_once_it_has_a_reason():
    page = promised()
    limits(at_most=300)
    page.save(331)
    with pytest.raises(Faulty, match="331 is ongewoon hoog") as refused:
        page.act(registrations.submit)
    assert [type(fault) for fault in refused.value.faults] == [Doubt]
    assert not RegistrationVersion.objects.exists()
    assert Registration.objects.get().status == RegistrationStatus.DRAFT
    explain(page, 0, 331, "Twee scholen kwamen erbij.")
    page.act(registrations.submit)
    assert RegistrationValue.objects.values_list("count", "reason").get() == (331, "Twee scholen kwamen erbij.")


def test_a_reason_of_spaces_is_none():
    page = promised()
    limits(at_most=300)
    explain(page, 0, 331, "   ")
    with pytest.raises(Faulty):
        page.act(registrations.submit)
    assert not RegistrationVersion.objects.exists()


def test_another_count_needs_a_reason_of_its_own():
    page = promised()
    limits(at_most=300)
    explain(page, 0, 331, "Klopt.")
    page.save(400)
    assert page.sheet().fields[0].reason == ""
    with pytest.raises(Faulty, match="400 is ongewoon hoog"):
        page.act(registrations.submit)


def test_every_fault_is_named_once_and_what_is_missing_first():
    page = promised(actions=4)
    limits(at_most=300)
    page.save(331, 120)
    one = page.sheet().fields[3]
    page_of_four = [Entry(one.commitment, Answer(2000), 0)]
    registrations.save_fields(moment=page.moment, entries=page_of_four, by=page.editor)
    make.limit(compared_with="number", at_most=1000, is_hard=True)
    with pytest.raises(Faulty) as refused:
        page.act(registrations.submit)
    assert str(refused.value).split("\n") == [
        f"Eindrapport, actie 103, KPI 103.1 (begeleide personen): {BLANK_REMEDY}",
        "Eindrapport, actie 104, KPI 104.1 (begeleide personen): "
        "2.000 kan niet: meer dan 1.000 wordt niet aanvaard. Wijzig het cijfer.",
        f"{PLACE}331 is ongewoon hoog: het doel is 110, en boven 330 vragen we een reden. {REASON}",
    ]


def test_a_member_releases_only_what_is_explained():
    page = promised()
    member = make.local_government()
    line = page.first.participation.line
    theirs = make.commitment(make.participation(line, member), page.first.indicator, target=10)
    limits(at_most=300)
    editor = make.editor(member)

    def release():
        return registrations.release(moment=page.moment, local_government=member, by=editor)

    def save(revision, reason):
        registrations.save_field(
            moment=page.moment, commitment=theirs, answer=Answer(99), revision=revision, by=editor, reason=reason
        )

    save(0, None)
    with pytest.raises(Faulty, match="99 is ongewoon hoog: het doel is 10, en boven 30"):
        release()
    assert theirs.participation.registrations.get().status == RegistrationStatus.DRAFT
    save(1, "Klopt.")
    release()
    assert theirs.participation.registrations.get().status == RegistrationStatus.RELEASED


def test_a_correction_of_a_reason_alone_is_a_version(clock):
    page = promised(actions=2)
    limits(at_most=300)
    explain(page, 0, 331, "Eerst zo.")
    explain(page, 1, 120, "")
    page.act(registrations.submit)
    clock.move_to(CORRECTABLE)
    page.act(registrations.start_correction)
    explain(page, 0, 331, "Beter gezegd.")
    sending = page.act(registrations.submit)
    assert [(version.number, version.values.get().reason) for version in sending.versions] == [(2, "Beter gezegd.")]


def test_who_stops_correcting_finds_back_the_reason(clock):
    page = promised()
    limits(at_most=300)
    explain(page, 0, 331, "Eerst zo.")
    page.act(registrations.submit)
    clock.move_to(CORRECTABLE)
    page.act(registrations.start_correction)
    explain(page, 0, 331, "Anders gezegd.")
    page.act(registrations.discard_correction)
    assert page.sheet().fields[0].reason == "Eerst zo."


# --- the pages --------------------------------------------------------------------------------------------------------
def address(page, name):
    return reverse(
        f"kpi:registration-{name}", args=[page.moment.round.code, page.moment.kind, page.local_government.code]
    )


def field_of(page):
    return f"p{page.first.participation_id}-{page.first.indicator.code}"


def test_the_check_names_what_must_be_explained_and_then_shows_the_reason(client):
    page = promised()
    limits(at_most=300)
    page.save(331)
    client.force_login(page.editor)
    text = client.get(address(page, "submit")).content.decode()
    assert f"{PLACE}331 is ongewoon hoog: het doel is 110, en boven 330 vragen we een reden." in text
    assert 'name="seen"' not in text
    explain(page, 0, 331, "Twee <scholen>.")
    text = client.get(address(page, "submit")).content.decode()
    assert "Uw reden: Twee &lt;scholen&gt;." in re.sub(r"\s+", " ", text)
    assert 'name="seen"' in text


def test_a_refused_field_says_so_and_keeps_what_was_typed(client):
    page = promised()
    limits(compared_with="number", at_most=1000, is_hard=True)
    client.force_login(page.editor)
    data = {field_of(page): "1001", f"{field_of(page)}-versie": "0"}
    response = client.post(address(page, "save"), data)
    assert response.status_code == 422
    assert "1.001 kan niet: meer dan 1.000 wordt niet aanvaard." in response.content.decode()
    response = client.post(address(page, "form"), data | {"do": "save"})
    assert response.status_code == 422
    assert 'value="1001"' in response.content.decode()
    assert not DraftValue.objects.exists()


# --- the limits a programme begins with, and who changes them ---------------------------------------------------------
DEFAULTS = {
    ("target", None, 300, 10, False),
    ("interim", 100, 400, 1, False),
    ("last_year", 50, 200, 10, False),
    ("number", None, 1_000_000, 0, True),
}
FACTS = ("compared_with", "at_least", "at_most", "least_difference", "is_hard")


def test_loading_a_plan_gives_it_limits_once(plan):
    assert set(plan.limits.values_list(*FACTS)) == DEFAULTS
    assert Event.objects.filter(verb="limits.defaults_made").count() == 1
    load_plan()
    assert plan.limits.count() == 4


def test_a_programme_that_has_limits_keeps_them(plan):
    plan.limits.exclude(compared_with="target").delete()
    plan.limits.update(at_most=150)
    load_plan()
    assert list(plan.limits.values_list("compared_with", "at_most")) == [("target", 150)]


class TestAdministration:
    @pytest.fixture(autouse=True)
    def administrator(self, client):
        person = make.user(ministry_role="administrator")
        client.force_login(person)
        return person

    def post(self, client, **fields):
        data = {"programme": make.programme().pk, "compared_with": "target", "at_most": "250", "least_difference": "0"}
        return client.post("/beheer/kpi/limit/add/", data | fields)

    def test_an_administrator_adds_a_limit_and_it_counts(self, client, administrator):
        page = promised()
        assert self.post(client, round=page.moment.round_id, indicator=page.first.indicator_id).status_code == 302
        row = Limit.objects.get()
        assert (row.at_most, row.indicator) == (250, page.first.indicator)
        assert said(page, 276)[0].startswith("276 is ongewoon hoog: het doel is 110, en boven 275")
        assert Event.objects.filter(verb="admin.added", by=administrator).count() == 1

    def test_a_change_keeps_the_old_value_in_history(self, client):
        row = make.limit(at_most=300)
        data = {"programme": row.programme_id, "compared_with": "target", "at_most": "200", "least_difference": "0"}
        assert client.post(f"/beheer/kpi/limit/{row.pk}/change/", data).status_code == 302
        assert list(row.events.order_by("pgh_id").values_list("pgh_label", "at_most")) == [
            ("insert", 300),
            ("update", 200),
        ]

    def test_a_kpi_of_another_round_is_refused(self, client):
        page = promised()
        other = make.round("9")
        response = self.post(client, round=other.pk, indicator=page.first.indicator_id)
        assert "Deze KPI hoort bij een andere ronde." in response.content.decode()
        assert not Limit.objects.exists()

    def test_what_is_of_another_programme_is_refused(self, client):
        page = promised()
        other = make.programme("ander", name="Ander", round_prefix="ander")
        for field, pk, sentence in (
            ("round", page.moment.round_id, "Deze ronde hoort bij een ander programma."),
            ("indicator", page.first.indicator_id, "Deze KPI hoort bij een ander programma."),
        ):
            response = self.post(client, programme=other.pk, **{field: pk})
            assert sentence in response.content.decode()
        assert not Limit.objects.exists()

    def test_a_limit_without_a_bound_is_refused(self, client):
        response = self.post(client, at_most="")
        assert "Vul een ondergrens of een bovengrens in." in response.content.decode()
        assert not Limit.objects.exists()

    def test_the_list_is_filtered_and_costs_the_same_for_many(self, client, django_assert_max_num_queries):
        page = promised(indicators=3)
        for one in page.commitments:
            make.limit(indicator=one.indicator)
        address = f"/beheer/kpi/limit/?round__isnull=True&indicator__id__exact={page.first.indicator_id}"
        with django_assert_max_num_queries(10):
            text = client.get(address).content.decode()
        assert "1 grens" in text
        assert client.get("/beheer/kpi/limit/add/").status_code == 200

    def test_nobody_else_comes_in(self, client):
        client.force_login(make.user(ministry_role="case_handler"))
        assert self.post(client).status_code == 403
        assert not Limit.objects.exists()


@pytest.mark.parametrize(("length", "is_saved"), [(LONGEST_REASON, True), (LONGEST_REASON + 1, False)])
def test_a_reason_is_as_long_as_the_form_takes_whoever_saves_it(length, is_saved):
    page = corridor()
    given = {"moment": page.moment, "commitment": page.first, "answer": Answer(7), "revision": 0, "by": page.editor}
    if is_saved:
        assert len(registrations.save_field(**given, reason=" " + "a" * length).reason) == length
        return
    with pytest.raises(DomainError, match="Uw reden is te lang: hoogstens 500 tekens"):
        registrations.save_field(**given, reason="a" * length)
    assert not DraftValue.objects.exists()
