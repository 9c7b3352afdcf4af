"""The job that has an act of representation scanned for viruses; an infected one is asked for again."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from portal.integrations.scanner import Scan, ScannerUnavailable, look_into
from portal.platform import audit, clock, jobs
from portal.platform.actor import NOBODY
from portal.platform.database import db, writing
from portal.platform.stored.files import FileMissing
from portal.powers.models import Power, PowerAct, PowerState
from portal.powers.told import tell_person


def leave_unscanned(facts: dict[str, Any], _trouble: str) -> None:
    """The scanner never answered: the act stays, and says that nobody looked into it."""
    act = db.session.get(PowerAct, facts["act_id"])
    if act is not None and act.scan is Scan.WAITING:
        act.scan = Scan.UNSCANNED


@jobs.performs("powers.scan", given_up=leave_unscanned)
def scan_act(facts: dict[str, Any]) -> None:
    """Have one copy of an act scanned and keep what was found."""
    act = db.session.get(PowerAct, facts["act_id"])
    if act is None or act.scan is not Scan.WAITING:
        return
    data_key, store_key = db.session.get_one(Power, act.power_id).data_key, act.store_key
    db.session.rollback()
    found = _look_into(data_key, store_key)
    with writing() as session:
        fresh = session.get(PowerAct, facts["act_id"], with_for_update=True)
        if fresh is None:
            return
        fresh.scan = found
        fresh.scanned_at = clock.now() if found is not Scan.UNSCANNED else None
        if found is Scan.INFECTED:
            _want_another(session, fresh)


def _look_into(data_key: bytes, store_key: str) -> Scan:
    try:
        store = current_app.config["POWER_FILES"]
        return look_into(current_app.config["SCANNER"], lambda: store.open(data_key, store_key))
    except ScannerUnavailable as trouble:
        raise jobs.TryLater("scanner_unavailable") from trouble
    except FileMissing as trouble:
        raise jobs.GiveUp("file_missing") from trouble


def _want_another(session: Session, act: PowerAct) -> None:
    """Nobody can open it, so that no officer can answer: who sent it is asked for another copy at once."""
    power = session.get_one(Power, act.power_id, with_for_update=True)
    audit.record(NOBODY, "power.act_infected", "power", power.id, subject_id=power.holder_id)
    if power.state is PowerState.ASKED:
        power.state = PowerState.COPY_WANTED
        tell_person(
            current_app.config["KEYRING"], "representation_infected", power, power.holder_id
        )
