"""The rounds of the worker that look after drafts nobody goes on with: a reminder, then the end."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from portal.cases.actions import erasing
from portal.platform import jobs, logs
from portal.platform.database import writing


@jobs.regularly(timedelta(hours=1), writes=False)
def remind_of_drafts(session: Session) -> None:
    """Tell people of drafts that end within a week, each in a transaction of its own."""
    ending = erasing.list_ending()
    session.rollback()
    for case_id in ending:
        with writing():
            erasing.remind(current_app.config["KEYRING"], case_id)


@jobs.regularly(timedelta(hours=1), writes=False)
def erase_old_drafts(session: Session) -> None:
    """Erase the drafts whose time is over: rows and key first, then the files."""
    lapsed = erasing.list_lapsed()
    session.rollback()
    for case_id in lapsed:
        with writing():
            erased = erasing.erase_lapsed(case_id)
        if erased is not None:
            erased.forget(current_app.config["KEYRING"], current_app.config["FILES"])
            logs.event("draft.lapsed", case=case_id)
