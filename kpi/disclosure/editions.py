"""What goes into disclosure control and what comes out: the counts of one KPI, snapshot after snapshot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from kpi.disclosure.network import ALL, DARK, HIDDEN, SHOWN, Layer, Shape
from kpi.disclosure.suppression import Table, suppress


class Level(StrEnum):
    """Over which local governments a count goes (niveau)."""

    ALL = "all"
    REGION = "region"
    LOCAL_GOVERNMENT = "local_government"


class Cell(NamedTuple):
    """One place in the tables of a KPI; without a category it is the total of the split."""

    split: str
    level: Level
    place: str
    category: str


@dataclass(frozen=True)
class Split:
    """One way in which the KPI, or another split of it, is split (uitsplitsing)."""

    key: str
    categories: tuple[str, ...]
    of: str | None = None


@dataclass(frozen=True)
class Edition:
    """What the local governments told of a KPI by one snapshot (uitgave), and what of it was hidden then.

    `wholes` are the counts of the KPI itself, which everybody sees; `counts` per split, local government and category.
    `hidden` is None for the edition that is decided now.
    """

    regions: Mapping[str, str]
    wholes: Mapping[str, int | None]
    counts: Mapping[tuple[str, str, str], int]
    hidden: frozenset[Cell] | None = field(default=None)


def hidden_cells(splits: Sequence[Split], editions: Sequence[Edition], threshold: int) -> frozenset[Cell]:
    """The cells of the newest edition that stay hidden, given everything that was shown of the editions before it.

    The same input gives the same answer, in whatever order it comes. Below `threshold` a count is small; with 1 nothing is.
    """
    newest = editions[-1]
    regions = dict(newest.regions)
    moved = any(regions.get(code, region) != region for one in editions for code, region in one.regions.items())
    for one in editions:
        regions |= one.regions
    regions |= newest.regions
    tables = _tables(sorted(splits, key=lambda split: split.key), editions, regions, threshold)
    if moved:
        # A local government lies elsewhere now: the sums of then and of now are no longer those of one map.
        for table in tables:
            table.hide_all()
    else:
        suppress(tables)
    return frozenset(cell for table in tables for cell in _cells_of(table))


def _tables(splits, editions, regions, threshold) -> list[Table]:
    """Those that are split further last, and each with those that split it further."""
    names = sorted(set(regions.values()))
    leaves = sorted(regions.items())
    made: dict[str, Table] = {}
    for split in sorted(splits, key=lambda one: (one.of is None, one.key)):
        shape = Shape(names, leaves, sorted(split.categories))
        layers = [_layer(shape, split, edition) for edition in editions]
        made[split.key] = Table(split.key, shape, layers, threshold)
    for split in splits:
        if split.of in made:
            made[split.of].deeper.append(made[split.key])
    for split in splits:
        for number, edition in enumerate(editions):
            _set_wholes(
                made[split.key].layers[number], edition, made.get(split.of or "") and made[split.of].layers[number]
            )
    for table in made.values():
        table.changed += [_changed(before, after) for before, after in pairwise(table.layers)]
        for layer, edition in zip(table.layers[:-1], editions, strict=False):
            _hide_as_published(table, layer, edition.hidden or frozenset())
    return list(made.values())


def _layer(shape, split, edition) -> Layer:
    """The counts of a split with all their sums."""
    place_of = {code: number for number, code in enumerate(shape.places) if shape.is_leaf(number)}
    category_of = {code: number for number, code in enumerate(shape.categories)}
    counts = [0] * (len(shape.places) * shape.width)
    given: set[int] = set()
    for (key, code, category), count in edition.counts.items():
        if key != split.key:
            continue
        above = shape.path_up(place_of[code])
        given.update(above)
        for place in above:
            counts[place * shape.width + category_of[category]] += count
            counts[shape.total(place)] += count
    return Layer(shape, counts, [0] * len(shape.places), given)


def _set_wholes(layer, edition, above):
    """What the total of each local government is a part of: the total of the split above where that was told, else the KPI.

    Only who told the split counts in the wholes of the regions: who did is no secret, and nothing is known of the others.
    """
    shape = layer.shape
    for place in range(shape.first_leaf, len(shape.places)):
        if place not in layer.given:
            continue
        total = layer.counts[shape.total(place)]
        whole = edition.wholes.get(shape.places[place])
        if above is not None and place in above.given and above.counts[above.shape.total(place)] >= total:
            whole = above.counts[above.shape.total(place)]
            layer.linked.add(place)
            above.floor[place] = max(above.floor[place], total)
        # A part that exceeds its whole is refused where it is sent; were it there, it is a part of nothing.
        layer.wholes[place] = total if whole is None or whole < total else whole
        for higher in shape.path_up(place)[1:]:
            layer.wholes[higher] += layer.wholes[place]


def _changed(before, after) -> list[bool]:
    """Of which places anything differs; of a region or all, when anything of a local government in it does."""
    shape = before.shape
    changed = [False] * len(shape.places)
    for place in range(shape.first_leaf, len(shape.places)):
        row = slice(shape.row(place).start, shape.row(place).stop)
        if (place in before.given, before.wholes[place], before.counts[row]) != (
            place in after.given,
            after.wholes[place],
            after.counts[row],
        ):
            for one in shape.path_up(place):
                changed[one] = True
    return changed


def _hide_as_published(table, layer, hidden: Iterable[Cell]):
    """What an earlier edition hid; a row of which nothing shows, or with a hidden zero, may hold more zeros."""
    for place in layer.given:
        for arc in table.shape.row(place):
            if _cell(table, arc) in hidden:
                layer.state[arc] = HIDDEN
    for place in layer.given:
        row = [arc for arc in table.shape.row(place) if layer.state[arc] != SHOWN]
        if row and (0 < layer.wholes[place] < table.threshold or _may_hold_zeros(layer, place)):
            for arc in row:
                layer.state[arc] = DARK


def _may_hold_zeros(layer, place):
    """Whether a row hides a zero, or shows nothing but the zeros of the region or of all."""
    shape, row = layer.shape, layer.shape.row(place)[:-1]
    above = shape.parent[place] * shape.width
    return any(layer.state[arc] != SHOWN and not layer.counts[arc] for arc in row) or all(
        layer.state[arc] != SHOWN
        or (place != ALL and layer.state[above + category] == SHOWN and not layer.counts[above + category])
        for category, arc in enumerate(row)
    )


def _cells_of(table):
    for arc, state in enumerate(table.newest.state):
        if state != SHOWN:
            yield _cell(table, arc)


def _cell(table, arc) -> Cell:
    place, category = divmod(arc, table.shape.width)
    if place == ALL:
        level = Level.ALL
    else:
        level = Level.LOCAL_GOVERNMENT if table.shape.is_leaf(place) else Level.REGION
    code = "" if category == table.shape.width - 1 else table.shape.categories[category]
    return Cell(table.key, level, table.shape.places[place], code)
