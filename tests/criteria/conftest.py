"""One walk through every online service, by a person who is known, looked at by every criterion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.integrations.mail.fake import FakeMail
from portal.integrations.register.fake import FakeRegister
from portal.platform.database import db
from tests.conftest import COMPILED
from tests.criteria.walk import Walks
from tests.support import databases
from tests.support.page import block_plain_client


@pytest.fixture(scope="package")
def walks(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walks]:
    """The walks, each made when a criterion first asks for it; engine and time are not at stake here."""
    folder = tmp_path_factory.mktemp("criteria")
    with databases.template("sqlite", run_folder).copy(folder) as database:
        app = create_app(
            {
                "ACCANTO_DATA": str(folder / "data"),
                "ACCANTO_DATABASE_URL": database.url,
                "ACCANTO_PUBLIC_URL": "http://localhost",
                "ACCANTO_DEMO": "1",
            },
            TESTING=True,
            RATELIMIT_ENABLED=False,
            MAIL=FakeMail(),
            REGISTER=FakeRegister(),
        )
        app.jinja_env.bytecode_cache = COMPILED
        block_plain_client(app)
        yield Walks(app)
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="package")
def house(walks: Walks) -> Flask:
    """The application behind the walks."""
    return walks.app
