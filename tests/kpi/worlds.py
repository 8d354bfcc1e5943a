"""Worlds of small counts for disclosure control: persons in towns, split as action 6 splits them."""

import random
from dataclasses import replace

from kpi.disclosure import Edition, Split, hidden_cells

THRESHOLD = 5


def splits(categories=6):
    """A diploma, split further by the country of the first diploma, by nationality and by country of origin."""
    codes = tuple(f"c{number}" for number in range(categories))
    deeper = [Split(key, codes, of="diploma") for key in ("land-diploma", "nationaliteit", "herkomst")]
    return [Split("diploma", ("graduaat", "bachelor", "onbekend")), *deeper]


def world(seed, *, towns=2, regions=1, persons=33, categories=6):
    """Persons, each in a town, most with a diploma, and of nearly all of these the rest is told; few countries have many."""
    chance = random.Random(seed)
    ways = splits(categories)
    home = {f"{number:05}": f"regio {number % regions}" for number in range(towns)}
    counts, wholes = {}, dict.fromkeys(home, 0)
    for _person in range(persons):
        town = chance.choice(sorted(home))
        wholes[town] += 1
        if chance.random() < 0.2:
            continue
        for split in ways:
            if split.of is None:
                category = chance.choice(split.categories)
            elif chance.random() < 0.95:
                category = split.categories[min(categories - 1, int(chance.expovariate(0.5)))]
            else:
                continue
            counts[split.key, town, category] = counts.get((split.key, town, category), 0) + 1
    return ways, Edition(home, wholes, counts)


def corrected(edition, ways, seed):
    """The same towns after some of them sent a correction: a count up or down here and there."""
    chance = random.Random(seed)
    counts, wholes = dict(edition.counts), dict(edition.wholes)
    for _correction in range(chance.choice([1, 1, 2, 3])):
        town, step = chance.choice(sorted(wholes)), chance.choice([1, 1, 2, -1, 5])
        for split in ways:
            if chance.random() < 0.8:
                key = split.key, town, chance.choice(split.categories)
                counts[key] = max(0, counts.get(key, 0) + step)
        with_diploma = sum(counts.get((ways[0].key, town, one), 0) for one in ways[0].categories)
        if wholes[town] is not None:
            wholes[town] = max(wholes[town] + max(step, 0), with_diploma)
    return Edition(edition.regions, wholes, counts)


def publish(ways, *editions):
    """The editions one after the other, each decided on what was shown before."""
    shown: list[Edition] = []
    for edition in editions:
        shown.append(replace(edition, hidden=hidden_cells(ways, [*shown, edition], THRESHOLD)))
    return shown
