"""People who say themselves who they are: asked by an operator, answered once, used for one visit.

What is shown (link, code, number to compare) is made of the row each time, so that nobody who reads the
table can use it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.assisted.knowing.reading import OWN_CODE_LENGTH
from portal.assisted.models import IdentifiedBy, Recognition
from portal.platform import audit, clock, codes, jobs
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.sessions import token_hash

#: So long a code that a person shows works, and so long an operator's question waits for its answer.
CODE_TIME, QUESTION_TIME = timedelta(minutes=15), timedelta(minutes=5)
_REMEMBERED = timedelta(days=1)


class CodeUnknown(Situation):
    """Nobody shows this code."""

    status = 422
    title = _l("Nobody shows this code")
    words = _l("No phone shows this code now. Compare it, sign by sign.")


class CodeUsed(CodeUnknown):
    """It was used already."""

    title = _l("This code was used already")
    words = _l("This code was used already. Ask the person for a new one.")


class CodeLate(CodeUnknown):
    """Its time is over."""

    title = _l("The time of this code is over")
    words = _l("The time of this code is over. Ask the person for a new one.")


class AskedTooLongAgo(Situation):
    """The question of an operator was not answered in time."""

    title = _l("The time to answer is over")
    words = _l("Nothing happened. The operator asks again: it takes a moment.")


def code_of(keyring: Keyring, row: Recognition) -> str:
    """The code a person shows."""
    return codes.code_from(_signature(keyring, row), OWN_CODE_LENGTH)


def token_of(keyring: Keyring, row: Recognition) -> str:
    """The end of the link that an operator's screen shows to a phone."""
    return _signature(keyring, row)[:40]


def to_compare(keyring: Keyring, row: Recognition) -> int:
    """Two digits that both screens show once the phone has answered: a link that somebody passed on to
    another phone is seen here."""
    return int(keyring.sign("recognition.compare", _name(row))[:8], 16) % 90 + 10


def _signature(keyring: Keyring, row: Recognition) -> str:
    return keyring.sign("recognition", _name(row))


def _name(row: Recognition) -> str:
    return f"{row.id} {row.begun_at.isoformat()}"


