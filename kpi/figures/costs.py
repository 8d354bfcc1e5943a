"""What was awarded for an action beside what it reached: an amount per unit, only where that division says something."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from grants.states import IndicatorKind, MomentKind
from kpi.figures.overview import ActionRow, is_about_places
from samenleven.core import wording

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Cost:
    """An action with what was awarded for each unit it reached: of its whole reach, and of what lies above its current reach.

    None: not to be said, and where there is no amount per unit `reason` tells why.
    """

    row: ActionRow
    per_unit: Decimal | None = None
    per_additional: Decimal | None = None
    reason: str = ""


def cost_of(row, basis, filters) -> Cost:
    """The cost of an action, in euro to the cent; of a state, of half a year or of the results of some there is none (R1, R5)."""
    figure = row.figure
    reason = _why_not(row, basis, filters)
    if reason:
        return Cost(row, reason=reason)
    above = figure.realised - figure.current_reach if figure.current_reach is not None else 0
    return Cost(
        row,
        per_unit=(figure.awarded_amount / figure.realised).quantize(CENT),
        per_additional=(figure.awarded_amount / above).quantize(CENT) if above > 0 else None,
    )


def _why_not(row, basis, filters) -> str:
    figure = row.figure
    states = [indicator.unit for indicator in row.indicators if indicator.kind == IndicatorKind.STATE]
    if states:
        return _("Een toestand (%(units)s) heeft geen kost per eenheid.") % {"units": ", ".join(dict.fromkeys(states))}
    if figure is None:
        return _("Wat bereikt is, is onbekend.")
    if figure.not_additive:
        return row.reason
    if basis.moment == MomentKind.INTERIM:
        return _("Het bedrag is voor een heel jaar, een tussentijds cijfer voor een half.")
    if is_about_places(filters):
        return _("Het geld staat bij de trekker, de mensen bij wie telde: per plaats passen die niet bij elkaar.")
    if figure.awarded_amount is None and figure.realised is not None:
        return _("Het toegekende bedrag is onbekend.")
    if figure.submitted < figure.expected:
        said = {"submitted": wording.count(figure.submitted), "expected": wording.count(figure.expected)}
        return _("Nog niet alles is gerapporteerd: %(submitted)s van %(expected)s.") % said
    if figure.realised is None:
        return _("Wat bereikt is, is onbekend.")
    return _why_not_of_all(row) or ("" if figure.realised else _("Er is nul bereikt."))


def _why_not_of_all(row) -> str:
    """Why the money may be that of others than who reached something; of published totals both are of everybody (R1)."""
    figure = row.figure
    if figure.source == "published":
        return ""
    if figure.named_local_governments is not None:
        return _(
            "Bij naam bekend: %(named)s van de %(all)s lokale besturen. Het geld is van allen, het resultaat niet."
        ) % {
            "all": wording.count(figure.local_governments),
            "named": wording.count(figure.named_local_governments),
        }
    if not figure.list_complete:
        return _(
            "De lijst van deelnemers is niet volledig: het geld kan van meer lokale besturen zijn dan het resultaat."
        )
    if row.source == "mixed" or figure.published_target is not None or figure.published_realised is not None:
        return _(
            "Naast de eigen cijfers staat een gepubliceerd totaal: geld en resultaat zijn niet zeker van dezelfden."
        )
    return ""
