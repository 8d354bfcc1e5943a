"""How counts are split: optional, never more than the whole, sent with the count and restored with it (R26)."""

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants.models import Indicator
from kpi.models import BreakdownFigure, BreakdownValue, DraftBreakdown, IndicatorDimension, Registration
from kpi.services import breakdowns, registrations, snapshots
from kpi.services.breakdowns import PartConflict, PartEntry, TooMuch
from kpi.services.registrations import Answer, Faulty, Locked
from samenleven.core.errors import DomainError
from tests import make
from tests.kpi.corridor import CORRECTABLE, LATE, OPEN, OVER, corridor
from tests.kpi.splits import splitting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


def sent_parts():
    rows = BreakdownValue.objects.order_by("version__number", "category__dimension__code", "category__code")
    return list(rows.values_list("version__number", "category__dimension__code", "category__code", "count"))


# --- reading ----------------------------------------------------------------------------------------------------------
def test_each_split_of_the_count_is_followed_by_what_splits_it_further():
    one = splitting()
    assert [split.dimension.code for split in one.read().splits] == ["traject", "herkomst", "studie"]
    assert [split.is_deeper for split in one.read().splits] == [False, True, False]


def test_totals_are_computed_and_blank_is_not_zero():
    one = splitting()
    one.page.save(21)
    assert (one.split(one.track).total, one.split(one.track).rest) == (None, 21)
    one.save(one.track, a=0)
    assert one.split(one.track).total == 0
    one.save(one.track, a=5, b=7)
    assert (one.split(one.track).total, one.split(one.track).rest) == (12, 9)
    assert (one.split(one.origin).whole.count, one.split(one.study).whole.count) == (12, 21)
    one.save(one.track, a=None, b=None)
    assert one.split(one.track).total is None
    assert one.split(one.origin).whole.count == 21


def test_what_cannot_be_split_has_no_breakdown():
    page = corridor()
    assert breakdowns.read_breakdowns(page.sheet().parts) == {}
    assert breakdowns.splittable(page.sheet().parts) == {}


@pytest.mark.parametrize("actions", [1, 6])
def test_reading_costs_three_queries_however_many_fields(actions, django_assert_num_queries):
    one = splitting(actions=actions)
    for commitment in one.page.commitments[1:]:
        make.split(commitment.indicator, one.track, one.origin)
    one.page.save(*[9] * actions)
    one.save(one.track, a=3)
    one.page.act(registrations.submit)
    parts = one.page.sheet().parts
    with django_assert_num_queries(3):
        found = breakdowns.read_breakdowns(parts)
        assert [split.whole.count is not None for each in found.values() for split in each.splits]
        assert [str(part.category.dimension) for each in found.values() for part in each.parts.values()]
    assert len(found) == actions
    with django_assert_num_queries(1):
        assert breakdowns.splittable(parts)[one.page.first.indicator_id] == 3


# --- saving -----------------------------------------------------------------------------------------------------------
def test_the_first_part_begins_a_registration():
    one = splitting()
    draft = breakdowns.save_breakdown(
        moment=one.page.moment,
        commitment=one.page.first,
        category=one.category(one.track, "a"),
        count=4,
        revision=0,
        by=one.page.editor,
    )
    assert (draft.count, draft.revision, draft.saved_by, draft.saved_at) == (4, 1, one.page.editor, OPEN)
    assert Registration.objects.get().status == "draft"


def test_a_blank_on_a_page_that_is_not_begun_begins_nothing():
    one = splitting()
    assert one.save(one.track, a=None).filled == 0
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("dimension", "parts", "sentence"),
    [
        ("track", {"a": 22}, "Dit aantal kan niet hoger zijn dan het aantal begeleide personen (21)."),
        (
            "track",
            {"a": 12, "b": 10},
            "Samen is dat 22. Dat kan niet hoger zijn dan het aantal begeleide personen (21). Verlaag een van de delen.",
        ),
        ("origin", {"a": 11}, "Dit aantal kan niet hoger zijn dan het totaal bij “Traject” (10)."),
        (
            "origin",
            {"a": 6, "onbekend": 5},
            "Samen is dat 11. Dat kan niet hoger zijn dan het totaal bij “Traject” (10). Verlaag een van de delen.",
        ),
    ],
)
def test_parts_never_exceed_the_whole(dimension, parts, sentence):
    one = splitting()
    one.page.save(21)
    one.save(one.track, a=10)
    before = one.counts()
    with pytest.raises(TooMuch) as refused:
        one.save(getattr(one, dimension), **parts)
    assert refused.value.text == sentence
    assert str(refused.value).startswith("Eindrapport, actie 101, KPI 101.1 (begeleide personen), ")
    assert one.counts() == before


