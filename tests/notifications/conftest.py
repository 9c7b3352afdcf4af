"""What the tests of notifications share: the fakes of each channel."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.integrations.appio.fake import FakeAppIo
from portal.integrations.sms.fake import FakeSms


@pytest.fixture
def texts(app: Flask) -> FakeSms:
    """The texts that left."""
    found: FakeSms = app.config["SMS"]
    return found


@pytest.fixture
def app_io(app: Flask) -> FakeAppIo:
    """The messages that reached the app."""
    found: FakeAppIo = app.config["APP_IO"]
    return found
