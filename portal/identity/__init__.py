"""Who is here: people, login, sessions, roles."""

from __future__ import annotations

from flask import Flask

from portal.identity import actor, commands, forgetting, holding
from portal.identity.directory import read_directory
from portal.identity.views import bp, entering, leaving, own, staying, taking
from portal.platform import holdings
from portal.platform.actor import completes_actor

__all__ = ["entering", "forgetting", "leaving", "own", "staying", "taking"]


def init_app(app: Flask) -> None:
    """Join the area: its pages, its commands, and the first step of the actor."""
    app.config["PROVIDERS"] = read_directory(app.config["SETTINGS"])
    app.config["FORM_ORIGINS"] = app.config["PROVIDERS"].origins()
    completes_actor(actor.who_is_here)
    holdings.register(holding.HOLDER)
    app.register_blueprint(bp)
    app.cli.add_command(commands.identity)
