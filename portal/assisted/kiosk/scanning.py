"""What a barcode of ours says: a service, or a case with the code of its receipt; anything else is words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from portal.cases import reference as references

_CASE = re.compile(r"(AC[0-9]{10})[\s+./:-]*((?:[0-9A-Z]{4}[\s-]?){2}[0-9A-Z]{4})", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Scanned:
    """What was read; exactly one of service, reference (with its code) and words is there."""

    service: str = ""
    reference: str = ""
    code: str = ""
    words: str = ""


def read_scan(text: str, is_service: Callable[[str], bool]) -> Scanned:
    """What a reader typed (it types like a keyboard), or a person."""
    text = " ".join(text.split())
    found = _CASE.fullmatch(text)
    if found and references.is_valid(found[1]):
        return Scanned(reference=found[1].upper(), code=found[2].upper())
    slug = text.lower()
    if _SLUG.fullmatch(slug) and is_service(slug):
        return Scanned(service=slug)
    return Scanned(words=text)
