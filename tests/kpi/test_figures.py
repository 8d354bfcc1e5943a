"""What may be said of a row, and when it was known (R1-R7, R9)."""

import datetime as dt
from decimal import Decimal

import pytest

from grants.states import AwardKind, Certainty, Measure
from kpi.figures import CountWithoutList, aggregates, frozen, live, participations
from kpi.services.snapshots import take_if_due, verify
from samenleven.core.clock import end_of_day, start_of_day
from tests import make

pytestmark = pytest.mark.django_db

BEFORE = live(end_of_day(dt.date(2023, 3, 3)))
AFTER = live(end_of_day(dt.date(2023, 12, 1)))
SENT_AT = start_of_day(dt.date(2023, 10, 9))


@pytest.fixture
def final():
    return make.moment(make.round("1"))


def part(
    final, number=7, *, by=None, lead=None, target=10, current_reach=4, units="6", amount="3900.00", kind="decided"
):
    """A local government in an action with one KPI."""
    action = make.action(number)
    offer = final.round.offers.filter(action=action).first() or make.offer(final.round, action)
    by = by or make.local_government()
    line = make.line(make.application(final.round, lead or by), offer)
    participation = make.participation(line, by)
    make.award(line, amount, units, kind=kind)
    make.commitment(participation, target=target, current_reach=current_reach, units=units, amount=Decimal(amount))
    return participation


def the(rows):
    assert len(rows) == 1
    return rows[0]


def indicator_of(participation):
    return participation.line.offer.indicators.get()


def test_before_the_deadline_there_is_a_target_and_no_result(final):
    participation = part(final)
    make.sent(participation, final, {indicator_of(participation): 12}, at=SENT_AT)
    row = the(aggregates(BEFORE, ["action"]))
    assert (row.target, row.current_reach, row.awarded_amount, row.awarded_units) == (10, 4, Decimal("3900.00"), 6)
    assert (row.realised, row.attainment, row.status) == (None, None, "notYetDue")
    assert (row.expected, row.submitted, row.local_governments, row.applicants) == (1, 0, 1, 1)


def test_after_it_was_sent_the_result_stands_beside_the_target_and_may_pass_it(final):
    participation = part(final)
    make.sent(participation, final, {indicator_of(participation): 25}, at=SENT_AT)
    row = the(aggregates(AFTER, ["action"]))
    assert (row.realised, row.attainment, row.status, row.source) == (25, Decimal("2.5"), "complete", "registrations")


def test_nothing_is_known_before_the_government_decided(final):
    part(final)
    assert aggregates(live(end_of_day(dt.date(2022, 9, 22))), ["action"]) == []
    assert the(aggregates(live(start_of_day(dt.date(2022, 9, 23))), ["action"])).target == 10


def test_the_newest_version_counts_and_an_older_one_at_its_own_time(final):
    participation = part(final)
    make.sent(participation, final, {indicator_of(participation): 8}, at=SENT_AT)
    make.sent(participation, final, {indicator_of(participation): 9}, at=SENT_AT + dt.timedelta(days=1))
    assert the(aggregates(live(SENT_AT), ["action"])).realised == 8
    assert the(aggregates(AFTER, ["action"])).realised == 9


def test_what_was_taken_back_no_longer_counts_from_then_on(final):
    participation = part(final)
    version = make.sent(participation, final, {indicator_of(participation): 8}, at=SENT_AT)
    version.taken_back_at = SENT_AT + dt.timedelta(hours=1)
    version.save()
    assert the(aggregates(live(SENT_AT), ["action"])).realised == 8
    row = the(aggregates(AFTER, ["action"]))
    assert (row.realised, row.submitted, row.status) == (None, 0, "notYetReported")


@pytest.mark.parametrize(
    ("counts", "realised", "status"),
    [([0, 0], 0, "complete"), ([5, None], 5, "complete"), ([None, None], None, "notApplicable"), ([5], 5, "partial")],
)
def test_zero_blank_and_does_not_apply_differ(final, counts, realised, status):
    parts = [part(final), part(final)]
    for participation, count in zip(parts, counts, strict=False):
        make.sent(participation, final, {indicator_of(participation): count}, at=SENT_AT)
    row = the(aggregates(AFTER, ["action"]))
    assert (row.realised, row.status) == (realised, status)


