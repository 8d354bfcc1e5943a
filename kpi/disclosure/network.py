"""The counts of one split as a network, in which a change that nobody can see is a flow that goes round.

Each count is an arc: the total of a place flows down the map (all, reference region, local government), is split there
into its categories, and each category flows up the map again. What flows into a node flows out: these are all the sums
an attacker can make. A round trip along hidden counts changes them and no sum: it is a witness that they could be others.

The same counts in several snapshots are layers. What did not change between two of them is one and the same unknown; a
flow through a run of layers moves in all of them at once, and through nothing that reaches outside that run.
"""

from collections import deque
from heapq import heappop, heappush

SHOWN, HIDDEN, DARK = 0, 1, 2  # dark: hidden whatever its count, so it may be zero; hidden alone is at least one
ALL, TOTAL = 0, -1
FREELY = 1 << 30
_MARGIN_COSTS = 4  # a count of a region or of all serves more readers than one of a local government


class Shape:
    """Which arcs there are and what they join: the same in every layer."""

    def __init__(self, regions: list[str], leaves: list[tuple[str, str]], categories: list[str]):
        """`leaves` are pairs of a local government and its region, `regions` and `categories` codes; all in their order."""
        self.categories, self.regions, self.leaves = categories, regions, leaves
        self.width = len(categories) + 1
        at = {region: number for number, region in enumerate(regions, start=1)}
        self.places = ["", *regions, *(code for code, _region in leaves)]
        self.parent = [ALL] + [ALL] * len(regions) + [at[region] for _code, region in leaves]
        self.first_leaf = 1 + len(regions)
        columns, many = len(self.places), len(categories)
        self.root = columns + self.first_leaf * many
        self.tail: list[int] = []
        self.head: list[int] = []
        for place, above in enumerate(self.parent):
            for category in range(many):
                self.tail.append(place if self.is_leaf(place) else columns + place * many + category)
                self.head.append(self.root if place == ALL else columns + above * many + category)
            self.tail.append(self.root if place == ALL else above)
            self.head.append(place)
        self.out_of: list[list[int]] = [[] for _node in range(self.root + 1)]
        self.into: list[list[int]] = [[] for _node in range(self.root + 1)]
        for arc, (tail, head) in enumerate(zip(self.tail, self.head, strict=True)):
            self.out_of[tail].append(arc)
            self.into[head].append(arc)

    def is_leaf(self, place: int) -> bool:
        return place >= self.first_leaf

    def row(self, place: int) -> range:
        """The arcs of a place: its categories, and its total last."""
        return range(place * self.width, (place + 1) * self.width)

    def total(self, place: int) -> int:
        return (place + 1) * self.width - 1

    def path_up(self, place: int) -> list[int]:
        """A place and what it lies in."""
        return [place] if place == ALL else [place, *self.path_up(self.parent[place])]


class Layer:
    """The counts of one snapshot: what they are, what they are a part of, and whether they show."""

    def __init__(self, shape: Shape, counts: list[int], wholes: list[int], given: set[int]):
        """`counts` per arc, `wholes` per place; `given` the places of which anything was told."""
        self.shape, self.counts, self.wholes, self.given = shape, counts, wholes, given
        self.state = [SHOWN] * len(counts)
        self.floor = [0] * len(
            shape.places
        )  # below this the total of a place would be less than what splits it further
        self.linked: set[int] = set()  # the places of which the whole is the total of the split above
        self.top, self.bottom = list(counts), list(counts)

    def least(self, arc: int) -> int:
        """The least a count can be for who knows why it is hidden."""
        place, category = divmod(arc, self.shape.width)
        least = 0 if self.state[arc] == DARK else 1
        return max(least, self.floor[place]) if category == self.shape.width - 1 else least

    def most(self, arc: int) -> int:
        """The most it can be: the total of a local government is at most its whole."""
        place, category = divmod(arc, self.shape.width)
        return self.wholes[place] if self.shape.is_leaf(place) and category == self.shape.width - 1 else FREELY


