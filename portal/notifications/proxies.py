"""Who acts for a person: areas above know, and say it here."""

from __future__ import annotations

from collections.abc import Callable

Names = Callable[[int], list[int]]
_sources: list[Names] = []


def names_proxies(source: Names) -> Names:
    """Register a function that gives, for a person, those who may act for them today."""
    if source not in _sources:
        _sources.append(source)
    return source


def proxies_of(person_id: int) -> list[int]:
    """Everybody who may act for a person today, each once."""
    found = (one for source in _sources for one in source(person_id))
    return [one for one in dict.fromkeys(found) if one != person_id]