def test_what_does_not_apply_has_no_parts():
    one = splitting()
    one.page.save(Answer(not_applicable=True))
    with pytest.raises(TooMuch, match=r"begeleide personen \(0\)"):
        one.save(one.track, a=1)
    assert not DraftBreakdown.objects.exists()


def test_before_the_count_is_known_parts_are_kept_and_judged_when_sent():
    one = splitting()
    one.save(one.track, a=9)
    one.page.save(5)
    with pytest.raises(Faulty) as refused:
        one.page.act(registrations.submit)
    assert str(refused.value) == (
        "Eindrapport, actie 101, KPI 101.1 (begeleide personen): de uitsplitsing “Traject” telt samen 9. "
        "Dat kan niet hoger zijn dan het aantal begeleide personen (5). Verlaag een van de delen, of verbeter het aantal."
    )
    assert not BreakdownValue.objects.exists()
    one.save(one.track, a=5)
    one.page.act(registrations.submit)
    assert sent_parts() == [(1, "traject", "a", 5)]


def test_a_whole_that_was_lowered_lets_its_parts_be_lowered_one_by_one():
    one = splitting()
    one.page.save(20)
    one.save(one.track, a=10, b=10)
    one.page.save(5)
    one.save(one.track, a=4)
    assert one.split(one.track).fault.startswith("Samen is dat 14. Dat kan niet hoger zijn dan")
    with pytest.raises(TooMuch):
        one.save(one.track, a=5)
    one.save(one.track, b=1)
    assert one.split(one.track).fault == ""


def test_a_deeper_split_beyond_its_lowered_total_is_not_sent():
    one = splitting()
    one.page.save(20)
    one.save(one.track, a=10)
    one.save(one.origin, a=10)
    one.save(one.track, a=8)
    with pytest.raises(
        Faulty, match=r"“Herkomst” telt samen 10\. Dat kan niet hoger zijn dan het totaal bij “Traject” \(8\)"
    ):
        one.page.act(registrations.submit)
    assert not BreakdownValue.objects.exists()


def test_the_second_save_of_a_part_is_refused_and_both_values_are_named():
    one = splitting()
    one.page.save(20)
    one.save(one.track, a=4)
    entry = one.entry(one.track, "a", 5, revision=0)
    with pytest.raises(PartConflict) as refused:
        breakdowns.save_breakdowns(
            moment=one.page.moment,
            commitment=one.page.first,
            entries=[entry],
            by=make.editor(one.page.local_government),
        )
    assert "intussen wijzigde An Peeters dit veld. Nu bewaard: 4. U vulde in: 5." in str(refused.value)
    assert one.counts() == {("traject", "a"): 4}


def test_a_save_that_repeats_what_stands_is_fine_whatever_its_revision():
    one = splitting()
    one.save(one.track, a=4)
    entry = one.entry(one.track, "a", 4, revision=0)
    saved = breakdowns.save_breakdowns(
        moment=one.page.moment, commitment=one.page.first, entries=[entry], by=one.page.editor
    )
    assert saved.parts[entry.category.pk].revision == 1


def test_all_parts_are_saved_or_none():
    one = splitting()
    one.page.save(20)
    one.save(one.track, a=4)
    entries = [one.entry(one.track, "b", 3), one.entry(one.track, "a", 5, revision=0)]
    with pytest.raises(PartConflict):
        breakdowns.save_breakdowns(
            moment=one.page.moment, commitment=one.page.first, entries=entries, by=one.page.editor
        )
    assert one.counts() == {("traject", "a"): 4}


def test_a_category_of_another_kpi_is_refused():
    one = splitting()
    strange = make.dimension("vreemd")
    entry = PartEntry(strange.categories.first(), 1, 0)
    with pytest.raises(DomainError, match="hoort niet bij deze KPI"):
        breakdowns.save_breakdowns(
            moment=one.page.moment, commitment=one.page.first, entries=[entry], by=one.page.editor
        )
    assert not Registration.objects.exists()


