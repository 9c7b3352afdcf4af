"""The public reference of a case: ten digits that can be said on the phone, the last one a check. Pure.

Shown as "AC 483 927 156 7". The check digit (Damm) finds every single wrong digit and every swap of
two neighbours, so a slip of the tongue never opens somebody else's case.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from stdnum import damm

PREFIX = "AC"
DIGITS = 9


class InvalidReference(ValueError):
    """Not a reference of ours: wrong length, other signs, or a wrong check digit."""


def new_reference(below: Callable[[int], int] = secrets.randbelow) -> str:
    """A fresh random reference in its normal form, "AC4839271567"; it says nothing of order or number."""
    digits = str(below(10**DIGITS)).zfill(DIGITS)
    return f"{PREFIX}{digits}{damm.calc_check_digit(digits)}"


def parse(text: str) -> str:
    """The normal form of what was said or typed: spaces, small letters, no prefix are all fine.

    Raises:
        InvalidReference: it cannot be a reference.
    """
    found = re.fullmatch(r"(?:AC)?([0-9]{10})", re.sub(r"[\s.·_/-]", "", text).upper())
    if not found or not damm.is_valid(found.group(1)):
        raise InvalidReference("not a reference")
    return PREFIX + found.group(1)


def is_valid(text: str) -> bool:
    """Whether it can be a reference, in any writing."""
    try:
        parse(text)
    except InvalidReference:
        return False
    return True


def spoken(reference: str) -> str:
    """The reference in the groups people say: "AC 483 927 156 7"."""
    digits = reference.removeprefix(PREFIX)
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    return " ".join([PREFIX, *groups])
