"""An application with the real catalogue published, one for all tests of these pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.catalogue.actions import publish
from portal.catalogue.content import read_content
from portal.catalogue.snapshot import Snapshot
from portal.platform.database import Model, writing
from tests.support.page import PageClient

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The catalogue of content/, read once."""
    return read_content(CONTENT)


def make_app(folder: Path) -> Flask:
    """An application with an empty database in a folder of its own."""
    app = create_app({"ACCANTO_DATA": str(folder)}, TESTING=True, RATELIMIT_ENABLED=False)
    with app.app_context(), writing() as session:
        Model.metadata.create_all(session.connection())
    return app


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, snapshot: Snapshot) -> Flask:
    """The application with the catalogue published; its pages are read, never changed."""
    app = make_app(tmp_path_factory.mktemp("data"))
    with app.app_context(), writing():
        publish(snapshot)
    return app


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without cookies."""
    return PageClient(app)
