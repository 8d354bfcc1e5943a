"""Within which range nobody may know a hidden count better."""

from kpi.disclosure.network import ALL, DARK, HIDDEN, Layer


def wanted(layer: Layer, arc: int, threshold: int) -> tuple[int, int]:
    """The least and the most that a hidden count must be able to be.

    A small one: everything from 1 to below the threshold, or to its whole where that is less. A total that leaves a small
    rest: whatever that rest can be. A large one, hidden for the sake of others: a range as wide as that of a small one.
    """
    if not is_secret(layer, arc, threshold):
        missing = max(0, threshold - 2 - (layer.top[arc] - layer.bottom[arc]))
        return layer.bottom[arc], layer.top[arc] + missing
    place = arc // layer.shape.width
    count, whole = layer.counts[arc], layer.wholes[place]
    least = 0 if layer.state[arc] == DARK and whole < threshold else 1
    low = high = count
    if count < threshold:
        low, high = least, max(count, min(threshold - 1, whole))
    if arc == layer.shape.total(place) and 0 < whole - count < threshold:
        return min(low, max(whole - threshold + 1, least)), max(high, whole - 1)
    # Zeros show, so a sum is known to be at least the number of its parts that do not.
    parts = _parts(layer, arc)
    wide = parts + threshold - 2
    return (parts, max(high, wide)) if parts > low and wide <= whole else (low, high)


def is_secret(layer: Layer, arc: int, threshold: int) -> bool:
    """Whether a count, or what a total leaves of its whole, is small."""
    place = arc // layer.shape.width
    count = layer.counts[arc]
    rest = layer.wholes[place] - count if arc == layer.shape.total(place) else 0
    return count > 0 and (count < threshold or 0 < rest < threshold)


def is_covered(layer: Layer, arc: int, threshold: int) -> bool:
    """Whether a hidden count was seen at both ends of its range."""
    low, high = wanted(layer, arc, threshold)
    return layer.bottom[arc] <= low and layer.top[arc] >= high


def _parts(layer, arc):
    """Of how many hidden counts below it everybody knows that they are not zero."""
    shape = layer.shape
    place, category = divmod(arc, shape.width)
    below = [arc] if shape.is_leaf(place) else _leaves_below(shape, place, category)
    if category == shape.width - 1:
        below = [one for total in below for one in shape.row(total // shape.width)[:-1]]
    return sum(layer.state[one] == HIDDEN and layer.counts[one] > 0 for one in below)


def _leaves_below(shape, place, category):
    return [
        leaf * shape.width + category
        for leaf in range(shape.first_leaf, len(shape.places))
        if place in (ALL, shape.parent[leaf])
    ]
