"""Who is here: people, login, sessions, roles."""

from __future__ import annotations

from flask import Flask

from portal.identity import absence, actor, commands, forgetting, holding, oversight, training
from portal.identity.directory import read_directory
from portal.identity.lines import Borders
from portal.identity.membership import rounds
from portal.identity.membership.commands import federation as federation_commands
from portal.identity.membership.entrance import House
from portal.identity.membership.publishing import Showcase
from portal.identity.membership.settings import Membership, read_membership
from portal.identity.membership.wire import HttpWire
from portal.identity.views import (
    arriving,
    bp,
    entering,
    federation,
    leaving,
    membership,
    own,
    staff,
    staying,
    taking,
)
from portal.platform import holdings
from portal.platform.actor import completes_actor
from portal.platform.settings import Settings

__all__ = [
    "absence",
    "arriving",
    "entering",
    "federation",
    "forgetting",
    "leaving",
    "membership",
    "oversight",
    "own",
    "rounds",
    "staff",
    "staying",
    "taking",
]


def init_app(app: Flask) -> None:
    """Join the area: its pages, its commands, and the first step of the actor."""
    settings: Settings = app.config["SETTINGS"]
    training.init_app(app)
    ours = join_federations(app, settings)
    if ours is None:
        app.config["PROVIDERS"] = read_directory(settings)
    else:
        house = House(ours, app.config["KEYRING"], app.config["FEDERATION_WIRE"])
        app.config["PROVIDERS"] = read_directory(settings, house.ways_in)
    app.config["FORM_ORIGINS"] = app.config["PROVIDERS"].origins()
    completes_actor(actor.who_is_here)
    holdings.register(holding.HOLDER)
    app.register_blueprint(bp)
    app.cli.add_command(commands.identity)
    app.cli.add_command(federation_commands)


def join_federations(app: Flask, settings: Settings) -> Membership | None:
    """Read who we are in the federations of SPID and CIE; without the setting we are in none."""
    ours = app.config["MEMBERSHIP"] = read_membership(settings)
    borders = Borders(anywhere=not settings.production)
    app.config.setdefault("FEDERATION_WIRE", HttpWire(settings.oidc_timeout, borders))
    if ours is not None:
        app.config["SHOWCASE"] = Showcase(ours.member, settings.data / "federation")
    return ours
