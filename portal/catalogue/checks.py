"""What makes a catalogue unsound though each file is well formed: names that lead nowhere, overlaps. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.catalogue.definitions import Offer, Office, Service, Territory
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.snapshot import Catalogue

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Trouble:
    """One thing wrong between files: in which file, at which place in it.

    ``unknown`` is the name that leads nowhere, where that is what is wrong.
    """

    file: str
    place: Place
    message: str
    cure: str
    unknown: str | None = None


def troubles(catalogue: Catalogue) -> Iterator[Trouble]:
    """Everything that is unsound in a catalogue."""
    yield from _same_ids(catalogue)
    slugs = {service.slug for service in catalogue.services}
    for service in catalogue.services:
        yield from _service(catalogue, service, slugs)
    yield from _remedies(catalogue, slugs)
    for i, reply in enumerate(catalogue.replies):
        yield from _unknown("replies.yaml", ("replies", i, "services"), reply.services, slugs)
    for i, concept in enumerate(catalogue.concepts):
        yield from _unknown("synonyms.yaml", ("concepts", i, "services"), concept.services, slugs)
    for i, acronym in enumerate(catalogue.acronyms):
        yield from _unknown("synonyms.yaml", ("acronyms", i, "services"), acronym.services, slugs)
    for questionnaire in catalogue.questionnaires:
        yield from _questionnaire(catalogue, questionnaire)
    for territory in catalogue.territories:
        yield from _territory(territory, slugs)


def _same_ids(catalogue: Catalogue) -> Iterator[Trouble]:
    lists: list[tuple[str, str, list[str]]] = [
        ("needs.yaml", "needs", [one.id for one in catalogue.needs]),
        ("needs.yaml", "life_events", [one.id for one in catalogue.life_events]),
        ("needs.yaml", "audiences", [one.id for one in catalogue.audiences]),
        ("documents.yaml", "documents", [one.id for one in catalogue.documents]),
        ("remedies.yaml", "remedies", [one.id for one in catalogue.remedies]),
        ("replies.yaml", "replies", [one.id for one in catalogue.replies]),
        ("emergency.yaml", "emergency", [one.number for one in catalogue.emergency]),
        ("synonyms.yaml", "concepts", [one.id for one in catalogue.concepts]),
    ]
    for territory in catalogue.territories:
        folder = f"territories/{territory.id}"
        file = f"{folder}/territory.yaml"
        lists += [
            (file, "municipalities", [one.istat for one in territory.municipalities]),
            (file, "bodies", [one.id for one in territory.bodies]),
            (file, "offices", [one.id for one in territory.offices]),
            (f"{folder}/desks.yaml", "desks", [one.id for one in territory.desks]),
        ]
    # Bodies, offices, desks and municipalities of all territories share one space of names.
    seen: dict[tuple[str, str], str] = {}
    for file, key, ids in lists:
        for i, one in enumerate(ids):
            first = seen.setdefault((key, one), file)
            if first != file or one in ids[:i]:
                message = f"{one} is already among the {key} of {first}"
                yield Trouble(file, (key, i), message, "give it a name of its own, or drop it")


def _unknown(file: str, place: Place, wanted: Iterable[str], known: set[str]) -> Iterator[Trouble]:
    for one in wanted:
        if one not in known:
            cure = "correct the name, or write what it stands for"
            yield Trouble(file, place, f"{one} is not known", cure, one)


def _service(catalogue: Catalogue, service: Service, slugs: set[str]) -> Iterator[Trouble]:
    file = f"services/{service.slug}/service.yaml"
    questionnaires = {one.id for one in catalogue.questionnaires}
    asked = [service.questionnaire] if service.questionnaire is not None else []
    yield from _unknown(file, ("needs",), service.needs, {one.id for one in catalogue.needs})
    events = {one.id for one in catalogue.life_events}
    yield from _unknown(file, ("life_events",), service.life_events, events)
    audiences = {one.id for one in catalogue.audiences}
    yield from _unknown(file, ("audiences",), service.audiences, audiences)
    documents = {one.id for one in catalogue.documents}
    yield from _unknown(file, ("documents",), service.documents, documents)
    yield from _unknown(file, ("related",), service.related, slugs)
    yield from _unknown(file, ("questionnaire",), asked, questionnaires)
    if service.slug in service.related:
        message = "the service is related to itself"
        yield Trouble(file, ("related",), message, "take its own name away")


def _remedies(catalogue: Catalogue, slugs: set[str]) -> Iterator[Trouble]:
    """One general entry, and no service in two of the others."""
    file, bodies = "remedies.yaml", {b.id for t in catalogue.territories for b in t.bodies}
    if sum(not one.services for one in catalogue.remedies) != 1:
        cure = "write one entry without services, and name the services of the others"
        yield Trouble(file, ("remedies",), "there must be one general entry, and one only", cure)
    seen: set[str] = set()
    for i, entry in enumerate(catalogue.remedies):
        yield from _unknown(file, ("remedies", i, "services"), entry.services, slugs)
        yield from _unknown(file, ("remedies", i, "approved_by"), entry.approved_by, bodies)
        for slug in seen & set(entry.services):
            message = f"{slug} already has remedies in an entry above"
            yield Trouble(file, ("remedies", i, "services"), message, "take it out of one of them")
        seen |= set(entry.services)


def _questionnaire(catalogue: Catalogue, questionnaire: Questionnaire) -> Iterator[Trouble]:
    file = f"questionnaires/{questionnaire.id}.yaml"
    documents = {one.id for one in catalogue.documents}
    numbers = {one.number for one in catalogue.emergency}
    for s, step in enumerate(questionnaire.steps):
        asked = [(("steps", s, "questions", q), one) for q, one in enumerate(step.questions)]
        asked += [
            (("steps", s, "groups", g, "questions", q), one)  # type: ignore[misc]
            for g, group in enumerate(step.groups)
            for q, one in enumerate(group.questions)
        ]
        for place, question in asked:
            papers = [question.document] if question.document is not None else []
            yield from _unknown(file, (*place, "document"), papers, documents)
            yield from _unknown(file, (*place, "numbers"), question.numbers, numbers)


def _territory(territory: Territory, slugs: set[str]) -> Iterator[Trouble]:
    file, folder = f"territories/{territory.id}/territory.yaml", f"territories/{territory.id}"
    bodies = {body.id for body in territory.bodies}
    zones = {zone.id for zone in territory.zones}
    places = {place.istat for place in territory.municipalities}
    asl = {body.id for body in territory.bodies if body.kind == "asl"}
    yield from _unknown(file, ("health_authority",), [territory.health_authority], bodies)
    if territory.health_authority in bodies - asl:
        message = f"{territory.health_authority} is no health authority"
        yield Trouble(file, ("health_authority",), message, "name a body of kind asl")
    for i, place in enumerate(territory.municipalities):
        zone = [place.zone] if place.zone is not None else []
        yield from _unknown(file, ("municipalities", i, "zone"), zone, zones)
    for i, body in enumerate(territory.bodies):
        if body.assisted != "all":
            yield from _unknown(file, ("bodies", i, "assisted"), body.assisted, slugs)
    for i, office in enumerate(territory.offices):
        yield from _unknown(file, ("offices", i, "body"), [office.body], bodies)
        yield from _teams(file, i, office, slugs, places)
    for i, desk in enumerate(territory.desks):
        file, zone = f"{folder}/desks.yaml", [desk.zone] if desk.zone is not None else []
        yield from _unknown(file, ("desks", i, "body"), [desk.body], bodies)
        yield from _unknown(file, ("desks", i, "municipality"), [desk.municipality], places)
        yield from _unknown(file, ("desks", i, "zone"), zone, zones)
    yield from _offers(territory, slugs, bodies, places)


def _teams(
    file: str, number: int, office: Office, slugs: set[str], places: set[str]
) -> Iterator[Trouble]:
    for i, team in enumerate(office.teams):
        here = ("offices", number, "teams", i)
        if team.id in [one.id for one in office.teams[:i]]:
            message = f"{team.id} is already a team of {office.id}"
            yield Trouble(file, here, message, "give it a name of its own, or drop it")
        if team.services != "all":
            yield from _unknown(file, (*here, "services"), team.services, slugs)
        if team.municipalities != "all":
            yield from _unknown(file, (*here, "municipalities"), team.municipalities, places)


def _offers(
    territory: Territory, slugs: set[str], bodies: set[str], places: set[str]
) -> Iterator[Trouble]:
    file = f"territories/{territory.id}/offers.yaml"
    owners = {office.id: office.body for office in territory.offices}
    desks = {desk.id for desk in territory.desks}
    earlier: dict[str, list[Offer]] = defaultdict(list)
    for i, offer in enumerate(territory.offers):
        here = ("offers", i)
        yield from _unknown(file, (*here, "service"), [offer.service], slugs)
        yield from _unknown(file, (*here, "body"), [offer.body], bodies)
        yield from _unknown(file, (*here, "other_bodies"), offer.other_bodies, bodies)
        yield from _unknown(file, (*here, "office"), [offer.office], set(owners))
        if offer.body in bodies and owners.get(offer.office, offer.body) != offer.body:
            message = f"the office {offer.office} is not of {offer.body}, which decides"
            yield Trouble(file, (*here, "office"), message, "name an office of the deciding body")
        if offer.desks != "all":
            yield from _unknown(file, (*here, "desks"), offer.desks, desks)
        if offer.municipalities != "all":
            yield from _unknown(file, (*here, "municipalities"), offer.municipalities, places)
        if any(_overlap(offer, other) for other in earlier[offer.service]):
            message = f"two offers of {offer.service} hold in one place on one day"
            yield Trouble(file, here, message, "end the older one the day before, with to")
        earlier[offer.service].append(offer)


def _overlap(one: Offer, other: Offer) -> bool:
    if "all" not in (one.municipalities, other.municipalities) and not (
        set(one.municipalities) & set(other.municipalities)
    ):
        return False
    one_ends_before = one.ends_on is not None and one.ends_on < other.starts_on
    other_ends_before = other.ends_on is not None and other.ends_on < one.starts_on
    return not (one_ends_before or other_ends_before)
