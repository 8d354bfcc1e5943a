"""The freeze as the barest hand-written SQL: one connection, two statements, a table with only its key."""

import psycopg

# The options of the portal's own connections.
OPTIONS = "-c jit=off -c work_mem=32MB"

# The best of the forms tried: rows sorted before they are inserted, so that the only index grows at its end.
_INSERT = """
INSERT INTO bare_figure (snapshot_id, participation_id, indicator_id, category_id, count)
SELECT 1, newest.participation_id, value.indicator_id, value.category_id, value.count
  FROM (SELECT DISTINCT ON (registration.id) registration.participation_id, version.id, version.taken_back_at
          FROM kpi_registration registration
          JOIN kpi_registrationversion version ON version.registration_id = registration.id
         WHERE registration.moment_id = %(moment)s AND version.sent_at <= %(as_of)s
         ORDER BY registration.id, version.number DESC) newest
  JOIN kpi_breakdownvalue value ON value.version_id = newest.id
 WHERE newest.taken_back_at IS NULL OR newest.taken_back_at > %(as_of)s
 ORDER BY newest.participation_id, value.indicator_id, value.category_id
"""
_DIGEST = """
SELECT encode(sha256(convert_to(string_agg(
           participation_id || '|' || indicator_id || '|' || category_id || '|' || count, E'\\n'
           ORDER BY participation_id, indicator_id, category_id), 'UTF8')), 'hex')
  FROM bare_figure WHERE snapshot_id = 1
"""


class BareFreeze:
    """One connection, one table with nothing but its primary key, two statements in one transaction."""

    def __init__(self, url):
        self.connection = psycopg.connect(url, options=OPTIONS, autocommit=True)
        self.connection.execute(
            "CREATE TABLE bare_figure (snapshot_id bigint, participation_id bigint, indicator_id bigint,"
            " category_id bigint, count integer,"
            " PRIMARY KEY (snapshot_id, participation_id, indicator_id, category_id))"
        )

    def freeze(self, moment_id, as_of) -> str:
        """Newest versions, their breakdowns, and the digest over what was written."""
        with self.connection.transaction():
            self.connection.execute(_INSERT, {"moment": moment_id, "as_of": as_of})
            return self.connection.execute(_DIGEST).fetchone()[0]

    def rows(self) -> int:
        return self.connection.execute("SELECT count(*) FROM bare_figure").fetchone()[0]
