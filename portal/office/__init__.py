"""What arrives in an office: the inbox, one case with what may be done on it, the board of the outbox."""

from __future__ import annotations

from flask import Flask

from portal.office import digest
from portal.office.control import signals
from portal.office.drill.commands import drill
from portal.office.views import (
    acts,
    board,
    bp,
    case,
    checking,
    control,
    coordination,
    inbox,
    keeping,
    posting,
    proceeding,
    representations,
    several,
    ties,
    together,
)

__all__ = [
    "digest",
    "acts",
    "board",
    "case",
    "checking",
    "control",
    "coordination",
    "inbox",
    "keeping",
    "posting",
    "proceeding",
    "representations",
    "several",
    "signals",
    "ties",
    "together",
]


def init_app(app: Flask) -> None:
    """Join the area: its pages and its drill."""
    app.register_blueprint(bp)
    app.cli.add_command(drill)
