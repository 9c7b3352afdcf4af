"""What the citizen does after sending: answer the office, write, object to a refusal, withdraw."""

from __future__ import annotations

from sqlalchemy import select, update

from portal.cases import queries
from portal.cases.actions.attaching import StoredFile, add_rows
from portal.cases.actions.locking import lock_own
from portal.cases.actions.telling import tell_office, tell_subject
from portal.cases.bindings import message_context, translation_context
from portal.cases.events import NotNow, author_of, move
from portal.cases.following import open_requests
from portal.cases.legal_clock import term
from portal.cases.models import Author, Case, Message
from portal.cases.timeline import CaseStatus, is_open
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.i18n import DEFAULT

LONGEST_MESSAGE = 4_000


def add_message(
    keyring: Keyring, actor: Actor, case: Case, author: Author, text: str, stored: list[StoredFile]
) -> Message:
    """Write a message with its files into a case the caller loaded through the actor."""
    message = Message(
        case_id=case.id,
        at=clock.now(),
        author=author,
        person_id=actor.person_id,
        visit_id=actor.visit.visit_id if actor.visit else None,
        sealed=b"",
        # An office writes Italian; nobody knows what a person writes in.
        language=DEFAULT if author is Author.OFFICE else None,
    )
    db.session.add(message)
    db.session.flush()
    context = message_context(message)
    message.sealed = keyring.seal_text(case.data_key, text, context)
    add_rows(keyring, actor, case, stored, message=message, author=author)
    return message


def add_translation(keyring: Keyring, case: Case, text: str, language: str) -> None:
    """Give the office's last message its words in the person's language, beside those it wrote."""
    query = select(Message).where(Message.case_id == case.id, Message.author == Author.OFFICE)
    message = db.session.scalars(query.order_by(Message.id.desc()).limit(1)).one()
    message.sealed_translation = keyring.seal_text(
        case.data_key, text, translation_context(message)
    )
    message.translated_into = language


def write_to_office(
    keyring: Keyring, actor: Actor, case_reference: str, text: str, stored: list[StoredFile]
) -> Case:
    """Write to the office: an answer where it asked for something, objections where it announced a
    refusal (L. 241/1990 art. 10-bis), otherwise a message. Where documents were asked for one by one
    it is not an answer: each has its own (see ``asking``).

    Raises:
        NotThere: not the actor's case, or still a draft.
        NotNow: the case is closed.
    """
    case = lock_own(actor, case_reference)
    if not is_open(case.status):
        raise NotNow
    author = author_of(actor, case)
    question = queries.open_question(case)
    add_message(keyring, actor, case, author, text, stored)
    if question is not None and case.status is CaseStatus.NEEDS_SOMETHING:
        if not open_requests(case):
            go_back(keyring, actor, case, question, author)
    elif case.status is CaseStatus.REFUSAL_NOTICE and not term.has_objections(case):
        term.object_to_notice(case, clock.today())
    audit.record(actor, "case.message_written", "case", case.id, subject_id=case.subject_id)
    tell_office(keyring, case, "office_answer")
    return case


def go_back(keyring: Keyring, actor: Actor, case: Case, question: Message, author: Author) -> None:
    """The office has what it asked for: the clock goes on, and the case is the office's again."""
    question.answered_at = clock.now()
    term.resume(case, clock.today())
    move(keyring, actor, case, CaseStatus.IN_CHARGE, author)


def mark_read(actor: Actor, case_reference: str) -> Case:
    """The person has read what the office wrote; an operator beside them marks nothing.

    Raises:
        NotThere: not the actor's case, or still a draft.
    """
    case = lock_own(actor, case_reference)
    if actor.acting_for is None:
        db.session.execute(
            update(Message)
            .where(
                Message.case_id == case.id,
                Message.author == Author.OFFICE,
                Message.read_at.is_(None),
            )
            .values(read_at=clock.now())
        )
    return case


def withdraw_case(keyring: Keyring, actor: Actor, case_reference: str) -> Case:
    """The person takes the case back; the office stops working on it.

    Raises:
        NotThere: not the actor's case, or a draft.
        NotNow: it is closed already.
    """
    case = lock_own(actor, case_reference)
    move(keyring, actor, case, CaseStatus.WITHDRAWN, author_of(actor, case))
    tell_subject(keyring, case, "case_withdrawn")
    tell_office(keyring, case, "office_answer")
    return case
