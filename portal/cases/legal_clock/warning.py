"""The round of the worker that warns before the last day of a case, and on the day after it."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from portal.cases.actions import escalating
from portal.platform import jobs, logs
from portal.platform.database import writing


@jobs.regularly(timedelta(hours=1), writes=False)
def warn_of_deadlines(session: Session) -> None:
    """Warn of each case in a transaction of its own: one that breaks keeps no other from its warning."""
    near = escalating.list_near()
    session.rollback()
    for case_id in near:
        with writing():
            rungs = escalating.warn(current_app.config["KEYRING"], case_id)
        for rung in rungs:
            logs.event("case.escalated", case=case_id, rung=rung.value)