def test_money_stands_at_the_lead_and_people_at_the_member(final):
    lead, member = make.local_government("46014"), make.local_government("44045")
    offer = make.offer(final.round, make.action(7))
    line = make.line(make.application(final.round, lead), offer)
    make.award(line, "6500.00", "10")
    for body in (lead, member):
        make.commitment(make.participation(line, body), target=5, current_reach=0, units="5")
    row = the(aggregates(AFTER, ["action"]))
    assert (row.local_governments, row.applicants, row.awarded_amount, row.target) == (2, 1, Decimal("6500.00"), 10)
    rows = {row.local_government: row for row in aggregates(AFTER, ["local_government"])}
    assert (rows["46014"].awarded_amount, rows["46014"].target) == (Decimal("6500.00"), 5)
    assert (rows["44045"].awarded_amount, rows["44045"].target) == (None, 5)
    assert (rows["46014"].applicants, rows["44045"].applicants) == (1, 0)


def test_units_of_two_families_are_not_added(final):
    part(final, 7)
    other = part(final, 8)
    other.line.offer.indicators.update(unit_family="family")
    row = the(aggregates(AFTER, ["project_round"]))
    assert (row.target, row.awarded_amount) == (None, Decimal("7800.00"))
    assert row.not_additive == ("awarded_units", "current_reach", "target")


def test_a_flow_adds_over_actions_and_a_state_does_not(final):
    one, other = part(final, 7), part(final, 8)
    assert the(aggregates(AFTER, ["goal"])).target == 20
    for participation in (one, other):
        participation.line.offer.indicators.update(kind="state")
    row = the(aggregates(AFTER, ["goal"]))
    assert (row.target, row.actions_counted) == (None, 2)
    assert "target" in row.not_additive
    assert [row.target for row in aggregates(AFTER, ["action"])] == [10, 10]


def test_nothing_adds_over_years(final):
    part(final)
    second = make.moment(make.round("2"))
    part(second)
    row = the(aggregates(AFTER, ["action"]))
    assert (row.target, row.awarded_amount) == (None, Decimal("7800.00"))
    assert [row.target for row in aggregates(AFTER, ["project_round", "action"])] == [10, 10]


def test_an_unknown_current_reach_makes_the_sum_unknown(final):
    part(final, 7)
    part(final, 7, current_reach=None)
    row = the(aggregates(AFTER, ["action"]))
    assert (row.target, row.current_reach) == (20, None)
    assert row.not_additive == ()


