"""Reading cases: everything personal is loaded through the actor, and what is not theirs does not exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select

from portal.cases import policy, ties
from portal.cases.attachments import FileCard as FileCard
from portal.cases.attachments import attachments_of as attachments_of
from portal.cases.attachments import get_attachment as get_attachment
from portal.cases.bindings import (
    answer_context,
    contest_context,
    happening_context,
    message_context,
    translation_context,
)
from portal.cases.models import (
    IN_LISTS,
    NO_ITEM,
    Answer,
    Author,
    Case,
    ClockEntry,
    Declaration,
    Happening,
    Message,
)
from portal.cases.timeline import CaseStatus
from portal.catalogue import serving
from portal.catalogue.definitions import Login
from portal.platform.access import StepUpNeeded
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db, read_once
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l


class OnThePhone(Situation):
    """The person took this draft to their own phone: beside them one reads, and writes nothing."""

    title = _l("This request is on the person’s phone")
    words = _l("Nothing was saved. Open the request again: you see where it is and what is in it.")


@dataclass(frozen=True)
class Said:
    """One answer, opened: its value, its version, where it came from and when it was saved.

    ``note``: why the register is wrong, where the person contradicts one and said so.
    """

    value: object
    version: int
    source: str
    typed_by: int | None
    saved_at: datetime
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class Words:
    """One message, opened."""

    id: int
    at: datetime
    author: Author
    text: str
    asks_until: object
    answered_at: datetime | None
    read_at: datetime | None = None
    language: str | None = None
    translated: str = ""
    translated_into: str | None = None
    attachments: tuple[FileCard, ...] = ()


# Statements of nearly every page of a case: written once, they cost half.
_BY_REFERENCE = select(Case).where(Case.reference == bindparam("reference"))
_ANSWERS = (
    select(Answer).where(Answer.case_id == bindparam("case_id")).order_by(Answer.item, Answer.id)
)


def _by_reference(reference: str) -> Case | None:
    asked = {"reference": reference}
    return read_once(("case", reference), lambda: db.session.scalar(_BY_REFERENCE, asked))


def get_case(actor: Actor, reference: str) -> Case:
    """A case of the subject (draft or sent).

    Raises:
        NotThere: no such case, or not this actor's to see.
        StepUpNeeded: it is theirs, and they signed in less surely than its service asks for.
    """
    case = _by_reference(reference)
    if case is None or not policy.can_see(actor, case):
        raise NotThere
    check_known_enough(actor, case)
    return case


def check_known_enough(actor: Actor, case: Case) -> None:
    """Whether a case that is theirs may be read by this actor as they are here.

    Raises:
        StepUpNeeded: see ``is_known_enough``.
    """
    if not is_known_enough(actor, case):
        raise StepUpNeeded(_level_of(case))


def is_known_enough(actor: Actor, case: Case) -> bool:
    """Whether whoever signed in proved who they are as surely as whoever asks for the service must: what was
    asked with two factors is not read, and not changed, with a password. A guest proved nothing and need
    not; beside an operator the person is there.
    """
    proof = actor.authentication
    is_by_login = actor.person_id is not None and actor.visit is None
    return proof is None or not is_by_login or proof.level >= _level_of(case)


def _level_of(case: Case) -> int:
    service = serving.snapshot().service(case.service)
    return service.login.level if service is not None else Login().level


def get_draft(actor: Actor, reference: str) -> Case:
    """A case that may still be changed by this actor.

    Raises:
        NotThere: as above, or it was sent already.
        OnThePhone: an operator, and the person took it to their phone.
    """
    case = get_case(actor, reference)
    _check_changeable(actor, case)
    return case


def _check_changeable(actor: Actor, case: Case) -> None:
    if case.status is CaseStatus.DRAFT and policy.is_out_of_reach(actor, case):
        raise OnThePhone
    if not policy.can_change_draft(actor, case):
        raise NotThere


def lock_draft(actor: Actor, reference: str) -> Case:
    """The same inside a write transaction: held until it commits, and read again once held.

    Raises:
        NotThere: as above; also where it was sent while we waited.
    """
    case = get_draft(actor, reference)
    db.session.refresh(case, with_for_update=True)
    _check_changeable(actor, case)
    return case


def get_office_case(actor: Actor, reference: str) -> Case:
    """A sent case of one of the officer's offices.

    Raises:
        NotThere: no such case, another office's, the officer's own, or of somebody they are bound to.
    """
    case = _by_reference(reference)
    if case is None or not can_work(actor, case):
        raise NotThere
    return case


def can_work(actor: Actor, case: Case) -> bool:
    """Whether the officer may open this case: it reached their office and no tie forbids it."""
    return policy.can_handle(actor, case) and not ties.bars(actor, case)


def list_cases(actor: Actor) -> Sequence[Case]:
    """The cases of the subject, newest first; in a visit those the mandate covers."""
    if actor.subject_id is not None:
        rows = db.session.scalars(_OF_SUBJECT, {"owner": actor.subject_id})
    elif actor.guest is not None:
        rows = db.session.scalars(_OF_GUEST, {"owner": actor.guest})
    else:
        return []
    return [case for case in rows if policy.can_see(actor, case)]


_MOST_LISTED = 200
# Written once, and newest first.
_LISTED = select(Case).options(*IN_LISTS).order_by(Case.id.desc()).limit(_MOST_LISTED)
_OF_SUBJECT = _LISTED.where(Case.subject_id == bindparam("owner"))
_OF_GUEST = _LISTED.where(Case.guest == bindparam("owner"))


def find_draft(actor: Actor, service: str) -> Case | None:
    """The draft the subject already has for a service."""
    key = draft_key(actor, service)
    return db.session.scalar(select(Case).where(Case.draft_key == key)) if key else None


def draft_key(actor: Actor, service: str) -> str | None:
    """What makes a draft one of its kind: the subject (or guest) and the service."""
    if actor.subject_id is not None:
        return f"person:{actor.subject_id}:{service}"
    return f"guest:{actor.guest}:{service}" if actor.guest else None


def answers_of(keyring: Keyring, case: Case) -> dict[tuple[str, int | None], Said]:
    """The answers of a case already loaded through the actor."""
    return dict(read_once(("answers", case.id), lambda: _opened(keyring, case)))


def _opened(keyring: Keyring, case: Case) -> dict[tuple[str, int | None], Said]:
    rows = db.session.scalars(_ANSWERS, {"case_id": case.id})
    return {
        (row.question, None if row.item == NO_ITEM else row.item): Said(
            value=keyring.open_json(
                case.data_key, row.sealed, answer_context(case.id, row.question, row.item)
            ),
            version=row.version,
            source=row.source,
            typed_by=row.typed_by,
            saved_at=row.saved_at,
            note=_note(keyring, case, row),
        )
        for row in rows
    }


def _note(keyring: Keyring, case: Case, row: Answer) -> str:
    if row.sealed_note is None:
        return ""
    context = contest_context(case.id, row.question, row.item)
    return keyring.open_text(case.data_key, row.sealed_note, context)


def messages_of(keyring: Keyring, case: Case) -> list[Words]:
    """The messages of a case already loaded through the actor, oldest first."""
    files = attachments_of(keyring, case)
    query = select(Message).where(Message.case_id == case.id).order_by(Message.id)
    return [
        Words(
            id=row.id,
            at=row.at,
            author=row.author,
            text=keyring.open_text(case.data_key, row.sealed, message_context(row)),
            asks_until=row.asks_until,
            answered_at=row.answered_at,
            read_at=row.read_at,
            language=row.language,
            translated=_translated(keyring, case, row),
            translated_into=row.translated_into,
            attachments=tuple(card for card in files if card.message_id == row.id),
        )
        for row in db.session.scalars(query)
    ]


def _translated(keyring: Keyring, case: Case, row: Message) -> str:
    if row.sealed_translation is None:
        return ""
    return keyring.open_text(case.data_key, row.sealed_translation, translation_context(row))


def open_question(case: Case) -> Message | None:
    """The office's request the person has not answered yet."""
    query = select(Message).where(
        Message.case_id == case.id, Message.asks_until.is_not(None), Message.answered_at.is_(None)
    )
    return db.session.scalar(query.order_by(Message.id.desc()).limit(1))


def happenings_of(case: Case) -> Sequence[Happening]:
    """The steps of a case, oldest first."""
    query = select(Happening).where(Happening.case_id == case.id).order_by(Happening.id)
    return db.session.scalars(query).all()


def words_of_happening(keyring: Keyring, case: Case, happening: Happening) -> str:
    """The reasons that went with a step (a refusal, an acceptance), or nothing."""
    if happening.sealed is None:
        return ""
    return keyring.open_text(case.data_key, happening.sealed, happening_context(happening))


def clock_of(case: Case) -> Sequence[ClockEntry]:
    """What moved the clock of a case, oldest first."""
    query = select(ClockEntry).where(ClockEntry.case_id == case.id).order_by(ClockEntry.id)
    return db.session.scalars(query).all()


def declaration_of(case: Case) -> Declaration | None:
    """The declarations of truth of a case, if the person made them."""
    return db.session.scalar(select(Declaration).where(Declaration.case_id == case.id))
