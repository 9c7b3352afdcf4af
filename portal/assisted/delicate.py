"""The services for which a mandate weighs more, with the reason in words."""

from __future__ import annotations

from collections.abc import Iterable

from portal.catalogue import serving


def reason_of(slug: str, language: str) -> str:
    """Why a mandate for this service weighs more; empty where it is like any other."""
    service = serving.snapshot().service(slug)
    return service.delicate_in(language) if service else ""


def delicate_among(slugs: Iterable[str], language: str) -> list[dict[str, str]]:
    """Those of these services that weigh more, by name, each with its reason."""
    snapshot = serving.snapshot()
    found = [
        {"service": snapshot.words(slug, language)[0].name, "reason": reason}
        for slug in slugs
        if (reason := reason_of(slug, language))
    ]
    return sorted(found, key=lambda one: one["service"].casefold())
