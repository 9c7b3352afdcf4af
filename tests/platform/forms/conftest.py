"""A small application around the components: our templates, nothing of the areas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel
from jinja2 import StrictUndefined
from markupsafe import Markup

from portal.platform import beside

ROOT = Path(__file__).parents[3]


def make_app() -> Flask:
    """An application that can draw components in English."""
    app = Flask("forms_alone", root_path=str(ROOT), template_folder="templates")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["icon"] = lambda name, size="", label=None: Markup(
        '<svg class="icon" aria-hidden="true"></svg>'
    )
    app.jinja_env.globals["csrf_field"] = lambda: Markup("")
    app.jinja_env.globals["reading_ways"] = frozenset
    beside.init_app(app)
    Babel(app, default_locale="en")
    return app


@pytest.fixture
def forms_app() -> Iterator[Flask]:
    app = make_app()
    with app.test_request_context("/", method="POST"):
        yield app
