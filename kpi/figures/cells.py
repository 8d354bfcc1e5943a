"""Everything that is known, as cells of one shape that can be grouped in one go."""

from django.utils import timezone

from kpi.figures import relations
from samenleven.core.clock import day_in_brussels

# Whether an action has figures of its own (they win), and whether the list of who takes part is known to be whole.
KNOWN = """
-- Counted once and joined: as a subquery of each offer, all who take part would be read again for every offer.
named AS (
    SELECT round_id, action_id, count(DISTINCT local_government_id) AS local_governments
      FROM part GROUP BY round_id, action_id
),
known AS (
    SELECT offered.*,
           EXISTS (SELECT 1 FROM part JOIN counted USING (participation_id)
                    WHERE part.round_id = offered.round_id AND part.action_id = offered.action_id
                      AND counted.target IS NOT NULL) AS has_target,
           EXISTS (SELECT 1 FROM granted WHERE granted.round_id = offered.round_id
                      AND granted.action_id = offered.action_id AND granted.amount IS NOT NULL) AS has_amount,
           EXISTS (SELECT 1 FROM granted WHERE granted.round_id = offered.round_id
                      AND granted.action_id = offered.action_id AND granted.kind = 'example') AS is_example,
           coalesce(named.local_governments, 0) AS named
      FROM offered LEFT JOIN named USING (round_id, action_id)
),
totals AS (
    SELECT round_id, action_id,
           max(value) FILTER (WHERE measure = 'awarded') AS amount,
           max(value) FILTER (WHERE measure = 'local_governments')::integer AS local_governments,
           max(value) FILTER (WHERE measure = 'applicants')::integer AS applicants,
           max(value) FILTER (WHERE measure = 'target')::integer AS target,
           max(value) FILTER (WHERE measure = 'realised')::integer AS realised
      FROM published GROUP BY round_id, action_id
)"""

# A published result is that of the final report, never a reading halfway (R5);
# current reach of a published total only where it is sure: target - paid units whole and not below zero (R2)
_UNITS = "round(totals.amount / nullif(known.amount_per_unit, 0), 4)"

CELL = f"""
cell AS (
    SELECT 'part' AS what, part.round_id, part.action_id, counted.indicator_id, home.place_id,
           part.participation_id, lead.place_id AS lead_id, part.is_expected,
           part.state IN ('reported', 'not_applicable') AS is_submitted, counted.does_not_apply,
           NULL::numeric AS amount, counted.units, counted.current_reach, counted.target, counted.realised,
           counted.indicator_id IS NOT NULL AND counted.target IS NULL AS lacks_target,
           counted.unit_family, counted.kind,
           CASE WHEN counted.indicator_id IS NULL THEN NULL
                WHEN part.kind = 'example' THEN 'example' ELSE 'registrations' END AS source,
           NULL::integer AS told_count, NULL::integer AS told_target, NULL::integer AS told_realised,
           NULL::integer AS told_applicants, NULL::boolean AS is_incomplete, part.state = 'not_due' AS is_not_due
      FROM part
      JOIN standin home ON home.id = part.local_government_id
      LEFT JOIN standin lead ON lead.id = part.lead_id
      LEFT JOIN counted USING (participation_id)
    UNION ALL
    SELECT 'money', money.round_id, money.action_id, money.indicator_id, lead.place_id, NULL, NULL, NULL, NULL, NULL,
           money.amount, NULL, NULL, NULL, NULL, FALSE, NULL, NULL,
           CASE WHEN money.kind = 'example' THEN 'example' ELSE 'registrations' END, NULL, NULL, NULL, NULL, NULL, NULL
      FROM (SELECT round_id, action_id, NULL::bigint AS indicator_id, lead_id, kind, amount FROM granted
             WHERE NOT %(by_indicator)s
            UNION ALL
            SELECT part.round_id, part.action_id, counted.indicator_id, part.lead_id, part.kind, counted.amount
              FROM part JOIN counted USING (participation_id) WHERE %(by_indicator)s) money
      LEFT JOIN standin lead ON lead.id = money.lead_id
     WHERE money.amount IS NOT NULL
    UNION ALL
    SELECT 'told', known.round_id, known.action_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           CASE WHEN NOT known.has_amount THEN totals.amount END,
           CASE WHEN NOT known.has_target THEN {_UNITS} END,
           CASE WHEN NOT known.has_target AND totals.target - {_UNITS} >= 0
                 AND {_UNITS} = trunc({_UNITS}) THEN (totals.target - {_UNITS})::integer END,
           CASE WHEN NOT known.has_target THEN totals.target END,
           CASE WHEN NOT known.has_target AND %(moment)s = 'final' THEN totals.realised END,
           FALSE, known.unit_family, known.kind,
           CASE WHEN NOT known.has_target OR NOT known.has_amount THEN 'published' END,
           totals.local_governments,
           CASE WHEN known.has_target AND NOT known.is_example THEN totals.target END,
           CASE WHEN known.has_target AND %(moment)s = 'final' THEN totals.realised END, NULL, NULL, NULL
      FROM totals JOIN known USING (round_id, action_id)
     WHERE NOT %(by_place)s AND NOT %(by_indicator)s
    UNION ALL
    SELECT 'total', totals.round_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           totals.amount, NULL, NULL, NULL, NULL, FALSE, NULL, NULL, 'published',
           totals.local_governments, NULL, NULL, totals.applicants, NULL, NULL
      FROM totals WHERE totals.action_id IS NULL AND %(whole_rounds)s
    UNION ALL
    SELECT 'scope', known.round_id, known.action_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           NULL, NULL, NULL, NULL, NULL, FALSE, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           known.is_history AND totals.local_governments IS DISTINCT FROM known.named, NULL
      FROM known
      LEFT JOIN totals ON totals.round_id = known.round_id AND totals.action_id = known.action_id
     WHERE known.financed
)"""


def statement(basis, selection) -> tuple[str, dict]:
    """The relations and cells of a question as the WITH part of one statement, and its parameters."""
    parts = [
        relations.ROUNDS,
        relations.MOMENT_THEN if basis.snapshot else relations.MOMENT_NOW,
        relations.FROZEN if basis.snapshot else relations.LIVE if basis.with_sent else relations.PROMISED,
        relations.HEIRS if selection.map_now else relations.THEMSELVES,
        KNOWN,
        CELL,
    ]
    frozen = [snapshot.moment.round.code for snapshot in basis.snapshots]
    rounds = frozen or selection.filters.get("project_round")
    parameters = {
        "as_of": basis.as_of,
        "now": timezone.now(),
        "recorded_by": None,
        "moment": basis.moment,
        "only_due": basis.only_due,
        "snapshots": [snapshot.pk for snapshot in basis.snapshots],
        "rounds": list(rounds) if rounds else None,
        "programme": selection.filters.get("programme"),
        "today": day_in_brussels(timezone.now()),
        "by_place": selection.by_place,
        "by_indicator": selection.by_indicator,
        "whole_rounds": selection.whole_rounds,
    }
    return "WITH RECURSIVE " + ",".join(parts), parameters