class View:
    """How far each arc can move in all layers of a run at once."""

    def __init__(self, layers: list[Layer], changed: list[list[bool]], first: int, last: int):
        """`changed[layer][place]`: whether anything of a place differs from the layer before."""
        self.layers, self.first, self.last = layers, first, last
        self.run = layers[first : last + 1]
        self.shape = layers[0].shape
        newest = len(layers) - 1
        self.may_open = last == newest
        self.closed = [
            (first > 0 and not changed[first][place]) or (last < newest and not changed[last + 1][place])
            for place in range(len(self.shape.places))
        ]
        many = len(self.shape.tail)
        self.up, self.down, self.cost = [0] * many, [0] * many, [0] * many
        self.free_out: list[list[int]] = [[] for _node in self.shape.out_of]
        self.free_in: list[list[int]] = [[] for _node in self.shape.into]
        self.is_free = [False] * many
        for arc in range(many):
            self.refresh(arc)

    def refresh(self, arc: int) -> None:
        """Look again at an arc that was hidden since, or that may move further."""
        place = arc // self.shape.width
        if self.closed[place]:
            return
        *earlier, last = self.run
        is_open = last.state[arc] != SHOWN
        if any(layer.state[arc] == SHOWN for layer in earlier):
            return
        if not is_open and not (self.may_open and last.counts[arc]):
            return
        self.up[arc] = min(layer.most(arc) - layer.counts[arc] for layer in self.run)
        self.down[arc] = max(0, min(layer.counts[arc] - layer.least(arc) for layer in self.run))
        self.cost[arc] = 0 if is_open else self._cost(place, last.counts[arc])
        if is_open and not self.is_free[arc]:
            self.is_free[arc] = True
            self.free_out[self.shape.tail[arc]].append(arc)
            self.free_in[self.shape.head[arc]].append(arc)

    def _cost(self, place, count):
        return (count + 1) * (1 if self.shape.is_leaf(place) else _MARGIN_COSTS)

    def push(self, arc: int, amount: int, *, opening: bool) -> tuple[dict[int, int], set[int]] | None:
        """Move an arc by an amount (up or down) and others with it so that no sum changes; None when that cannot be.

        Gives by how much each arc moves, and which of those that show would have to be hidden for it.
        """
        if self.closed[arc // self.shape.width] or (self.up if amount > 0 else self.down)[arc] < abs(amount):
            return None
        ends = (self.shape.head[arc], self.shape.tail[arc])
        start, goal = ends if amount > 0 else ends[::-1]
        moved: dict[int, int] = {}
        opened = set() if self.is_free[arc] else {arc}
        if opened and not opening:
            return None
        left = abs(amount)
        while left:
            path = self._free_path(start, goal, arc, moved)
            if path is None and opening:
                path = self._cheapest_path(start, goal, arc, moved, opened)
            if path is None:
                return None
            step = left
            for one, sign in path:
                step = min(step, self._room(one, sign, moved))
            for one, sign in path:
                moved[one] = moved.get(one, 0) + sign * step
                if not self.is_free[one]:
                    opened.add(one)
            left -= step
        moved[arc] = amount
        return moved, opened

    def _room(self, arc, sign, moved):
        shift = moved.get(arc, 0)
        return self.up[arc] - shift if sign > 0 else self.down[arc] + shift

    def _free_path(self, start, goal, banned, moved):
        """The shortest way along what is hidden already."""
        came: dict[int, tuple[int, int, int] | None] = {start: None}
        queue = deque([start])
        up, down, tail, head = self.up, self.down, self.shape.tail, self.shape.head
        while queue:
            node = queue.popleft()
            for arc in self.free_out[node]:
                after = head[arc]
                if after not in came and arc != banned and up[arc] > moved.get(arc, 0):
                    came[after] = (node, arc, 1)
                    if after == goal:
                        return _back(came, goal)
                    queue.append(after)
            for arc in self.free_in[node]:
                after = tail[arc]
                if after not in came and arc != banned and down[arc] + moved.get(arc, 0) > 0:
                    came[after] = (node, arc, -1)
                    if after == goal:
                        return _back(came, goal)
                    queue.append(after)
        return None

    def _cheapest_path(self, start, goal, banned, moved, opened):
        """The way that hides the fewest counts anew, small ones first."""
        best = {start: 0}
        came: dict[int, tuple[int, int, int] | None] = {start: None}
        heap = [(0, start)]
        done = set()
        while heap:
            so_far, node = heappop(heap)
            if node in done:
                continue
            if node == goal:
                return _back(came, goal)
            done.add(node)
            for arcs, ends, sign in (
                (self.shape.out_of[node], self.shape.head, 1),
                (self.shape.into[node], self.shape.tail, -1),
            ):
                for arc in arcs:
                    after = ends[arc]
                    if after in done or arc == banned or self._room(arc, sign, moved) <= 0:
                        continue
                    cost = so_far + (0 if arc in opened else self.cost[arc])
                    if cost < best.get(after, FREELY):
                        best[after] = cost
                        came[after] = (node, arc, sign)
                        heappush(heap, (cost, after))
        return None


def _back(came, goal):
    path = []
    step = came[goal]
    while step is not None:
        node, arc, sign = step
        path.append((arc, sign))
        step = came[node]
    return path
