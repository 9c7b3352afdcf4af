"""What makes a catalogue unsound though each file is well formed: names that lead nowhere, overlaps. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.catalogue.definitions import Offer, Service, Territory
from portal.catalogue.snapshot import Catalogue


@dataclass(frozen=True)
class Trouble:
    """One thing wrong between files: in which file, at which place in it."""

    file: str
    place: tuple[str | int, ...]
    message: str
    cure: str


def troubles(catalogue: Catalogue) -> Iterator[Trouble]:
    """Everything that is unsound in a catalogue."""
    yield from _duplicates(catalogue)
    slugs = {service.slug for service in catalogue.services}
    for service in catalogue.services:
        yield from _service(catalogue, service, slugs)
    for i, concept in enumerate(catalogue.concepts):
        yield from _unknown("synonyms.yaml", ("concepts", i, "services"), concept.services, slugs)
    for i, acronym in enumerate(catalogue.acronyms):
        yield from _unknown("synonyms.yaml", ("acronyms", i, "services"), acronym.services, slugs)
    for territory in catalogue.territories:
        yield from _territory(territory, slugs)


def _duplicates(catalogue: Catalogue) -> Iterator[Trouble]:
    kinds = {
        "municipality": [m.istat for t in catalogue.territories for m in t.municipalities],
        "body": [b.id for t in catalogue.territories for b in t.bodies],
        "office": [o.id for t in catalogue.territories for o in t.offices],
        "desk": [d.id for t in catalogue.territories for d in t.desks],
    }
    for kind, ids in kinds.items():
        for twice in [one for one, number in Counter(ids).items() if number > 1]:
            yield Trouble("territories", (), f"{kind} {twice} is there twice", "keep one of them")


def _unknown(
    file: str, place: tuple[str | int, ...], wanted: Iterable[str], known: set[str]
) -> Iterator[Trouble]:
    for one in wanted:
        if one not in known:
            cure = "correct the name, or write what it stands for"
            yield Trouble(file, place, f"{one} is not known", cure)


def _service(catalogue: Catalogue, service: Service, slugs: set[str]) -> Iterator[Trouble]:
    file = f"services/{service.slug}/service.yaml"
    yield from _unknown(file, ("needs",), service.needs, {t.id for t in catalogue.needs})
    events = {theme.id for theme in catalogue.life_events}
    yield from _unknown(file, ("life_events",), service.life_events, events)
    audiences = {theme.id for theme in catalogue.audiences}
    yield from _unknown(file, ("audiences",), service.audiences, audiences)
    yield from _unknown(
        file, ("documents",), service.documents, {d.id for d in catalogue.documents}
    )
    yield from _unknown(file, ("related",), service.related, slugs)
    if service.questionnaire is not None:
        questionnaires = {one.id for one in catalogue.questionnaires}
        yield from _unknown(file, ("questionnaire",), [service.questionnaire], questionnaires)


def _territory(territory: Territory, slugs: set[str]) -> Iterator[Trouble]:
    folder = f"territories/{territory.id}"
    bodies = {body.id for body in territory.bodies}
    offices = {office.id for office in territory.offices}
    desks = {desk.id for desk in territory.desks}
    places = {place.istat for place in territory.municipalities}
    file = f"{folder}/territory.yaml"
    yield from _unknown(file, ("health_authority",), [territory.health_authority], bodies)
    for i, office in enumerate(territory.offices):
        yield from _unknown(file, ("offices", i, "body"), [office.body], bodies)
    for i, desk in enumerate(territory.desks):
        file = f"{folder}/desks.yaml"
        yield from _unknown(file, ("desks", i, "body"), [desk.body], bodies)
        yield from _unknown(file, ("desks", i, "municipality"), [desk.municipality], places)
    file = f"{folder}/offers.yaml"
    for i, offer in enumerate(territory.offers):
        here = ("offers", i)
        yield from _unknown(file, (*here, "service"), [offer.service], slugs)
        yield from _unknown(file, (*here, "body"), [offer.body, *offer.other_bodies], bodies)
        yield from _unknown(file, (*here, "office"), [offer.office], offices)
        if offer.desks != "all":
            yield from _unknown(file, (*here, "desks"), offer.desks, desks)
        if offer.municipalities != "all":
            yield from _unknown(file, (*here, "municipalities"), offer.municipalities, places)
        for other in territory.offers[:i]:
            if _overlap(offer, other):
                cure = "end the older one the day before, with to"
                message = f"two offers of {offer.service} hold on the same day"
                yield Trouble(file, here, message, cure)


def _overlap(one: Offer, other: Offer) -> bool:
    if one.service != other.service:
        return False
    if "all" not in (one.municipalities, other.municipalities) and not (
        set(one.municipalities) & set(other.municipalities)
    ):
        return False
    one_ends_before = one.ends_on is not None and one.ends_on < other.starts_on
    other_ends_before = other.ends_on is not None and other.ends_on < one.starts_on
    return not (one_ends_before or other_ends_before)
