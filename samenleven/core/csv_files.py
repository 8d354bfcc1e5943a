"""Tables as CSV files that Excel opens well."""

import csv
import datetime as dt

from django.http import StreamingHttpResponse

from samenleven.core import wording
from samenleven.core.tables import Format

BOM = "\ufeff"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back each line instead of keeping it."""

    def write(self, line):
        return line


def csv_file(download):
    """The first list of a download, for Excel in Dutch: UTF-8 with a mark, semicolons; lines leave as they are made."""
    table, writer = download.tables[0], csv.writer(_Echo(), delimiter=";")

    def lines():
        yield BOM + writer.writerow([_harmless(head) for head in table.heads])
        for row in table.rows:
            yield writer.writerow([_written(column.read(row), column.format) for column in table.columns])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{download.name}.csv"'
    return response


def _harmless(text):
    """No text of ours runs as a formula in somebody's Excel."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def _written(value, format):
    """A cell as Excel in Dutch reads it: a comma in numbers and no points between thousands, days as dd/mm/jjjj."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _harmless(value)
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return wording.day(value, short=True)
    if format is Format.EURO:
        return f"{value:.2f}".replace(".", ",")
    return wording.units(value * 100 if format is Format.SHARE else value).replace(".", "")
