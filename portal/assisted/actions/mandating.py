"""Changing mandates: record what was heard and agreed, note a refusal, attach the signed paper, take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assisted import policy, queries
from portal.assisted.models import Mandate, Scope, Visit
from portal.assisted.wording import fingerprint
from portal.platform import audit, clock, codes
from portal.platform.actor import Actor, with_visit
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.files import names_files
from portal.platform.i18n import lazy_gettext as _l

_CODE_LENGTH = 12


class TooLong(Situation):
    """The mandate may not last as long as was asked."""

    status = 422
    title = _l("This mandate cannot last that long")
    words = _l("A mandate lasts one year at most. Without a document it lasts only for this visit.")


class NothingChosen(Situation):
    """A mandate for nothing is none."""

    status = 422
    title = _l("No service was chosen")
    words = _l("Choose at least one service, or all of them.")


@dataclass(frozen=True)
class Given:
    """What the person agreed to, and the text they heard.

    ``days`` is None for this visit only. ``text`` holds every word of the paper: the passages in
    each language, who gives, who receives, what for.
    """

    services: tuple[str, ...]
    every_service: bool
    days: int | None
    wording_version: str
    language: str
    text: Mapping[str, Any]


def record_mandate(keyring: Keyring, actor: Actor, given: Given) -> Mandate:
    """Record the mandate of the person beside the operator; it holds at once, its paper follows.

    Raises:
        NotThere: no visit is open.
        NothingChosen, TooLong.
    """
    visit = queries.get_visit(actor)
    _check(visit, given)
    until = clock.today() + timedelta(days=given.days) if given.days else None
    code, moment = codes.new_code(_CODE_LENGTH), clock.now()
    text = {
        **given.text,
        "code": code,
        "recorded_at": moment.isoformat(),
        "until": until.isoformat() if until else None,
        "wording_version": given.wording_version,
    }
    data_key = keyring.new_data_key()
    mandate = Mandate(
        code=code,
        visit_id=visit.id,
        subject_id=visit.subject_id,
        body=visit.body,
        desk=visit.desk,
        services=[] if given.every_service else sorted(given.services),
        every_service=given.every_service,
        scope=Scope.UNTIL if until else Scope.VISIT,
        until=until,
        wording_version=given.wording_version,
        language=given.language,
        digest=fingerprint(text),
        data_key=data_key,
        sealed=keyring.seal_json(data_key, text, queries.mandate_context(code)),
        recorded_at=moment,
        recorded_by=visit.operator_id,
    )
    db.session.add(mandate)
    db.session.flush()
    visit.mandate_refused_at = None
    audit.record(_under(actor, mandate), "mandate.recorded", "mandate", mandate.id)
    return mandate


def _check(visit: Visit, given: Given) -> None:
    if not given.every_service and not given.services:
        raise NothingChosen
    if given.days is None:
        return
    if given.days not in policy.DURATIONS or not policy.may_last(visit.identified_by):
        raise TooLong


def _under(actor: Actor, mandate: Mandate) -> Actor:
    """The same actor under this very mandate, as the audit trail must say."""
    visit = actor.visit
    return with_visit(actor, replace(visit, mandate_id=mandate.id)) if visit else actor


def record_refusal(actor: Actor) -> None:
    """The person heard the text and does not want to give a mandate: the visit goes on without.

    Raises:
        NotThere: no visit is open.
    """
    visit = queries.get_visit(actor)
    visit.mandate_refused_at = clock.now()
    audit.record(actor, "mandate.refused", "visit", visit.id)


@names_files("MANDATE_FILES")
def named_scans(session: Session) -> Iterable[str]:
    """The signed papers of every mandate."""
    keys = session.scalars(select(Mandate.scan_key).where(Mandate.scan_key.is_not(None)))
    return [key for key in keys if key is not None]


def attach_signed(actor: Actor, mandate_id: int, scan_key: str, scan_type: str) -> Mandate:
    """The signed paper was scanned: the mandate is signed from now on.

    Raises:
        NotThere: not a mandate of this desk that waits for its signature.
    """
    mandate = queries.get_mandate_to_sign(actor, mandate_id)
    db.session.refresh(mandate, with_for_update=True)
    if mandate.signed_at is not None or mandate.revoked_at is not None:
        raise NotThere
    mandate.scan_key = scan_key
    mandate.scan_type = scan_type
    mandate.signed_at = clock.now()
    audit.record(actor, "mandate.signed", "mandate", mandate.id, subject_id=mandate.subject_id)
    return mandate


def revoke_mandate(actor: Actor, mandate_id: int) -> Mandate:
    """Take a mandate back, at once and for every open screen.

    Raises:
        NotThere: not the subject's, or taken back already.
    """
    mandate = queries.get_mandate_to_revoke(actor, mandate_id)
    mandate.revoked_at = clock.now()
    mandate.revoked_by = actor.person_id
    audit.record(actor, "mandate.revoked", "mandate", mandate.id, subject_id=mandate.subject_id)
    return mandate
