"""A portal in a federation of tests, and the federation around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.integrations.appio.fake import FakeAppIo
from portal.integrations.mail.fake import FakeMail
from portal.integrations.register.fake import FakeRegister
from portal.integrations.sms.fake import FakeSms
from portal.platform.database import db
from tests.conftest import COMPILED
from tests.identity.membership.joined import Town, with_federation


@pytest.fixture
def environ(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The settings of a member."""
    return with_federation(environ, tmp_path)


@pytest.fixture
def town() -> Town:
    """The federation of a test."""
    return Town()


@pytest.fixture
def app(environ: dict[str, str], town: Town) -> Iterator[Flask]:
    """The whole application, whose federation is the town's."""
    made = create_app(
        environ, TESTING=True, RATELIMIT_ENABLED=False, MAIL=FakeMail(), REGISTER=FakeRegister(),
        SMS=FakeSms(), APP_IO=FakeAppIo(), FEDERATION_WIRE=town,
    )  # fmt: skip
    made.jinja_env.bytecode_cache = COMPILED
    town.app = made
    yield made
    with made.app_context():
        db.engine.dispose()
