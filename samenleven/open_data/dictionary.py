"""The data dictionary for machines: CSV on the Web (W3C), where a client of CSVW looks for it by itself."""

from typing import Any

from samenleven.open_data.files import BETWEEN_VALUES, Column, OpenFile
from samenleven.open_data.licence import LICENCE, LICENCE_NAME, PUBLISHER, PUBLISHER_NAME
from samenleven.open_data.tables import FILES

MEDIA_TYPE = "application/csvm+json"


def dictionary() -> dict:
    """Every file with its columns; the addresses are beside that of the dictionary itself."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "dc:title": "Plan Samenleven: open data",
        "dc:language": "nl",
        "dc:license": {"@id": LICENCE, "dc:title": LICENCE_NAME},
        "dc:publisher": {"@id": PUBLISHER, "dc:title": PUBLISHER_NAME},
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "lineTerminators": ["\r\n"]},
        "tables": [_table(file) for file in FILES.values()],
    }


def _table(file: OpenFile) -> dict:
    described = {"dc:title": file.title, "dc:description": " ".join(filter(None, (file.description, file.note)))}
    return {
        "url": f"{file.name}.csv",
        **described,
        "tableSchema": {
            "columns": [_column(column) for column in file.columns],
            "rowTitles": list(file.key),
        },
    }


def _column(column: Column) -> dict:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.meaning,
        "datatype": column.datatype,
    }
    if column.is_list:
        described["separator"] = BETWEEN_VALUES
    if column.no_value:
        described["null"] = ["", *column.no_value]
    return described
