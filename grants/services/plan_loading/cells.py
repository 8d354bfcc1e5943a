"""What a cell may hold: each reader turns its text into a value, or says in Dutch what belongs there."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from stdnum.be import vat
from stdnum.exceptions import ValidationError

from grants.states import Precision
from samenleven.core.clock import BRUSSELS, end_of_day, last_day_of_month, start_of_day

LARGEST_SMALL, LARGEST = 32_767, 2_147_483_647  # what a small and an ordinary whole number of the database can hold
LONGEST_NUMBER = 30  # signs of a number: none that the database can hold is longer
FIRST_YEAR, LAST_YEAR = 1900, 2999  # what is no typing error; a year more or less can still be reckoned with
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


class Unreadable(ValueError):
    """The text is no such value; the message says what belongs there."""


@dataclass(frozen=True)
class Told:
    """A moment as it was told: to the hour, the day, or only the month (R7)."""

    first: dt.datetime
    last: dt.datetime
    precision: Precision

    @property
    def opens(self) -> dt.datetime:
        """What opens then opens at its beginning; a month means its last day."""
        return self.first

    @property
    def closes(self) -> dt.datetime:
        """What closes then closes at its end."""
        return self.last

    def at(self, hour: dt.time) -> "Told":
        """The same day, to the hour."""
        moment = dt.datetime.combine(self.first.date(), hour, tzinfo=BRUSSELS)
        return Told(moment, moment, Precision.MOMENT)


def text(longest=None):
    """Words, without control characters."""

    def read(cell):
        if any(ord(character) < 32 and character not in "\n\r\t" for character in cell):
            raise Unreadable("er staat een onleesbaar teken in deze tekst.")
        if longest and len(cell) > longest:
            raise Unreadable(f"deze tekst telt {len(cell)} tekens; er kunnen er hoogstens {longest} in.")
        return cell

    return read


def whole(least=0, most=LARGEST):
    """A whole number."""

    def read(cell):
        if not re.fullmatch(r"-?[0-9]+", cell):
            raise Unreadable(f"“{cell}” is geen geheel getal.")
        number = int(_short(cell))
        if number < 0:
            raise Unreadable(f"{cell} is negatief; hier hoort een getal van {least} of meer.")
        if not least <= number <= most:
            raise Unreadable(f"{cell} kan hier niet; hier hoort een getal van {least} tot {most}.")
        return number

    return read


ordinal = whole(1, LARGEST_SMALL)


def amount(places=2):
    """An amount or a number of units, with a point and without separators; never negative."""

    def read(cell):
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell):
            raise Unreadable(
                f"“{cell}” is geen bedrag; schrijf het zonder scheidingstekens en met een punt, zoals 14700.50."
            )
        value = Decimal(_short(cell))
        if value < 0:
            raise Unreadable(f"{cell} is negatief; een bedrag of aantal is nooit negatief.")
        exponent = value.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > places:
            raise Unreadable(f"{cell} heeft meer dan {places} cijfers na de punt.")
        if value >= Decimal(10) ** 10:
            raise Unreadable(f"{cell} is te groot.")
        return value

    return read


def coordinate(cell):
    """Degrees, with a point."""
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", cell) or abs(Decimal(_short(cell))) > 180:
        raise Unreadable(f"“{cell}” is geen coördinaat in graden.")
    return round(Decimal(cell), 5)


def _short(cell):
    if len(cell) > LONGEST_NUMBER:
        raise Unreadable(f"dit getal telt {len(cell)} tekens; er kunnen er hoogstens {LONGEST_NUMBER} in.")
    return cell


def day(cell):
    """A date: 2023-10-15."""
    found = _DAY.fullmatch(cell)
    try:
        date = dt.date(*(int(part) for part in found.groups())) if found else _refuse_day(cell)
    except ValueError:
        date = _refuse_day(cell)
    _likely_year(cell, date.year)
    return date


def _refuse_day(cell):
    raise Unreadable(f"“{cell}” is geen datum; schrijf ze als 2023-10-15.")


def _likely_year(cell, year):
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"“{cell}” kan hier niet; het jaar ligt tussen {FIRST_YEAR} en {LAST_YEAR}.")


def told(cell):
    """A date, a month (2025-10) or a moment (2023-07-10 12:00)."""
    if found := _MONTH.fullmatch(cell):
        year, month = (int(part) for part in found.groups())
        if not 1 <= month <= 12:
            raise Unreadable(f"“{cell}” is geen maand.")
        _likely_year(cell, year)
        last = last_day_of_month(year, month)
        return Told(start_of_day(last), end_of_day(last), Precision.MONTH)
    date, separator, rest = cell.replace("T", " ", 1).partition(" ")
    if separator and _DAY.fullmatch(date):
        known = day(date)
        try:
            moment = dt.datetime.fromisoformat(f"{known} {rest}")
        except ValueError as error:
            raise Unreadable(f"“{cell}” is geen moment; schrijf het als 2023-07-10 12:00.") from error
        moment = moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)
        return Told(moment, moment, Precision.MOMENT)
    if not _DAY.fullmatch(cell):
        raise Unreadable(f"“{cell}” is geen datum, maand of moment; schrijf 2023-10-15, 2025-10 of 2023-07-10 12:00.")
    return Told(start_of_day(day(cell)), end_of_day(day(cell)), Precision.DAY)


def clock(cell):
    """An hour: 12:00."""
    if not _HOUR.fullmatch(cell):
        raise Unreadable(f"“{cell}” is geen uur; schrijf het als 12:00.")
    return dt.time.fromisoformat(cell)


def source_date(cell):
    """A year, a month or a day, kept as it was told."""
    if re.fullmatch(r"[0-9]{4}", cell):
        _likely_year(cell, int(cell))
        return cell
    told(cell)
    if len(cell) > 10:
        raise Unreadable(f"“{cell}” is geen jaar, maand of datum.")
    return cell


def one_of(**choices):
    """One of a few words."""

    def read(cell):
        if cell not in choices:
            raise Unreadable(f"“{cell}” kan hier niet; kies uit: {', '.join(choices)}.")
        return choices[cell]

    return read


yes_or_no = one_of(yes=True, no=False)


def nis_code(cell):
    """Five digits."""
    if not re.fullmatch(r"[0-9]{5}", cell):
        raise Unreadable(f"“{cell}” is geen NIS-code van vijf cijfers.")
    return cell


def code(longest=20):
    """Small letters, digits and dashes."""

    def read(cell):
        if not _CODE.fullmatch(cell) or len(cell) > longest:
            raise Unreadable(
                f"“{cell}” is geen code: kleine letters, cijfers en koppeltekens, hoogstens {longest} tekens."
            )
        return cell

    return read


def enterprise_number(cell):
    """Ten digits of which the last two check the others."""
    if not re.fullmatch(r"[0-9]{10}", cell):
        raise Unreadable(f"“{cell}” is geen ondernemingsnummer van tien cijfers.")
    try:
        return vat.validate(cell)
    except ValidationError as error:
        raise Unreadable(f"{cell} is geen ondernemingsnummer: het controlegetal klopt niet.") from error


def ordinals(cell):
    """Numbers with a semicolon between them: 1;2;3."""
    return frozenset(ordinal(part.strip()) for part in cell.split(";") if part.strip())


def codes(cell):
    """Names with their NIS code behind them: Lokeren (46014);Moerbeke (44045)."""
    return frozenset(_code_in_brackets(part.strip()) for part in cell.split(";") if part.strip())


def _code_in_brackets(part):
    found = re.fullmatch(r".*\(([0-9]{5})\)", part)
    if not found:
        raise Unreadable(f"“{part}” heeft geen NIS-code tussen haakjes.")
    return found.group(1)
