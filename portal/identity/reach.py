"""Where a role that is not held at one desk or in one office reaches today, by the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.catalogue import serving
from portal.catalogue.current import NothingPublished
from portal.catalogue.definitions import Territory
from portal.platform.actor import Role


@dataclass(frozen=True)
class Place:
    """Where a role is held: in a body, in one of its offices, at one of its desks, or in a territory
    whose roles the body gives."""

    body: str
    office: str | None = None
    desk: str | None = None
    territory: str | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it is one office or one desk, which needs no looking up."""
        return self.office is not None or self.desk is not None


def of(role: Role, place: Place) -> frozenset[str]:
    """The offices, desks or bodies (see ``Grant.reaches``) of a role held in a body or a territory;
    nothing of a narrow one. A territory that is no longer there reaches nothing."""
    if place.is_narrow:
        return frozenset()
    around = [one for one in _territories() if place.territory in (None, one.id)]
    whole = place.territory is not None
    if role in (Role.OFFICER, Role.COORDINATOR):
        offices = (office for one in around for office in one.offices)
        return frozenset(office.id for office in offices if whole or office.body == place.body)
    if role is Role.OPERATOR:
        desks = (desk for one in around for desk in one.desks)
        return frozenset(desk.id for desk in desks if whole or desk.body == place.body)
    return frozenset(body.id for one in around for body in one.bodies) if whole else frozenset()


def bodies_of(territory: str) -> frozenset[str]:
    """The bodies of a territory; none of one that is not there."""
    return frozenset(
        body.id for one in _territories() if one.id == territory for body in one.bodies
    )


def around(office: str) -> tuple[str | None, list[str]]:
    """The body an office belongs to and the territories it lies in; nothing of an unknown one."""
    for one in _territories():
        for found in one.offices:
            if found.id == office:
                return found.body, [one.id]
    return None, []


def places_of(bodies: Iterable[str]) -> list[Place]:
    """Every place in which somebody who administers these bodies may give a role: the bodies with their
    offices and desks, and the territories all of whose bodies are theirs."""
    own, found = frozenset(bodies), []
    for one in _territories():
        here = [body.id for body in one.bodies]
        if here and own.issuperset(here):
            found += [Place(here[0], territory=one.id)]
        found += [Place(body) for body in here if body in own]
        found += [Place(office.body, office=office.id) for office in one.offices]
        found += [Place(desk.body, desk=desk.id) for desk in one.desks]
    return list(dict.fromkeys(place for place in found if place.body in own))


def name_of(place: Place) -> str:
    """The place as the catalogue calls it; its id where it is no longer there."""
    for one in _territories():
        named = {one.id: one.name} if place.territory else {}
        if place.office:
            named = {office.id: office.name for office in one.offices}
        elif place.desk:
            named = {desk.id: desk.name for desk in one.desks}
        elif not place.territory:
            named = {body.id: body.name for body in one.bodies}
        key = place.office or place.desk or place.territory or place.body
        if key in named:
            return named[key]
    return place.office or place.desk or place.territory or place.body


def _territories() -> tuple[Territory, ...]:
    try:
        return serving.snapshot().territories()
    except NothingPublished:
        return ()