def test_the_rest_goes_to_unknown_by_one_click():
    one = splitting()
    one.page.save(20)
    one.save(one.track, a=4, onbekend=1)
    shown = one.split(one.track)
    breakdowns.rest_as_unknown(moment=one.page.moment, commitment=one.page.first, split=shown, by=one.page.editor)
    assert one.counts() == {("traject", "a"): 4, ("traject", "onbekend"): 16}
    click = {"moment": one.page.moment, "commitment": one.page.first, "by": one.page.editor}
    breakdowns.rest_as_unknown(split=shown, **click)  # a second click
    assert one.counts()["traject", "onbekend"] == 16
    with pytest.raises(DomainError, match="Er is niets meer in te delen"):
        breakdowns.rest_as_unknown(split=one.split(one.track), **click)
    one.save(one.track, onbekend=9)
    with pytest.raises(PartConflict):  # a page from before
        breakdowns.rest_as_unknown(split=shown, **click)
    assert one.counts()["traject", "onbekend"] == 9


def test_it_is_locked_with_its_registration(clock):
    one = splitting()
    one.page.save(20)
    one.save(one.track, a=4)
    one.page.act(registrations.submit)
    with pytest.raises(Locked, match="Deze registratie is ingediend"):
        one.save(one.track, a=5)
    clock.move_to(OVER)
    with pytest.raises(Locked):
        one.save(one.track, a=5)
    assert one.counts(OVER) == {("traject", "a"): 4}


@pytest.mark.parametrize("parts", [1, 3])
def test_saving_costs_the_same_for_one_part_and_for_many(parts, django_assert_num_queries):
    one = splitting()
    one.page.save(20)
    entries = [one.entry(one.track, code, 1) for code in ("a", "b", "onbekend")[:parts]]
    commitment = one.read().one.commitment
    with django_assert_num_queries(9):
        breakdowns.save_breakdowns(moment=one.page.moment, commitment=commitment, entries=entries, by=one.page.editor)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    whole=st.integers(0, 12),
    steps=st.lists(
        st.tuples(
            st.sampled_from(["track", "origin", "study", "count"]),
            st.sampled_from(["a", "b", "onbekend"]),
            st.none() | st.integers(0, 12),
        ),
        max_size=6,
    ),
)
def test_whatever_is_typed_what_is_sent_never_exceeds_its_whole(whole, steps):
    """Every accepted save keeps a split within its whole, unless the whole itself was lowered; sent parts always are."""
    Registration.objects.all().delete()
    one = _shared()
    one.page.save(whole)
    for what, code, count in steps:
        if what == "count":
            one.page.save(Answer(count))
            continue
        dimension = getattr(one, what)
        before = one.split(dimension)
        try:
            one.save(dimension, **{code: count})
        except TooMuch:
            assert one.split(dimension).total == before.total
        else:
            after = one.split(dimension)
            assert after.fault == "" or (after.total or 0) <= (before.total or 0)
    faults = registrations.split_faults(_with_splits(one))
    wrong = [split for split in one.read().splits if split.fault]
    assert bool(faults) is bool(wrong)


def _shared():
    """One page for all examples: they differ in what is typed."""
    if not IndicatorDimension.objects.exists():
        _shared.one = splitting()
    return _shared.one


def _with_splits(one):
    parts = one.page.sheet().parts
    registrations.add_splits(parts)
    return parts


# --- sending, taking back, correcting ---------------------------------------------------------------------------------
def test_parts_are_sent_with_their_count_and_zero_is_one_of_them():
    one = splitting()
    one.page.save(20)
    one.save(one.track, a=4, b=0)
    one.save(one.study, onbekend=20)
    one.save(one.track, onbekend=2)
    one.save(one.track, onbekend=None)
    one.page.act(registrations.submit)
    assert sent_parts() == [(1, "studie", "onbekend", 20), (1, "traject", "a", 4), (1, "traject", "b", 0)]


def test_a_snapshot_freezes_what_was_sent(clock):
    one = splitting()
    one.page.save(20)
    one.save(one.track, a=4)
    one.page.act(registrations.submit)
    clock.move_to(LATE)
    snapshot = snapshots.take_on_demand(one.page.moment)
    assert list(BreakdownFigure.objects.filter(snapshot=snapshot).values_list("category__code", "count")) == [("a", 4)]


def test_what_is_taken_back_keeps_its_parts():
    one = splitting()
    one.page.save(20)
    one.save(one.track, a=4)
    one.page.act(registrations.submit)
    one.page.act(registrations.take_back)
    assert one.counts() == {("traject", "a"): 4}
    one.save(one.track, a=5)
    one.page.act(registrations.submit)
    assert sent_parts() == [(1, "traject", "a", 4), (2, "traject", "a", 5)]


