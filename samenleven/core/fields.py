"""Money and units, exact."""

from django.db.models import DecimalField


class EuroField(DecimalField):
    """An amount in euro, exact to the cent."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


class UnitsField(DecimalField):
    """A number of KPI units; an award may be no whole number of them (R3)."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(*args, **kwargs)