class TestPublished:
    @pytest.fixture
    def published(self, final):
        """Action 2 of round 1: 24 local governments, 400 000 euro, 16 plans promised, 14 made."""
        action = make.action(2)
        offer = make.offer(final.round, action, indicators=0)
        make.indicator(offer, unit_family="plan", kind="state", amount_per_unit=Decimal("25000"))
        make.published(final.round, action, Measure.AWARDED, "400000")
        make.published(final.round, action, Measure.LOCAL_GOVERNMENTS, "24")
        make.published(final.round, action, Measure.TARGET, "16")
        make.published(final.round, action, Measure.REALISED, "14", known_at=final.deadline)
        return action

    def test_a_published_total_stands_as_such(self, published):
        row = the(aggregates(AFTER, ["action"]))
        assert (row.source, row.local_governments, row.named_local_governments) == ("published", 24, 0)
        assert (row.target, row.realised, row.attainment) == (16, 14, Decimal("0.875"))
        assert (row.awarded_units, row.current_reach, row.status) == (16, 0, "complete")
        assert row.applicants is None

    def test_its_result_is_known_since_the_deadline(self, published):
        row = the(aggregates(BEFORE, ["action"]))
        assert (row.target, row.realised, row.status) == (16, None, "notYetDue")

    def test_it_is_not_split_over_places(self, published):
        assert aggregates(AFTER, ["province"]) == []
        assert aggregates(AFTER, ["action"], {"province": ["Limburg"]}) == []

    def test_it_is_refused_on_the_map_of_now(self, published):
        with pytest.raises(CountWithoutList, match="zonder lijst"):
            aggregates(AFTER, ["action"], map_now=True)

    def test_registrations_win_and_the_published_total_stands_beside(self, final, published):
        participation = part(final, 2, target=20, current_reach=4, units="16", amount="400000.00")
        make.sent(participation, final, {indicator_of(participation): 15}, at=SENT_AT)
        row = the(aggregates(AFTER, ["action"]))
        assert (row.source, row.target, row.realised) == ("registrations", 20, 15)
        assert (row.published_target, row.published_realised) == (16, 14)
        assert (row.local_governments, row.named_local_governments) == (24, 1)

    def test_a_value_that_a_later_load_changed_counts_since_that_load(self, final, published):
        make.published(final.round, published, Measure.REALISED, "13", known_at=start_of_day(dt.date(2024, 2, 1)))
        assert the(aggregates(AFTER, ["action"])).realised == 14
        assert the(aggregates(live(start_of_day(dt.date(2024, 2, 1))), ["action"])).realised == 13

    def test_a_round_carries_its_own_total_and_says_what_is_not_known_per_action(self, final, published):
        make.published(final.round, None, Measure.AWARDED, "14136359")
        make.published(final.round, None, Measure.LOCAL_GOVERNMENTS, "103")
        make.published(final.round, None, Measure.APPLICANTS, "50")
        row = the(aggregates(AFTER, ["project_round"]))
        assert (row.awarded_amount, row.not_broken_down_amount) == (Decimal(14136359), Decimal(13736359))
        assert (row.local_governments, row.named_local_governments, row.applicants) == (103, 0, 50)
        assert row.actions_counted == 1
        assert the(aggregates(AFTER, ["goal"])).awarded_amount == Decimal(400000)

    def test_a_published_total_without_whole_paid_units_gives_no_current_reach(self, final):
        action = make.action(6)
        offer = make.offer(final.round, action, indicators=0)
        make.indicator(offer, amount_per_unit=Decimal("600"))
        make.published(final.round, action, Measure.AWARDED, "14700")
        make.published(final.round, action, Measure.TARGET, "33")
        row = the(aggregates(BEFORE, ["action"]))
        assert (row.awarded_units, row.current_reach, row.target) == (Decimal("24.5"), None, 33)


class TestHistory:
    def test_a_participation_of_the_past_counts_without_figures(self, final):
        action = make.action(5)
        offer = make.offer(final.round, action)
        application = make.application(final.round, None, is_imported=True, imported_for=make.local_government())
        application.lead = None
        application.save()
        line = make.line(application, offer)
        make.award(line, None, None, kind=AwardKind.IMPORTED)
        make.participation(line, application.imported_for, certainty=Certainty.INFERRED)
        row = the(aggregates(AFTER, ["action"]))
        assert (row.local_governments, row.list_complete, row.applicants) == (1, False, None)
        assert (row.target, row.awarded_amount, row.status, row.source) == (None, None, "unknown", "published")
        assert the(aggregates(BEFORE, ["action"])).status == "notYetDue"
        assert the(participations(AFTER)).role == "participant"


def test_an_example_is_called_an_example(final):
    part(final, kind=AwardKind.EXAMPLE)
    assert the(aggregates(AFTER, ["action"])).source == "example"
    part(final, 8)
    assert the(aggregates(AFTER, ["goal"])).source == "mixed"


def test_a_practice_round_shows_only_when_it_is_named(final):
    practice = make.moment(make.round("oefening", is_practice=True))
    part(practice)
    assert aggregates(AFTER, ["action"]) == []
    assert the(aggregates(AFTER, ["action"], {"project_round": ["oefening"]})).target == 10