@pytest.fixture
def sent(clock):
    """Two actions, the first with parts, sent in time; it is now after the deadline."""
    one = splitting(actions=2)
    one.page.save(20, 30)
    one.save(one.track, a=4, b=3)
    one.page.act(registrations.submit)
    clock.move_to(CORRECTABLE)
    return one


def test_a_correction_of_a_part_alone_is_a_version_and_keeps_the_others(sent):
    sent.page.act(registrations.start_correction)
    sent.save(sent.track, a=5)
    sending = sent.page.act(registrations.submit)
    assert [version.number for version in sending.versions] == [2]
    assert sent_parts() == [
        (1, "traject", "a", 4),
        (1, "traject", "b", 3),
        (2, "traject", "a", 5),
        (2, "traject", "b", 3),
    ]


def test_a_correction_of_the_count_keeps_the_parts(sent):
    sent.page.act(registrations.start_correction)
    sent.page.save(21)
    sent.page.act(registrations.submit)
    assert [row for row in sent_parts() if row[0] == 2] == [(2, "traject", "a", 4), (2, "traject", "b", 3)]


def test_a_correction_that_changes_nothing_is_still_refused(sent):
    sent.page.act(registrations.start_correction)
    sent.save(sent.track, a=5)
    sent.save(sent.track, a=4)
    with pytest.raises(DomainError, match="U hebt nog niets verbeterd"):
        sent.page.act(registrations.submit)
    assert len(sent_parts()) == 2


def test_who_stops_correcting_finds_back_the_parts(sent):
    sent.page.act(registrations.start_correction)
    sent.save(sent.track, a=None, onbekend=1)
    stale = sent.entry(sent.track, "b", 3)
    sent.page.act(registrations.discard_correction)
    assert sent.counts(CORRECTABLE) == {("traject", "a"): 4, ("traject", "b"): 3}
    assert stale.count == sent.read(CORRECTABLE).parts[stale.category.pk].count


def test_what_was_sent_without_a_draft_comes_back_into_the_parts(sent):
    DraftBreakdown.objects.all().delete()
    sent.page.act(registrations.start_correction)
    assert sent.counts(CORRECTABLE) == {("traject", "a"): 4, ("traject", "b"): 3}


def test_a_return_that_is_withdrawn_leaves_the_parts_as_sent(sent):
    line = sent.page.first.participation.line_id
    official = make.user(ministry_role="case_handler")
    sent.page.act(registrations.send_back, by=official, lines=[line], remark="Kijk na.", until=OVER)
    sent.save(sent.track, a=9)
    sent.page.act(registrations.withdraw_return, by=official, lines=[line])
    assert sent.counts(CORRECTABLE) == {("traject", "a"): 4, ("traject", "b"): 3}


def test_a_member_does_not_release_parts_above_the_whole():
    one = splitting()
    member, line = make.local_government(), one.page.first.participation.line
    editor = make.editor(member)
    theirs = make.commitment(make.participation(line, member), one.page.first.indicator)
    options = {"moment": one.page.moment, "commitment": theirs, "by": editor}
    breakdowns.save_breakdown(category=one.category(one.track, "a"), count=9, revision=0, **options)
    registrations.save_field(answer=Answer(5), revision=0, **options)
    with pytest.raises(Faulty, match="telt samen 9"):
        registrations.release(moment=one.page.moment, local_government=member, by=editor)
    assert theirs.participation.registrations.get().status == "draft"


# --- rounds that come after -------------------------------------------------------------------------------------------
@pytest.fixture
def following():
    """A KPI with splits, and one of the next round that continues it."""
    one = splitting()
    later = make.indicator(make.offer(make.round("6"), make.action(101), indicators=0), position=1)
    later.continues.add(one.page.first.indicator)
    return one, later


def splits_of(indicator: Indicator):
    return sorted(indicator.indicator_dimensions.values_list("dimension__code", flat=True))


def test_a_kpi_of_a_new_round_is_split_as_those_it_continues(following):
    _one, later = following
    assert len(breakdowns.carry_over(make.programme())) == 3
    assert splits_of(later) == ["herkomst", "studie", "traject"]
    assert breakdowns.carry_over(make.programme()) == []


def test_what_an_administrator_took_away_does_not_come_back(following):
    _one, later = following
    breakdowns.carry_over(make.programme())
    IndicatorDimension.objects.filter(indicator=later).delete()
    assert breakdowns.carry_over(make.programme()) == []
    assert splits_of(later) == []


def test_who_has_splits_of_its_own_keeps_them(following):
    one, later = following
    make.split(later, one.study)
    assert breakdowns.carry_over(make.programme()) == []
    assert splits_of(later) == ["studie"]
