"""Borders for the map, from a GeoJSON file: its size and shape are looked at, and only outlines are kept of it."""

import json
import math
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi.models import Borders
from samenleven.audit.services import record
from samenleven.core import wording
from samenleven.core.errors import DomainError

MOST_BYTES, MOST_AREAS, MOST_POINTS = 4_000_000, 600, 120_000
# Everything that can be Flanders and Brussels, in degrees; a file in Lambert coordinates falls far outside.
WEST, EAST, SOUTH, NORTH = 2.0, 6.6, 50.3, 51.8
DECIMALS = 4  # some ten metres: finer than any screen shows
FEWEST_CORNERS = 4  # of a ring: a triangle, and its first point again


@transaction.atomic
def load(*, content: bytes, source, by) -> Borders:
    """Keep the outlines of a GeoJSON file, to be drawn from now on; DomainError says what is wrong with the file."""
    outlines = read(content)
    borders = Borders.objects.create(
        source=source, outlines=outlines, number=len(outlines), loaded_at=timezone.now(), loaded_by=by
    )
    record(by, "borders.loaded", borders)
    return borders


def read(content: bytes) -> list[dict]:
    """The outlines in a file as the map draws them: no property of any area is kept."""
    if len(content) > MOST_BYTES:
        raise DomainError(_("Dit bestand is te groot. Maak de grenzen grover, tot hoogstens 4 MB."))
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise DomainError(_("Dit is geen GeoJSON-bestand.")) from error
    areas = found.get("features") if isinstance(found, dict) and found.get("type") == "FeatureCollection" else None
    if not isinstance(areas, list) or not areas:
        raise DomainError(_("Dit GeoJSON-bestand bevat geen verzameling van gebieden (FeatureCollection)."))
    if len(areas) > MOST_AREAS:
        raise DomainError(_("Dit bestand telt meer dan %s gebieden.") % wording.count(MOST_AREAS))
    outlines = [_outline(area, place) for place, area in enumerate(areas, start=1)]
    if (
        sum(len(ring) for one in outlines for polygon in one["geometry"]["coordinates"] for ring in polygon)
        > MOST_POINTS
    ):
        raise DomainError(_("Deze grenzen tellen meer dan %s punten. Maak ze grover.") % wording.count(MOST_POINTS))
    return outlines


def _no_number(word):
    raise ValueError(word)


def _outline(area, place) -> dict:
    geometry = area.get("geometry") if isinstance(area, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    polygons: Any = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "Polygon":
        polygons = [polygons]
    elif kind != "MultiPolygon":
        raise DomainError(_("Gebied %s is geen vlak (Polygon of MultiPolygon).") % place)
    try:
        read = [[_ring(ring, is_hole=number > 0) for number, ring in enumerate(polygon)] for polygon in polygons]
    except (TypeError, ValueError, IndexError) as error:
        raise DomainError(_("De omtrek van gebied %s is niet te lezen.") % place) from error
    if not read or not all(read):
        raise DomainError(_("De omtrek van gebied %s is leeg.") % place)
    points = [point for polygon in read for ring in polygon for point in ring]
    if not all(WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH for longitude, latitude in points):
        raise DomainError(
            _("Gebied %s ligt niet in Vlaanderen of Brussel. Gebruik lengte- en breedtegraden (WGS 84).") % place
        )
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": read}}


def _ring(ring, *, is_hole) -> list:
    """A closed line; the engine reads an outline clockwise and a hole the other way round, other programs the reverse."""
    points = [[_degrees(point[0]), _degrees(point[1])] for point in ring]
    if len(points) < FEWEST_CORNERS or points[0] != points[-1]:
        raise ValueError("not closed")
    is_clockwise = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(points)) > 0
    return points if is_clockwise is not is_hole else points[::-1]


def _degrees(number) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise TypeError("no number")
    return round(number, DECIMALS)
