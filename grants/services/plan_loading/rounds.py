"""Rounds with their calls, project years, reporting moments and the changes of their dates."""

import datetime as dt

from grants.models import ProjectRound, ReportingMoment, RoundChange
from grants.services.plan_loading.changed import BY_ROLE
from grants.services.plan_loading.checking import call_closes
from grants.services.plan_loading.reading import Row, Sheets
from grants.services.plan_loading.syncing import Sync
from grants.states import MomentKind, Precision
from samenleven.core.clock import start_of_day

INTERIM_MONTHS = 6  # an interim report covers the first half of the project year (R24)


def write_rounds(sheets: Sheets, programme, sync: Sync) -> dict[int, ProjectRound]:
    """The rounds of the programme, each knowing the one before it; answers them by number."""
    rows = sorted(sheets["rounds.csv"], key=lambda row: row["project_period"])
    among = programme.rounds.filter(is_practice=False)
    stored = dict(among.values_list("number", "pk"))
    keys: dict[int, int] = {}
    for row in rows:
        number = row["project_period"]
        earlier = [one for one in stored.keys() | keys.keys() if one < number]
        previous = (keys | stored)[max(earlier)] if earlier else None
        key = sync.rows(
            ProjectRound,
            by=("programme_id", "number"),
            among=among,
            wanted={(programme.pk, number): _facts(row) | {"previous_id": previous}},
            fresh={"code": f"{programme.round_prefix}-{number}".lstrip("-")},
            tells_all=False,
        )
        keys[number] = key[(programme.pk, number)]
    if rows:
        sync.name_gone(ProjectRound, among.exclude(number__in=keys))
    made = ProjectRound.objects.in_bulk(list(keys.values()))
    rounds = {number: made[key] for number, key in keys.items()}
    _write_moments(sheets, rounds, sync)
    _write_changes(sheets, rounds, sync)
    return rounds


def _facts(row: Row):
    return {
        "title": f"Projectronde {row['project_period']}",
        "opens_at": row["call_opens"].opens if row["call_opens"] else None,
        "closes_at": call_closes(row),
        "starts_on": row["project_year_start"],
        "ends_on": row["project_year_end"],
        "budget": row["total_budget_eur"],
        "decided_on": row["government_decision"],
        "remarks": row.text("note"),
        "source_url": row.text("source_url"),
    }


def _write_moments(sheets, rounds, sync):
    told = {(row["project_period"], row["kind"]): row for row in sheets["reporting_moments.csv"]}
    wanted = {}
    for row in sheets["rounds.csv"]:
        for kind in MomentKind:
            deadline = row[f"{kind}_report_deadline"]
            if deadline or kind == MomentKind.FINAL:
                window = told.get((row["project_period"], kind)) or Row("", 0, {})
                wanted[(rounds[row["project_period"]].pk, kind)] = _moment(row, kind, deadline, window)
    sync.rows(
        ReportingMoment,
        by=("round_id", "kind"),
        among=ReportingMoment.objects.filter(round__in=rounds.values()),
        wanted=wanted,
    )


def _moment(row, kind, deadline, window):
    starts = row["project_year_start"]
    ends = row["project_year_end"] if kind == MomentKind.FINAL else _months_later(starts, INTERIM_MONTHS)
    return {
        "covers_from": window["covers_from"] or starts,
        "covers_until": window["covers_until"] or ends,
        "opens_at": window["opens"].opens if window["opens"] else None,
        "deadline": deadline.closes if deadline else None,
        "deadline_precision": deadline.precision if deadline else Precision.DAY,
        "entries_until": window["entries_until"].closes if window["entries_until"] else None,
        "changes_until": window["changes_until"].closes if window["changes_until"] else None,
    }


def _months_later(starts, months):
    """The last day of a number of whole months that begin on a day (of at most 28)."""
    year, month = divmod(starts.year * 12 + starts.month - 1 + months, 12)
    return starts.replace(year=year, month=month + 1, day=min(starts.day, 28)) - dt.timedelta(days=1)


def _write_changes(sheets, rounds, sync):
    sync.rows(
        RoundChange,
        by=("round_id", "what", "old", "new", "changed_at"),
        among=RoundChange.objects.filter(round__in=rounds.values()).exclude(by_role=BY_ROLE),
        wanted={
            (
                rounds[row["project_period"]].pk,
                row["what"],
                row.text("old"),
                row.text("new"),
                start_of_day(row["changed_on"]) if row["changed_on"] else None,
            ): {"reason": row.text("reason"), "source_url": row.text("source_url")}
            for row in sheets["date_changes.csv"]
        },
    )
