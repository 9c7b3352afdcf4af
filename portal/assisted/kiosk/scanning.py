"""What a barcode of ours says: a service, a case with or without its code; anything else is words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from portal.cases import reference as references

_CASE = re.compile(r"(AC[0-9]{10})[\s+./:-]*((?:[0-9A-Z]{4}[\s-]?){2}[0-9A-Z]{4})", re.IGNORECASE)
_REFERENCE = re.compile(r"AC[0-9]{10}", re.IGNORECASE)
_SLUG = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.([0-9]{1,4}))?")


@dataclass(frozen=True)
class Scanned:
    """What was read; exactly one of service (on forms with the version of its questions), reference (on
    slips with its code) and words is there.
    """

    service: str = ""
    reference: str = ""
    code: str = ""
    version: int = 0
    words: str = ""


def read_scan(text: str, is_service: Callable[[str], bool]) -> Scanned:
    """What a reader typed (it types like a keyboard), or a person."""
    text = " ".join(text.split())
    found = _CASE.fullmatch(text)
    if found and references.is_valid(found[1]):
        return Scanned(reference=found[1].upper(), code=found[2].upper())
    if _REFERENCE.fullmatch(text) and references.is_valid(text):
        return Scanned(reference=text.upper())
    form = _SLUG.fullmatch(text.lower())
    if form and is_service(form[1]):
        return Scanned(service=form[1], version=int(form[2] or 0))
    return Scanned(words=text)
