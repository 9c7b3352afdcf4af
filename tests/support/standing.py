"""One application for all tests of a module that only look at it: made once, on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from portal import create_app
from portal.integrations.mail.fake import FakeMail
from portal.integrations.register.fake import FakeRegister
from portal.platform.database import db
from tests.support import databases
from tests.support.page import block_plain_client


@contextmanager
def standing(run_folder: Path, folder: Path, **settings: str) -> Iterator[Flask]:
    """It stands until the block ends; ``settings`` are added to those of the demo."""
    with databases.template("sqlite", run_folder).copy(folder) as database:
        environ = {
            "ACCANTO_DATA": str(folder / "data"),
            "ACCANTO_DATABASE_URL": database.url,
            "ACCANTO_PUBLIC_URL": "http://localhost",
            "ACCANTO_DEMO": "1",
            **settings,
        }
        made = create_app(
            environ, TESTING=True, RATELIMIT_ENABLED=False, MAIL=FakeMail(), REGISTER=FakeRegister()
        )
        block_plain_client(made)
        yield made
        with made.app_context():
            db.engine.dispose()
