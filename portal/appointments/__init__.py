"""An hour at a desk: chosen, confirmed, kept, changed, given back."""

from __future__ import annotations

from flask import Flask

from portal.appointments import holding, rounds
from portal.appointments.rules import read_rules
from portal.appointments.views import booking, bp, changing, confirming, day, links, own
from portal.platform import holdings

__all__ = ["booking", "changing", "confirming", "day", "links", "own", "rounds"]


def init_app(app: Flask) -> None:
    """Join the area: its pages, its rounds, and how long what is booked is kept."""
    app.config.setdefault("APPOINTMENT_RULES", read_rules(app.config["CONTENT"]))
    holdings.register(holding.HOLDER)
    app.register_blueprint(bp)
