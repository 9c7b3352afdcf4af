"""The round of the worker that gives cases back to the office when the person's last day is over."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from portal.cases.actions import handing_back
from portal.platform import jobs
from portal.platform.database import writing


@jobs.regularly(timedelta(hours=1), writes=False)
def hand_back_unanswered(session: Session) -> None:
    """Each case in a transaction of its own, so that one that fails holds up no other."""
    waiting = handing_back.list_unanswered()
    session.rollback()
    for case_id in waiting:
        with writing():
            handing_back.hand_back(current_app.config["KEYRING"], case_id)
