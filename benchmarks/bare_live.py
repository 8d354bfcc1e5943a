"""Live figures as the barest hand-written SQL: what was awarded, promised and reached per action of each round, as known on a moment."""

import psycopg

from benchmarks.bare_freeze import OPTIONS

# The best of the forms tried: the newest version of each registration by one sort, then hash joins; money apart.
_FIGURES = """
SELECT *
  FROM (SELECT offer.round_id, offer.action_id, round.code, action.number,
               count(DISTINCT part.local_government_id) AS local_governments,
               count(DISTINCT part.id) AS expected, count(DISTINCT newest.participation_id) AS submitted,
               sum(commitment.units) AS units,
               CASE WHEN bool_and(commitment.current_reach IS NOT NULL) THEN sum(commitment.current_reach) END
                   AS current_reach,
               sum(commitment.target) AS target, sum(value.count) AS realised
          FROM grants_commitment commitment
          JOIN grants_participation part ON part.id = commitment.participation_id
          JOIN grants_indicator indicator ON indicator.id = commitment.indicator_id
          JOIN grants_offer offer ON offer.id = indicator.offer_id
          JOIN grants_projectround round ON round.id = offer.round_id
          JOIN grants_action action ON action.id = offer.action_id
          LEFT JOIN (SELECT DISTINCT ON (registration.id) registration.participation_id, version.id, version.taken_back_at
                       FROM kpi_registration registration
                       JOIN grants_reportingmoment moment
                         ON moment.id = registration.moment_id AND moment.kind = 'final'
                       JOIN kpi_registrationversion version ON version.registration_id = registration.id
                      WHERE version.sent_at <= %(as_of)s
                      ORDER BY registration.id, version.number DESC) newest
                 ON newest.participation_id = part.id
                AND (newest.taken_back_at IS NULL OR newest.taken_back_at > %(as_of)s)
          LEFT JOIN kpi_registrationvalue value
                 ON value.version_id = newest.id AND value.indicator_id = commitment.indicator_id
         WHERE commitment.known_at <= %(as_of)s AND part.known_at <= %(as_of)s
         GROUP BY 1, 2, 3, 4) counted
  JOIN (SELECT offer.round_id, offer.action_id, sum(award.amount) AS amount,
               count(DISTINCT application.lead_id) AS applicants
          FROM grants_award award
          JOIN grants_applicationline line ON line.id = award.line_id
          JOIN grants_application application ON application.id = line.application_id
          JOIN grants_offer offer ON offer.id = line.offer_id
         WHERE award.known_at <= %(as_of)s
         GROUP BY 1, 2) awarded USING (round_id, action_id)
 ORDER BY code, number
"""


class BareLive:
    """One connection, one statement."""

    def __init__(self, url):
        self.connection = psycopg.connect(url, options=OPTIONS, autocommit=True)

    def figures(self, as_of) -> dict:
        """By round and action: local governments, applicants, expected, submitted, amount, units, reach, target, reached."""
        rows = self.connection.execute(_FIGURES, {"as_of": as_of}).fetchall()
        return {
            (code, number): (bodies, applicants, expected, submitted, amount, units, reach, target, realised)
            for _round, _action, code, number, bodies, expected, submitted, units, reach, target, realised, amount, applicants in rows
        }

    def values(self) -> int:
        """How many values stand in the database."""
        return self.connection.execute("SELECT count(*) FROM kpi_registrationvalue").fetchone()[0]
