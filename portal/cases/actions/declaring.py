"""The person declares by a code that arrives on their proven phone, read out to the operator beside them.

The code is a simple electronic signature (D.Lgs. 82/2005 art. 20 c. 1-bis) set in the presence of the
employee who receives the declaration (DPR 445/2000 art. 38 c. 3). So it needs both: a person whose document
was seen in this visit, and a number that they proved to be theirs before, by themselves.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from portal.cases import queries
from portal.cases.actions.declarations import LINK_MINUTES, declare, digest_of, fits
from portal.cases.awaited.actions import await_signature
from portal.cases.models import Case, DeclarationLink, Means
from portal.identity.queries import profile_of
from portal.notifications.actions.telling import tell
from portal.notifications.queries import texted
from portal.platform import attempts, audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l

#: Wrong codes for one draft in an hour.
TRIES = attempts.Limit("declaration_code", 5, timedelta(hours=1))
_DIGITS = 6
#: How the person was known where no document, or one past its date, was seen.
_TOO_LITTLE = frozenset({"known", "expired_document"})


class NoProvenPhone(Situation):
    """There is no number to which a code could go that says who declares."""

    title = _l("A code cannot be used here")
    words = _l(
        "It needs a document seen in this visit, and a mobile number that the person proved before. "
        "Use their phone with the square to scan, or paper."
    )


class CodeWrong(Situation):
    """Not the code of this draft, used, or late."""

    status = 422
    title = _l("This is not the code")
    words = _l("Compare it with the message on the person’s phone, or send a new one.")


def phone_of(keyring: Keyring, actor: Actor, case: Case) -> str:
    """The number a code may go to, of who declares; empty where none may. Never that of who sits at the
    keyboard.
    """
    visit = actor.visit
    if visit is None or case.subject_id is None or visit.identified_by in _TOO_LITTLE:
        return ""
    phone = profile_of(keyring, visit.declarer_id).proved_phone
    own = profile_of(keyring, actor.person_id).phone if actor.person_id is not None else ""
    return phone if texted(phone) and phone != own else ""


def send_declaration_code(keyring: Keyring, actor: Actor, case_reference: str) -> None:
    """Send a code by text message, for the answers as they stand now.

    Raises:
        NotThere: not a draft of this visit.
        NoProvenPhone: see there.
    """
    case = queries.lock_draft(actor, case_reference)
    number = phone_of(keyring, actor, case)
    if not number:
        raise NoProvenPhone
    code = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    row = DeclarationLink(
        token_hash=_hash(keyring, case, code),
        case_id=case.id,
        digest=digest_of(keyring, case),
        expires_at=clock.after(minutes=LINK_MINUTES),
    )
    db.session.merge(row)
    tell(
        keyring, "declaration_code", person_id=None, address=None, phone=number,
        language=actor.visit.language if actor.visit else case.language, case_id=None,
        values={"code": code},
    )  # fmt: skip
    await_signature(actor, case, Means.PHONE_CODE)
    audit.record(actor, "case.declaration_code_sent", "case", case.id, subject_id=case.subject_id)


def declare_by_code(
    keyring: Keyring, actor: Actor, case_reference: str, code: str, wording: list[str]
) -> Case:
    """The person says the code: the declarations are made, the operator is their witness.

    Raises:
        NotThere: not a draft of this visit.
        CodeWrong: see there; also where an answer changed since the code left.
    """
    case = queries.lock_draft(actor, case_reference)
    if actor.visit is None or not phone_of(keyring, actor, case):
        raise NotThere
    row = db.session.get(DeclarationLink, _hash(keyring, case, code), with_for_update=True)
    if row is None or row.used_at is not None or row.expires_at <= clock.now():
        raise CodeWrong
    if not fits(keyring, case, row.digest):
        raise CodeWrong
    row.used_at = clock.now()
    declare(
        case, Means.PHONE_CODE, wording, digest_of(keyring, case),
        made_by=actor.visit.declarer_id, witnessed_by=actor.person_id,
    )  # fmt: skip
    audit.record(actor, "case.declared_by_code", "case", case.id, subject_id=case.subject_id)
    return case


def _hash(keyring: Keyring, case: Case, code: str) -> str:
    return keyring.lookup("declaration_code", f"{case.id}:{code}")
