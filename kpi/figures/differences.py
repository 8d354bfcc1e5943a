"""What differs between two snapshots of the same moment, figure by figure (R33)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_lazy as _

from grants.states import Measure
from kpi.states import FigureState
from samenleven.core import wording

# Each figure of a snapshot: what it is called, and how it is written.
MEASURES = {
    "realised": (_("bereikt"), lambda text: wording.count(int(text))),
    "target": (_("doel"), lambda text: wording.count(int(text))),
    "current_reach": (_("huidig bereik"), lambda text: wording.count(int(text))),
    "units": (_("toegekende eenheden"), lambda text: wording.units(Decimal(text))),
    "share": (_("aandeel in het bedrag"), lambda text: wording.euro(Decimal(text))),
    "state": (_("stand"), lambda text: str(FigureState(text).label)),
    "version": (_("versie van de registratie"), lambda text: wording.count(int(text))),
    "award": (_("toegekend bedrag"), lambda text: wording.euro(Decimal(text))),
}

_DIFFERENCES = """
WITH who AS NOT MATERIALIZED (
    SELECT participation.id, action.number AS action, action.title, body.name, body.sort_name, body.code
      FROM grants_participation participation
      JOIN grants_applicationline line ON line.id = participation.line_id
      JOIN grants_offer offer ON offer.id = line.offer_id
      JOIN grants_action action ON action.id = offer.action_id
      JOIN municipalities_localgovernment body ON body.id = participation.local_government_id
),
difference AS (
    SELECT who.action, who.title, who.name, who.sort_name, who.code, indicator.code AS kpi, indicator.title AS kpi_title,
           figure.place, figure.measure, figure.was, figure.now
      FROM (SELECT coalesce(was.participation_id, now.participation_id) AS participation_id,
                   coalesce(was.indicator_id, now.indicator_id) AS indicator_id,
                   was.amount AS amount_was, now.amount AS amount_now, was.units AS units_was, now.units AS units_now,
                   was.current_reach AS current_was, now.current_reach AS current_now,
                   was.target AS target_was, now.target AS target_now,
                   was.realised AS realised_was, now.realised AS realised_now
              FROM (SELECT * FROM kpi_indicatorfigure WHERE snapshot_id = %(before)s) was
              FULL JOIN (SELECT * FROM kpi_indicatorfigure WHERE snapshot_id = %(after)s) now
                     ON now.participation_id = was.participation_id AND now.indicator_id = was.indicator_id) pair
      JOIN who ON who.id = pair.participation_id
      JOIN grants_indicator indicator ON indicator.id = pair.indicator_id
     CROSS JOIN LATERAL (VALUES
           (1, 'realised', realised_was::text, realised_now::text),
           (2, 'target', target_was::text, target_now::text),
           (3, 'current_reach', current_was::text, current_now::text),
           (4, 'units', units_was::text, units_now::text),
           (5, 'share', amount_was::text, amount_now::text)) figure(place, measure, was, now)
    UNION ALL
    SELECT who.action, who.title, who.name, who.sort_name, who.code, NULL, NULL,
           figure.place, figure.measure, figure.was, figure.now
      FROM (SELECT * FROM kpi_actionfigure WHERE snapshot_id = %(before)s) was
      FULL JOIN (SELECT * FROM kpi_actionfigure WHERE snapshot_id = %(after)s) now
             ON now.participation_id = was.participation_id
      JOIN who ON who.id = coalesce(was.participation_id, now.participation_id)
     CROSS JOIN LATERAL (VALUES
           (6, 'state', was.state, now.state),
           (7, 'version', was.version_number::text, now.version_number::text)) figure(place, measure, was, now)
    UNION ALL
    SELECT action.number, action.title, lead.name, lead.sort_name, lead.code, NULL, NULL,
           8, 'award', was.amount::text, now.amount::text
      FROM (SELECT * FROM kpi_awardfigure WHERE snapshot_id = %(before)s) was
      FULL JOIN (SELECT * FROM kpi_awardfigure WHERE snapshot_id = %(after)s) now ON now.line_id = was.line_id
      JOIN grants_applicationline line ON line.id = coalesce(was.line_id, now.line_id)
      JOIN grants_offer offer ON offer.id = line.offer_id
      JOIN grants_action action ON action.id = offer.action_id
      LEFT JOIN municipalities_localgovernment lead ON lead.id = coalesce(now.lead_id, was.lead_id)
    UNION ALL
    SELECT action.number, action.title, NULL, NULL, NULL, NULL, NULL,
           9, 'published_' || coalesce(was.measure, now.measure), was.value::text, now.value::text
      FROM (SELECT * FROM kpi_totalfigure WHERE snapshot_id = %(before)s) was
      FULL JOIN (SELECT * FROM kpi_totalfigure WHERE snapshot_id = %(after)s) now
             ON coalesce(now.action_id, 0) = coalesce(was.action_id, 0) AND now.measure = was.measure
      LEFT JOIN grants_action action ON action.id = coalesce(was.action_id, now.action_id)
)
SELECT action, title, code, name, kpi, kpi_title, measure, was, now, count(*) OVER () AS all_of_them
  FROM difference WHERE was IS DISTINCT FROM now
 ORDER BY action NULLS LAST, sort_name NULLS LAST, code, kpi NULLS LAST, place, measure
 LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True)
class Difference:
    """One figure that stands otherwise in the later of two snapshots; None: it is not there."""

    action: int | None
    action_title: str | None
    local_government: str | None
    local_government_name: str | None
    indicator: str | None
    indicator_title: str | None
    measure: str
    before: str | None
    after: str | None

    @property
    def label(self) -> str:
        """What the figure is."""
        if self.measure in MEASURES:
            return str(MEASURES[self.measure][0])
        return str(_("gepubliceerd: %s") % Measure(self.measure.removeprefix("published_")).label)

    @property
    def was(self) -> str | None:
        """What stood in the earlier snapshot, in words."""
        return self._written(self.before)

    @property
    def now(self) -> str | None:
        """What stands in the later snapshot, in words."""
        return self._written(self.after)

    def _written(self, text):
        if text is None:
            return None
        if self.measure in MEASURES:
            return MEASURES[self.measure][1](text)
        is_money = self.measure.removeprefix("published_") == Measure.AWARDED
        return wording.euro(Decimal(text)) if is_money else wording.units(Decimal(text))


def differences(before, after, *, limit=None, offset=0) -> tuple[list[Difference], int]:
    """What stands otherwise in `after` than in `before`, a figure a row, and how many there are; one statement.

    Without a limit: all of them. Of the breakdowns only the totals above them are compared.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, {"before": before.pk, "after": after.pk, "limit": limit, "offset": offset})
        rows = cursor.fetchall()
    return [Difference(*row[:-1]) for row in rows], rows[0][-1] if rows else 0
