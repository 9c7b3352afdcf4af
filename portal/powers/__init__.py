"""Who may act for whom online: mandates from person to person, and representation by law or court."""

from __future__ import annotations

from flask import Flask

from portal.notifications.proxies import names_proxies
from portal.platform import holdings
from portal.platform.actor import completes_actor
from portal.platform.settings import Settings
from portal.platform.stored.files import FileStore
from portal.powers import queries, rounds, scanning
from portal.powers.actor import PowerOver, by_power
from portal.powers.holding import HOLDER
from portal.powers.views import bp, giving, holding, representing, switching

__all__ = [
    "giving", "holding", "init_app", "representing", "rounds", "scanning", "switching",
]  # fmt: skip


def init_app(app: Flask) -> None:
    """Join the area: its pages, and who is told beside a person."""
    settings: Settings = app.config["SETTINGS"]
    # A store of its own: each store sweeps away what its own rows do not name.
    app.config["POWER_FILES"] = FileStore(
        f"{settings.files.rstrip('/')}-powers", app.config["KEYRING"]
    )
    # The national system of mandates: nobody asks it unless an installation brings a client.
    app.config.setdefault("SGD", None)
    completes_actor(by_power)
    app.register_error_handler(PowerOver, switching.give_back)
    names_proxies(queries.holders_for)
    holdings.register(HOLDER)
    app.register_blueprint(bp)
