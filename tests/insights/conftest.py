"""What the tests of figures share."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.office.world import World


@pytest.fixture
def world(app: Flask) -> World:
    """People, browsers and cases."""
    return World(app)