def show_code(keyring: Keyring, actor: Actor, way: str) -> Recognition:
    """A fresh code for the person at the keyboard, to be shown at a desk; an older one stops working.

    Raises:
        NotThere: they do not act for themselves.
    """
    proof = actor.authentication
    if actor.person_id is None or actor.acting_for is not None or proof is None:
        raise NotThere
    db.session.execute(
        update(Recognition)
        .where(
            Recognition.person_id == actor.person_id,
            Recognition.kind == IdentifiedBy.OWN_CODE,
            Recognition.taken_at.is_(None),
            Recognition.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
    )
    row = Recognition(
        kind=IdentifiedBy.OWN_CODE,
        person_id=actor.person_id,
        level=proof.level,
        way=way,
        begun_at=clock.now(),
        expires_at=clock.now() + CODE_TIME,
        answered_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    row.secret_hash = _code_hash(keyring, code_of(keyring, row))
    audit.record(actor, "visit.code_shown", "person", actor.person_id)
    return row


def _code_hash(keyring: Keyring, code: str) -> str:
    # Codes are short: a plain hash of one could be looked up by trying them all.
    return keyring.lookup("recognition", code)


def shown_by(actor: Actor) -> Recognition | None:
    """The last code this person made, if it is of today."""
    query = select(Recognition).where(
        Recognition.person_id == actor.person_id,
        Recognition.kind == IdentifiedBy.OWN_CODE,
        Recognition.begun_at > clock.now() - _REMEMBERED,
        Recognition.ended_at.is_(None),
    )
    return db.session.scalar(query.order_by(Recognition.id.desc()).limit(1))


def take_code(
    keyring: Keyring, actor: Actor, code: str, turn_id: int | None, appointment_id: int | None
) -> Recognition:
    """An operator reads the code of a person; the attempt must have been counted before.

    Raises:
        CodeUnknown, CodeUsed, CodeLate.
        NotThere: the operator sits at no desk, or the code is their own.
    """
    query = select(Recognition).where(Recognition.secret_hash == _code_hash(keyring, code))
    row = db.session.scalar(query.with_for_update())
    if row is None or row.kind is not IdentifiedBy.OWN_CODE or row.ended_at is not None:
        raise CodeUnknown
    if row.taken_at is not None:
        raise CodeUsed
    if row.expires_at <= clock.now():
        raise CodeLate
    if actor.desk is None or row.person_id == actor.person_id:
        raise NotThere
    row.taken_at, row.operator_id, row.desk = clock.now(), actor.person_id, actor.desk
    row.turn_id, row.appointment_id = turn_id, appointment_id
    row.expires_at = clock.now() + QUESTION_TIME
    return row


def ask(
    keyring: Keyring,
    actor: Actor,
    kind: IdentifiedBy,
    turn_id: int | None,
    appointment_id: int | None,
) -> Recognition:
    """The operator asks the person to say who they are, at this screen or on their phone.

    Raises:
        NotThere: the operator sits at no desk.
    """
    if actor.desk is None or actor.person_id is None:
        raise NotThere
    row = Recognition(
        kind=kind,
        operator_id=actor.person_id,
        desk=actor.desk,
        turn_id=turn_id,
        appointment_id=appointment_id,
        begun_at=clock.now(),
        expires_at=clock.now() + QUESTION_TIME,
    )
    db.session.add(row)
    db.session.flush()
    row.secret_hash = token_hash(token_of(keyring, row))
    return row


def by_token(token: str) -> Recognition:
    """What a link asks a person; opening it answers nothing.

    Raises:
        NotThere: no such link, or it was used.
        AskedTooLongAgo.
    """
    query = select(Recognition).where(
        Recognition.secret_hash == token_hash(token), Recognition.kind == IdentifiedBy.OWN_PHONE
    )
    row = db.session.scalar(query)
    if row is None:
        raise NotThere
    _check_open(row)
    return row


def _check_open(row: Recognition) -> None:
    if row.used_at is not None or row.ended_at is not None:
        raise NotThere
    if row.expires_at <= clock.now():
        raise AskedTooLongAgo


def is_open(row: Recognition) -> bool:
    """Whether it still works for the visit it was asked for."""
    return row.used_at is None and row.ended_at is None and row.expires_at > clock.now()


def get_asked(actor: Actor, number: int, *, lock: bool = False) -> Recognition:
    """What this operator asked, at the desk where they are.

    Raises:
        NotThere: no such question, another operator's, another desk's, or used.
        AskedTooLongAgo.
    """
    row = db.session.get(Recognition, number, with_for_update=lock or None)
    if row is None or row.operator_id != actor.person_id or row.desk != actor.desk:
        raise NotThere
    if actor.desk is None:
        raise NotThere
    _check_open(row)
    return row


def latest_answered(actor: Actor) -> Recognition | None:
    """What was answered to this operator and waits for the visit to be opened."""
    query = select(Recognition).where(
        Recognition.operator_id == actor.person_id,
        Recognition.desk == actor.desk,
        Recognition.answered_at.is_not(None),
        Recognition.used_at.is_(None),
        Recognition.expires_at > clock.now(),
    )
    return db.session.scalar(query.order_by(Recognition.id.desc()).limit(1))


def answer(number: int, person_id: int, level: int, way: str) -> Recognition:
    """The person said who they are; the first answer counts.

    Raises:
        NotThere: no such question, or answered already.
        AskedTooLongAgo.
    """
    row = db.session.get(Recognition, number, with_for_update=True)
    if row is None or row.answered_at is not None:
        raise NotThere
    _check_open(row)
    row.person_id, row.level, row.way = person_id, level, way
    row.answered_at = clock.now()
    return row


def say(actor: Actor, number: int, way: str) -> None:
    """The person answers on their own phone, as surely as they signed in there.

    Raises:
        NotThere: they are not signed in, or see ``answer``.
    """
    proof = actor.authentication
    if actor.person_id is None or actor.acting_for is not None or proof is None:
        raise NotThere
    row = answer(number, actor.person_id, proof.level, way)
    audit.record(replace(actor, desk=row.desk), "visit.said", "person", actor.person_id)


def use(row: Recognition) -> None:
    """The visit is open: the answer is used up."""
    row.used_at = clock.now()


@jobs.regularly(timedelta(hours=1))
def forget_recognitions(session: Session) -> None:
    """Erase questions and codes a day after their time; what came of them stands in the visit."""
    over = clock.now() - _REMEMBERED
    session.execute(delete(Recognition).where(Recognition.expires_at < over))
