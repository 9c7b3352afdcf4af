"""One walk through every online service, by a person who is known, looked at by every criterion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import COMPILED
from tests.criteria.walk import Walks
from tests.support.standing import standing


@pytest.fixture(scope="package")
def walks(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walks]:
    """The walks, each made when a criterion first asks for it; engine and time are not at stake here."""
    with standing(run_folder, tmp_path_factory.mktemp("criteria")) as app:
        app.jinja_env.bytecode_cache = COMPILED
        yield Walks(app)


@pytest.fixture(scope="package")
def house(walks: Walks) -> Flask:
    """The application behind the walks."""
    return walks.app
