"""What a reader of cards typed, or an operator, into the one box for who comes. Pure.

A reader types like a keyboard and ends with Enter. The health card carries the fiscal code in its barcode
(Code 39, some readers pass its asterisks on) and among other things in its magnetic stripe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.platform import codes
from portal.platform.identifiers import InvalidFiscalCode, parse_fiscal_code

#: Signs of the code a person shows on their own phone.
OWN_CODE_LENGTH = 8
_FISCAL_LENGTH = 16
#: Alone, a health card reads as nothing else; within a stripe only whole codes are looked for.
_RUN = re.compile(r"[A-Z0-9]{16,}")


@dataclass(frozen=True)
class Read:
    """What was read; one of the two is there."""

    fiscal_code: str = ""
    own_code: str = ""


def read_who(typed: str) -> Read:
    """The code in what was typed.

    Raises:
        InvalidFiscalCode: neither a fiscal code (or what stands for one) nor a code of a phone.
    """
    text = typed.strip().strip("*").upper()
    if len(codes.normal(text)) == OWN_CODE_LENGTH:
        return Read(own_code=codes.normal(text))
    try:
        return Read(fiscal_code=parse_fiscal_code(text))
    except InvalidFiscalCode:
        found = set(_within(text))
        if len(found) != 1:
            raise
        return Read(fiscal_code=found.pop())


def _within(text: str) -> list[str]:
    """Every whole fiscal code in the fields of a stripe."""
    found = []
    for run in _RUN.findall(text):
        for start in range(len(run) - _FISCAL_LENGTH + 1):
            try:
                found.append(parse_fiscal_code(run[start : start + _FISCAL_LENGTH]))
            except InvalidFiscalCode:
                continue
    return found
