"""What an open data file is: its columns with their meaning, and its rows, which are those of the API.

A cell holds the text that the API writes: a point in numbers, days and moments after ISO 8601, `true` and `false`, and
nothing where a property is left out. So a file and the API can only be equal. One thing is never nothing: a hidden count
is the word for it, so that a program that adds up does not take it for a zero (R38).
"""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from samenleven.core.api.questions import Question

BETWEEN_VALUES = " "  # of a list in one cell; none of our codes and numbers holds a blank


@dataclass(frozen=True)
class Column:
    """One column: its name, which is the property of the API, what it means, and how it is written.

    `no_value`: the words that stand there where a value cannot be said.
    """

    name: str
    meaning: str
    datatype: str = "string"
    is_list: bool = False
    read: Callable[[dict], Any] | None = None
    no_value: tuple[str, ...] = ()

    def cell(self, item: dict) -> str:
        """What stands in the row of an item."""
        found = self.read(item) if self.read else item.get(self.name)
        if found is None:
            return ""
        if isinstance(found, bool):
            return "true" if found else "false"
        return BETWEEN_VALUES.join(map(str, found)) if self.is_list else str(found)


@dataclass(frozen=True)
class Frozen:
    """What the file of a snapshot rests on: the digest that says what stands in it, and since when it stands."""

    digest: str
    at: dt.datetime


def figures_of(snapshot) -> Frozen | None:
    """The frozen figures themselves, which every snapshot has."""
    return Frozen(snapshot.digest, snapshot.taken_at)


@dataclass(frozen=True)
class OpenFile:
    """One file: what it is about, its columns, and what gives its rows for a question.

    `key`: the columns that together name a row; `question`: what may be asked; `note`: what its reader must know;
    `frozen`: what of a snapshot stands in it, or nothing where a snapshot has no such file.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    items: Callable[[Any, dict], Iterable[dict]]
    question: type[Question] = Question
    note: str = ""
    frozen: Callable[[Any], Frozen | None] = figures_of

    @property
    def route(self) -> str:
        """The name of its address."""
        return f"api:open-data-{self.name}"

    @property
    def is_per_snapshot(self) -> bool:
        """Whether each snapshot has a file of its own, that never changes."""
        return "snapshot" in self.question().fields


class _Echo:
    """A file that hands back each line instead of keeping it."""

    def write(self, line):
        return line


def lines(file: OpenFile, items: Iterable[dict]) -> Iterator[str]:
    """The file line by line (RFC 4180: commas, no mark in front), in memory that does not grow with it."""
    writer = csv.writer(_Echo())
    yield writer.writerow([column.name for column in file.columns])
    for item in items:
        yield writer.writerow([column.cell(item) for column in file.columns])
