"""Whose row is whose, and whether it is still what it was: every row of every table as one short mark."""

from collections import defaultdict

import psycopg

# What an honest visitor changes too: sessions, logs and history, the outbox, the stamp that says figures changed.
_LOGS = ("django_session", "axes_", "audit_", "notices_", "core_stamp", "pghistory_", "trial_")
_HISTORY = "event"
_LEAD = """(SELECT lead.code FROM grants_application application
            JOIN municipalities_localgovernment lead ON lead.id = application.lead_id WHERE application.id = {})"""
_MEMBER = """(SELECT member.code FROM grants_participation part
              JOIN municipalities_localgovernment member ON member.id = part.local_government_id WHERE part.id = {})"""
_REGISTERED = _MEMBER.format("(SELECT participation_id FROM kpi_registration WHERE id = {})")
# The first of these columns that a table has tells whose its rows are; a table with none is nobody's.
_OWNERS = {
    "version_id": _REGISTERED.format("(SELECT registration_id FROM kpi_registrationversion WHERE id = t.version_id)"),
    "registration_id": _REGISTERED.format("t.registration_id"),
    "participation_id": _MEMBER.format("t.participation_id"),
    # Who wrote a question owns it, though it stands at the application that its lead sends.
    "local_government_id": "(SELECT code FROM municipalities_localgovernment WHERE id = t.local_government_id)",
    "line_id": _LEAD.format("(SELECT application_id FROM grants_applicationline WHERE id = t.line_id)"),
    "application_id": _LEAD.format("t.application_id"),
}
# What the ministry itself never writes, whatever it may do to follow up.
COUNTED = ("kpi_draft", "kpi_registrationversion", "kpi_registrationvalue", "kpi_breakdownvalue", "kpi_motivation")

Rows = dict[tuple[str, str], frozenset[str]]  # the table and whose; a mark for each row


def read(url) -> Rows:
    """Every row as it stands now."""
    marks = defaultdict(set)
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        tables = defaultdict(set)
        for table, column in connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        ):
            tables[table].add(column)
        for table, columns in tables.items():
            if table.startswith(_LOGS) or table.endswith(_HISTORY):
                continue
            owner = next((_OWNERS[column] for column in _OWNERS if column in columns), "''")
            for whose, mark in connection.execute(
                f"SELECT coalesce({owner}, ''), md5((to_jsonb(t) - 'last_login')::text) FROM {table} t"
            ):
                marks[table, whose].add(mark)
    return {key: frozenset(found) for key, found in marks.items()}


def touched(before: Rows, after: Rows, owns, *, of_the_ministry=False) -> list[str]:
    """What of somebody else changed: rows of others that differ, and rows of nobody that are not there any more."""
    found = []
    for table, whose in sorted({*before, *after}):
        was, now = before.get((table, whose), frozenset()), after.get((table, whose), frozenset())
        if whose in owns or (of_the_ministry and not table.startswith(COUNTED)):
            continue
        if was != now if whose else was - now:
            found.append(f"{table} van {whose or 'niemand'}")
    return found
