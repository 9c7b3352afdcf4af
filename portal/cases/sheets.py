"""The sheet of a service as it stood on the day a case was sent, in each language it was written in.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.cases.plan import Plan
from portal.catalogue.sheet import Sheet, read_sheet
from portal.catalogue.snapshot import ITALIAN, Snapshot

#: The parts of a sheet in the order people know them from the page of the service.
PARTS = (
    "addressed_to",
    "description",
    "how_to",
    "needed",
    "achieved",
    "times",
    "cost",
    "conditions",
)


def as_it_stands(snapshot: Snapshot, plan: Plan, at: datetime) -> dict[str, Any]:
    """The sheet to pin with a case, with the fee and the documents of where the person lives; ``at`` is
    a moment of Italian wall time."""
    service = snapshot.service(plan.service)
    if service is None:
        return {}
    return {
        "checked_on": service.checked_on.isoformat(),
        "source": service.source,
        "words": {
            code: _words(read_sheet(snapshot, service, code, plan.municipality, at))
            for code in service.words
        },
    }


def _words(sheet: Sheet) -> dict[str, Any]:
    words = sheet.words
    fee = [sheet.here.fee] if sheet.here and sheet.here.fee else []
    papers = [f"{one.words.name}. {one.words.when}" for one in sheet.papers]
    return {
        "name": words.name,
        "summary": words.summary,
        "addressed_to": list(words.addressed_to),
        "description": list(words.description),
        "how_to": list(words.how_to),
        "needed": [words.needed_intro, *papers],
        "achieved": list(words.achieved),
        "times": list(words.times),
        "cost": [*fee, *words.cost],
        "conditions": list(words.conditions),
    }


def words_of(sheet: Mapping[str, Any] | None, language: str) -> tuple[dict[str, Any], str] | None:
    """A pinned sheet in a language, and the language it really is in; nothing where none was pinned."""
    said: dict[str, Any] = (sheet or {}).get("words", {})
    used = language if language in said else ITALIAN
    return (said[used], used) if used in said else None
