"""Where things happen: the local governments on the map, and the figures of a region or province."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from kpi.figures.aggregates import Figure, aggregates
from kpi.figures.members import Member
from kpi.figures.money import say_money
from kpi.figures.participants import participations
from municipalities.models import LocalGovernment, Period
from municipalities.models.local_government import sort_key


@dataclass(frozen=True)
class Position:
    """A local government on the map: its name and the middle of its territory."""

    code: str
    name: str
    latitude: Decimal
    longitude: Decimal


@dataclass
class Place(Member):
    """A local government that takes part: its figures over the chosen actions, in how many of them, and where it lies."""

    actions: tuple[int, ...] = ()
    position: Position | None = None


def positions_on(day) -> list[Position]:
    """Every local government that exists on a day and of which the middle is known; one statement."""
    alive = LocalGovernment.objects.valid_on(day)
    return [
        Position(code, name, latitude, longitude)
        for code, name, latitude, longitude in Period.objects.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day),
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            local_government__in=alive,
            latitude__isnull=False,
            longitude__isnull=False,
        )
        .order_by("local_government__sort_name", "local_government__code")
        .values_list("local_government__code", "local_government__name", "latitude", "longitude")
        if latitude is not None and longitude is not None
    ]


def places_of(basis, filters, positions, *, map_now=False) -> list[Place]:
    """Who takes part in the chosen actions, by name, with their figures; two statements."""
    figures = {one.local_government: one for one in aggregates(basis, ("local_government",), filters, map_now=map_now)}
    at = {one.code: one for one in positions}
    taking_part: dict[str, list] = {}
    for one in participations(basis, filters, map_now=map_now):
        taking_part.setdefault(one.local_government, []).append(one)
    found = []
    for code, parts in taking_part.items():
        place = Place(
            figure=figures.get(code) or Figure(local_government=code, local_government_name=parts[0].name),
            participant=parts[0] if len(parts) == 1 else None,
            is_frozen=basis.snapshot is not None,
            actions=tuple(sorted({part.action for part in parts})),
            position=at.get(code),
        )
        say_money(place, parts)
        found.append(place)
    return sorted(
        found, key=lambda one: (sort_key(one.figure.local_government_name or ""), one.figure.local_government)
    )


def areas_of(basis, filters, *, by, map_now=False) -> tuple[list[Figure], Figure | None]:
    """The figures per reference region or province, by name, and of everything together; two statements.

    What was only published as a total belongs to no area: it stands in the whole alone.
    """
    areas = aggregates(basis, (by,), filters, map_now=map_now)
    whole = aggregates(basis, (), filters, map_now=map_now)
    known = [one for one in areas if one.local_governments or one.awarded_amount is not None]
    return known, whole[0] if whole else None
