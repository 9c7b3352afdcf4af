"""What the tests of cases share: cases made by actions, and the people around them."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.platform.actor import Actor
from tests.support.filing import Filing
from tests.support.people import ANNA, BRUNO, CARLA, OLGA, SERVICE, acting, beside


@pytest.fixture
def filing(app: Flask) -> Filing:
    """Cases without a browser."""
    return Filing(app)


@pytest.fixture
def anna(app: Flask) -> Actor:
    """A citizen."""
    return acting(app, ANNA)


@pytest.fixture
def carla(app: Flask) -> Actor:
    """Another citizen."""
    return acting(app, CARLA)


@pytest.fixture
def bruno(app: Flask, anna: Actor) -> Actor:
    """An operator beside Anna, under her mandate for help at home."""
    return beside(acting(app, BRUNO), anna, SERVICE)


@pytest.fixture
def olga(app: Flask) -> Actor:
    """An officer of the office that answers."""
    return acting(app, OLGA)
