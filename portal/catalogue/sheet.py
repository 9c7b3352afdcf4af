"""A service's sheet as one reads it: what holds everywhere, and what holds where one lives today. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from portal.catalogue.definitions import (
    Body,
    Desk,
    DocumentWords,
    Municipality,
    Offer,
    Office,
    Service,
    Territory,
    Theme,
    Words,
)
from portal.catalogue.holidays import HolidayRule
from portal.catalogue.labels import Line, Tag, in_language, line, tag
from portal.catalogue.nearest import distance_km
from portal.catalogue.opening import Opening, next_opening, open_now
from portal.catalogue.snapshot import Snapshot

_MOST_DESKS = 3


@dataclass(frozen=True)
class Paper:
    """A document a service may ask for, in words."""

    words: DocumentWords
    language: str
    self_certifiable: bool


@dataclass(frozen=True)
class DeskHere:
    """A desk as seen from a municipality at a moment; ``km`` is none in the municipality itself."""

    desk: Desk
    body: Body
    town: str
    km: float | None
    open_until: time | None
    next: Opening | None


@dataclass(frozen=True)
class Here:
    """How a service is given in a municipality today; without an offer it is not."""

    place: Municipality
    territory: Territory
    offer: Offer | None
    body: Body | None
    office: Office | None
    other_bodies: tuple[Body, ...]
    desks: tuple[DeskHere, ...]
    fee: str
    fee_language: str
    reason: str
    reason_language: str

    @property
    def is_active(self) -> bool:
        """Whether the service can be asked for here today."""
        return self.offer is not None and self.offer.active

    @property
    def is_trial(self) -> bool:
        """Whether something shown here is invented."""
        marked = (self.offer, self.body, self.office)
        return any(thing is not None and thing.test_data for thing in marked)


@dataclass(frozen=True)
class Sheet:
    """Everything the page of a service shows."""

    service: Service
    words: Words
    language: str
    needs: tuple[Tag, ...]
    audiences: tuple[Tag, ...]
    events: tuple[Tag, ...]
    papers: tuple[Paper, ...]
    related: tuple[Line, ...]
    here: Here | None
    is_active: bool
    term_days: int | None
    answer_by: date | None

    @property
    def is_right(self) -> bool:
        """Whether the law guarantees it everywhere (an essential level, social or of health care)."""
        return self.service.leps is not None or self.service.lea

    @property
    def can_begin(self) -> bool:
        """Whether it can be asked for online, as far as one knows without a municipality."""
        return self.service.questionnaire is not None and self.is_active


def read_sheet(
    snapshot: Snapshot, service: Service, language: str, istat: str | None, at: datetime
) -> Sheet:
    """The sheet of a service in a language, at a moment of Italian wall time.

    ``istat`` is a known municipality or None. The day of the answer is today plus the days the offer
    or the service allows, as the body counts them (art. 2 L. 241/1990): the first is not counted.
    """
    words, used = snapshot.words(service.slug, language)
    catalogue, day = snapshot.catalogue, at.date()
    here = None if istat is None else _here(snapshot, service, language, istat, at)
    term = _term_days(service, here)
    rule = here.body.holidays.rule if here and here.body else HolidayRule()
    is_active = here.is_active if here else _is_given_anywhere(snapshot, service.slug, day)
    return Sheet(
        service=service,
        words=words,
        language=used,
        needs=_tags(catalogue.needs, service.needs, language),
        audiences=_tags(catalogue.audiences, service.audiences, language),
        events=_tags(catalogue.life_events, service.life_events, language),
        papers=tuple(_papers(snapshot, service, language)),
        related=tuple(_related(snapshot, service, language)),
        here=here,
        is_active=is_active,
        term_days=term,
        answer_by=None if term is None or not is_active else rule.last_day(day, term),
    )


def _term_days(service: Service, here: Here | None) -> int | None:
    if here and here.offer and here.offer.term_days is not None:
        return here.offer.term_days
    return service.term_days


def _is_given_anywhere(snapshot: Snapshot, slug: str, day: date) -> bool:
    return any(
        offer.service == slug and offer.active and offer.holds_on(day)
        for territory in snapshot.territories()
        for offer in territory.offers
    )


def _tags(themes: Iterable[Theme], ids: tuple[str, ...], language: str) -> tuple[Tag, ...]:
    known = {theme.id: theme for theme in themes}
    return tuple(tag(known[one], language) for one in ids)


def _papers(snapshot: Snapshot, service: Service, language: str) -> Iterable[Paper]:
    for document_id in service.documents:
        document = snapshot.document(document_id)
        yield Paper(*in_language(document.words, language), document.self_certifiable)


def _related(snapshot: Snapshot, service: Service, language: str) -> Iterable[Line]:
    for slug in service.related:
        other = snapshot.service(slug)
        if other is not None:
            yield line(snapshot, other, language)


def _here(
    snapshot: Snapshot, service: Service, language: str, istat: str, at: datetime
) -> Here | None:
    place = snapshot.municipality(istat)
    if place is None:
        return None
    offer = snapshot.offer(service.slug, istat, at.date())
    fee, fee_language = _said(offer.fee.words if offer and offer.fee else {}, language)
    reason, reason_language = _said(offer.reason_inactive if offer else {}, language)
    desks = snapshot.desks_for(service.slug, istat, at.date())
    return Here(
        place=place,
        territory=snapshot.territory_of(istat),
        offer=offer,
        body=snapshot.body(offer.body) if offer else None,
        office=snapshot.office(offer.office) if offer else None,
        other_bodies=tuple(snapshot.body(one) for one in offer.other_bodies) if offer else (),
        desks=tuple(desk_here(snapshot, place, desk, at) for desk in desks[:_MOST_DESKS]),
        fee=fee,
        fee_language=fee_language,
        reason=reason,
        reason_language=reason_language,
    )


def _said(words: dict[str, str], language: str) -> tuple[str, str]:
    return in_language(words, language) if words else ("", language)


def desk_here(snapshot: Snapshot, place: Municipality, desk: Desk, at: datetime) -> DeskHere:
    """A desk as seen from a municipality at a moment of Italian wall time."""
    patron = snapshot.patron_of(desk)
    now = open_now(desk, at, patron)
    town = snapshot.municipality(desk.municipality)
    away = desk.municipality != place.istat and desk.point and place.point
    return DeskHere(
        desk=desk,
        body=snapshot.body(desk.body),
        town=town.name if town else "",
        km=distance_km(place.point, desk.point) if away and place.point and desk.point else None,
        open_until=now.closes if now else None,
        next=None if now else next_opening(desk, at, patron),
    )
