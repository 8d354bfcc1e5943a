"""Which counts of a split show and which stay hidden, so that no hidden one can be worked out (R38).

A count is hidden when it is small. Then others are hidden with it, small ones first, until each hidden count has been
*seen* to be able to be something else: a witness, other counts with the same sums, for both ends of its range. What
cannot be protected so falls back: a row, the local governments, the whole table.
"""

from collections.abc import Iterator

from kpi.disclosure.network import ALL, DARK, HIDDEN, SHOWN, Layer, Shape, View
from kpi.disclosure.ranges import is_covered, is_secret, wanted


class Table:
    """One split of one KPI, in every snapshot of the moment so far; the newest is the one that is decided."""

    def __init__(self, key: str, shape: Shape, layers: list[Layer], threshold: int):
        self.key, self.shape, self.layers, self.threshold = key, shape, layers, threshold
        self.changed = [[True] * len(shape.places)]  # per layer and place: whether it differs from the layer before
        self.newest = layers[-1]
        self.deeper: list[Table] = []  # the splits of this split
        self.is_withheld = False
        self._views: dict[tuple[int, int], View] = {}

    # --- where it begins ----------------------------------------------------------------------------------------------
    def begin(self) -> None:
        """Hide what is small; what did not change since the last snapshot shows or hides as it did there."""
        for place in sorted(self.newest.given):
            if not self.is_changed(place):
                for arc in self.shape.row(place):
                    self.newest.state[arc] = self.layers[-2].state[arc]
            elif 0 < self.newest.wholes[place] < self.threshold:
                self._darken_all([place], with_totals=True)
            else:
                for arc in self.shape.row(place):
                    if is_secret(self.newest, arc, self.threshold):
                        self._hide(arc, HIDDEN)

    def is_changed(self, place: int) -> bool:
        """Whether a place says something else than in the last snapshot."""
        return len(self.layers) == 1 or self.changed[-1][place]

    @property
    def is_settled(self) -> bool:
        """Whether nothing at all changed, so that all was decided before."""
        return not any(self.is_changed(place) for place in range(len(self.shape.places)))

    def exposed(self) -> Iterator[tuple[int, int]]:
        """The hidden counts (layer and arc) of which it was not seen yet that they can be everything they must be able to be.

        Those of earlier snapshots too: what shows now may give them back.
        """
        for number in reversed(range(len(self.layers))):
            layer, after = self.layers[number], number + 1
            for place in sorted(layer.given):
                if after < len(self.layers) and not self.changed[after][place]:
                    continue  # the next snapshot holds the same unknown
                for arc in self.shape.row(place):
                    if layer.state[arc] != SHOWN and layer.counts[arc] and not is_covered(layer, arc, self.threshold):
                        yield number, arc

    # --- protecting one count -----------------------------------------------------------------------------------------
    def protect(self, number: int, arc: int) -> bool:
        """Find witnesses for a hidden count, and hide what they need; False when there are none."""
        layer = self.layers[number]
        if is_secret(layer, arc, self.threshold):
            low, high = wanted(layer, arc, self.threshold)
            count = layer.counts[arc]
            for bound, is_reached in ((low, layer.bottom[arc] <= low), (high, layer.top[arc] >= high)):
                if not is_reached and not self._move(number, arc, bound - count):
                    return False
        else:
            self._widen(number, arc)
        return is_covered(layer, arc, self.threshold)

    def _widen(self, number, arc):
        """A large count must be able to move as far as a small one, up or down or both."""
        layer = self.layers[number]
        for opening in (False, True):
            for sign in (1, -1):
                for width in range(self.threshold - 2, 0, -1):
                    if is_covered(layer, arc, self.threshold) or self._move(number, arc, sign * width, (opening,)):
                        break

    def _move(self, number, arc, amount, ways=(False, True)):
        """Whether a count can move so far; rather along what is hidden already, and in few snapshots."""
        for opening in ways:
            for view in self._views_of(number, arc):
                if opening and not view.may_open:
                    continue
                if found := view.push(arc, amount, opening=opening):
                    self._keep(view, *found)
                    return True
                if amount < 0 and self._move_with_deeper(view, arc, amount, opening=opening):
                    return True
        return False

    def _move_with_deeper(self, view, arc, amount, *, opening):
        """Lower the total of a local government together with that of the splits that split it further."""
        place = arc // self.shape.width
        if not self.deeper or not self.shape.is_leaf(place):
            return False
        total, moves = self.shape.total(place), []
        for table in self.deeper:
            if (excess := table.excess(self, view, place, amount)) > 0:
                below = table.view(view.first, view.last)
                found = below.push(table.shape.total(place), -excess, opening=opening)
                if found is None:
                    return False
                moves.append((table, below, *found))
        floors = [layer.floor[place] for layer in view.run]
        for layer in view.run:
            layer.floor[place] = min(layer.floor[place], layer.counts[total] + amount)
        view.refresh(total)
        found = view.push(arc, amount, opening=opening)
        for layer, floor in zip(view.run, floors, strict=True):
            layer.floor[place] = floor
        view.refresh(total)
        if found is None or not all(
            self._agrees(view, found[0], table, move) for table, _below, move, _opened in moves
        ):
            return False
        for table, below, move, opened in moves:
            table._keep(below, move, opened)
        self._keep(view, *found)
        return True

    def excess(self, above: "Table", view: View, place: int, amount: int) -> int:
        """By how much the total of this split would exceed that of the one above, were that so much lower."""
        mine, theirs = self.shape.total(place), above.shape.total(place)
        return max(
            (
                self.layers[number].counts[mine] - above.layers[number].counts[theirs] - amount
                for number in range(view.first, view.last + 1)
                if place in self.layers[number].linked
            ),
            default=0,
        )

    def _agrees(self, view, moved, table, theirs):
        """Whether after both moves no split of a local government is more than what it splits."""
        for place in range(self.shape.first_leaf, len(self.shape.places)):
            total, other = self.shape.total(place), table.shape.total(place)
            shift = moved.get(total, 0) - theirs.get(other, 0)
            if shift < 0 and any(
                self.layers[number].counts[total] + shift < table.layers[number].counts[other]
                for number in range(view.first, view.last + 1)
                if place in table.layers[number].linked
            ):
                return False
        return True

    def _keep(self, view, moved, opened):
        """Remember how far the witness moved each count, and hide what it needs."""
        for layer in view.run:
            for arc, shift in moved.items():
                now = layer.counts[arc] + shift
                layer.top[arc] = max(layer.top[arc], now)
                layer.bottom[arc] = min(layer.bottom[arc], now)
        for arc in opened:
            self._hide(arc, HIDDEN)

    def _hide(self, arc, state):
        self.newest.state[arc] = state
        row = self.shape.row(arc // self.shape.width)[:-1]
        if all(self.newest.state[one] != SHOWN for one in row):
            # Of a row of which nothing shows, nobody knows whether it holds zeros.
            for one in row:
                self.newest.state[one] = DARK
        else:
            row = [arc]
        for view in self._views.values():
            for one in {arc, *row}:
                view.refresh(one)

    def view(self, first: int, last: int) -> View:
        """The network of a run of snapshots."""
        if (first, last) not in self._views:
            self._views[first, last] = View(self.layers, self.changed, first, last)
        return self._views[first, last]

    def _views_of(self, number, arc):
        """The runs in which a count is one unknown from begin to end, short ones first."""
        place, last = arc // self.shape.width, len(self.layers) - 1
        first = until = number
        while first > 0 and not self.changed[first][place]:
            first -= 1
        while until < last and not self.changed[until + 1][place]:
            until += 1
        runs = {(first, until), (first, last), (0, until), (0, last)}
        return [self.view(*run) for run in sorted(runs, key=lambda run: (run[1] - run[0], run))]

    # --- falling back -------------------------------------------------------------------------------------------------
    def fall_back(self, arc: int) -> None:
        """Hide more around a count that cannot be protected: its row, the rows above it, the local governments, all."""
        place = arc // self.shape.width
        above = self.shape.path_up(place)
        leaves = range(self.shape.first_leaf, len(self.shape.places))
        if self._darken_all([place]) or self._darken_all(above) or self._darken_all(leaves, with_totals=True):
            return
        self.withhold()

    def withhold(self) -> None:
        """Show nothing new of this split, nor of what splits it further: then nothing is given away that was not before."""
        self.is_withheld = True
        self._darken_all(range(len(self.shape.places)), with_totals=True)
        for table in self.deeper:
            table.withhold()

    def hide_all(self) -> None:
        """Show nothing of this split at all, not even what showed before."""
        for place in self.newest.given:
            for arc in self.shape.row(place):
                self.newest.state[arc] = DARK

    def _darken_all(self, places, *, with_totals=False) -> bool:
        """Hide whole rows that changed, zeros too; whether anything was still to hide."""
        hidden = [
            arc
            for place in places
            if place in self.newest.given and self.is_changed(place)
            for arc in (self.shape.row(place) if with_totals else self.shape.row(place)[:-1])
            if self.newest.state[arc] != DARK
        ]
        for arc in hidden:
            self._hide(arc, DARK)
        return bool(hidden)

    def show_what_is_plain(self) -> None:
        """What was hidden only with its row and follows from one sum of what shows is no secret: it shows."""
        while plain := self._plain():
            for arc in plain:
                self.newest.state[arc] = SHOWN

    def _plain(self) -> list[int]:
        newest, found = self.newest, set()
        for total, parts in self._sums():
            hidden = [arc for arc in (total, *parts) if newest.state[arc] != SHOWN]
            is_zero = newest.state[total] == SHOWN and not newest.counts[total]
            if is_zero or (len(hidden) == 1 and self._is_free(hidden[0])):
                found.update(hidden)
        return [arc for arc in sorted(found) if newest.state[arc] == DARK and self.is_changed(arc // self.shape.width)]

    def _is_free(self, arc):
        """Whether nobody is served by hiding a count that follows: it is large, and showing it tells nothing of its row.

        In a row of which something shows, what is hidden would be known to be no zero.
        """
        row = self.shape.row(arc // self.shape.width)
        return not any(
            is_secret(self.newest, one, self.threshold) for one in (arc, *row) if self.newest.state[one] != SHOWN
        )

    def _sums(self) -> Iterator[tuple[int, list[int]]]:
        """Every sum there is: of the categories of a place, and of a category over the places in another."""
        inside: dict[int, list[int]] = {}
        for place in sorted(self.newest.given):
            yield self.shape.total(place), list(self.shape.row(place)[:-1])
            if place != ALL:
                inside.setdefault(self.shape.parent[place], []).append(place)
        for place, places in inside.items():
            for category, total in enumerate(self.shape.row(place)):
                yield total, [one * self.shape.width + category for one in places]


def suppress(tables: list[Table]) -> None:
    """Decide the newest layer of these splits of one KPI: those that are split further come after what splits them."""
    for table in tables:
        table.begin()
    again = True
    while again:
        again = False
        for table in tables:
            again |= _pass(table)
    for table in tables:
        table.show_what_is_plain()


def _pass(table) -> bool:
    """Protect every hidden count of a split once; whether there was one to protect."""
    if table.is_settled or table.is_withheld:
        return False
    found = False
    for number, arc in table.exposed():
        found = True
        if not table.protect(number, arc):
            table.fall_back(arc)
            if table.is_withheld:
                break
    return found
