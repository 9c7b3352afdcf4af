"""Short codes that are read from one screen and typed on another."""

from __future__ import annotations

import re
import secrets

#: Digits and capitals, without all that is taken for another: 0 O, 1 I L, 2 Z, 5 S, B 8, G 6, U V.
SIGNS = "34679ACDEFHJKMNPQRTVWXY"
LENGTH = 8


def new_code() -> str:
    """A fresh code in its normal form: 36 bits, good for minutes and with counted attempts."""
    return "".join(secrets.choice(SIGNS) for _place in range(LENGTH))


def printed(code: str) -> str:
    """The code as people read it out: "7K4F-9MXT"."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def normal(typed: str) -> str:
    """What was typed, in its normal form: small letters, spaces and hyphens are all fine."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper())
