"""The layout of a folder: which files, which columns, what they hold (written out in data/README.md)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grants.services.plan_loading import cells
from grants.states import Certainty, IndicatorKind, MomentKind


@dataclass(frozen=True)
class Column:
    """A column: `filled` when no cell may be empty, `extra` when the file may do without the column."""

    name: str
    read: Callable[[str], Any]
    filled: bool = False
    extra: bool = False


@dataclass(frozen=True)
class Table:
    """A file: no two rows have the same key; `extra` when the folder may do without the file."""

    file: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    extra: bool = False


def _indicators(file):
    return Table(
        file,
        ("action_number", "order"),
        (
            Column("action_number", cells.ordinal, filled=True),
            Column("order", cells.ordinal, filled=True),
            Column("indicator_nl", cells.text(200), filled=True),
            Column("amount_per_unit_eur", cells.amount(), filled=True),
            Column("max_units", cells.amount(4)),
            Column("max_subsidy_eur", cells.amount()),
            Column("source_url", cells.text()),
        ),
    )


INDICATOR_FILE = re.compile(r"kpi_indicators_round([0-9]+)\.csv")
KINDS = cells.one_of(flow=IndicatorKind.FLOW, state=IndicatorKind.STATE)
CERTAINTIES = cells.one_of(named=Certainty.NAMED, inferred=Certainty.INFERRED)

# In the order in which a reader repairs them: what others refer to comes first.
TABLES = (
    Table(
        "programme.csv",
        ("code",),
        (
            Column("code", cells.code(50), filled=True),
            Column("name", cells.text(120), filled=True),
            Column("round_prefix", cells.code(30), extra=True),
        ),
        extra=True,
    ),
    Table(
        "municipalities.csv",
        ("nis_code",),
        (
            Column("nis_code", cells.nis_code, filled=True),
            Column("name_nl", cells.text(80), filled=True),
            Column("province", cells.text(30)),
            Column("reference_region", cells.text(60)),
            Column("kbo_number", cells.enterprise_number),
            Column("inhabitants", cells.whole()),
            Column("non_eu14_origin_inhabitants", cells.whole()),
            Column("latitude", cells.coordinate),
            Column("longitude", cells.coordinate),
            Column("merged_2025", cells.yes_or_no),
            Column("nis_code_2025", cells.nis_code),
        ),
    ),
    Table(
        "municipalities_2025.csv",
        ("nis_code",),
        (
            Column("nis_code", cells.nis_code, filled=True),
            Column("name_nl", cells.text(80), filled=True),
            Column("province", cells.text(30)),
            Column("reference_region", cells.text(60)),
            Column("kbo_number", cells.enterprise_number),
            Column("inhabitants_2020", cells.whole()),
            Column("non_eu14_origin_inhabitants", cells.whole()),
            Column("latitude", cells.coordinate),
            Column("longitude", cells.coordinate),
            Column("merged_from", cells.codes),
        ),
    ),
    Table(
        "other_bodies.csv",
        ("code",),
        (
            Column("code", cells.code(), filled=True),
            Column("name_nl", cells.text(80), filled=True),
            Column("kind", cells.one_of(vgc="vgc", de_rand="de_rand"), filled=True),
            Column("enterprise_number", cells.enterprise_number),
        ),
    ),
    Table(
        "goals.csv",
        ("number",),
        (
            Column("number", cells.ordinal, filled=True),
            Column("title_nl", cells.text(200), filled=True),
            Column("source_url", cells.text()),
        ),
    ),
    Table(
        "rounds.csv",
        ("project_period",),
        (
            Column("project_period", cells.ordinal, filled=True),
            Column("call_opens", cells.told),
            Column("call_closes", cells.told),
            Column("call_closes_time", cells.clock, extra=True),
            Column("project_year_start", cells.day, filled=True),
            Column("project_year_end", cells.day, filled=True),
            Column("interim_report_deadline", cells.told),
            Column("final_report_deadline", cells.told),
            Column("total_budget_eur", cells.amount()),
            Column("government_decision", cells.day),
            Column("applicants", cells.whole()),
            Column("local_governments", cells.whole()),
            Column("source_url", cells.text()),
            Column("note", cells.text()),
        ),
    ),
    Table(
        "actions.csv",
        ("number",),
        (
            Column("number", cells.ordinal, filled=True),
            Column("title_nl", cells.text(200), filled=True),
            Column("goal_number", cells.ordinal, filled=True),
            Column("kpi_nl", cells.text(200)),
            Column("kpi_unit", cells.text(60)),
            Column("amount_per_unit_eur", cells.amount()),
            Column("max_units", cells.amount(4)),
            Column("max_subsidy_eur", cells.amount()),
            Column("financed_rounds", cells.ordinals),
            Column("minimum_expectations", cells.text()),
            Column("support_organisations", cells.text()),
            Column("source_url", cells.text()),
            Column("title_status", cells.text()),
            Column("remarks", cells.text()),
            Column("kind", KINDS),
            Column("unit_family", cells.text(30)),
            Column("content_judged", cells.yes_or_no),
        ),
    ),
    _indicators("kpi_indicators_round1.csv"),
    Table(
        "offers.csv",
        ("action_number", "project_period"),
        (
            Column("action_number", cells.ordinal, filled=True),
            Column("project_period", cells.ordinal, filled=True),
            Column("kpi_nl", cells.text(200), extra=True),
            Column("kpi_unit", cells.text(60), extra=True),
            Column("amount_per_unit_eur", cells.amount(), extra=True),
            Column("max_units", cells.amount(4), extra=True),
            Column("max_subsidy_eur", cells.amount(), extra=True),
            Column("kind", KINDS, extra=True),
            Column("unit_family", cells.text(30), extra=True),
        ),
        extra=True,
    ),
    Table(
        "reporting_moments.csv",
        ("project_period", "kind"),
        (
            Column("project_period", cells.ordinal, filled=True),
            Column("kind", cells.one_of(interim=MomentKind.INTERIM, final=MomentKind.FINAL), filled=True),
            Column("opens", cells.told, extra=True),
            Column("covers_from", cells.day, extra=True),
            Column("covers_until", cells.day, extra=True),
            Column("entries_until", cells.told, extra=True),
            Column("changes_until", cells.told, extra=True),
        ),
        extra=True,
    ),
    Table(
        "date_changes.csv",
        ("project_period", "what", "old", "new", "changed_on"),
        (
            Column("project_period", cells.ordinal, filled=True),
            Column("what", cells.text(60), filled=True),
            Column("old", cells.text(80)),
            Column("new", cells.text(80)),
            Column("changed_on", cells.day),
            Column("reason", cells.text(), extra=True),
            Column("source_url", cells.text()),
        ),
    ),
    Table(
        "support.csv",
        ("action_number", "organisation_or_project"),
        (
            Column("action_number", cells.ordinal, filled=True),
            Column("organisation_or_project", cells.text(120), filled=True),
            Column("kind", cells.text(60), filled=True),
            Column("valid_until", cells.day),
            Column("source_url", cells.text()),
        ),
    ),
    Table(
        "participants.csv",
        ("action_number", "project_period", "nis_code", "role"),
        (
            Column("action_number", cells.ordinal, filled=True),
            Column("project_period", cells.ordinal),
            Column("nis_code", cells.code(), filled=True),
            Column("role", cells.one_of(participant="participant", mentor="mentor", reached="reached"), filled=True),
            Column("partnership", cells.text(200)),
            Column("lead", cells.text(80)),
            Column("certainty", CERTAINTIES, filled=True),
            Column("source_url", cells.text()),
            Column("source_date", cells.source_date),
            Column("note", cells.text()),
        ),
    ),
    Table(
        "published_results.csv",
        ("action_number", "project_period"),
        (
            Column("action_number", cells.ordinal, filled=True),
            Column("project_period", cells.ordinal, filled=True),
            Column("budget_eur", cells.amount()),
            Column("local_governments", cells.whole()),
            Column("kpi_unit", cells.text(60)),
            Column("committed", cells.whole()),
            Column("realised", cells.whole()),
            Column("source_url", cells.text()),
            Column("source_date", cells.source_date),
            Column("known_from", cells.told),
            Column("note", cells.text()),
        ),
    ),
)


def tables_for(names):
    """The files of this folder: the fixed ones, and the KPI's of each later round that has its own file."""
    fixed = {table.file for table in TABLES}
    later = sorted(name for name in names if name not in fixed and INDICATOR_FILE.fullmatch(name))
    return (*TABLES, *(_indicators(name) for name in later))
