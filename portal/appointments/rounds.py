"""The rounds of the worker that look after appointments: a reminder, then the end."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from portal.appointments.actions import keeping
from portal.platform import jobs
from portal.platform.database import writing


@jobs.regularly(timedelta(minutes=30), writes=False)
def remind_of_tomorrow(session: Session) -> None:
    """Tell people of tomorrow's appointment, each in a transaction of its own."""
    due = keeping.list_to_remind()
    session.rollback()
    for appointment_id in due:
        with writing():
            keeping.remind(current_app.config["KEYRING"], appointment_id)


@jobs.regularly(timedelta(hours=1))
def erase_old_appointments(_session: Session) -> None:
    """Erase what is kept long enough."""
    keeping.erase_old(current_app.config["APPOINTMENT_RULES"])
