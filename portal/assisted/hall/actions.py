"""Hanging a screen in a waiting room, and taking it down."""

from __future__ import annotations

from dataclasses import replace

from portal.assisted.hall.models import WaitingScreen
from portal.assisted.kiosk.queries import get_kept_desk
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.errors import NotThere


def hang_screen(actor: Actor, desk_id: str, language: str) -> WaitingScreen:
    """Make the address of one more screen of a desk.

    Raises:
        NotThere: not a desk of this actor.
    """
    desk = get_kept_desk(actor, desk_id)
    if actor.person_id is None:
        raise NotThere
    row = WaitingScreen(
        desk=desk.id, language=language, made_by=actor.person_id, made_at=clock.now()
    )
    db.session.add(row)
    db.session.flush()
    here = replace(actor, desk=desk.id)
    audit.record(here, "hall.hung", "waiting_screen", row.id, subject_id=None)
    return row


def take_down(actor: Actor, desk_id: str, number: int) -> None:
    """End a screen: its address shows that it is ended, and no number any more.

    Raises:
        NotThere: not a desk of this actor, or not a screen of it that still stands.
    """
    desk = get_kept_desk(actor, desk_id)
    row = db.session.get(WaitingScreen, number, with_for_update=True)
    if row is None or row.desk != desk.id or row.ended_at is not None:
        raise NotThere
    row.ended_at = clock.now()
    here = replace(actor, desk=desk.id)
    audit.record(here, "hall.taken_down", "waiting_screen", row.id, subject_id=None)
