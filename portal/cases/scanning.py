"""The job that has a file scanned for viruses; until then, and where nobody scans, it says so."""

from __future__ import annotations

from typing import Any

from flask import current_app

from portal.cases.actions.telling import tell_office, tell_subject
from portal.cases.models import Attachment, Case, Scan
from portal.integrations.scanner import ScannerUnavailable, look_into
from portal.platform import audit, clock, jobs
from portal.platform.actor import NOBODY
from portal.platform.database import db, writing
from portal.platform.stored.files import FileMissing


def leave_unscanned(facts: dict[str, Any], _trouble: str) -> None:
    """The scanner never answered: the file stays, and says that nobody looked into it."""
    row = db.session.get(Attachment, facts["attachment_id"])
    if row is not None and row.store_key == facts["store_key"] and row.scan is Scan.WAITING:
        row.scan = Scan.UNSCANNED


@jobs.performs("cases.scan", given_up=leave_unscanned)
def scan_file(facts: dict[str, Any]) -> None:
    """Have one file scanned and keep what was found; an infected one is told to both sides."""
    row = db.session.get(Attachment, facts["attachment_id"])
    if row is None or row.store_key != facts["store_key"] or row.scan is not Scan.WAITING:
        return
    data_key = db.session.get_one(Case, row.case_id).data_key
    db.session.rollback()
    found = _look_into(data_key, facts["store_key"])
    with writing() as session:
        fresh = session.get(Attachment, facts["attachment_id"], with_for_update=True)
        if fresh is None or fresh.store_key != facts["store_key"]:
            return
        fresh.scan = found
        fresh.scanned_at = clock.now() if found is not Scan.UNSCANNED else None
        if found is Scan.INFECTED:
            _tell(session.get_one(Case, fresh.case_id), fresh)


def _look_into(data_key: bytes, store_key: str) -> Scan:
    try:
        store = current_app.config["FILES"]
        return look_into(current_app.config["SCANNER"], lambda: store.open(data_key, store_key))
    except ScannerUnavailable as trouble:
        raise jobs.TryLater("scanner_unavailable") from trouble
    except FileMissing as trouble:
        raise jobs.GiveUp("file_missing") from trouble


def _tell(case: Case, row: Attachment) -> None:
    keyring = current_app.config["KEYRING"]
    audit.record(NOBODY, "case.file_infected", "attachment", row.id, subject_id=case.subject_id)
    tell_subject(keyring, case, "file_infected")
    if case.sent_at is not None:
        tell_office(keyring, case, "office_file_infected", is_urgent=True)
