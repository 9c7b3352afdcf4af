"""Forgetting what a person began at a machine; and the round for where no script could wipe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from portal.assisted.kiosk.actions import erase_drafts, erase_left_behind, guest_of
from portal.cases.actions.erasing import Erased
from portal.cases.handover.from_machine import left_behind
from portal.platform import jobs, sessions
from portal.platform.database import writing


def forget_all(erased: Sequence[Erased]) -> None:
    """Once the erasing is kept: files leave the store, opened keys the memory."""
    for one in erased:
        one.forget(current_app.config["KEYRING"], current_app.config["FILES"])


@jobs.regularly(timedelta(minutes=1), writes=False)
def wipe_left_sessions(session: Session) -> None:
    """Wipe after whoever went away where no script could: a browser that crashed, a plug that was pulled."""
    left = [(row.id_hash, guest_of(row.facts)) for row in sessions.left_at_kiosks(session)]
    session.rollback()
    for id_hash, guest in left:
        with writing() as own:
            erased = erase_drafts(guest)
            sessions.end_session_by_hash(own, id_hash)
        forget_all(erased)


@jobs.regularly(timedelta(minutes=1), writes=False)
def erase_untaken_drafts(session: Session) -> None:
    """Erase what was offered to a phone at a machine, and was left with nobody when its time was over."""
    is_needed = bool(left_behind())
    session.rollback()
    if is_needed:
        with writing():
            erased = erase_left_behind()
        forget_all(erased)
