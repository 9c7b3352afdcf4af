"""What the tests of the office share: a world with people, browsers and cases."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.office.world import World


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)
