"""Being forgotten: asked for by the person, done at once as far as it may be, to the end by the worker."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.models import Person
from portal.identity.queries import grants_of
from portal.platform import audit, clock, holdings, jobs
from portal.platform.actor import NOBODY, Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db, writing
from portal.platform.errors import NotThere, Situation
from portal.platform.holdings import Afterwards
from portal.platform.i18n import lazy_gettext as _l

_AT_ONCE = 200


class WorksHere(Situation):
    """Somebody who works with the portal is not a guest of it."""

    title = _l("You work here")
    words = _l("You hold a role in an office or at a desk. Have it ended first, then come back.")


def ask(keyring: Keyring, actor: Actor) -> list[Afterwards]:
    """Erase what may go now, and note that the rest goes as soon as the law lets it.

    Raises:
        NotThere: nobody is signed in, or a visit is open.
        WorksHere: see there.
    """
    person = _own(actor)
    if grants_of(person.id):
        raise WorksHere
    person.forget_asked_at = clock.now()
    audit.record(actor, "identity.forget_asked", "person", person.id)
    is_last = not holdings.is_needed(db.session, person.id)
    after = holdings.forget(keyring, actor, is_last=is_last)
    if is_last:
        _note_end(person)
    return after


def call_off(actor: Actor) -> None:
    """Go on being known, after all: what is still here stays.

    Raises:
        NotThere: as above.
    """
    person = _own(actor)
    if person.forget_asked_at is not None:
        person.forget_asked_at = None
        audit.record(actor, "identity.forget_called_off", "person", person.id)


@jobs.regularly(timedelta(hours=1), writes=False)
def finish(session: Session) -> None:
    """Forget those whose last case has gone, each in a transaction of its own."""
    query = select(Person.id).where(
        Person.forget_asked_at.is_not(None), Person.forgotten_at.is_(None)
    )
    waiting = [
        person_id
        for person_id in session.scalars(query.order_by(Person.id).limit(_AT_ONCE)).all()
        if not holdings.is_needed(session, person_id)
    ]
    session.rollback()
    for person_id in waiting:
        with writing() as writes:
            person = writes.get_one(Person, person_id, with_for_update=True)
            if person.forget_asked_at is None or holdings.is_needed(writes, person_id):
                continue
            after = forget_wholly(person)
        for act in after:
            act()


def forget_wholly(person: Person) -> list[Afterwards]:
    """Erase a person whom nothing needs any more, to the last word."""
    keyring: Keyring = current_app.config["KEYRING"]
    after = holdings.forget(keyring, Actor(person_id=person.id), is_last=True)
    _note_end(person)
    return after


def _note_end(person: Person) -> None:
    person.forgotten_at = clock.now()
    audit.record(NOBODY, "identity.forgotten", "person", person.id, subject_id=person.id)


def _own(actor: Actor) -> Person:
    if actor.acting_for is not None or actor.person_id is None:
        raise NotThere
    return db.session.get_one(Person, actor.person_id, with_for_update=True)
