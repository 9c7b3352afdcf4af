"""What the tests of this area share."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.booking import Booking


@pytest.fixture
def appointments(app: Flask) -> Booking:
    """The appointments of this application."""
    return Booking(app)
