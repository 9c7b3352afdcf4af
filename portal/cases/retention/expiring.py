"""The worker's part: every day the cases whose time is over become jobs, each archived and then erased."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Any

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.cases.models import Case
from portal.cases.retention import actions, archiving, queries
from portal.cases.retention.rules import RetentionRules
from portal.platform import clock, jobs, logs
from portal.platform.database import db, writing
from portal.platform.jobs import Job, JobStatus

EXPIRE = "cases.expire"
#: So many cases a day at most: a mistake in the rules is seen before it has gone far.
MOST_A_DAY = 500
#: How long the outbox remembers what it has done; what was given up stays a year, for those who ask.
DONE_DAYS, GIVEN_UP_DAYS = 30, 365


def rules() -> RetentionRules:
    """The rules of this installation."""
    found: RetentionRules = current_app.config["RETENTION"]
    return found


@jobs.regularly(timedelta(days=1))
def expire_cases(_session: Session) -> int:
    """Put the cases that may go today into the outbox; how many they are."""
    today = clock.today()
    due = (one for one in queries.list_due(rules(), today, None) if one.may_go(today))
    ids = [one.case.id for one in islice(due, MOST_A_DAY)]
    for case_id in ids:
        jobs.enqueue(EXPIRE, f"expire:{case_id}", case_id=case_id)
    if ids:
        logs.event("cases.expiring", cases=len(ids))
    return len(ids)


@jobs.performs(EXPIRE)
def expire(facts: dict[str, Any]) -> None:
    """Archive a case where its class wants it, then erase it; a hold placed meanwhile stops it."""
    case = db.session.get(Case, facts["case_id"])
    if case is None:
        return
    keyring, store = current_app.config["KEYRING"], current_app.config["FILES"]
    digest = _archive(case) if rules().of(case.service).archive else None
    db.session.rollback()
    try:
        with writing() as session:
            keys = actions.erase_case(session, keyring, rules(), facts["case_id"], digest)
    except actions.MustStay:
        return
    for key in keys:
        store.delete(key)


def _archive(case: Case) -> str:
    keyring, store = current_app.config["KEYRING"], current_app.config["FILES"]
    url: str = current_app.config["SETTINGS"].archive_url
    try:
        return archiving.hand_over(url, case, archiving.package(keyring, store, case))
    except archiving.ArchiveMissing as missing:
        raise jobs.GiveUp("no_archive") from missing
    except OSError as trouble:
        raise jobs.TryLater("archive_unavailable") from trouble


@jobs.regularly(timedelta(days=1))
def forget_errands(session: Session) -> None:
    """Erase what the outbox did long ago: its rows name cases by number."""
    for status, days in ((JobStatus.DONE, DONE_DAYS), (JobStatus.GIVEN_UP, GIVEN_UP_DAYS)):
        old = Job.created_at < clock.after(days=-days)
        session.execute(delete(Job).where(Job.status == status, old))