def test_on_the_map_of_now_a_merged_body_counts_as_its_successor(final):
    lokeren = make.local_government("46029", valid_from=dt.date(2025, 1, 1))
    old = [
        make.local_government(code, valid_until=dt.date(2024, 12, 31), successor=lokeren) for code in ("46014", "44045")
    ]
    for body in old:
        part(final, 7, by=body)
    assert the(aggregates(AFTER, ["action"])).local_governments == 2
    row = the(aggregates(AFTER, ["local_government"], map_now=True))
    assert (row.local_government, row.local_governments, row.target) == ("46029", 1, 20)
    one = the(participations(AFTER, map_now=True))
    assert (one.local_government, one.codes_then, one.lead) == ("46029", ["44045", "46014"], None)


def test_a_merger_that_is_still_to_come_changes_nothing_yet(final):
    future = dt.date(2099, 1, 1)
    heir = make.local_government("99999", valid_from=future)
    part(final, by=make.local_government("44045", valid_until=dt.date(2098, 12, 31), successor=heir))
    assert the(aggregates(AFTER, ["local_government"], map_now=True)).local_government == "44045"


@pytest.mark.parametrize("key", ["project_round", "goal", "action", "indicator", "local_government", "province"])
def test_a_filter_keeps_what_it_names(final, key):
    wanted, other = part(final, 7), part(final, 8, by=make.local_government(province="Limburg"))
    wanted_body = wanted.local_government
    make.sent(wanted, final, {indicator_of(wanted): 3}, at=SENT_AT)
    values = {
        "project_round": "1", "goal": 1, "action": 7, "indicator": "7.1",
        "local_government": wanted_body.code, "province": wanted_body.province,
    }  # fmt: skip
    row = the(aggregates(AFTER, ["action"], {key: [values[key]], "action": [7]}))
    assert (row.action, row.target, row.realised, row.awarded_amount) == (7, 10, 3, Decimal("3900.00"))
    assert other.line.offer.action.number == 8


@pytest.mark.parametrize("rows", [1, 30])
def test_any_grouping_is_one_statement(final, rows, django_assert_num_queries):
    for _row in range(rows):
        part(final)
    with django_assert_num_queries(1):
        assert len(aggregates(AFTER, ["action", "local_government"])) == rows
    with django_assert_num_queries(1):
        assert len(participations(AFTER)) == rows


def test_an_unknown_key_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="colour"):
        aggregates(AFTER, ["colour"])


def test_a_snapshot_gives_the_figures_as_they_were_known_then(final):
    participation = part(final)
    make.sent(participation, final, {indicator_of(participation): 8}, at=SENT_AT)
    part(final, 8)
    snapshot = take_if_due(final)
    expected = aggregates(live(final.deadline), ["action"])
    assert aggregates(frozen(snapshot), ["action"]) == expected
    make.sent(participation, final, {indicator_of(participation): 99}, at=final.deadline + dt.timedelta(hours=1))
    assert aggregates(frozen(snapshot), ["action"]) == expected


def test_a_frozen_row_keeps_its_status_whatever_is_taken_later(final):
    part(final)
    snapshot = take_if_due(final)
    assert the(aggregates(frozen(snapshot), ["action"])).status == "notReported"
    assert the(aggregates(AFTER, ["action"])).status == "notReported"


