"""Where each kind of person begins their day after signing in. Pure."""

from __future__ import annotations

from portal.platform.actor import Actor


def landing_of(actor: Actor) -> str:
    """The first page: an operator's desk, an officer's inbox, the staff of an administrator, a
    citizen's own area."""
    if actor.is_operator:
        return "/sportello"
    if actor.is_officer:
        return "/ufficio"
    if actor.is_administrator:
        return "/amministrazione/personale"
    return "/area-personale"
