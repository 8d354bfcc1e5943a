"""The figures of a snapshot, written by set-based SQL, and the digest over what was written."""

import datetime as dt
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from kpi.figures import relations
from kpi.models import Snapshot

RULE_VERSION = "2026.2"  # since 2026.1: the breakdowns are salted, for the digest is public and small counts are not
CHUNKS = 20

_SMALL_FIGURES = f"""
WITH {relations.ROUNDS}, {relations.MOMENT_NOW}, {relations.LIVE},
actions AS (
    INSERT INTO kpi_actionfigure (snapshot_id, participation_id, certainty, is_expected, state, version_number)
    SELECT %(snapshot)s, part.participation_id, part.certainty, part.is_expected,
           CASE WHEN part.state <> 'not_reported' THEN part.state
                WHEN %(was_due)s THEN 'not_reported' ELSE 'not_due' END,
           part.version_number
      FROM part JOIN moment ON moment.round_id = part.round_id
),
indicators AS (
    INSERT INTO kpi_indicatorfigure
           (snapshot_id, participation_id, indicator_id, amount, units, current_reach, target, realised,
            does_not_apply, unit_family, kind)
    SELECT %(snapshot)s, participation_id, indicator_id, counted.amount, units, current_reach, target, realised,
           does_not_apply, unit_family, counted.kind
      FROM counted JOIN part USING (participation_id)
),
offers AS (
    INSERT INTO kpi_offerfigure
           (snapshot_id, action_id, financed, unit_family, kind, amount_per_unit, is_history)
    SELECT %(snapshot)s, action_id, financed, coalesce(unit_family, ''), coalesce(kind, ''), amount_per_unit, is_history
      FROM offered
),
awards AS (
    INSERT INTO kpi_awardfigure (snapshot_id, line_id, lead_id, kind, amount)
    SELECT %(snapshot)s, line_id, lead_id, kind, amount FROM granted
)
INSERT INTO kpi_totalfigure (snapshot_id, action_id, measure, value)
SELECT %(snapshot)s, action_id, measure, value FROM published WHERE value IS NOT NULL
"""

# Which participations carry breakdowns, cut into parts so that the work shows progress and can be stopped.
_RANGES = """
SELECT min(participation_id), max(participation_id)
  FROM (SELECT participation_id, ntile(%(chunks)s) OVER (ORDER BY participation_id) AS part
          FROM kpi_actionfigure WHERE snapshot_id = %(snapshot)s AND version_number IS NOT NULL) parts
 GROUP BY part ORDER BY part
"""
_BREAKDOWNS = """
INSERT INTO kpi_breakdownfigure (snapshot_id, participation_id, indicator_id, category_id, count)
SELECT %(snapshot)s, figure.participation_id, value.indicator_id, value.category_id, value.count
  FROM kpi_actionfigure figure
  JOIN kpi_registration registration
    ON registration.participation_id = figure.participation_id AND registration.moment_id = %(moment)s
  JOIN kpi_registrationversion version
    ON version.registration_id = registration.id AND version.number = figure.version_number
  JOIN kpi_breakdownvalue value ON value.version_id = version.id
 WHERE figure.snapshot_id = %(snapshot)s AND figure.participation_id BETWEEN %(first)s AND %(last)s
 ORDER BY figure.participation_id, value.indicator_id, value.category_id
"""

