"""Reading a drawer: through the actor, and beside an operator only what the mandate needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.cases import shelter
from portal.cases.bindings import drawer_context
from portal.cases.models import DrawerItem
from portal.catalogue import serving
from portal.catalogue.questionnaire import Questionnaire
from portal.identity.models import Person
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.stored.files import names_files

#: The document of the catalogue that a datum stands for, where there is one.
DOCUMENT_OF = {"isee": "isee", "isee_number": "isee", "iban": "iban", "permit": "soggiorno"}


@dataclass(frozen=True)
class Item:
    """One item, opened. ``word`` is a datum of the questionnaires or a document of the catalogue."""

    id: int
    word: str
    value: Any = field(repr=False)
    name: str = field(repr=False)
    media_type: str
    size: int
    digest: str
    is_receipt: bool
    kept_at: datetime
    expires_on: date | None
    is_file: bool

    @property
    def document(self) -> str:
        """The document it is good for; empty for a datum without one."""
        return self.word if self.is_file else DOCUMENT_OF.get(self.word, "")

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.expires_on is not None and self.expires_on < clock.today()


@names_files("FILES")
def named_files(session: Session) -> Iterable[str]:
    """The papers of every drawer."""
    found = session.scalars(select(DrawerItem.store_key).where(DrawerItem.store_key.is_not(None)))
    return [key for key in found if key is not None]


def items_of(keyring: Keyring, actor: Actor) -> list[Item]:
    """What lies in the drawer of the subject, newest first; in a visit what the mandate needs. Where the
    person lives stays closed to who acts for them.

    Raises:
        NotThere: nobody is the subject.
    """
    person = subject_of(actor)
    rows = db.session.scalars(
        select(DrawerItem).where(DrawerItem.person_id == person.id).order_by(DrawerItem.id.desc())
    )
    found = [opened(keyring, person, row) for row in rows]
    wanted = needed(actor)
    return [
        one
        for one in found
        if (wanted is None or one.word in wanted) and not shelter.is_closed(actor, one.word)
    ]


def get_item(keyring: Keyring, actor: Actor, item_id: int) -> tuple[DrawerItem, Item]:
    """One item of the subject's drawer, as a row and opened.

    Raises:
        NotThere: no such item, somebody else's, or not needed for what the mandate covers.
    """
    person = subject_of(actor)
    row = db.session.get(DrawerItem, item_id)
    if row is None or row.person_id != person.id:
        raise NotThere
    item = opened(keyring, person, row)
    wanted = needed(actor)
    if (wanted is not None and item.word not in wanted) or shelter.is_closed(actor, item.word):
        raise NotThere
    return row, item


def subject_of(actor: Actor) -> Person:
    """The person whose drawer this is.

    Raises:
        NotThere: nobody is the subject.
    """
    person = db.session.get(Person, actor.subject_id) if actor.subject_id else None
    if person is None:
        raise NotThere
    return person


def opened(keyring: Keyring, person: Person, row: DrawerItem) -> Item:
    """One item of a person."""
    facts = keyring.open_json(person.data_key, row.sealed, drawer_context(person.id, row.key))
    return Item(
        id=row.id,
        kept_at=row.kept_at,
        expires_on=row.expires_on,
        is_file=row.store_key is not None,
        **facts,
    )


def named_of(person_id: int) -> dict[int, str]:
    """The store keys of the papers of one drawer, by item."""
    query = select(DrawerItem.id, DrawerItem.store_key).where(
        DrawerItem.person_id == person_id, DrawerItem.store_key.is_not(None)
    )
    return {number: key for number, key in db.session.execute(query) if key is not None}


#: By person alone: asked for rows without a file too, SQLite would go through those of everybody.
_OF_PERSON = select(DrawerItem).where(DrawerItem.person_id == bindparam("person_id"))


def facts_of(keyring: Keyring, person_id: int) -> dict[str, tuple[object, date]]:
    """The data somebody keeps that are still good, each with the day it was kept.

    The caller has been given one of their drafts already.
    """
    person, today = db.session.get_one(Person, person_id), clock.today()
    rows = db.session.scalars(_OF_PERSON, {"person_id": person_id})
    found = [
        opened(keyring, person, row)
        for row in rows
        if row.store_key is None and (row.expires_on is None or row.expires_on >= today)
    ]
    return {one.word: (one.value, clock.rome_day(one.kept_at)) for one in found}


def needed(actor: Actor) -> frozenset[str] | None:
    """What the services that were allowed ask for; nothing to leave out for oneself."""
    acting = actor.acting_for
    if acting is None or (acting.every_service and acting.mandate_id is not None):
        return None
    words: set[str] = set()
    for slug in acting.services if acting.mandate_id is not None else ():
        words |= asked_by(slug)
    return frozenset(words)


def asked_by(service: str) -> set[str]:
    """The documents and the data that a service of the catalogue asks for."""
    snapshot = serving.snapshot()
    sheet = snapshot.service(service)
    if sheet is None:
        return set()
    words = set(sheet.documents)
    if sheet.questionnaire is not None:
        words |= asked_in(snapshot.questionnaire(sheet.questionnaire))
    return words


def asked_in(questionnaire: Questionnaire) -> set[str]:
    """The documents and the data that a questionnaire asks for."""
    groups = [group for step in questionnaire.steps for group in step.groups]
    questions = [question for _step, _group, question in questionnaire.placed()]
    prefills = [*(one.prefill for one in groups), *(one.prefill for one in questions)]
    data = {(one or "").partition(".")[2] for one in prefills}
    return (data | {one.document for one in questions if one.document}) - {""}
