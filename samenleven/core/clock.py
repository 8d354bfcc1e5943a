"""Days and moments: stored in UTC, decided and shown in Europe/Brussels (R42)."""

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def start_of_day(day: dt.date) -> dt.datetime:
    """The first moment of a day in Brussels: a date without an hour opens here (R7)."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=BRUSSELS)


def end_of_day(day: dt.date) -> dt.datetime:
    """The last moment of a day in Brussels: a date without an hour closes here (R7)."""
    return dt.datetime.combine(day, dt.time.max, tzinfo=BRUSSELS)


def last_day_of_month(year: int, month: int) -> dt.date:
    """The last day of a month: what a month without a day means (R7)."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def in_brussels(moment: dt.datetime) -> dt.datetime:
    """The same moment on the clocks of Brussels."""
    return moment.astimezone(BRUSSELS)


def day_in_brussels(moment: dt.datetime) -> dt.date:
    """The day a moment falls on in Brussels."""
    return in_brussels(moment).date()


def is_end_of_day(moment: dt.datetime) -> bool:
    """Whether a moment closes a day, so that it is shown as the day alone."""
    return in_brussels(moment).time().replace(microsecond=0) == dt.time(23, 59, 59)
