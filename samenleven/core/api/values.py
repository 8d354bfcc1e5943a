"""How values are written in the API (api.md): nothing is null, money and units are exact strings."""

import datetime as dt
from decimal import Decimal

from samenleven.core.clock import in_brussels

CENT = Decimal("0.01")
FOUR_DECIMALS = Decimal("0.0001")


def money(value: Decimal | None) -> str | None:
    """Two decimals: 14700.00."""
    return None if value is None else f"{value.quantize(CENT):f}"


def exact(value: Decimal | None) -> str | None:
    """At most four decimals, no zeros at the end, no exponent: 24.5, 860."""
    if value is None:
        return None
    written = f"{value.quantize(FOUR_DECIMALS):f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def moment(value: dt.datetime | None) -> str | None:
    """On the clocks of Brussels, to the second: 2023-03-03T23:59:59+01:00."""
    return None if value is None else in_brussels(value).replace(microsecond=0).isoformat()


def round_number(code: str | None) -> int | str | None:
    """A numbered round by its number, another by its code."""
    return int(code) if code is not None and code.isdecimal() and str(int(code)) == code else code


def camel(name: str) -> str:
    """on_demand becomes onDemand."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def without_nothing(data: dict) -> dict:
    """A property without value is left out."""
    return {key: value for key, value in data.items() if value is not None and value != ""}
