"""The whole catalogue in memory: immutable, looked up by id, kept in the database as one JSON text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel

from portal.catalogue.definitions import (
    Acronym,
    Body,
    Concept,
    Desk,
    Document,
    EmergencyNumber,
    Frozen,
    Municipality,
    Offer,
    Office,
    ReadyReply,
    Remedies,
    Service,
    Territory,
    Theme,
    Words,
)
from portal.catalogue.nearest import by_nearness
from portal.catalogue.questionnaire import Question, Questionnaire

ITALIAN = "it"
Named = TypeVar("Named", bound=BaseModel)


class Catalogue(Frozen):
    """Everything content/ holds, as one value."""

    needs: tuple[Theme, ...]
    life_events: tuple[Theme, ...]
    audiences: tuple[Theme, ...]
    documents: tuple[Document, ...]
    emergency: tuple[EmergencyNumber, ...]
    remedies: tuple[Remedies, ...] = ()
    #: Nothing in a revision older than replies.
    replies: tuple[ReadyReply, ...] = ()
    concepts: tuple[Concept, ...]
    acronyms: tuple[Acronym, ...]
    services: tuple[Service, ...]
    questionnaires: tuple[Questionnaire, ...]
    #: What the orientation asks out of the question bank; nothing in a revision from before the bank.
    orientation: tuple[Question, ...] = ()
    territories: tuple[Territory, ...]


def _by(things: Iterable[Named], key: str) -> dict[str, Named]:
    return {getattr(thing, key): thing for thing in things}


class Snapshot:
    """Look-ups over one catalogue. Ids come from validated data: an unknown one is a ``KeyError``
    where the caller holds it, and nothing (``None``) where it comes from outside."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        territories = catalogue.territories
        self._services = _by(catalogue.services, "slug")
        self._listed = tuple(one for one in catalogue.services if one.listed)
        self._documents = _by(catalogue.documents, "id")
        self._questionnaires = _by(catalogue.questionnaires, "id")
        self._territories = _by(territories, "id")
        self._bodies = _by((b for t in territories for b in t.bodies), "id")
        self._offices = _by((o for t in territories for o in t.offices), "id")
        self._desks = _by((d for t in territories for d in t.desks), "id")
        self._places = _by((m for t in territories for m in t.municipalities), "istat")
        self._territory_of = {m.istat: t for t in territories for m in t.municipalities}
        self._offers: dict[tuple[str, str], list[Offer]] = {}
        for territory in territories:
            for offer in territory.offers:
                self._offers.setdefault((territory.id, offer.service), []).append(offer)

    @classmethod
    def from_json(cls, text: str) -> Snapshot:
        """The snapshot of a stored revision."""
        return cls(Catalogue.model_validate_json(text))

    def to_json(self) -> str:
        """The catalogue as it is stored."""
        return self.catalogue.model_dump_json(by_alias=True, exclude_defaults=True)

    def services(self) -> tuple[Service, ...]:
        """Every service that stands in lists."""
        return self._listed

    def service(self, slug: str) -> Service | None:
        """A service by its slug, which comes from an address."""
        return self._services.get(slug)

    def words(self, slug: str, language: str) -> tuple[Words, str]:
        """The words of a service and the language they are really in: Italian where none is written."""
        words = self._services[slug].words
        used = language if language in words else ITALIAN
        return words[used], used

    def territories(self) -> tuple[Territory, ...]:
        """Every territory."""
        return self.catalogue.territories

    def territory(self, territory_id: str) -> Territory:
        """A territory."""
        return self._territories[territory_id]

    def territory_of(self, istat: str) -> Territory:
        """The territory of a municipality."""
        return self._territory_of[istat]

    @cached_property
    def _sorted_places(self) -> tuple[Municipality, ...]:
        return tuple(sorted(self._places.values(), key=lambda place: place.name))

    def municipalities(self) -> tuple[Municipality, ...]:
        """Every municipality, by name."""
        return self._sorted_places

    def municipality(self, istat: str) -> Municipality | None:
        """A municipality by its ISTAT code, which comes from an address, a form or a cookie."""
        return self._places.get(istat)

    def find_municipality(self, name: str) -> Municipality | None:
        """A municipality by its name as registers write it."""
        wanted = name.strip().casefold()
        return next((p for p in self._sorted_places if p.name.casefold() == wanted), None)

    def body(self, body_id: str) -> Body:
        """A body."""
        return self._bodies[body_id]

    def office(self, office_id: str) -> Office:
        """An office."""
        return self._offices[office_id]

    def find_body(self, body_id: str) -> Body | None:
        """A body; a case may name one that is no longer there."""
        return self._bodies.get(body_id)

    def find_office(self, office_id: str) -> Office | None:
        """An office; a case may name one that is no longer there."""
        return self._offices.get(office_id)

    def desk(self, desk_id: str) -> Desk | None:
        """A desk; a session may remember one that is no longer there."""
        return self._desks.get(desk_id)

    def document(self, document_id: str) -> Document:
        """A document."""
        return self._documents[document_id]

    def remedies(self, slug: str, body_id: str) -> tuple[Remedies | None, bool]:
        """What can be done against a decision on a service, and whether the body approved it: its own
        words where it did, else the general ones; nothing in a revision older than remedies."""
        entries = self.catalogue.remedies
        own = next((one for one in entries if slug in one.services), None)
        if own is not None and body_id in own.approved_by:
            return own, True
        general = next((one for one in entries if not one.services), None)
        is_approved = own is None and general is not None and body_id in general.approved_by
        return general, is_approved

    def replies(self, act: str, slug: str) -> list[ReadyReply]:
        """The ready replies for an act on a case of a service; those of the service itself first."""
        found = [
            one
            for one in self.catalogue.replies
            if act in one.acts and (not one.services or slug in one.services)
        ]
        return sorted(found, key=lambda one: not one.services)

    def questionnaire(self, questionnaire_id: str) -> Questionnaire:
        """A questionnaire."""
        return self._questionnaires[questionnaire_id]

    def asked_by_orientation(self, question_id: str) -> Question | None:
        """A question the orientation shares with the questionnaires; older revisions have none."""
        return next((one for one in self.catalogue.orientation if one.id == question_id), None)

    def offer(self, slug: str, istat: str, day: date) -> Offer | None:
        """How a service is given in a municipality on a day."""
        territory = self._territory_of.get(istat)
        if territory is None:
            return None
        for offer in self._offers.get((territory.id, slug), ()):
            here = offer.municipalities == "all" or istat in offer.municipalities
            if here and offer.holds_on(day):
                return offer
        return None

    def desks_for(self, slug: str, istat: str, day: date) -> list[Desk]:
        """The desks where a service can be asked for, nearest first; those of the whole territory."""
        place = self._places.get(istat)
        if place is None:
            return []
        territory = self._territory_of[istat]
        offer = self.offer(slug, istat, day)
        wanted: Iterable[Desk] = territory.desks
        if offer is not None and offer.desks != "all":
            wanted = [desk for desk in territory.desks if desk.id in offer.desks]
        return by_nearness(place, wanted)

    def patron_of(self, desk: Desk) -> str | None:
        """The body's own holiday, on which its desk is closed."""
        return self._bodies[desk.body].holidays.patron


def label(words: Mapping[str, Named], language: str) -> Named:
    """The words in a language, Italian where there are none."""
    return words.get(language) or words[ITALIAN]
