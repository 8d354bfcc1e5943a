"""What was counted before: the interim of the same year, and the final count of the year before (R27)."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from grants.states import MomentKind
from kpi.states import Comparison
from samenleven.core import wording


@dataclass(frozen=True)
class Reading:
    """What stood at an earlier moment (vorige stand)."""

    comparison: Comparison
    count: int

    @property
    def label(self) -> str:
        """Which earlier moment this is."""
        return str(self.comparison.label)

    def __str__(self):
        """The reading beside a field, in a few words."""
        of = _("tussentijds") if self.comparison == Comparison.INTERIM else _("vorig jaar")
        return _("vorige stand: %(count)s (%(of)s)") % {"count": wording.count(self.count), "of": of}


# The newest version of a registration stands, unless it was taken back. A last year of which a part is missing is none:
# an incomplete sum would make an ordinary count look like a jump. "Does not apply" is an answer, and counts as nothing.
# Where one KPI was split into several since, its count is that of neither; where several became one, theirs are added.
# A merged municipality goes on from those it came from, but for those that still count their own part of this action.
_READINGS = """
WITH RECURSIVE asked AS (
    SELECT promised.id, promised.indicator_id, promised.participation_id, part.local_government_id, indicator.offer_id
      FROM grants_commitment promised
      JOIN grants_participation part ON part.id = promised.participation_id
      JOIN grants_indicator indicator ON indicator.id = promised.indicator_id
     WHERE promised.id = ANY(%(commitments)s)
),
body AS (
    SELECT DISTINCT local_government_id AS now, local_government_id AS earlier FROM asked
    UNION
    SELECT body.now, before.id
      FROM body JOIN municipalities_localgovernment before ON before.successor_id = body.earlier
),
held AS (
    SELECT asked.id, %(interim)s AS comparison, asked.participation_id, asked.indicator_id,
           moment.id AS moment_id
      FROM asked
      JOIN grants_reportingmoment moment
        ON moment.round_id = %(round)s AND moment.kind = %(interim_kind)s AND moment.id <> %(moment)s
    UNION ALL
    SELECT asked.id, %(last_year)s, part.id, before.id, moment.id
      FROM asked
      JOIN grants_indicator_continues link ON link.from_indicator_id = asked.indicator_id
      JOIN grants_indicator before ON before.id = link.to_indicator_id
      JOIN grants_offer offer ON offer.id = before.offer_id
      JOIN grants_reportingmoment moment ON moment.round_id = offer.round_id AND moment.kind = %(final_kind)s
      JOIN grants_applicationline line ON line.offer_id = before.offer_id
      JOIN body ON body.now = asked.local_government_id
      JOIN grants_participation part ON part.line_id = line.id AND part.local_government_id = body.earlier
      JOIN grants_commitment promised ON promised.participation_id = part.id AND promised.indicator_id = before.id
     WHERE NOT EXISTS (SELECT 1 FROM grants_indicator_continues other
                         JOIN grants_indicator sibling ON sibling.id = other.from_indicator_id
                        WHERE other.to_indicator_id = before.id AND sibling.id <> asked.indicator_id
                          AND sibling.offer_id = asked.offer_id)
       AND (body.earlier = body.now OR NOT EXISTS (
                SELECT 1 FROM grants_participation own JOIN grants_applicationline its ON its.id = own.line_id
                 WHERE own.local_government_id = body.earlier AND its.offer_id = asked.offer_id))
)
SELECT held.id, held.comparison, sum(value.count)
  FROM held
  LEFT JOIN kpi_registration registration
         ON registration.participation_id = held.participation_id AND registration.moment_id = held.moment_id
  LEFT JOIN LATERAL (SELECT version.id, version.taken_back_at FROM kpi_registrationversion version
                      WHERE version.registration_id = registration.id
                      ORDER BY version.number DESC LIMIT 1) newest ON newest.taken_back_at IS NULL
  LEFT JOIN kpi_registrationvalue value
         ON value.version_id = newest.id AND value.indicator_id = held.indicator_id
 GROUP BY held.id, held.comparison
HAVING count(*) = count(value.id) AND sum(value.count) IS NOT NULL
"""


def readings_of(moment, commitments) -> dict[int, dict[Comparison, int]]:
    """Per commitment (an id) what was counted before it, as it stands now; one query for a whole page.

    The interim of a round is held against nothing of its own round; a KPI that continues none has no year before.
    """
    found: dict[int, dict[Comparison, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _READINGS,
            {
                "commitments": list(commitments),
                "round": moment.round_id,
                "moment": moment.pk,
                "interim": Comparison.INTERIM,
                "last_year": Comparison.LAST_YEAR,
                "interim_kind": MomentKind.INTERIM,
                "final_kind": MomentKind.FINAL,
            },
        )
        for commitment, comparison, count in cursor.fetchall():
            found.setdefault(commitment, {})[Comparison(comparison)] = int(count)
    return found
