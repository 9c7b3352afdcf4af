"""Which desk is nearest to a municipality: its own first, then by distance inside the territory. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from portal.catalogue.definitions import Desk, Municipality, Point

_EARTH_KM = 6371.0


def distance_km(here: Point, there: Point) -> float:
    """The distance as the crow flies, in kilometres."""
    lat, other = radians(here.lat), radians(there.lat)
    half = sin((other - lat) / 2) ** 2
    half += cos(lat) * cos(other) * sin(radians(there.lon - here.lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def by_nearness(place: Municipality, desks: Iterable[Desk]) -> list[Desk]:
    """The desks from the nearest to the farthest; those in the municipality come first."""

    def key(desk: Desk) -> tuple[bool, float, str]:
        away = (
            distance_km(place.point, desk.point)
            if place.point is not None and desk.point is not None
            else _EARTH_KM
        )
        return (desk.municipality != place.istat, away, desk.id)

    return sorted(desks, key=key)
