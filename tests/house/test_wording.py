"""Amounts, counts, shares and moments, exactly as every page, mail and file writes them."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from samenleven.core import wording
from samenleven.core.clock import BRUSSELS, end_of_day, start_of_day

NOON = dt.datetime(2026, 3, 5, 14, 5, tzinfo=BRUSSELS)


def draw(source, **context):
    return Template(source).render(Context(context)).strip()


# --- numbers -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("14700"), "€\u00a014.700,00"),
        (Decimal("14136359.00"), "€\u00a014.136.359,00"),
        (Decimal("0.005"), "€\u00a00,01"),
        (Decimal("-12.5"), "€\u00a0-12,50"),
        (0, "€\u00a00,00"),
        ("559000.00", "€\u00a0559.000,00"),
        (None, "onbekend"),
    ],
)
def test_an_amount_has_a_point_per_thousand_and_two_decimals(value, written):
    assert wording.euro(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1134, "1.134"),
        (0, "0"),
        (999, "999"),
        (Decimal("6360.0000"), "6.360"),
        (2_000_000, "2.000.000"),
        (None, "onbekend"),
    ],
)
def test_a_count_has_a_point_per_thousand(value, written):
    assert wording.count(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("24.5000"), "24,5"),
        (Decimal("860.0000"), "860"),
        (Decimal("0.12345"), "0,1235"),
        (Decimal("1200"), "1.200"),
        (Decimal("1E+3"), "1.000"),
        (None, "onbekend"),
    ],
)
def test_units_may_be_broken_and_end_without_zeros(value, written):
    assert wording.units(value) == written


@pytest.mark.parametrize(
    ("ratio", "written"),
    [
        (Decimal("0.125"), "12,5\u00a0%"),
        (Decimal("1.25"), "125\u00a0%"),
        (Decimal("12.3456"), "1.234,6\u00a0%"),
        (1, "100\u00a0%"),
        (0, "0\u00a0%"),
        (Decimal("0.9996"), "99,9\u00a0%"),
        (Decimal("0.0001"), "<\u00a00,1\u00a0%"),
        (None, "onbekend"),
    ],
)
def test_a_percentage_never_rounds_a_missed_target_to_reached(ratio, written):
    assert wording.percent(ratio) == written


@pytest.mark.parametrize("write", [wording.euro, wording.count, wording.units, wording.percent])
@pytest.mark.parametrize("wrong", ["", "veel", True, 0.1, float("nan"), Decimal("NaN"), object()])
def test_what_is_no_exact_number_is_refused(write, wrong):
    with pytest.raises(TypeError):
        write(wrong)


def test_a_broken_count_is_refused():
    with pytest.raises(TypeError):
        wording.count(Decimal("24.5"))


# --- moments -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "precision", "written"),
    [
        (NOON, "minute", "5 maart 2026 om 14.05 uur"),
        (dt.datetime(2026, 3, 5, 13, 5, tzinfo=dt.UTC), "minute", "5 maart 2026 om 14.05 uur"),
        (dt.datetime(2026, 7, 5, 22, 30, tzinfo=dt.UTC), "minute", "6 juli 2026 om 00.30 uur"),
        (end_of_day(dt.date(2023, 10, 15)), "minute", "15 oktober 2023"),
        (end_of_day(dt.date(2023, 10, 15)).astimezone(dt.UTC), "minute", "15 oktober 2023"),
        (start_of_day(dt.date(2022, 10, 1)), "minute", "1 oktober 2022"),
        (dt.datetime(2023, 7, 10, 12, tzinfo=BRUSSELS), "minute", "10 juli 2023 om 12.00 uur"),
        (end_of_day(dt.date(2025, 10, 31)), "month", "oktober 2025"),
        (NOON, "day", "5 maart 2026"),
        (None, "minute", "onbekend"),
    ],
)
def test_a_moment_is_told_on_the_clocks_of_brussels(value, precision, written):
    assert wording.moment(value, precision) == written


def test_the_two_clock_changes_are_told_right():
    hour = dt.timedelta(hours=1)
    before_summer = dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC)
    before_winter = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert [wording.clock_time(before_summer + n * hour) for n in (0, 1)] == ["01.30 uur", "03.30 uur"]
    assert [wording.clock_time(before_winter + n * hour) for n in (0, 1)] == ["02.30 uur", "02.30 uur"]


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(TypeError):
        wording.moment(dt.datetime(2026, 3, 5, 14, 5))


def test_a_day_is_written_long_and_short():
    assert draw("{{ day|day }}", day=dt.date(2026, 3, 5)) == "5 maart 2026"
    assert draw('{{ day|day:"short" }}', day=dt.date(2026, 3, 5)) == "05/03/2026"
    assert wording.day(dt.datetime(2026, 7, 5, 22, 30, tzinfo=dt.UTC)) == "6 juli 2026"
    assert wording.day(None) == "onbekend"


def test_django_itself_writes_and_reads_as_we_do():
    assert draw("{{ moment }}", moment=NOON) == "5 maart 2026 om 14.05 uur"
    assert draw('{{ moment|date:"SHORT_DATE_FORMAT" }}', moment=NOON) == "05/03/2026"


@pytest.mark.parametrize("typed", ["05/03/2026", "5-3-2026", "05.03.2026", "2026-03-05"])
def test_a_day_is_read_in_four_ways(typed):
    assert forms.DateField().clean(typed) == dt.date(2026, 3, 5)


@pytest.mark.parametrize("typed", ["05/03/2026 14:05", "05-03-2026 14.05", "2026-03-05T14:05", "2026-03-05 14:05:00"])
def test_a_moment_is_read_on_the_clocks_of_brussels(typed):
    assert forms.DateTimeField().clean(typed) == NOON
