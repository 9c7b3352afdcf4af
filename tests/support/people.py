"""The people of the tests: a citizen and another, an operator, an officer; and how they are signed in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from portal import catalogue
from portal.identity.actions import grant_role, know_person
from portal.identity.actor import session_facts
from portal.identity.profile import Source
from portal.platform import clock
from portal.platform.actor import NOBODY, Actor, Authentication, Grant, Role
from portal.platform.database import writing
from portal.platform.sessions import COOKIE, LoginSession, token_hash
from tests.support.page import PageClient

VENTIMIGLIA = "008065"
SERVICE = "assistenza-domiciliare"


@dataclass(frozen=True)
class Somebody:
    """An invented person; ``roles`` are what they hold at work."""

    given_name: str
    family_name: str
    fiscal_code: str
    birth_date: str
    email: str
    roles: tuple[Grant, ...] = ()

    @property
    def name(self) -> str:
        """As pages write it."""
        return f"{self.given_name} {self.family_name}"

    def facts(self) -> dict[str, str]:
        """What a provider says of them."""
        return {
            "given_name": self.given_name,
            "family_name": self.family_name,
            "fiscal_code": self.fiscal_code,
            "birth_date": self.birth_date,
            "email": self.email,
            "phone": "+390000000101",
        }


ANNA = Somebody("Anna", "Provetti", "PRVNNA70A41L741J", "1970-01-01", "anna@prova.invalid")
CARLA = Somebody("Carla", "Esempi", "SMPCRL80B42L741R", "1980-02-02", "carla@prova.invalid")
BRUNO = Somebody("Bruno", "Sportelli", "SPRBRN75C03L741G", "1975-03-03", "bruno@prova.invalid")
OLGA = Somebody("Olga", "Ufficini", "FFCLGO85D44L741B", "1985-04-04", "olga@prova.invalid")


def known(app: Flask, who: Somebody, *roles: Grant) -> int:
    """The person in the database, with their roles; asking twice makes nobody twice."""
    keyring = app.config["KEYRING"]
    with app.app_context(), writing():
        person = know_person(keyring, who.facts(), Source.PROVIDER)
        for role in (*who.roles, *roles):
            grant_role(NOBODY, person, role)
        return person.id


def sign_in(client: PageClient, who: Somebody, *roles: Grant) -> int:
    """Open a login session in this browser, as if just back from the provider; the person's id."""
    person_id = known(client.app, who, *roles)
    proof = Authentication("oidc", "https://accesso.prova.invalid", 2, clock.now(), True)
    open_session(client, person_id, **session_facts(proof))
    return person_id


def open_session(client: PageClient, person_id: int | None, **facts: object) -> str:
    """Put a session into the database and its cookie into the browser; the cookie."""
    token = secrets.token_urlsafe(32)
    with client.app.app_context(), writing() as session:
        session.add(
            LoginSession(
                id_hash=token_hash(token),
                person_id=person_id,
                csrf_secret=secrets.token_hex(32),
                facts=dict(facts),
                created_at=clock.now(),
                seen_at=clock.now(),
                expires_at=clock.now() + timedelta(hours=8),
            )
        )
    client.raw.set_cookie(COOKIE, token)
    return token


def sign_in_bruno(client: PageClient) -> int:
    """An operator at the first desk of Ventimiglia."""
    with client.app.app_context():
        territory = catalogue.snapshot().territory_of(VENTIMIGLIA)
        desk = next(desk for desk in territory.desks if desk.municipality == VENTIMIGLIA)
    return sign_in(client, BRUNO, Grant(Role.OPERATOR, desk.body, desk=desk.id))


def sign_in_olga(client: PageClient) -> int:
    """An officer of the office that answers for help at home in Ventimiglia."""
    with client.app.app_context():
        snapshot = catalogue.snapshot()
        offer = snapshot.offer(SERVICE, VENTIMIGLIA, clock.today())
        assert offer is not None
        office = snapshot.office(offer.office)
    return sign_in(client, OLGA, Grant(Role.OFFICER, office.body, office=office.id))


def actor(person_id: int, *roles: Grant) -> Actor:
    """The actor for tests of actions, without a browser."""
    proof = Authentication("oidc", "https://accesso.prova.invalid", 2, clock.now())
    return Actor(person_id=person_id, grants=roles, authentication=proof)
