"""Who may act for whom online: mandates from person to person, and representation by law or court."""

from __future__ import annotations

from flask import Flask

from portal.notifications.proxies import names_proxies
from portal.platform import holdings
from portal.powers import queries
from portal.powers.holding import HOLDER
from portal.powers.views import bp, giving, holding

__all__ = ["giving", "holding", "init_app"]


def init_app(app: Flask) -> None:
    """Join the area: its pages, and who is told beside a person."""
    names_proxies(queries.holders_for)
    holdings.register(HOLDER)
    app.register_blueprint(bp)
