"""From files to rows: every cell read, every fault kept with its place."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from grants.services.plan_loading.cells import Unreadable
from grants.services.plan_loading.faults import Fault
from grants.services.plan_loading.layout import Table, tables_for


class Row:
    """One row of a file: the cells that could be read; an empty cell is None, an unreadable one is not there."""

    def __init__(self, file, line, values):
        self.file, self.line, self.values = file, line, values

    def __getitem__(self, column):
        return self.values.get(column)

    def text(self, column) -> str:
        """A cell as text: empty when there is nothing."""
        return self.values.get(column) or ""

    def holds(self, *columns) -> bool:
        """Whether each of these cells was read and is filled in."""
        return all(self.values.get(column) is not None for column in columns)

    def reads(self, *columns) -> bool:
        """Whether each of these cells was read, filled in or empty."""
        return all(column in self.values for column in columns)

    def fault(self, column, message) -> Fault:
        return Fault(self.file, self.line, column, message)


class Sheets:
    """All rows of a folder, by file."""

    def __init__(self, rows, columns):
        self._rows, self._columns = rows, columns

    def __getitem__(self, file) -> list[Row]:
        return self._rows.get(file, [])

    def has(self, file, *columns) -> bool:
        """Whether the file is there with these columns, so that its silence means something."""
        return file in self._columns and self._columns[file].issuperset(columns)

    def files(self):
        return list(self._columns)


class _Broken(Exception):
    """The file is no CSV from this line on."""

    def __init__(self, line):
        super().__init__(line)
        self.line = line


def read_folder(folder: Path, faults: list[Fault]) -> Sheets:
    """Read every file of the layout; what is not there or not right is added to the faults."""
    if not folder.is_dir():
        faults.append(Fault(str(folder), 0, "", "deze map bestaat niet."))
        return Sheets({}, {})
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError as error:
        faults.append(Fault(str(folder), 0, "", f"deze map kan niet gelezen worden ({error.strerror})."))
        return Sheets({}, {})
    return read_tables(folder, tables_for(names), faults)


def read_tables(folder: Path, tables: Iterable[Table], faults: list[Fault]) -> Sheets:
    """Read these files of a folder; a file that has to be there and is not, is a fault too."""
    rows, columns = {}, {}
    for table in tables:
        path = folder / table.file
        if not path.is_file():
            if not table.extra:
                faults.append(Fault(table.file, 0, "", "dit bestand ontbreekt."))
            continue
        found = _read_file(path, table, faults)
        if found is not None:
            rows[table.file], columns[table.file] = found
    return Sheets(rows, columns)


def _read_file(path, table: Table, faults):
    try:
        # utf-8-sig also reads what Excel puts in front.
        lines = list(_lines(path.read_bytes().decode("utf-8-sig")))
    except UnicodeDecodeError:
        faults.append(Fault(table.file, 0, "", "dit bestand is niet in UTF-8 bewaard."))
        return None
    except OSError as error:
        faults.append(Fault(table.file, 0, "", f"dit bestand kan niet gelezen worden ({error.strerror})."))
        return None
    except _Broken as error:
        faults.append(
            Fault(table.file, error.line, "", "deze regel is geen leesbare CSV; kijk de aanhalingstekens na.")
        )
        return None
    if not lines:
        faults.append(
            Fault(table.file, 0, "", "dit bestand is leeg; de eerste regel hoort de namen van de kolommen te bevatten.")
        )
        return None
    header = [name.strip() for name in lines[0][1]]
    present = _check_header(header, table, faults)
    if not present:
        return None
    return list(_rows(lines[1:], header, table, present, faults)), present


def _lines(content):
    """Each record with the line it begins on; a quoted cell may run over several lines."""
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    begins = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield begins, record
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _Broken(begins) from error


def _check_header(header, table, faults):
    """The columns we know and found; every one that is missing or there twice is a fault."""
    wanted = {column.name for column in table.columns}
    if len(header) == 1 and ";" in header[0] and wanted.isdisjoint(header):
        faults.append(
            Fault(table.file, 1, "", "de kolommen zijn gescheiden door puntkomma's; bewaar het bestand met komma's.")
        )
        return None
    for name in sorted({name for name in header if name in wanted and header.count(name) > 1}):
        faults.append(Fault(table.file, 1, name, "deze kolom staat er twee keer."))
    for column in table.columns:
        if column.name not in header and not column.extra:
            faults.append(Fault(table.file, 1, column.name, "deze kolom ontbreekt."))
    return wanted.intersection(header)


def _rows(lines, header, table, present, faults):
    readers = [(column, header.index(column.name)) for column in table.columns if column.name in present]
    key_is_there = present.issuperset(table.key)
    first_lines: dict[tuple, int] = {}
    for line, record in lines:
        if len(record) != len(header):
            faults.append(
                Fault(
                    table.file,
                    line,
                    "",
                    f"deze regel telt {len(record)} cellen; de eerste regel telt er {len(header)}.",
                )
            )
            continue
        row = Row(table.file, line, {})
        for column, position in readers:
            _read_cell(row, column, record[position].strip(), faults)
        if key_is_there and row.reads(*table.key):
            key = tuple(row[name] for name in table.key)
            if key in first_lines:
                faults.append(row.fault(_key_column(table), f"{_told(key)} staat al op regel {first_lines[key]}."))
                continue
            first_lines[key] = line
        yield row


def _read_cell(row, column, cell, faults):
    if not cell:
        if column.filled:
            faults.append(row.fault(column.name, "deze cel mag niet leeg zijn."))
        else:
            row.values[column.name] = None
        return
    try:
        row.values[column.name] = column.read(cell)
    except Unreadable as error:
        faults.append(row.fault(column.name, str(error)))


def _key_column(table):
    return "nis_code" if "nis_code" in table.key else table.key[0]


def _told(key):
    return ", ".join(str(part) for part in key if part is not None)
