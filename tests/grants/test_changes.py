"""The log of changes keeps exact values and tells them in Dutch."""

import datetime as dt
from decimal import Decimal

import pytest

from grants import changes
from grants.services.round_plan import CODES, MOMENT_CODES
from samenleven.core.clock import BRUSSELS, end_of_day


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("call_closes", "De oproep sluit"),
        ("interim_report_deadline", "Tussentijdse rapportering: deadline"),
        ("amount_per_unit action 2", "Bedrag per eenheid, actie 2"),
        ("amount_per_unit indicator 7.1", "Bedrag per eenheid, KPI 7.1"),
        ("title indicator 7.1", "Titel, KPI 7.1"),
        ("iets van later", "iets van later"),
    ],
)
def test_what_changed_reads_in_dutch(what, expected):
    assert changes.name_of(what) == expected


@pytest.mark.parametrize(
    ("what", "code", "expected"),
    [
        ("call_closes", "2022-05-31", "31 mei 2022"),
        ("call_closes", "2026-05-06T12:00:00+02:00", "6 mei 2026 om 12.00 uur"),
        ("final_report_deadline", "2026-10-15T23:59:59.999999+02:00", "15 oktober 2026"),
        ("final_report_deadline", "2025-10", "oktober 2025"),
        ("amount_per_unit action 2", "12500", "€\u00a012.500,00"),
        ("max_units indicator 9.1", "262.5", "262,5"),
        ("financed action 7", "yes", "ja"),
        ("budget", "", "nog niet bepaald"),
        ("call_closes", "2022-99-99", "2022-99-99"),
        ("budget", "veel", "veel"),
        ("title", "Projectronde 4", "Projectronde 4"),
    ],
)
def test_values_read_in_dutch(what, code, expected):
    assert changes.value_of(what, code) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "yes"),
        (dt.date(2026, 10, 15), "2026-10-15"),
        (dt.datetime(2026, 5, 6, 10, tzinfo=dt.UTC), "2026-05-06T12:00:00+02:00"),
        (end_of_day(dt.date(2026, 10, 15)), "2026-10-15T23:59:59.999999+02:00"),
        (Decimal("650.00"), "650"),
        (Decimal("262.5000"), "262.5"),
        ("x" * 100, "x" * 79 + "…"),
    ],
)
def test_values_are_kept_exactly(value, expected):
    assert changes.code_of(value) == expected


def test_every_fact_of_a_round_has_a_name():
    moments = ["covers_from", "covers_until", "opens", "deadline", "entries_until", "changes_until"]
    assert set(CODES.values()) <= set(changes.NAMES)
    assert set(MOMENT_CODES.values()) <= set(moments)
    assert {f"{kind}_report_{name}" for kind in ("interim", "final") for name in moments} <= set(changes.NAMES)


def test_a_moment_keeps_the_clock_of_brussels():
    moment = dt.datetime(2026, 1, 15, 12, tzinfo=BRUSSELS)
    assert changes.code_of(moment.astimezone(dt.UTC)) == "2026-01-15T12:00:00+01:00"
