"""The job that enters a sent case in its body's protocol register, with the true date of receipt."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import current_app

from portal.cases import reference
from portal.cases.models import Case
from portal.cases.pinned import who_of
from portal.integrations.register import (
    Entry,
    Register,
    RegisterNonsense,
    RegisterRefused,
    RegisterUnavailable,
)
from portal.platform import audit, jobs
from portal.platform.actor import NOBODY
from portal.platform.database import db, writing


@jobs.performs("cases.register")
def register_case(facts: dict[str, Any]) -> None:
    """Ask the register for a number, then write it into the case; asking twice gives the same one.

    DPR 445/2000 art. 53; L. 241/1990 art. 18-bis: the date is that of receipt, however late we ask.
    """
    case = db.session.get_one(Case, facts["case_id"])
    if case.protocol_number is not None or case.received_on is None:
        return
    service = who_of(case).service_name("it")
    entry = Entry(
        body=case.body,
        subject=f"Istanza {reference.spoken(case.reference)} – {service}",
        received_on=case.received_on,
        sender="portale",
        digest=hashlib.sha256(case.reference.encode()).hexdigest(),
        # The reference is the same for ever, and long enough for registers that ask for a long key.
        idempotency_key=f"case-{case.reference}",
    )
    db.session.rollback()
    number, day = _ask(entry)
    with writing() as session:
        fresh = session.get_one(Case, facts["case_id"], with_for_update=True)
        fresh.protocol_number = number
        fresh.protocol_on = day
        audit.record(NOBODY, "case.registered", "case", fresh.id, subject_id=fresh.subject_id)


def _ask(entry: Entry) -> tuple[str, Any]:
    register: Register = current_app.config["REGISTER"]
    try:
        found = register.register(entry)
    except RegisterUnavailable as trouble:
        raise jobs.TryLater("register_unavailable") from trouble
    except RegisterNonsense as trouble:
        raise jobs.TryLater("register_nonsense") from trouble
    except RegisterRefused as trouble:
        raise jobs.GiveUp("register_refused") from trouble
    return found.number, found.registered_on
