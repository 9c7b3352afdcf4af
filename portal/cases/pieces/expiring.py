"""The round that erases files which never arrived whole, and the memory of those that did."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cases.models import Upload
from portal.cases.pieces.actions import forget
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
