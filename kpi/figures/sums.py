"""What may be said of several actions together: of which of them a sum is, in which unit, or why there is none (R1, R5)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from grants.states import IndicatorKind


@dataclass(frozen=True)
class Counted:
    """Of which actions a target or a result is known, in which units, and where those figures come from."""

    actions: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    source: str = ""


def counted_in(rows) -> Counted:
    """The actions among these rows of which something was promised or reached."""
    counted = [row for row in rows if row.figure is not None and _has_count(row.figure)]
    sources = list(dict.fromkeys(row.source for row in counted))
    source = "example" if "example" in sources else sources[0] if len(sources) == 1 else "mixed" if sources else ""
    return Counted(tuple(row.number for row in counted), _units(_indicators(counted)), source)


def why_not_added(rows, figure) -> str:
    """Why the counts of these actions make no sum, in a sentence; nothing when they do (R5)."""
    if figure is None or not figure.not_additive:
        return ""
    counted = [row for row in rows if row.is_known]
    indicators = _indicators(counted)
    units = ", ".join(_units(indicators))
    if len({indicator.unit_family for indicator in indicators}) > 1:
        return _("De eenheden verschillen: %(units)s.") % {"units": units}
    if len(counted) > 1 and any(indicator.kind == IndicatorKind.STATE for indicator in indicators):
        return _("Een toestand (%(units)s) telt u niet op over acties.") % {"units": units}
    return _("Niet van elk cijfer is bekend in welke eenheid het geteld is.")


def why_not_over_years(rows, measure) -> str:
    """Why one thing of several years makes no sum, in a sentence; nothing when it does, and then it is a "som van jaren" (R5)."""
    if measure == "local_governments":
        return _("Wie in twee rondes meedoet, zou twee keer tellen.")
    if measure == "attainment":
        return _("Percentages telt u niet op.")
    if measure == "awarded_amount":
        return ""
    for row in rows:
        if row.reason:
            return row.reason
    indicators = _indicators_of(rows)
    units = ", ".join(_units(indicators))
    if any(indicator.kind == IndicatorKind.STATE for indicator in indicators):
        return _("Een toestand (%(units)s) telt u niet op over jaren.") % {"units": units}
    if len({indicator.unit_family for indicator in indicators}) > 1:
        return _("De eenheden verschillen: %(units)s.") % {"units": units}
    return ""


def _indicators_of(rows) -> list:
    """What is counted in these rows; a goal counts what its actions count of which something is known."""
    return [indicator for row in rows for indicator in row.indicators]


def _has_count(figure) -> bool:
    return bool(figure.not_additive) or figure.target is not None or figure.realised is not None


def _indicators(rows) -> list:
    return [indicator for row in rows for indicator in row.offer.indicators]


def _units(indicators) -> tuple[str, ...]:
    return tuple(dict.fromkeys(indicator.unit for indicator in indicators))
