"""What the worker does with what waits: it is used after its day, or forgotten where nobody proved it."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from portal.notifications.held.actions import use_what_waited
from portal.platform import jobs


@jobs.regularly(timedelta(minutes=5))
def use_held_changes(session: Session) -> None:
    """See ``use_what_waited``."""
    use_what_waited(current_app.config["KEYRING"], session)
