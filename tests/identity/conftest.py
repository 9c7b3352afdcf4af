"""A provider of its own for each test of the login."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.identity import scripted
from tests.identity.scripted import Script


@pytest.fixture
def script() -> Iterator[Script]:
    """What the provider will answer."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with scripted.running() as made:
        yield made
