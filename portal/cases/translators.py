"""Who translated while a case was begun beside an operator: areas above know, and say it here."""

from __future__ import annotations

from collections.abc import Callable

from portal.cases.models import Case

Translators = Callable[[int], list[str]]
_sources: list[Translators] = []


def names_translators(source: Translators) -> Translators:
    """Register a function that gives, for a visit, who translated in it: name, language, how."""
    if source not in _sources:
        _sources.append(source)
    return source


def translated_by(case: Case) -> str:
    """Who translated while the case was begun, for its receipt; empty where nobody did."""
    if case.visit_id is None:
        return ""
    found = (one for source in _sources for one in source(case.visit_id))
    return "; ".join(dict.fromkeys(found))
