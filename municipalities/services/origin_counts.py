"""The inhabitants of non-EU-14 origin per local government and year: read, looked at, kept, counted together (R10)."""

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from municipalities.models import LocalGovernment, OriginCount
from municipalities.models.local_government import sort_key
from municipalities.services.register import everybody
from samenleven.audit.services import record
from samenleven.core import wording
from samenleven.core.errors import DomainError
from samenleven.core.forms import LARGEST_COUNT, read_number

MOST_BYTES = 256 * 1024  # many times a list of all local governments
MOST_ROWS = 2000
SEPARATORS = "\t;,"


@dataclass(frozen=True)
class Row:
    """One local government of a list: what is stored of it (None: nothing yet) and what the list says."""

    body: LocalGovernment
    old: int | None
    new: int

    @property
    def changes(self) -> bool:
        """Whether accepting the list changes anything here."""
        return self.old != self.new


@dataclass(frozen=True)
class Reading:
    """A list as it was read: its rows, and all that is wrong with it."""

    year: int
    rows: list[Row]
    faults: list[str]

    @property
    def changed(self) -> list[Row]:
        """What accepting it changes."""
        return [row for row in self.rows if row.changes]


def decode(content: bytes) -> str:
    """The text of a file as Excel and others write it; a DomainError says in one sentence why it cannot be read."""
    if len(content) > MOST_BYTES:
        raise DomainError(
            _("Dit bestand is te groot: een lijst van lokale besturen telt hoogstens enkele honderden rijen.")
        )
    if content.startswith(b"PK") or b"\0" in content:
        raise DomainError(
            _("Dit bestand is geen CSV. Kopieer in Excel de twee kolommen en plak ze, of bewaar het blad als CSV.")
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # how an older Excel in Dutch writes it


def read(text: str, year: int) -> Reading:
    """The two columns of a list, a NIS code or name and a number, however they are separated; two queries."""
    bodies, stored = (
        everybody(),
        dict(OriginCount.objects.filter(year=year).values_list("local_government", "inhabitants")),
    )
    known = _by_name_and_code(bodies.values(), year)
    rows: dict[int, Row] = {}
    faults = []
    try:
        lines = [(number, cells) for number, cells in enumerate(_lines(text), start=1) if any(cells)]
    except csv.Error:
        return Reading(
            year, [], [_("Deze lijst kan niet gelezen worden. Plak twee kolommen, met elk bestuur op een eigen rij.")]
        )
    for place, (number, cells) in enumerate(lines[:MOST_ROWS]):
        if place == 0 and _is_heading(cells, known):
            continue
        try:
            row = _row(cells, known, stored)
            if row.body.pk in rows:
                raise DomainError(_("%(name)s staat er twee keer in.") % {"name": row.body})
            rows[row.body.pk] = row
        except DomainError as error:
            faults.append(_("Rij %(number)s: %(fault)s") % {"number": number, "fault": error})
    if len(lines) > MOST_ROWS:
        faults.append(_("De lijst telt meer dan %(most)s rijen.") % {"most": wording.count(MOST_ROWS)})
    if not rows and not faults:
        faults.append(_("De lijst is leeg. Plak twee kolommen: NIS-code of naam, en het aantal inwoners."))
    return Reading(year, sorted(rows.values(), key=lambda row: row.body.sort_name), faults)


@transaction.atomic
def accept(*, text, year, by) -> int:
    """Keep what a list says; answers how many counts changed. A list with a fault changes nothing: DomainError."""
    reading = read(text, year)
    if reading.faults:
        raise DomainError(" ".join(reading.faults))
    if not reading.changed:
        raise DomainError(_("Deze cijfers staan er al."))
    OriginCount.objects.bulk_create(
        [OriginCount(local_government=row.body, year=year, inhabitants=row.new) for row in reading.changed],
        update_conflicts=True,
        unique_fields=["local_government", "year"],
        update_fields=["inhabitants"],
    )
    newest = OriginCount.objects.filter(year=year).latest("pk")
    record(by, "origin_counts.imported", newest, year=year, changed=len(reading.changed))
    return len(reading.changed)


def counts_of(local_governments, year) -> dict[int, int | None]:
    """The inhabitants of each of these bodies (ids) in a year; None where nobody said; two queries.

    A body that came from a merger has those of its predecessors, and its own where it kept its name and number (R9).
    """
    stored = dict(OriginCount.objects.filter(year=year).values_list("local_government", "inhabitants"))
    before: dict[int, list[int]] = defaultdict(list)
    merged = LocalGovernment.objects.filter(successor__isnull=False).order_by()
    for old, new in merged.values_list("pk", "successor"):
        if new is not None:
            before[new].append(old)
    return {body: _count(body, stored, before, frozenset()) for body in local_governments}


def _count(body: int, stored: Mapping[int, int], before: Mapping[int, list[int]], seen: frozenset[int]) -> int | None:
    older = [_count(one, stored, before, seen | {body}) for one in before.get(body, []) if one not in seen]
    if body in stored:
        return stored[body] + sum(one for one in older if one is not None)
    return None if not older or None in older else sum(one for one in older if one is not None)


def _lines(text):
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((sign for sign in SEPARATORS if sign in first), "\t")
    for cells in csv.reader(io.StringIO(text, newline=None), delimiter=separator):
        yield [cell.strip() for cell in cells]


def _is_heading(cells, known) -> bool:
    return read_number(cells[-1]) is None and sort_key(cells[0]) not in known


def _row(cells, known, stored) -> Row:
    filled = [cell for cell in cells if cell]
    if len(filled) != 2:
        raise DomainError(_("er horen twee kolommen te staan, NIS-code of naam en het aantal inwoners."))
    found = known.get(sort_key(filled[0]), [])
    if not found:
        raise DomainError(_("“%(name)s” is geen lokaal bestuur dat het portaal kent.") % {"name": filled[0][:80]})
    if len(found) > 1:
        raise DomainError(
            _("“%(name)s” kan meer dan één bestuur zijn: gebruik de NIS-code.") % {"name": filled[0][:80]}
        )
    number = read_number(filled[1])
    if number is None or number != number.to_integral_value() or not 0 <= number <= LARGEST_COUNT:
        raise DomainError(
            _("%(name)s: vul een geheel getal van 0 of meer in, niet “%(typed)s”.")
            % {"name": found[0], "typed": filled[1][:80]}
        )
    return Row(found[0], stored.get(found[0].pk), int(number))


def _by_name_and_code(bodies, year) -> dict[str, list[LocalGovernment]]:
    """Bodies by their code and by their name; of two with one name those that existed in the year come first."""
    day = dt.date(year, 1, 1)
    named: dict[str, list[LocalGovernment]] = defaultdict(list)
    for body in bodies:
        named[body.sort_name].append(body)
    found = {
        name: [one for one in same if _existed(one, day)] or same if len(same) > 1 else same
        for name, same in named.items()
    }
    return found | {sort_key(body.code): [body] for body in bodies}


def _existed(body, day) -> bool:
    return (body.valid_from is None or body.valid_from <= day) and (body.valid_until is None or body.valid_until >= day)
