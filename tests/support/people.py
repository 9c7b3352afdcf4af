"""The people of the tests: two citizens, one of each kind of staff; signing in, opening a visit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask

from portal.assisted.rules.models import RulesAccepted
from portal.identity.actions import grant_role, know_person
from portal.identity.actor import session_facts
from portal.identity.profile import Source
from portal.platform import clock
from portal.platform.acting import InVisit
from portal.platform.actor import NOBODY, Actor, Authentication, Grant, Role
from portal.platform.database import db, writing
from portal.platform.sessions import COOKIE, LoginSession, token_hash
from tests.support.page import PageClient
from tests.support.visiting import identify

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
    phone: str = "+390000000101"

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
            "phone": self.phone,
            "street": "Via di Prova 1",
            "postal_code": "18039",
            "locality": "Ventimiglia",
            "province": "IM",
        }


BODY = "comune-ventimiglia"
OFFICE = "servizi-sociali-ventimigliese"
OTHER_OFFICE = "casa-lavoro-ventimigliese"
DESK = "sportello-ventimiglia"


def _working(role: Role, office: str | None = None, desk: str | None = None) -> tuple[Grant, ...]:
    return (Grant(role, BODY, office=office, desk=desk),)


#: Two citizens of Ventimiglia.
ANNA = Somebody("Anna", "Provetti", "PRVNNA70A41L741N", "1970-01-01", "anna@prova.invalid")
CARLA = Somebody("Carla", "Esempi", "SMPCRL80B42L741E", "1980-02-02", "carla@prova.invalid")
#: An operator at a desk; two officers, of the office that answers for help at home and of another.
BRUNO = Somebody(
    "Bruno", "Sportelli", "SPRBRN75C03L741T", "1975-03-03", "bruno@prova.invalid",
    _working(Role.OPERATOR, desk=DESK),
)  # fmt: skip
OLGA = Somebody(
    "Olga", "Ufficini", "FFCLGO85D44L741J", "1985-04-04", "olga@prova.invalid",
    _working(Role.OFFICER, office=OFFICE),
)  # fmt: skip
OTTO = Somebody(
    "Otto", "Ufficini", "SPLTTO79E05L741C", "1979-05-05", "otto@prova.invalid",
    _working(Role.OFFICER, office=OTHER_OFFICE),
)  # fmt: skip
#: Who writes the catalogue, and who looks after the installation.
EDDA = Somebody(
    "Edda", "Redattini", "RDTDDE82H46L741Y", "1982-06-06", "edda@prova.invalid",
    _working(Role.EDITOR),
)  # fmt: skip
ADA = Somebody(
    "Ada", "Ammini", "MMNDAA77L47L741F", "1977-07-07", "ada@prova.invalid",
    _working(Role.ADMINISTRATOR),
)  # fmt: skip


def known(app: Flask, who: Somebody, *roles: Grant) -> int:
    """The person in the database, with their roles; asking twice makes nobody twice."""
    keyring = app.config["KEYRING"]
    with app.app_context(), writing():
        person = know_person(keyring, who.facts(), Source.PROVIDER)
        for role in (*who.roles, *roles):
            grant_role(NOBODY, person, role)
        if any(role.role is Role.OPERATOR for role in (*who.roles, *roles)):
            version = app.config["DESK_RULES"].on(clock.today()).version
            row = RulesAccepted(person_id=person.id, version=version, accepted_at=clock.now())
            db.session.merge(row)
        return person.id


def sign_in(
    client: PageClient, who: Somebody, *roles: Grant, level: int = 2, second_factor: bool = True
) -> int:
    """Open a login session in this browser, as if just back from the provider; the person's id."""
    person_id = known(client.app, who, *roles)
    issuer = "https://accesso.prova.invalid"
    proof = Authentication("oidc", issuer, level, clock.now(), second_factor)
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
    return sign_in(client, BRUNO)


def sign_in_olga(client: PageClient) -> int:
    """An officer of the office that answers for help at home in Ventimiglia."""
    return sign_in(client, OLGA)


def open_visit(client: PageClient, who: Somebody, *services: str, **changes: str) -> None:
    """The operator of this browser looks at a person's document and hears their mandate."""
    year, month, day = who.birth_date.split("-")
    seen = {
        "fiscal_code": who.fiscal_code,
        "given_name": who.given_name,
        "family_name": who.family_name,
        "birth_date-day": day,
        "birth_date-month": month,
        "birth_date-year": year,
        "language": "it",
        "document_kind": "identity_card",
        "issuer": "Comune di Prova",
        "last_digits": "12AB",
        **changes,
    }
    identify(client, seen, language="")
    client.get("/sportello/visita/delega")
    chosen = list(services) or ["*"]
    client.submit("form", {"services": chosen, "lasts": "visit", "agreed": "yes"})


def actor(person_id: int, *roles: Grant) -> Actor:
    """The actor for tests of actions, without a browser."""
    proof = Authentication("oidc", "https://accesso.prova.invalid", 2, clock.now())
    return Actor(person_id=person_id, grants=roles, authentication=proof)


def acting(app: Flask, who: Somebody) -> Actor:
    """Somebody as the actor of an action; they are in the database too."""
    return replace(actor(known(app, who), *who.roles), name=who.name)


def beside(operator: Actor, subject: Actor, *services: str) -> Actor:
    """The operator with this person in a visit, under a mandate for these services (or for all)."""
    visit = InVisit(
        visit_id=1,
        subject_id=subject.person_id or 0,
        subject_name=subject.name,
        desk=DESK,
        desk_name="Sportello sociale Ventimiglia",
        opened_at=clock.now(),
        identified_by="document",
        mandate_id=1,
        services=frozenset(services),
        every_service=not services,
    )
    return replace(operator, acting_for=visit)
