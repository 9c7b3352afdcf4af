"""Who is here: people, login, sessions, roles."""

from __future__ import annotations

from flask import Flask

from portal.identity import actor, commands
from portal.identity.directory import read_directory
from portal.identity.views import bp, entering, leaving, own, staying
from portal.platform.actor import completes_actor

__all__ = ["entering", "leaving", "own", "staying"]


def init_app(app: Flask) -> None:
    """Join the area: its pages, its commands, and the first step of the actor."""
    app.config["PROVIDERS"] = read_directory(app.config["SETTINGS"])
    app.config["FORM_ORIGINS"] = app.config["PROVIDERS"].origins()
    completes_actor(actor.who_is_here)
    app.register_blueprint(bp)
    app.cli.add_command(commands.identity)
