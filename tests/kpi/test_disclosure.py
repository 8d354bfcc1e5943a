"""What shows of a split and what stays hidden (R38); that it holds is attacked in test_disclosure_attack.py."""

from dataclasses import replace

import pytest

from kpi.disclosure import Cell, Edition, Level, Split, hidden_cells
from tests.kpi.worlds import publish

WAYS = [Split("studie", ("a", "b", "c"))]
HOME = {"1": "Waasland", "2": "Waasland", "3": "Limburg"}


def edition(wholes=(100, 100, 100), home=HOME, **rows):
    """The counts of towns 1, 2 and 3 in the categories a, b and c."""
    counts = {
        ("studie", town[1:], category): count
        for town, row in rows.items()
        for category, count in zip("abc", row, strict=True)
    }
    return Edition(home, dict(zip("123", wholes, strict=True)), counts)


def hidden(*editions, threshold=5):
    return hidden_cells(WAYS, editions, threshold)


def town(code, category):
    return Cell("studie", Level.LOCAL_GOVERNMENT, code, category)


def test_what_is_large_shows_and_so_do_zeros():
    assert hidden(edition(t1=(10, 0, 20), t2=(30, 5, 0), t3=(7, 0, 50))) == frozenset()


def test_a_small_count_hides_others_so_that_no_sum_gives_it_back():
    found = hidden(edition(t1=(3, 10, 20), t2=(30, 8, 40), t3=(7, 60, 50)))
    assert found == {town(code, category) for code in "12" for category in "ab"}


@pytest.mark.parametrize(("threshold", "expected"), [(1, 0), (3, 0), (4, 4)])
def test_the_threshold_is_a_setting(threshold, expected):
    found = hidden(edition(t1=(3, 10, 20), t2=(30, 8, 40), t3=(7, 60, 50)), threshold=threshold)
    assert len(found) == expected


def test_the_total_is_hidden_where_it_leaves_a_small_rest_of_the_kpi():
    """Of 33 persons 31 got a diploma: two did not, and the 33 is never hidden."""
    found = hidden(edition(wholes=(33, 60, 100), t1=(11, 10, 10), t2=(20, 20, 10), t3=(7, 60, 9)))
    assert town("1", "") in found


def test_a_row_of_a_local_government_that_counted_few_is_hidden_with_its_zeros():
    """Were the zeros shown, the one that is not would be the three persons that everybody knows of."""
    found = hidden(edition(wholes=(3, 60, 100), t1=(3, 0, 0), t2=(20, 20, 10), t3=(7, 60, 9)))
    assert {town("1", category) for category in ("a", "b", "c", "")} <= found


def test_ones_only_hide_the_whole_row():
    """Five persons in five categories: who knows that none is zero knows them all."""
    ways = [Split("studie", ("a", "b", "c", "d", "e", "f"))]
    counts = {("studie", "1", category): int(category != "f") for category in "abcdef"}
    counts |= {("studie", "2", category): 20 for category in "abcdef"}
    found = hidden_cells(ways, [Edition({"1": "r", "2": "r"}, {"1": 5, "2": 200}, counts)], 5)
    assert town("1", "f") in found


def test_one_local_government_alone_hides_its_region_and_all_with_it():
    found = hidden(edition(t1=(3, 10, 20)))
    assert {cell.level for cell in found if cell.category == "a"} == set(Level)


def test_who_told_nothing_has_nothing_to_hide():
    found = hidden(edition(wholes=(3, None, 100), t3=(7, 60, 9)))
    assert found == frozenset()


def test_parts_that_exceed_what_they_split_are_held_against_nothing():
    assert hidden(edition(wholes=(5, 60, 100), t1=(10, 10, 10), t2=(20, 20, 10), t3=(7, 60, 9))) == frozenset()


class TestASecondSnapshot:
    BEFORE = edition(t1=(3, 10, 20), t2=(30, 8, 40), t3=(7, 60, 50))

    def test_nothing_changed_so_the_same_shows(self):
        first, second = publish(WAYS, self.BEFORE, self.BEFORE)
        assert first.hidden == second.hidden

    def test_what_was_hidden_and_did_not_change_stays_hidden(self):
        after = edition(t1=(3, 10, 20), t2=(30, 8, 40), t3=(9, 60, 50))
        first, second = publish(WAYS, self.BEFORE, after)
        assert first.hidden <= second.hidden

    def test_what_showed_and_did_not_change_shows_again(self):
        """Hiding it later hides it from nobody."""
        after = edition(t1=(3, 10, 20), t2=(30, 8, 40), t3=(2, 60, 50))
        first, second = publish(WAYS, self.BEFORE, after)
        assert town("3", "a") in second.hidden
        assert not {cell for cell in second.hidden - first.hidden if cell.place in ("1", "2")}

    def test_a_zero_that_becomes_one_hides_the_sums_that_would_tell(self):
        before = edition(t1=(0, 10, 20), t2=(30, 8, 40), t3=(7, 60, 50))
        after = edition(t1=(1, 10, 20), t2=(30, 8, 40), t3=(7, 60, 50))
        first, second = publish(WAYS, before, after)
        assert first.hidden == frozenset()
        assert {
            town("1", "a"),
            Cell("studie", Level.REGION, "Waasland", "a"),
            Cell("studie", Level.ALL, "", "a"),
        } <= second.hidden

    def test_who_lies_in_another_region_now_hides_all(self):
        moved = replace(self.BEFORE, regions=HOME | {"3": "Waasland"})
        _first, second = publish(WAYS, self.BEFORE, moved)
        assert len(second.hidden) == (3 + 1 + 1) * 4
