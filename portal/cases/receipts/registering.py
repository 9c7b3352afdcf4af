"""The job that enters a sent case in its body's protocol register, with the true date of receipt."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app

from portal.cases import papers, reference
from portal.cases.models import Case
from portal.cases.pinned import who_of
from portal.cases.receipts.request_document import declared_in, document_of, seal_request
from portal.catalogue import serving
from portal.integrations.register import (
    Entry,
    Register,
    RegisterNonsense,
    RegisterRefused,
    Registers,
    RegisterUnavailable,
    UnknownRegister,
)
from portal.platform import audit, jobs
from portal.platform.actor import NOBODY
from portal.platform.database import db, writing

#: Who sends, where the register is not to know it: an anonymous service, or a guest who left no name.
RESERVED = "Mittente riservato"


@jobs.performs("cases.register")
def register_case(facts: dict[str, Any]) -> None:
    """Ask the register for a number, then write it into the case; asking twice gives the same one.

    DPR 445/2000 art. 53; L. 241/1990 art. 18-bis: the date is that of receipt, however late we ask.
    """
    case = db.session.get_one(Case, facts["case_id"])
    if case.protocol_number is not None or case.received_on is None:
        return
    register = _register_of(case)
    entry = _entry(case, _digest_of(case))
    db.session.rollback()
    number, day = _ask(register, entry)
    with writing() as session:
        fresh = session.get_one(Case, facts["case_id"], with_for_update=True)
        if fresh.protocol_number is not None:
            return
        fresh.protocol_number = number
        fresh.protocol_on = day
        audit.record(NOBODY, "case.registered", "case", fresh.id, subject_id=fresh.subject_id)


def _register_of(case: Case) -> Register:
    """The register of the deciding body; without one of its own, that of the installation."""
    registers = Registers(
        current_app.config["NAMED_REGISTERS"], default=current_app.config["REGISTER"]
    )
    try:
        return registers.of(serving.snapshot().body(case.body).protocol_register)
    except (UnknownRegister, KeyError) as trouble:
        raise jobs.GiveUp("register_unknown") from trouble


def _entry(case: Case, digest: str) -> Entry:
    if case.received_on is None:
        raise jobs.GiveUp("case_not_received")
    service = who_of(case).service_name("it")
    return Entry(
        body=case.body,
        subject=f"Istanza {reference.spoken(case.reference)} – {service}",
        received_on=case.received_on,
        sender=_sender(case),
        digest=digest,
        # The reference is the same for ever, and long enough for registers that ask for a long key.
        idempotency_key=f"case-{case.reference}",
    )


def _sender(case: Case) -> str:
    """Who sends (art. 53 c. 1 lett. c); nobody's name where the service promises to ask none."""
    service = serving.snapshot().service(case.service)
    if service is None or service.anonymous:
        return RESERVED
    return papers.name_of(case) or RESERVED


def _digest_of(case: Case) -> str:
    """The digest of the request as it was sealed at sending; a case of before is sealed now."""
    document = document_of(case)
    if document is not None:
        return document.digest
    number, sealed = case.id, seal_request(case, declared_in(case))
    with writing() as session:
        fresh = session.get_one(Case, number, with_for_update=True)
        kept = document_of(fresh)
        if kept is None:
            kept = sealed.row(fresh)
            session.add(kept)
        return kept.digest


def _ask(register: Register, entry: Entry) -> tuple[str, date]:
    try:
        found = register.register(entry)
    except RegisterUnavailable as trouble:
        raise jobs.TryLater("register_unavailable") from trouble
    except RegisterNonsense as trouble:
        raise jobs.TryLater("register_nonsense") from trouble
    except RegisterRefused as trouble:
        raise jobs.GiveUp("register_refused") from trouble
    return found.number, found.registered_on
