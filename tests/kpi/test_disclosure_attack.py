"""Disclosure control attacked by solving: from all that is published no hidden count can be worked out (R38)."""

import random
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.disclosure import Edition, Split, hidden_cells
from tests.kpi.attack import attack
from tests.kpi.worlds import THRESHOLD, corrected, publish, world

KEYS = ("land-diploma", "nationaliteit", "herkomst")


def verdict_of(ways, shown, **options):
    return attack(ways, shown, [edition.hidden for edition in shown], THRESHOLD, **options)


def told(key, town, *counts):
    return {(key, town, f"c{number}"): count for number, count in enumerate(counts)}


def two_towns():
    """33 persons of two towns, of whom 29 got a diploma, by three breakdowns: question 222 as it was asked of action 6."""
    ways = [Split("diploma", ("graduaat", "bachelor", "onbekend"))]
    ways += [Split(key, tuple(f"c{number}" for number in range(12)), of="diploma") for key in KEYS]
    counts = {
        ("diploma", "73107", "graduaat"): 12,
        ("diploma", "73107", "bachelor"): 7,
        ("diploma", "46021", "graduaat"): 3,
        ("diploma", "46021", "bachelor"): 6,
        ("diploma", "46021", "onbekend"): 1,
        **told("land-diploma", "73107", 6, 4, 3, 2, 2, 1, 1, 0, 0, 0, 0, 0),
        **told("land-diploma", "46021", 5, 2, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0),
        **told("nationaliteit", "73107", 9, 3, 2, 2, 1, 1, 0, 1, 0, 0, 0, 0),
        **told("nationaliteit", "46021", 6, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0),
        **told("herkomst", "73107", 5, 5, 3, 2, 1, 1, 1, 1, 0, 0, 0, 0),
        **told("herkomst", "46021", 4, 3, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0),
    }
    return ways, Edition({"73107": "Limburg", "46021": "Waasland"}, {"73107": 21, "46021": 12}, counts)


@pytest.mark.parametrize("integer", [False, True], ids=["linear", "in whole numbers"])
def test_33_persons_of_two_towns_by_three_breakdowns(integer):
    ways, edition = two_towns()
    verdict = verdict_of(ways, publish(ways, edition), integer=integer)
    print(verdict)
    assert (verdict.cells, verdict.recovered, verdict.narrow) == (215, [], [])
    assert 0 < verdict.hidden < verdict.cells


def test_the_same_attack_finds_them_where_only_the_small_ones_are_hidden():
    """The attacker is no straw man: hiding what is small and nothing else gives them back."""
    ways, edition = two_towns()
    [shown] = publish(ways, edition)
    small = {cell for cell in shown.hidden if 0 < value_of(edition, cell) < THRESHOLD}
    assert len(attack(ways, [edition], [small], THRESHOLD).recovered) > 10


def value_of(edition, cell):
    inside = {"all": edition.regions, "region": [code for code, one in edition.regions.items() if one == cell.place]}
    codes = inside.get(cell.level, [cell.place])
    return sum(
        count
        for (split, code, category), count in edition.counts.items()
        if split == cell.split and code in codes and cell.category in ("", category)
    )


def test_33_persons_and_a_correction():
    """One person more in one town: the two snapshots side by side give nobody back, of then nor of now."""
    ways, edition = two_towns()
    counts = dict(edition.counts)
    for key, category in [("diploma", "bachelor"), *((key, "c8") for key in KEYS)]:
        counts[key, "46021", category] = counts[key, "46021", category] + 1
    after = Edition(edition.regions, {"73107": 21, "46021": 13}, counts)
    shown = publish(ways, edition, after)
    verdict = verdict_of(ways, shown)
    print(verdict)
    assert (verdict.cells, verdict.recovered, verdict.narrow) == (430, [], [])


def test_a_second_snapshot_that_knows_nothing_of_the_first_gives_counts_back():
    """Why snapshots are decided together: decided apart, their difference tells."""
    regions = {"a": "r", "b": "r", "c": "r"}
    ways = [Split("k", ("x", "y"))]
    before = Edition(
        regions,
        {"a": 30, "b": 30, "c": 30},
        {
            ("k", "a", "x"): 3,
            ("k", "a", "y"): 20,
            ("k", "b", "x"): 6,
            ("k", "b", "y"): 9,
            ("k", "c", "x"): 9,
            ("k", "c", "y"): 9,
        },
    )
    after = Edition(regions, before.wholes, before.counts | {("k", "b", "x"): 0, ("k", "b", "y"): 15})
    apart = [hidden_cells(ways, [one], THRESHOLD) for one in (before, after)]
    assert attack(ways, [before, after], apart, THRESHOLD).recovered
    together = publish(ways, before, after)
    assert verdict_of(ways, together).recovered == []


