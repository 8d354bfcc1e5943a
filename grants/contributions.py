"""What Flanders contributes to what is planned, and where the ceilings of a KPI lie (R15)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from samenleven.core import wording


def contribution(indicator, units) -> Decimal:
    """The contribution of Flanders in euro for so many planned units: units x tariff, exact to the cent."""
    return (Decimal(units) * indicator.amount_per_unit).quantize(Decimal("0.01"))


def above_ceiling(indicator, units) -> str:
    """Why so many units are more than one applicant may plan, and what it may plan at most; "" when they are not."""
    if indicator.max_units is not None and units > indicator.max_units:
        most = wording.units(indicator.max_units)
    elif indicator.max_amount is not None and contribution(indicator, units) > indicator.max_amount:
        most = wording.count(int(indicator.max_amount // indicator.amount_per_unit))
    else:
        return ""
    said = {"most": most, "unit": indicator.unit, "amount": wording.euro(ceiling(indicator))}
    return _("Hoogstens %(most)s (eenheid: %(unit)s), goed voor %(amount)s. Plan er minder.") % said


def ceiling(indicator) -> Decimal | None:
    """The most one applicant can get for a KPI, in euro; None where there is no ceiling."""
    known = [indicator.max_amount] if indicator.max_amount is not None else []
    if indicator.max_units is not None:
        known.append(contribution(indicator, indicator.max_units))
    return min(known, default=None)
