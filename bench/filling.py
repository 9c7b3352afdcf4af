"""Fills an installation through the portal's own code: people with cases, one of them signed in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, g

from portal import catalogue
from portal.cases.actions import declarations, drafting, submission
from portal.cases.drafts.steps import open_draft
from portal.cases.plan import plan_for
from portal.catalogue.actions import publish
from portal.catalogue.content import read_content
from portal.identity.actions import grant_role, know_person
from portal.identity.actor import session_facts
from portal.identity.models import Person
from portal.identity.profile import Source
from portal.platform import clock
from portal.platform.actor import NOBODY, Actor, Authentication, Grant, Role
from portal.platform.csrf import mask
from portal.platform.database import writing
from portal.platform.sessions import COOKIE, open_session

_OTHERS = 40
_MUNICIPALITY = "008065"
_MEETING = "colloquio-assistente-sociale"
_HOME_CARE = "assistenza-domiciliare"
_ASKED = {"about": "money", "call_name": "Prova", "reach": "desk"}


@dataclass(frozen=True)
class Filled:
    """The person who reads: the cookie of their session, and the page of a step of their draft."""

    cookie: str
    step: str


def fill(app: Flask) -> Filled:
    """Publish the content; make people with two sent cases and a draft each; sign the last one in."""
    with app.app_context():
        published = read_content(app.config["CONTENT"])
        with writing():
            publish(published)
    for number in range(_OTHERS):
        person = _person(app, number)
        for _time in range(2):
            _send_meeting(app, person)
        step = _begin_home_care(app, person)
    proof = Authentication("oidc", "https://accesso.prova.invalid", 2, clock.now(), True)
    with _posting(app):
        with writing() as session:
            open_session(session, person.person_id, session_facts(proof))
        return Filled(f"{COOKIE}={g.session_cookie}", step)


@contextmanager
def _posting(app: Flask) -> Iterator[None]:
    with app.test_request_context("/prova", method="POST"):
        yield


def _person(app: Flask, number: int) -> Actor:
    facts = {
        "given_name": "Prova",
        "family_name": f"Numero {number}",
        "email": f"numero{number}@prova.invalid",
        "phone": f"+39000{number:07}",
    }
    with _posting(app), writing():
        found = know_person(app.config["KEYRING"], facts, Source.PROVIDER)
        return Actor(person_id=found.id)


def _begin(app: Flask, person: Actor, service: str, answers: dict[str, str]) -> str:
    keyring = app.config["KEYRING"]
    with _posting(app):
        plan = plan_for(catalogue.snapshot(), service, _MUNICIPALITY, clock.today())
        with writing():
            reference = drafting.begin_case(keyring, person, plan, "it").reference
    typed = {(name, None): drafting.Typed(said, 0, "citizen") for name, said in answers.items()}
    with _posting(app), writing():
        drafting.save_answers(keyring, person, reference, typed)
    return reference


def _send_meeting(app: Flask, person: Actor) -> None:
    _ready(app, person)()


def _ready(app: Flask, person: Actor) -> Callable[[], None]:
    keyring, reference = app.config["KEYRING"], _begin(app, person, _MEETING, _ASKED)
    with _posting(app):
        plan = plan_for(catalogue.snapshot(), _MEETING, _MUNICIPALITY, clock.today())
        draft = open_draft(keyring, person, reference)
        digest = declarations.digest_of(keyring, draft.case)

    def send() -> None:
        with _posting(app), writing():
            submission.send_case(
                keyring, person, reference, plan=plan, sheet={}, seen_digest=digest,
                wording=["Chiedo un incontro con l’assistente sociale."],
            )  # fmt: skip

    return send


def _begin_home_care(app: Flask, person: Actor) -> str:
    reference = _begin(app, person, _HOME_CARE, {"for_whom": "me"})
    with _posting(app):
        step = open_draft(app.config["KEYRING"], person, reference).place_to_go_on()
    return f"/pratiche/{reference}/passi/{step}"


@dataclass(frozen=True)
class Officer:
    """The officer who reads: the cookie of their session, and the token their forms carry."""

    cookie: str
    token: str


def officer(app: Flask) -> Officer:
    """Somebody of the office that answers most, signed in."""
    person = _person(app, _OTHERS + 1)
    with _posting(app):
        plan = plan_for(catalogue.snapshot(), _HOME_CARE, _MUNICIPALITY, clock.today())
        with writing() as session:
            known = session.get_one(Person, person.person_id)
            grant_role(NOBODY, known, Grant(Role.OFFICER, plan.body, office=plan.office))
    proof = Authentication("oidc", "https://accesso.prova.invalid", 2, clock.now(), True)
    with _posting(app):
        with writing() as session:
            row = open_session(session, person.person_id, session_facts(proof))
            secret = row.csrf_secret
        return Officer(f"{COOKIE}={g.session_cookie}", mask(secret))


def ready_meeting(app: Flask) -> Callable[[], None]:
    """A meeting that a new person has only to send; calling it sends."""
    person = _person(app, secrets.randbelow(10**9))
    return _ready(app, person)
