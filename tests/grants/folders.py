"""Folders to load: the real one, copied and then changed cell by cell."""

import csv
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

from samenleven.core.models import Stamp

OPTIONAL = (
    "programme.csv",
    "offers.csv",
    "reporting_moments.csv",
    "dimensions.csv",
    "categories.csv",
    "indicator_dimensions.csv",
)


def everything():
    """How many rows every table holds, its history too, and how often a figure may have changed."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables))
        return dict(cursor.fetchall()), Stamp.of("figures")


class Folder:
    """A copy of the plan's folder that a test may spoil."""

    def __init__(self, path: Path):
        self.path = path
        shutil.copytree(settings.PLAN_FOLDER, path)

    def read(self, file):
        with (self.path / file).open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def write(self, file, rows):
        with (self.path / file).open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def change(self, file, where, **cells):
        """Change cells of the one row that has these values; answers the line it stands on."""
        rows = self.read(file)
        found = [place for place, row in enumerate(rows) if all(row[name] == value for name, value in where.items())]
        assert len(found) == 1, f"{len(found)} rows in {file} with {where}"
        assert cells.keys() <= rows[0].keys()
        rows[found[0]] |= cells
        self.write(file, rows)
        return found[0] + 2

    def add(self, file, **cells):
        """Add a row; answers the line it stands on."""
        rows = self.read(file)
        rows.append(dict.fromkeys(rows[0], "") | cells)
        self.write(file, rows)
        return len(rows) + 1

    def drop_column(self, file, column):
        self.write(file, [{name: cell for name, cell in row.items() if name != column} for row in self.read(file)])

    def drop(self, *files):
        for file in files:
            (self.path / file).unlink()
        return self

    def keep_header(self, *files):
        """Leave only the first line."""
        for file in files:
            first = (self.path / file).read_text(encoding="utf-8").splitlines()[0]
            (self.path / file).write_text(first + "\n", encoding="utf-8")
