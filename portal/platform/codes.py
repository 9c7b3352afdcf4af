"""Short codes that people read from one place and type or say at another: made, written out, read back.

Digits and capitals without those that are taken for others (Crockford's base 32), five bits each.
"""

from __future__ import annotations

import re
import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TAKEN_FOR = str.maketrans("OIL", "011")
_GROUP = 4


def new_code(length: int) -> str:
    """A fresh code in its normal form; it says nothing of anybody."""
    return "".join(secrets.choice(SIGNS) for _place in range(length))


def code_from(signature: str, length: int) -> str:
    """The code that a signature (hexadecimal) always makes: it need be stored nowhere."""
    number = int(signature, 16)
    return "".join(SIGNS[(number >> (5 * place)) & 31] for place in range(length))


def printed(code: str) -> str:
    """The code as people copy it and read it out, in groups of four: "7K4F-92MX-0QRT"."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def bare(typed: str) -> str:
    """What was typed without what people put between: small letters, blanks and hyphens are all fine."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper())


def normal(typed: str) -> str:
    """The same in its normal form: who typed O, I or L meant 0 and 1."""
    return bare(typed).translate(_TAKEN_FOR)
