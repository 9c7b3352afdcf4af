"""The code printed on a receipt: shows that the receipt is ours, and opens the status, nothing else."""

from __future__ import annotations

import hmac
import re

from sqlalchemy import select

from portal.cases import reference as references
from portal.cases.models import Case
from portal.platform.crypto import Keyring
from portal.platform.database import db

#: Digits and capitals without those that are taken for others (Crockford).
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 60 bits: with counted attempts nobody guesses it.
_LENGTH = 12
_TAKEN_FOR = str.maketrans("OIL", "011")
_PURPOSE = "receipt"


def code_of(keyring: Keyring, case: Case) -> str:
    """The code of a sent case in its normal form: made of reference and day, stored nowhere."""
    number = int(keyring.sign(_PURPOSE, f"{case.reference} {case.received_on}"), 16)
    return "".join(_SIGNS[(number >> (5 * place)) & 31] for place in range(_LENGTH))


def printed(code: str) -> str:
    """The code as people copy it: "7K4F-92MX-0QRT"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normal(typed: str) -> str:
    """What was typed, in its normal form: small letters, spaces, O for 0 are all fine."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper()).translate(_TAKEN_FOR)


def whole_reference(typed: str) -> str:
    """The reference that was meant, in its normal form; what can be none stays as it was typed."""
    try:
        return references.parse(typed)
    except references.InvalidReference:
        return normal(typed)


def find_sent(keyring: Keyring, reference: str, code: str) -> Case | None:
    """The sent case this pair belongs to; a wrong pair looks like one that never was."""
    normal_form = whole_reference(reference)
    query = select(Case).where(Case.reference == normal_form, Case.sent_at.is_not(None))
    case = db.session.scalar(query)
    if case is None:
        return None
    is_right = hmac.compare_digest(code_of(keyring, case).encode(), normal(code).encode())
    return case if is_right else None
