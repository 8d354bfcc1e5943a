"""An attacker who solves: everything that is published of a KPI as linear relations, and a solver that asks of each hidden
count the least and the most it can be. It shares no line with the product and knows more than anybody outside can know.

It knows which rows did not change between two snapshots, that a hidden count is no zero (zeros show), and how each split
relates to the KPI. What it does not know is the counts.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import highspy

ALL = ("all", "")


@dataclass
class Verdict:
    """What came out of an attack."""

    cells: int = 0
    hidden: int = 0
    recovered: list = field(default_factory=list)
    narrow: list = field(default_factory=list)
    ranges: dict = field(default_factory=dict)
    small: set = field(default_factory=set)  # the unknowns that must be protected: small, or leaving a small rest

    def __str__(self):
        return f"{self.cells} cellen, {self.hidden} verborgen, {len(self.recovered)} teruggevonden"


def attack(splits, editions, hidden, threshold, *, integer=False, supposes_growth=False):
    """The verdict over all editions together; `hidden` holds one set of cells per edition.

    Who supposes growth takes each count to be at least what it was in the edition before, as in a final after an interim report.
    """
    world = _World(splits, editions, hidden, threshold)
    if supposes_growth:
        world.suppose_growth()
    return world.solve(integer=integer)


class _World:
    def __init__(self, splits, editions, hidden, threshold):
        self.splits, self.editions, self.threshold = {one.key: one for one in splits}, editions, threshold
        self.hidden = [{tuple(map(str, cell)) for cell in cells} for cells in hidden]
        self.unknowns, self.bounds, self.rows, self.known, self.signatures = {}, [], [], {}, {}
        self.told = [self._told(edition) for edition in editions]
        self.truth = [self._truth(number) for number in range(len(editions))]
        for number in range(len(editions)):
            self._relate(number)

    def _told(self, edition):
        told = defaultdict(set)
        for split, code, _category in edition.counts:
            told[split].add(code)
        return told

    def _places(self, edition, split, code):
        return [("local_government", code), ("region", edition.regions[code]), ALL]

    def _truth(self, number):
        edition, truth = self.editions[number], defaultdict(int)
        for split in self.splits.values():
            for code in self.told[number][split.key]:
                for place in self._places(edition, split, code):
                    for category in (*split.categories, ""):
                        truth[split.key, *place, category] += 0
        for (split, code, category), count in edition.counts.items():
            for place in self._places(edition, split, code):
                truth[split, *place, category] += count
                truth[split, *place, ""] += count
        return truth

    def whole(self, number, split, code):
        """What the total of a local government is a part of: a cell, or a number everybody knows."""
        truth, above = self.truth[number], self.splits[split].of
        total = truth[split, "local_government", code, ""]
        if above and code in self.told[number][above]:
            cell = (above, "local_government", code, "")
            if truth[cell] >= total:
                return cell
        whole = self.editions[number].wholes.get(code)
        return total if whole is None or whole < total else whole

    def size(self, number, split, code):
        whole = self.whole(number, split, code)
        return self.truth[number][whole] if isinstance(whole, tuple) else whole

    def size_of(self, number, split, place):
        inside = [
            code for code in self.told[number][split] if place in self._places(self.editions[number], split, code)
        ]
        return sum(self.size(number, split, code) for code in inside)

    def _signature(self, number, split, place):
        """What makes a row the same unknowns as in the snapshot before."""
        key = number, split, place
        if key not in self.signatures:
            self.signatures[key] = self._signed(number, split, place)
        return self.signatures[key]

    def _signed(self, number, split, place):
        edition = self.editions[number]
        codes = sorted(c for c in self.told[number][split] if place in self._places(edition, split, c))
        return tuple(
            (
                code,
                self.size(number, split, code),
                *(self.truth[number][split, "local_government", code, one] for one in self.splits[split].categories),
            )
            for code in codes
        )

    def _version(self, number, split, place):
        while number and self._signature(number, split, place) == self._signature(number - 1, split, place):
            number -= 1
        return number

    def _is_dark(self, number, split, place):
        """Whether a row may hold hidden zeros: nothing tells that its hidden counts are no zeros."""
        row = [cell for cell in self.truth[number] if cell[0] == split and cell[1:3] == place and cell[3]]
        zeros = any(cell in self.hidden[number] and not self.truth[number][cell] for cell in row)
        nothing_shows = all(cell in self.hidden[number] or self._follows(number, cell) for cell in row)
        return zeros or nothing_shows or 0 < self.size_of(number, split, place) < self.threshold

    def _follows(self, number, cell):
        """Whether that a cell is zero follows from the zero of the region, or of all: it tells nothing of its row."""
        split, level, place, category = cell
        if level == "all":
            return False
        regions = {self.editions[number].regions[code] for code in self.told[number][split]}
        inside = (
            {(split, *ALL, category)}
            if level == "region"
            else {
                (split, "region", region, category)
                for region in regions
                if self.editions[number].regions[place] == region
            }
        )
        return not any(self.truth[number][one] or one in self.hidden[number] for one in inside)

    def _relate(self, number):
        truth, edition = self.truth[number], self.editions[number]
        dark = {}
        for cell in truth:
            split, place = cell[0], cell[1:3]
            unknown = (self._version(number, split, place), cell)
            is_new = unknown not in self.unknowns
            if is_new:
                self.unknowns[unknown] = len(self.bounds)
                self.bounds.append([0, highspy.kHighsInf])
            at = self.unknowns[unknown]
            self.known[number, cell] = at
            if cell not in self.hidden[number]:
                self.bounds[at] = [truth[cell], truth[cell]]
            elif is_new:
                # That it is no zero, the first snapshot that holds it can tell; later ones repeat what did not change.
                if (split, place) not in dark:
                    dark[split, place] = self._is_dark(number, split, place)
                self.bounds[at] = [0 if dark[split, place] else 1, highspy.kHighsInf]
        for split in self.splits.values():
            regions = defaultdict(set)
            for code in self.told[number][split.key]:
                regions[edition.regions[code]].add(code)
            for category in (*split.categories, ""):
                for region, codes in regions.items():
                    self._sum(
                        number,
                        (split.key, "region", region, category),
                        [(split.key, "local_government", c, category) for c in codes],
                    )
                if regions:
                    self._sum(
                        number, (split.key, *ALL, category), [(split.key, "region", r, category) for r in regions]
                    )
            for place in {cell[1:3] for cell in truth if cell[0] == split.key}:
                self._sum(number, (split.key, *place, ""), [(split.key, *place, c) for c in split.categories])
            for code in self.told[number][split.key]:
                total, whole = (split.key, "local_government", code, ""), self.whole(number, split.key, code)
                if isinstance(whole, tuple):
                    self.rows.append(
                        (0, highspy.kHighsInf, [self.known[number, whole], self.known[number, total]], [1, -1])
                    )
                else:
                    self.rows.append((-highspy.kHighsInf, whole, [self.known[number, total]], [1]))

    def suppose_growth(self):
        for (number, cell), at in self.known.items():
            before = self.known.get((number - 1, cell))
            if before not in (None, at) and self.truth[number - 1][cell] <= self.truth[number][cell]:
                self.rows.append((0, highspy.kHighsInf, [at, before], [1, -1]))

    def _sum(self, number, total, parts):
        at = [self.known[number, total], *(self.known[number, part] for part in parts)]
        self.rows.append((0, 0, at, [1] + [-1] * len(parts)))

    def solve(self, *, integer):
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        many = len(self.bounds)
        solver.addVars(many, [float(low) for low, _high in self.bounds], [float(high) for _low, high in self.bounds])
        for low, high, at, signs in self.rows:
            solver.addRow(float(low), float(high), len(at), at, [float(one) for one in signs])
        if integer:
            solver.changeColsIntegrality(many, list(range(many)), [highspy.HighsVarType.kInteger] * many)
        verdict = Verdict(
            cells=sum(len(truth) for truth in self.truth), hidden=sum(len(cells) for cells in self.hidden)
        )
        for (version, cell), at in self.unknowns.items():
            truth = self.truth[version][cell]
            if cell not in self.hidden[version] or not truth:
                continue
            rest = 0 if cell[3] else self.size_of(version, cell[0], cell[1:3]) - truth
            if truth < self.threshold or 0 < rest < self.threshold:
                verdict.small.add((version, cell))
            low, high = self._least(solver, at, 1), self._least(solver, at, -1)
            assert low <= truth <= high
            verdict.ranges[version, cell] = (low, high)
            if low == high:
                verdict.recovered.append((version, cell))
            elif not self._is_wide(version, cell, truth, low, high):
                verdict.narrow.append((version, cell, truth, low, high))
        return verdict

    def _is_wide(self, version, cell, truth, low, high):
        """At least as many values as a small count can have, and for a count of one place from one on."""
        size = self.size_of(version, cell[0], cell[1:3])
        if truth < self.threshold and cell[1] == "local_government" and cell[3]:
            return low <= 1 and high >= min(self.threshold - 1, size)
        return high - low >= min(self.threshold - 2, size)

    def _least(self, solver, at, sign):
        solver.changeColCost(at, float(sign))
        solver.run()
        status = solver.getModelStatus()
        value = solver.getInfo().objective_function_value
        solver.changeColCost(at, 0.0)
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return -sign * 10**9
        assert status == highspy.HighsModelStatus.kOptimal, status
        exact = sign * value
        rounded = round(exact)
        if abs(exact - rounded) < 1e-6:
            return rounded
        return -(-exact // 1) if sign > 0 else exact // 1
