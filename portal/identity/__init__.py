"""Who is here: people, login, sessions, roles."""

from __future__ import annotations

from flask import Flask

from portal.identity import actor, commands, views
from portal.identity.provider import OpenIDProvider
from portal.platform.actor import completes_actor


def init_app(app: Flask) -> None:
    """Join the area: its pages, its commands, and the first step of the actor."""
    settings = app.config["SETTINGS"]
    app.config["PROVIDER"] = OpenIDProvider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        settings.oidc_timeout,
    )
    completes_actor(actor.who_is_here)
    app.register_blueprint(views.bp)
    app.cli.add_command(commands.identity)
