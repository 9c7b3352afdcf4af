"""The code printed on a receipt: shows that the receipt is ours, and opens the status, nothing else."""

from __future__ import annotations

import hmac

from sqlalchemy import select

from portal.cases import reference as references
from portal.cases.models import Case
from portal.platform import codes
from portal.platform.crypto import Keyring
from portal.platform.database import db

#: 60 bits: with counted attempts nobody guesses it.
_LENGTH = 12
_PURPOSE = "receipt"


def code_of(keyring: Keyring, case: Case) -> str:
    """The code of a sent case in its normal form: made of reference and day, stored nowhere."""
    signature = keyring.sign(_PURPOSE, f"{case.reference} {case.received_on}")
    return codes.code_from(signature, _LENGTH)


def whole_reference(typed: str) -> str:
    """The reference that was meant, in its normal form; what can be none stays as it was typed."""
    try:
        return references.parse(typed)
    except references.InvalidReference:
        return codes.normal(typed)


def find_sent(keyring: Keyring, reference: str, code: str) -> Case | None:
    """The sent case this pair belongs to; a wrong pair looks like one that never was."""
    normal_form = whole_reference(reference)
    query = select(Case).where(Case.reference == normal_form, Case.sent_at.is_not(None))
    case = db.session.scalar(query)
    if case is None:
        return None
    is_right = hmac.compare_digest(code_of(keyring, case).encode(), codes.normal(code).encode())
    return case if is_right else None