# One line per figure, in public codes; where codes tie, the order is that of the rows' own keys.
# The codes of the categories are looked up, not joined: millions of rows are then read in the order of their key.
_DIGEST = """
WITH categories AS (
    SELECT jsonb_object_agg(category.id, dimension.code || ':' || category.code) AS codes
      FROM kpi_category category JOIN kpi_dimension dimension ON dimension.id = category.dimension_id
),
who AS (
    SELECT participation.id, action.number AS action, body.code, coalesce(lead.code, '') AS lead
      FROM kpi_actionfigure figure
      JOIN grants_participation participation ON participation.id = figure.participation_id
      JOIN grants_applicationline line ON line.id = participation.line_id
      JOIN grants_offer offer ON offer.id = line.offer_id
      JOIN grants_action action ON action.id = offer.action_id
      JOIN municipalities_localgovernment body ON body.id = participation.local_government_id
      LEFT JOIN kpi_awardfigure award ON award.snapshot_id = figure.snapshot_id AND award.line_id = line.id
      LEFT JOIN municipalities_localgovernment lead ON lead.id = award.lead_id
     WHERE figure.snapshot_id = %(snapshot)s
),
lines AS (
    SELECT 1 AS part, who.action, who.code, who.id AS tie, '' AS kpi,
           concat_ws('|', 'action', who.action, who.code, who.lead, figure.certainty, figure.is_expected, figure.state,
                     figure.version_number) AS line
      FROM kpi_actionfigure figure JOIN who ON who.id = figure.participation_id
     WHERE figure.snapshot_id = %(snapshot)s
    UNION ALL
    SELECT 2, action.number, coalesce(lead.code, ''), figure.line_id, '',
           concat_ws('|', 'award', action.number, lead.code, figure.kind, figure.amount)
      FROM kpi_awardfigure figure
      JOIN grants_applicationline line ON line.id = figure.line_id
      JOIN grants_offer offer ON offer.id = line.offer_id
      JOIN grants_action action ON action.id = offer.action_id
      LEFT JOIN municipalities_localgovernment lead ON lead.id = figure.lead_id
     WHERE figure.snapshot_id = %(snapshot)s
    UNION ALL
    SELECT 3, who.action, who.code, who.id, indicator.code,
           concat_ws('|', 'indicator', who.action, who.code, indicator.code,
                     coalesce(figure.amount::text, '-'), coalesce(figure.units::text, '-'),
                     coalesce(figure.current_reach::text, '-'), coalesce(figure.target::text, '-'),
                     coalesce(figure.realised::text, '-'), figure.does_not_apply, figure.unit_family, figure.kind)
      FROM kpi_indicatorfigure figure
      JOIN who ON who.id = figure.participation_id
      JOIN grants_indicator indicator ON indicator.id = figure.indicator_id
     WHERE figure.snapshot_id = %(snapshot)s
    UNION ALL
    SELECT 4, coalesce(action.number, 0), figure.measure, 0, '',
           concat_ws('|', 'total', coalesce(action.number, 0), figure.measure, figure.value)
      FROM kpi_totalfigure figure LEFT JOIN grants_action action ON action.id = figure.action_id
     WHERE figure.snapshot_id = %(snapshot)s
    UNION ALL
    SELECT 5, who.action, who.code, who.id, indicator.code,
           concat_ws('|', 'breakdown', who.action, who.code, indicator.code, parts.digest)
      FROM (SELECT figure.participation_id, figure.indicator_id,
                   encode(sha256(convert_to(%(salt)s || string_agg(
                       (SELECT codes FROM categories) ->> figure.category_id::text || '=' || figure.count, ','
                       ORDER BY figure.category_id), 'UTF8')), 'hex') AS digest
              FROM kpi_breakdownfigure figure
             WHERE figure.snapshot_id = %(snapshot)s
             GROUP BY figure.participation_id, figure.indicator_id) parts
      JOIN who ON who.id = parts.participation_id
      JOIN grants_indicator indicator ON indicator.id = parts.indicator_id
    UNION ALL
    SELECT 6, action.number, '', 0, '',
           concat_ws('|', 'offer', action.number, figure.financed, figure.unit_family, figure.kind,
                     coalesce(figure.amount_per_unit::text, '-'), figure.is_history)
      FROM kpi_offerfigure figure JOIN grants_action action ON action.id = figure.action_id
     WHERE figure.snapshot_id = %(snapshot)s
)
SELECT encode(sha256(convert_to(%(header)s || E'\\n' || coalesce(
           string_agg(line, E'\\n' ORDER BY part, action, code COLLATE "C", kpi COLLATE "C", tie), ''), 'UTF8')), 'hex')
  FROM lines
"""


def next_id() -> int:
    """The id of a snapshot that will be written last, after all its figures."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('kpi_snapshot', 'id'))")
        return cursor.fetchone()[0]


def write_figures(snapshot: Snapshot, on_step=lambda done, of: None) -> None:
    """All figures of a snapshot that is not written yet, in the current transaction; `on_step` hears how far it is."""
    moment = snapshot.moment
    parameters: dict[str, Any] = {
        "snapshot": snapshot.pk,
        "moment": moment.kind,
        "as_of": snapshot.as_of,
        "was_due": snapshot.was_due,
        "only_due": False,  # what is frozen before the deadline is the ministry's
        "now": snapshot.taken_at,
        # What a later load tells of the past is no mistake of this snapshot (R34).
        "recorded_by": snapshot.taken_at,
        "rounds": [moment.round.code],
        "programme": None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SMALL_FIGURES, parameters)
        on_step(1, CHUNKS + 2)
        cursor.execute(_RANGES, {"snapshot": snapshot.pk, "chunks": CHUNKS})
        for done, (first, last) in enumerate(cursor.fetchall(), start=2):
            cursor.execute(_BREAKDOWNS, {"snapshot": snapshot.pk, "moment": moment.pk, "first": first, "last": last})
            on_step(done, CHUNKS + 2)


def digest(snapshot: Snapshot) -> str:
    """SHA-256 over the canonical content of the rows stored for a snapshot: 64 hexadecimal digits (R33)."""
    as_of = snapshot.as_of.astimezone(dt.UTC).isoformat()
    header = f"{snapshot.moment.code}|{as_of}|{snapshot.was_due}|{snapshot.rule_version}"
    with connection.cursor() as cursor, _reading_everything(cursor):
        cursor.execute(_DIGEST, {"snapshot": snapshot.pk, "header": header, "salt": snapshot.salt})
        return cursor.fetchone()[0]


@contextmanager
def _reading_everything(cursor):
    """The planner knows no row of a snapshot that is being written: guessing "one", it loops over millions.

    Joining by hashes and reading in the order of the key is right for any size (16 s became 2 for two million rows).
    """
    with transaction.atomic():
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL enable_bitmapscan = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = DEFAULT; SET LOCAL enable_bitmapscan = DEFAULT")
