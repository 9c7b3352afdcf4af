"""What the list of services shows: found by words, narrowed by needs, people, moments and place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from portal.catalogue.analysis import fold
from portal.catalogue.current import Current
from portal.catalogue.definitions import Acronym, Service, Theme
from portal.catalogue.labels import Line, Tag, line, tag
from portal.catalogue.search import Results
from portal.catalogue.snapshot import Snapshot

STEP = 12
_MOST_ELSEWHERE = 8


@dataclass(frozen=True)
class Selection:
    """What is asked of the list; ``municipality`` is an ISTAT code, ``shown`` a number of cards."""

    question: str = ""
    need: str | None = None
    audience: str | None = None
    event: str | None = None
    municipality: str | None = None
    shown: int = STEP


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list, and how many services would remain."""

    tag: Tag
    count: int
    is_chosen: bool


Facets = tuple[Facet, ...]
_Of = Callable[[Service], tuple[str, ...]]


@dataclass(frozen=True)
class Listing:
    """The list: ``lines`` are the cards shown of ``total``; ``elsewhere`` are not given in the place."""

    lines: tuple[Line, ...]
    total: int
    elsewhere: tuple[Line, ...]
    needs: Facets
    audiences: Facets
    events: Facets
    ambiguous: Acronym | None
    corrected: dict[str, str]

    @property
    def more(self) -> int:
        """How many cards the next step adds."""
        return min(STEP, self.total - len(self.lines))


def is_given(snapshot: Snapshot, slug: str, istat: str, day: date) -> bool:
    """Whether a service can be asked for in a municipality on a day."""
    offer = snapshot.offer(slug, istat, day)
    return offer is not None and offer.active


def list_services(current: Current, asked: Selection, language: str, day: date) -> Listing:
    """The list for a selection: best match first, or by name where nothing was searched."""
    snapshot = current.snapshot
    found, results = _found(current, asked.question, language)
    place = asked.municipality
    here = [one for one in found if place is None or is_given(snapshot, one.slug, place, day)]
    chosen = _narrow(here, asked)
    slugs = {one.slug for one in here}
    elsewhere = [one for one in found if one.slug not in slugs] if asked.question else []
    away = _narrow(elsewhere, asked)
    catalogue = snapshot.catalogue

    def facets(
        themes: Iterable[Theme], of: _Of, chosen_id: str | None, others: Selection
    ) -> Facets:
        return tuple(_facets(themes, _narrow(here, others), of, chosen_id, language))

    return Listing(
        lines=tuple(line(snapshot, one, language) for one in chosen[: asked.shown]),
        total=len(chosen),
        elsewhere=tuple(line(snapshot, one, language) for one in away[:_MOST_ELSEWHERE]),
        needs=facets(catalogue.needs, _needs, asked.need, replace(asked, need=None)),
        audiences=facets(
            catalogue.audiences, _audiences, asked.audience, replace(asked, audience=None)
        ),
        events=facets(catalogue.life_events, _events, asked.event, replace(asked, event=None)),
        ambiguous=results.ambiguous,
        corrected=results.corrected,
    )


def _needs(service: Service) -> tuple[str, ...]:
    return service.needs


def _audiences(service: Service) -> tuple[str, ...]:
    return service.audiences


def _events(service: Service) -> tuple[str, ...]:
    return service.life_events


def _found(current: Current, question: str, language: str) -> tuple[list[Service], Results]:
    snapshot = current.snapshot
    if question:
        results = current.index.find(question, language)
        found = [snapshot.service(slug) for slug in results.hits]
        return [one for one in found if one is not None], results
    services = sorted(
        snapshot.services(), key=lambda one: fold(snapshot.words(one.slug, language)[0].name)
    )
    return services, Results(())


def _narrow(services: Iterable[Service], asked: Selection) -> list[Service]:
    return [
        one
        for one in services
        if (asked.need is None or asked.need in one.needs)
        and (asked.audience is None or asked.audience in one.audiences)
        and (asked.event is None or asked.event in one.life_events)
    ]


def _facets(
    themes: Iterable[Theme], services: list[Service], of: _Of, chosen: str | None, language: str
) -> Iterable[Facet]:
    counts = Counter(theme_id for one in services for theme_id in frozenset(of(one)))
    for theme in themes:
        count = counts[theme.id]
        if count or theme.id == chosen:
            yield Facet(tag(theme, language), count, theme.id == chosen)


def needs_met(snapshot: Snapshot, language: str) -> list[Tag]:
    """The needs that some service meets, as the home page shows them."""
    met = {need for service in snapshot.services() for need in service.needs}
    return [tag(theme, language) for theme in snapshot.catalogue.needs if theme.id in met]


def events_met(snapshot: Snapshot, language: str) -> list[Tag]:
    """The moments of life that some service is for."""
    met = {event for service in snapshot.services() for event in service.life_events}
    return [tag(theme, language) for theme in snapshot.catalogue.life_events if theme.id in met]
