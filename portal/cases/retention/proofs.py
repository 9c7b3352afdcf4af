"""The chain of what was erased: each link holds the one before it, so that none can be taken out unseen."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cases.models import CaseFigure, Erasure
from portal.cases.models.case import Case
from portal.cases.retention.rules import RetentionClass
from portal.platform import clock
from portal.platform.crypto import Keyring

_PURPOSE = "erased-case"


def hash_of(keyring: Keyring, reference: str) -> str:
    """The name an erased case has in the chain; from it nobody finds the reference."""
    return keyring.lookup(_PURPOSE, reference)


def record(
    session: Session,
    keyring: Keyring,
    *,
    reference: str,
    kept_as: RetentionClass,
    rules_digest: str,
    over_on: date,
    rows: dict[str, int],
    files: int,
    archive_digest: str | None,
) -> Erasure:
    """Add a link for a case erased in the same transaction."""
    link = Erasure(
        at=clock.now(),
        reference_hash=hash_of(keyring, reference),
        retention_class=kept_as.id,
        rules_digest=rules_digest,
        over_on=over_on,
        rows=rows,
        files=files,
        archive_digest=archive_digest,
        digest="",
    )
    link.digest = _digest(_last(session), link)
    session.add(link)
    return link


def first_broken(session: Session) -> Erasure | None:
    """Check the whole chain; the first link that is not what it was, or nothing."""
    previous = ""
    for link in session.scalars(select(Erasure).order_by(Erasure.id)):
        if link.digest != _digest(previous, link):
            return link
        previous = link.digest
    return None


def find(session: Session, keyring: Keyring, reference: str) -> Erasure | None:
    """What became of a case somebody still has the reference of."""
    hashed = hash_of(keyring, reference)
    return session.scalar(select(Erasure).where(Erasure.reference_hash == hashed))


def figure_of(case: Case) -> CaseFigure:
    """What may be counted for ever: of the day of receipt only the month is left."""
    over_on = clock.rome_day(case.closed_at) if case.closed_at else None
    days = (over_on - case.received_on).days if over_on and case.received_on else None
    return CaseFigure(
        service=case.service,
        territory=case.territory,
        municipality=case.municipality,
        body=case.body,
        office=case.office,
        status=case.status.value,
        received_month=case.received_on.replace(day=1) if case.received_on else None,
        days_taken=days,
        term_days=case.term_days,
        by_operator=case.visit_id is not None,
    )


def _last(session: Session) -> str:
    query = select(Erasure.digest).order_by(Erasure.id.desc()).limit(1)
    return session.scalar(query) or ""


def _digest(previous: str, link: Erasure) -> str:
    words = [
        previous, link.at.isoformat(), link.reference_hash, link.retention_class,
        link.rules_digest, link.over_on.isoformat(), sorted(link.rows.items()), link.files,
        link.archive_digest,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()
