"""How much a round asks of each local government (planlast): counts, and motivations that were written (R25)."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

_BURDENS = """
WITH asked AS (
    SELECT part.local_government_id AS body_id, count(*) AS counts
      FROM grants_commitment commitment
      JOIN grants_participation part ON part.id = commitment.participation_id
      JOIN grants_applicationline line ON line.id = part.line_id
      JOIN grants_application application ON application.id = line.application_id
      JOIN grants_reportingmoment moment ON moment.round_id = application.round_id
     WHERE application.round_id = %(round)s
     GROUP BY part.local_government_id
),
written AS (
    SELECT application.lead_id AS body_id, count(DISTINCT (motivation.line_id, motivation.moment_id)) AS motivations
      FROM kpi_motivation motivation
      JOIN grants_applicationline line ON line.id = motivation.line_id
      JOIN grants_application application ON application.id = line.application_id
     WHERE application.round_id = %(round)s
     GROUP BY application.lead_id
)
SELECT body.code, body.name, asked.counts, coalesce(written.motivations, 0)
  FROM asked JOIN municipalities_localgovernment body ON body.id = asked.body_id
  LEFT JOIN written ON written.body_id = asked.body_id
 WHERE %(bodies)s::bigint[] IS NULL OR body.id = ANY(%(bodies)s::bigint[])
 ORDER BY body.sort_name, body.code
"""


@dataclass(frozen=True)
class BurdenRow:
    """One local government in a round: how many counts its moments ask of it together, how many motivations it wrote."""

    code: str
    name: str
    counts: int
    motivations: int

    @property
    def minutes(self) -> int:
        """How long that is assumed to take; the settings say how long one takes."""
        return self.counts * settings.MINUTES_PER_COUNT + self.motivations * settings.MINUTES_PER_MOTIVATION


def burdens(project_round, bodies=None) -> list[BurdenRow]:
    """One row per local government of which a round asks something, by name; one statement. `bodies`: only these ids."""
    parameters = {"round": project_round.pk, "bodies": None if bodies is None else sorted(bodies)}
    with connection.cursor() as cursor:
        cursor.execute(_BURDENS, parameters)
        return [BurdenRow(*row) for row in cursor.fetchall()]
