"""The real catalogue, read once for all tests of this area."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.catalogue.content import read_content
from portal.catalogue.models import CatalogueRevision
from portal.catalogue.snapshot import Snapshot
from portal.platform.database import writing
from tests.support.page import PageClient

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The catalogue of content/."""
    return read_content(CONTENT)


@pytest.fixture
def empty_catalogue(app: Flask) -> PageClient:
    """A browser on an application whose database holds no revision yet."""
    with app.app_context(), writing() as session:
        session.execute(delete(CatalogueRevision))
    return PageClient(app)
