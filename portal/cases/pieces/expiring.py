"""The round that erases files which never arrived whole or whose words never came, and the memory of those
that did."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cases.models import Upload, WaitingFile
from portal.cases.pieces.actions import forget
from portal.cases.pieces.waiting import forget_waiting
from portal.platform import clock, jobs, logs
from portal.platform.database import writing

_AT_ONCE = 200


@jobs.regularly(timedelta(hours=1), writes=False)
def erase_unfinished(session: Session) -> None:
    """Erase uploads whose time is over, each in a transaction of its own: the rows, then the pieces."""
    over = session.scalars(
        select(Upload.id).where(Upload.expires_at <= clock.now()).limit(_AT_ONCE)
    ).all()
    session.rollback()
    for number in over:
        with writing() as writer:
            upload = writer.get(Upload, number, with_for_update=True)
            is_over = upload is not None and upload.expires_at <= clock.now()
            keys = forget(upload) if upload is not None and is_over else []
        for key in keys:
            current_app.config["FILES"].delete(key)
    if over:
        logs.event("uploads.expired", uploads=len(over))


@jobs.regularly(timedelta(hours=1), writes=False)
def erase_unsent(session: Session) -> None:
    """The same for files whose words were never sent."""
    over = session.scalars(
        select(WaitingFile.id).where(WaitingFile.expires_at <= clock.now()).limit(_AT_ONCE)
    ).all()
    session.rollback()
    for number in over:
        with writing() as writer:
            row = writer.get(WaitingFile, number, with_for_update=True)
            key = forget_waiting(row) if row is not None else None
        if key is not None:
            current_app.config["FILES"].delete(key)
    if over:
        logs.event("uploads.unsent", files=len(over))
