"""Whoever has no desk in town is shown the nearest one of the territory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.content import read_content
from portal.catalogue.definitions import Desk, Municipality, Point
from portal.catalogue.nearest import by_nearness, distance_km
from tests.support.house import ROOT

points = st.builds(
    Point, lat=st.floats(35, 48, allow_nan=False), lon=st.floats(6, 19, allow_nan=False)
)


def town(istat: str, point: Point | None) -> Municipality:
    return Municipality(name="Paese", istat=istat, belfiore="Z901", province="IM", point=point)


def desk(desk_id: str, istat: str, point: Point | None) -> Desk:
    return Desk(
        id=desk_id,
        name="Sportello",
        body="comune-costa",
        municipality=istat,
        address="Via di Prova 1",
        phone="+39 000 0000000",
        email="sportello@prova.invalid",
        point=point,
    )


def test_distances_are_those_of_the_map() -> None:
    ventimiglia, cremona = Point(lat=43.79, lon=7.61), Point(lat=45.13, lon=10.02)
    assert distance_km(ventimiglia, cremona) == pytest.approx(243, abs=3)


@given(points, points)
def test_the_way_back_is_as_long_and_staying_is_no_way(here: Point, there: Point) -> None:
    assert distance_km(here, there) == pytest.approx(distance_km(there, here))
    assert distance_km(here, here) == pytest.approx(0)


def test_the_towns_own_desk_comes_first_then_the_nearest() -> None:
    here = town("999001", Point(lat=43.9, lon=7.6))
    own = desk("own", "999001", Point(lat=43.5, lon=7.6))
    near = desk("near", "999002", Point(lat=43.91, lon=7.6))
    far = desk("far", "999003", Point(lat=44.5, lon=7.6))
    unknown = desk("unknown", "999004", None)
    ordered = by_nearness(here, [unknown, far, near, own])
    assert [one.id for one in ordered] == ["own", "near", "far", "unknown"]


def test_without_a_point_the_order_is_always_the_same() -> None:
    here = town("999009", None)
    desks = [desk(one, "999002", None) for one in ("c", "a", "b")]
    assert [one.id for one in by_nearness(here, desks)] == ["a", "b", "c"]
    assert by_nearness(here, desks) == by_nearness(here, desks[::-1])


def test_every_municipality_we_ship_has_a_desk_within_reach() -> None:
    places = 0
    for territory in read_content(ROOT / "content").territories():
        for place in territory.municipalities:
            nearest = by_nearness(place, territory.desks)[0]
            assert place.point, place.name
            assert nearest.point, nearest.id
            assert distance_km(place.point, nearest.point) < 40, place.name
            places += 1
    assert places == 99