def test_an_interim_report_beside_the_final_one_would_give_a_count_back():
    """Why the interim report gets no tables: who supposes that the year holds at least what its first half held finds somebody."""
    ways, interim = world(1, towns=3, persons=53)
    _ways, more = world(1001, towns=3, persons=33)
    grown = {key: interim.counts.get(key, 0) + more.counts.get(key, 0) for key in interim.counts | more.counts}
    final = Edition(interim.regions, {code: whole + more.wholes[code] for code, whole in interim.wholes.items()}, grown)
    hidden = [hidden_cells(ways, [one], THRESHOLD) for one in (interim, final)]
    assert attack(ways, [interim, final], hidden, THRESHOLD).recovered == []
    assert attack(ways, [interim, final], hidden, THRESHOLD, supposes_growth=True).recovered != []


def thinned(edition, chance):
    """The same, of which some towns told nothing, no nationality, no diploma, or not how many there were."""
    counts, wholes = dict(edition.counts), dict(edition.wholes)
    for town in sorted(wholes):
        left_out = chance.choice([(), (), (), ("diploma",), ("nationaliteit",), ("diploma", *KEYS)])
        counts = {key: count for key, count in counts.items() if key[1] != town or key[0] not in left_out}
        if not left_out and chance.random() < 0.1:
            wholes[town] = None
    return Edition(edition.regions, wholes, counts)


worlds = st.builds(
    lambda seed, towns, regions, persons, categories: world(
        seed, towns=towns, regions=regions, persons=persons, categories=categories
    ),
    st.integers(0, 10**6),
    st.sampled_from([1, 2, 3, 5, 8]),
    st.sampled_from([1, 2]),
    st.sampled_from([3, 12, 33, 100, 400]),
    st.sampled_from([3, 6]),
)
bounded = settings(max_examples=15, deadline=None, derandomize=True, database=None)


class TestWhateverIsCounted:
    @bounded
    @given(worlds)
    def test_nothing_is_recovered_from_one_snapshot(self, made):
        ways, edition = made
        verdict = verdict_of(ways, publish(ways, edition))
        assert (verdict.recovered, verdict.narrow) == ([], [])

    @bounded
    @given(worlds, st.lists(st.integers(0, 10**6), min_size=1, max_size=2))
    def test_nothing_is_recovered_from_snapshots_side_by_side(self, made, corrections):
        ways, edition = made
        editions = [edition]
        for seed in corrections:
            editions.append(corrected(editions[-1], ways, seed))
        verdict = verdict_of(ways, publish(ways, *editions))
        assert (verdict.recovered, verdict.narrow) == ([], [])

    @bounded
    @given(worlds, st.integers(0, 10**6))
    def test_nothing_small_is_recovered_where_some_told_no_split_or_no_longer(self, made, seed):
        """A large count hidden with the rest of a table can follow from what showed before; a small one cannot."""
        ways, edition = made
        chance = random.Random(seed)
        editions = [thinned(edition, chance)]
        editions.append(thinned(corrected(editions[0], ways, seed), chance))
        verdict = verdict_of(ways, publish(ways, *editions))
        narrow = {(version, cell) for version, cell, *_range in verdict.narrow}
        assert verdict.small & (set(verdict.recovered) | narrow) == set()

    @bounded
    @given(worlds, st.randoms(use_true_random=False))
    def test_the_order_of_the_rows_does_not_matter(self, made, chance):
        ways, edition = made

        def shuffled(mapping):
            pairs = list(mapping.items())
            chance.shuffle(pairs)
            return dict(pairs)

        other = Edition(shuffled(edition.regions), shuffled(edition.wholes), shuffled(edition.counts))
        turned = [Split(one.key, one.categories[::-1], one.of) for one in ways[::-1]]
        assert hidden_cells(ways, [edition], THRESHOLD) == hidden_cells(turned, [other], THRESHOLD)


def large(towns):
    """One split in 40 categories, some of which are chosen by many and some by few."""
    chance = random.Random(222)
    weights = [chance.expovariate(1) ** 2 for _category in range(40)]
    regions = {f"{number:05}": f"regio {number % 15}" for number in range(towns)}
    counts = {}
    for code in regions:
        size = chance.expovariate(1 / 8)
        for number, weight in enumerate(weights):
            counts["k", code, f"c{number:02}"] = int(chance.expovariate(1) * size * weight)
    wholes = dict.fromkeys(regions, 5)
    for (_key, code, _category), count in counts.items():
        wholes[code] += count
    return [Split("k", tuple(f"c{number:02}" for number in range(40)))], Edition(regions, wholes, counts)


def test_300_local_governments_by_40_categories_take_seconds():
    ways, edition = large(300)
    began = time.perf_counter()
    hidden = hidden_cells(ways, [edition], THRESHOLD)
    took = time.perf_counter() - began
    print(f"{len(hidden)} van {316 * 41} cellen verborgen in {took:.1f} s")
    small = sum(0 < count < THRESHOLD for count in edition.counts.values())
    assert small > 1000
    assert small <= len(hidden) < 2 * small
    assert took < 10  # 1.3 s on two cores without company


def test_it_needs_little_memory():
    ways, edition = large(30)
    tracemalloc.start()
    hidden_cells(ways, [edition], THRESHOLD)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
