"""Who acts for a person, and in what: areas above know, and say it here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.platform.acting import Act


@dataclass(frozen=True)
class Matter:
    """What somebody is told about: a service, where it is about one, and the act it takes to read of it."""

    service: str | None = None
    act: Act = Act.READ


#: No service in particular: it may be about any.
ANY = Matter()


@dataclass(frozen=True)
class Proxy:
    """Somebody who may act for a person today, for which services and by which acts."""

    person_id: int
    services: frozenset[str]
    every_service: bool
    acts: frozenset[Act]

    def reads(self, matter: Matter) -> bool:
        """Whether what they were allowed reaches so far: a power for one service tells of no other."""
        return matter.act in self.acts and (self.every_service or matter.service in self.services)


Names = Callable[[int], list[Proxy]]
_sources: list[Names] = []


def names_proxies(source: Names) -> Names:
    """Register a function that gives, for a person, those who may act for them today."""
    if source not in _sources:
        _sources.append(source)
    return source


def proxies_of(person_id: int, matter: Matter) -> list[int]:
    """Everybody who acts for a person today and may know of a matter, each once."""
    found = (one.person_id for one in _all(person_id) if one.reads(matter))
    return [one for one in dict.fromkeys(found) if one != person_id]


def has_proxies(person_id: int) -> bool:
    """Whether anybody acts for a person today, in whatever it is."""
    return any(one.person_id != person_id for one in _all(person_id))


def _all(person_id: int) -> list[Proxy]:
    return [one for source in _sources for one in source(person_id)]
