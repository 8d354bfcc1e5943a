"""Dutch as it is written in Flanders: 5 maart 2026, 05/03/2026, 14.05 uur, 14.700,50."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = r"H.i \u\u\r"
DATETIME_FORMAT = r"j F Y \o\m H.i \u\u\r"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = r"d/m/Y H.i \u\u\r"
FIRST_DAY_OF_WEEK = 1

DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M"]
DATETIME_INPUT_FORMATS = [
    f"{day}{between}{time}" for day in DATE_INPUT_FORMATS for between in (" ", "T") for time in TIME_INPUT_FORMATS
] + DATE_INPUT_FORMATS

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
