"""Who takes part in what, on the map of then or of now (R6, R9)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from django.db import connection

from kpi.figures.aggregates import CHUNK
from kpi.figures.cells import statement
from kpi.figures.selection import Selection
from samenleven.core.cursors import reading_in_parts


@dataclass(frozen=True)
class Participant:
    """A local government in an action of a round (deelname)."""

    project_round: str
    goal: int
    action: int
    local_government: str
    name: str
    province: str
    reference_region: str | None
    role: str
    lead: str | None
    lead_name: str | None
    paid_for: int
    partnership: str | None
    certainty: str
    is_example: bool
    codes_then: list[str]


def participations(basis, filters=None, *, map_now=False) -> list[Participant]:
    """One row per round, action and local government (of then, or of now); one statement.

    `paid_for`: for how many local governments together a lead holds the money (R6); no filter changes it, and who is no
    lead has none. The role is `lead` or `member` where the sources or the portal say so, else `participant`.
    """
    with connection.cursor() as cursor:
        return list(_each(cursor, basis, Selection(filters=filters or {}, map_now=map_now)))


def each_participation(basis, filters=None, *, map_now=False) -> Iterator[Participant]:
    """The same rows one by one, in memory that does not grow with them: for a file that leaves as it is made."""
    with reading_in_parts() as cursor:
        yield from _each(cursor, basis, Selection(filters=filters or {}, map_now=map_now))


def _each(cursor, basis, selection):
    prelude, parameters = statement(basis, selection)
    condition, chosen = selection.conditions()
    sql = f"""{prelude}
SELECT round.code, goal.number, action.number, place.code, place.name, place.province, region.name,
       CASE WHEN bool_or(part.lead_id = part.local_government_id) THEN 'lead'
            WHEN bool_or(part.lead_id IS NOT NULL OR part.partnership_id IS NOT NULL) THEN 'member'
            ELSE 'participant' END,
       min(lead.code) FILTER (WHERE lead.id IS DISTINCT FROM place.id),
       (array_agg(lead.name ORDER BY lead.code) FILTER (WHERE lead.id IS DISTINCT FROM place.id))[1],
       coalesce(max(together.bodies), 0), min(partnership.name),
       CASE WHEN bool_or(part.certainty = 'named') THEN 'named' ELSE 'inferred' END,
       coalesce(bool_or(part.kind = 'example'), FALSE), array_agg(DISTINCT old.code ORDER BY old.code)
  FROM part
  JOIN grants_projectround round ON round.id = part.round_id
  JOIN grants_action action ON action.id = part.action_id
  JOIN grants_goal goal ON goal.id = action.goal_id
  JOIN municipalities_localgovernment old ON old.id = part.local_government_id
  JOIN standin home ON home.id = part.local_government_id
  JOIN municipalities_localgovernment place ON place.id = home.place_id
  LEFT JOIN municipalities_referenceregion region ON region.id = place.reference_region_id
  LEFT JOIN standin head ON head.id = part.lead_id
  LEFT JOIN municipalities_localgovernment lead ON lead.id = head.place_id
  LEFT JOIN (SELECT shared.round_id, shared.action_id, head.place_id, count(DISTINCT home.place_id) AS bodies
               FROM part shared
               JOIN standin home ON home.id = shared.local_government_id
               JOIN standin head ON head.id = shared.lead_id
              GROUP BY shared.round_id, shared.action_id, head.place_id) together
         ON together.round_id = part.round_id AND together.action_id = part.action_id AND together.place_id = place.id
  LEFT JOIN municipalities_partnership partnership ON partnership.id = part.partnership_id
  LEFT JOIN counted USING (participation_id)
  LEFT JOIN grants_indicator indicator ON indicator.id = counted.indicator_id
 WHERE {condition}
 GROUP BY round.code, round.number, goal.number, action.number, place.id, region.name
 ORDER BY round.number NULLS LAST, round.code, action.number, place.sort_name, place.code
"""
    cursor.execute(sql, parameters | chosen)
    names = [field.name for field in fields(Participant)]
    while rows := cursor.fetchmany(CHUNK):
        for row in rows:
            yield Participant(**dict(zip(names, row, strict=True)))
