"""The application's table of contents: which parts there are, in which order they are joined."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal import (
    appointments,
    assisted,
    cases,
    catalogue,
    identity,
    insights,
    notifications,
    office,
    powers,
)
from portal.platform import (
    access,
    beside,
    commands,
    csrf,
    database,
    errors,
    guesses,
    health,
    i18n,
    kept,
    logs,
    pages,
    reading,
    security,
    sessions,
    shared,
)  # fmt: skip
from portal.platform.crypto import Keyring
from portal.platform.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
#: Several files of 10 MB, and a photograph four times too large, which is refused beside its question.
LARGEST_BODY = 64 * 1024 * 1024


def create_app(environ: Mapping[str, str] | None = None, **config: Any) -> Flask:
    """Build the application from the environment; tests may override Flask's configuration."""
    settings = Settings.read(os.environ if environ is None else environ)
    app = Flask("portal", root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.config.update(
        SETTINGS=settings,
        STATIC=ROOT / "static",
        DIST=ROOT / "static" / "dist",
        CONTENT=ROOT / "content",
        MIGRATIONS=ROOT / "migrations",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        SESSION_COOKIE_NAME="accanto_notices",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        **config,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    keyring = Keyring.load(settings.data / "keys", create=not settings.production)
    app.config["KEYRING"] = keyring
    app.secret_key = keyring.sign("notices", "cookie")
    logs.configure()
    database.init_app(app, settings.database)
    i18n.init_app(app, str(ROOT / "translations"))
    errors.init_app(app)
    csrf.init_app(app)
    kept.init_app(app)
    sessions.init_app(app)
    access.guard(app)
    pages.init_app(app)
    beside.init_app(app)
    shared.init_app(app, catalogue.revision)
    security.init_app(app, settings)
    guesses.init_app(app)
    reading.init_app(app)
    for area in (
        health, catalogue, identity, notifications, powers, cases, appointments, assisted, office, insights,
    ):  # fmt: skip
        area.init_app(app)
    commands.init_app(app)
    access.check_doors(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=ROOT / "static",
        prefix="static",
        max_age=60 * 60 * 24 * 365,
        allow_all_origins=False,
        add_headers_function=security.add_headers_to_file,
    )
    return app
