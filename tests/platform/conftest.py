"""Doors of the tests' own, added to the application before it answers for the first time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask


@pytest.fixture
def door(app: Flask) -> Callable[..., None]:
    """Open one more door: ``door("/prova", view, methods=[…])``; the view carries its own sign."""

    def add(path: str, view: Callable[..., Any], **options: Any) -> None:
        app.add_url_rule(path, f"test{path.replace('/', '.')}", view, **options)

    return add