class TestFrozen:
    """What was frozen stands, whatever changes behind it (R33)."""

    @pytest.fixture
    def published(self, final):
        action = make.action(2)
        offer = make.offer(final.round, action, indicators=0)
        make.indicator(offer, unit_family="plan", kind="state", amount_per_unit=Decimal("25000"))
        make.published(final.round, action, Measure.AWARDED, "400000")
        make.published(final.round, action, Measure.TARGET, "16")
        make.published(final.round, action, Measure.REALISED, "14", known_at=final.deadline)
        return offer

    @pytest.mark.parametrize(
        "change",
        [
            {"amount_per_unit": Decimal("20000")},
            {"unit_family": "person"},
            {"kind": "flow"},
        ],
    )
    def test_a_price_or_unit_that_changes_later(self, final, published, change):
        part(final, 7)
        snapshot = take_if_due(final)
        groupings = [["action"], ["goal"], []]
        before = [aggregates(frozen(snapshot), keys) for keys in groupings]
        published.indicators.update(**change)
        published.round.offers.exclude(pk=published.pk).get().indicators.update(**change)
        published.financed = False
        published.save()
        assert [aggregates(frozen(snapshot), keys) for keys in groupings] == before

    def test_a_deadline_that_moves_later(self, final):
        part(final)
        snapshot = take_if_due(final)
        final.deadline += dt.timedelta(days=10_000)
        final.save()
        assert the(aggregates(frozen(snapshot), ["action"])).status == "notReported"
        assert verify(snapshot).agrees

    def test_a_published_figure_that_is_told_later(self, final, published):
        snapshot = take_if_due(final)
        make.published(final.round, make.action(2), Measure.LOCAL_GOVERNMENTS, "24")
        assert verify(snapshot).agrees
        assert the(aggregates(frozen(snapshot), ["action"])).local_governments == 0


def test_a_published_result_is_no_reading_halfway(final):
    action = make.action(2)
    make.indicator(make.offer(final.round, action, indicators=0), amount_per_unit=Decimal("25000"))
    make.moment(final.round, "interim", opens_at=None, deadline=end_of_day(dt.date(2023, 5, 5)))
    make.published(final.round, action, Measure.TARGET, "16")
    make.published(final.round, action, Measure.REALISED, "14", known_at=final.deadline)
    row = the(aggregates(live(moment="interim"), ["action"]))
    assert (row.target, row.realised, row.attainment, row.status) == (16, None, None, "unknown")


def test_a_published_result_stands_beside_an_example(final):
    participation = part(final, kind=AwardKind.EXAMPLE)
    make.sent(participation, final, {indicator_of(participation): 9}, at=SENT_AT)
    make.published(final.round, make.action(7), Measure.TARGET, "10")
    make.published(final.round, make.action(7), Measure.REALISED, "8", known_at=final.deadline)
    row = the(aggregates(AFTER, ["action"]))
    assert (row.source, row.realised, row.published_realised, row.published_target) == ("example", 9, 8, None)


def test_one_kpi_that_does_not_apply_is_said_of_that_kpi(final):
    offer = make.offer(final.round, make.action(7), indicators=2)
    participation = make.participation(make.line(make.application(final.round), offer))
    for indicator in offer.indicators.all():
        make.commitment(participation, indicator)
    one, other = offer.indicators.order_by("position")
    make.sent(participation, final, {one: 5, other: None}, at=SENT_AT)
    assert [(row.indicator, row.realised, row.status) for row in aggregates(AFTER, ["indicator"])] == [
        ("7.1", 5, "complete"),
        ("7.2", None, "notApplicable"),
    ]
    row = the(aggregates(AFTER, ["action"]))
    assert (row.realised, row.status) == (5, "complete")


def test_two_programmes_that_number_alike_stay_apart(final):
    part(final, 7)
    other = make.programme("ander", round_prefix="ander")
    second = make.moment(make.round("ander-1", programme=other, number=1))
    action = make.action(7, goal=make.goal(1, programme=other))
    participation = make.participation(make.line(make.application(second.round), make.offer(second.round, action)))
    make.commitment(participation, target=3)
    rows = aggregates(AFTER, ["action"], {"project_round": ["1", "ander-1"]})
    assert sorted((row.action, row.target) for row in rows) == [(7, 3), (7, 10)]


def test_what_rests_on_an_incomplete_list_is_never_complete(final):
    participation = part(final, 7)
    make.sent(participation, final, {indicator_of(participation): 9}, at=SENT_AT)
    make.published(final.round, None, Measure.AWARDED, "100000")
    make.offer(final.round, make.action(8))
    assert the(aggregates(AFTER, ["goal"])).status == "partial"
    assert the(aggregates(AFTER, ["project_round"])).status == "partial"
    assert the(aggregates(AFTER, ["action", "local_government"])).status == "complete"
