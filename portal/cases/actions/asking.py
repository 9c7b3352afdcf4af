"""Documents asked for one by one, and the four honest answers: here it is, help me, I can't, not for me."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.cases import queries
from portal.cases.actions.attaching import StoredFile, add_rows
from portal.cases.actions.conversation import add_message, go_back
from portal.cases.actions.locking import lock_for_office, lock_own
from portal.cases.actions.telling import tell_office, tell_subject
from portal.cases.bindings import request_context
from portal.cases.events import NotNow, author_of, move
from portal.cases.following import get_request, open_requests
from portal.cases.legal_clock import term
from portal.cases.models import Author, Case, DocumentRequest, Message, Reply
from portal.cases.timeline import CaseStatus
from portal.catalogue import serving
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l

#: So many documents in one question; a longer list is a questionnaire.
MOST_DOCUMENTS = 12
LONGEST_NAME = 200


class AlreadyHeld(Situation):
    """A public body has it, or the person's own word is enough: it may not be asked for."""

    status = 422
    title = _l("This document may not be asked for")
    words = _l(
        "A public body already has it, or a declaration of the person is enough. Get it from that "
        "body, or ask for the facts (L. 241/1990 art. 18 c. 2; DPR 445/2000 art. 43)."
    )


class NothingGiven(Situation):
    """This answer needs a file, or a reason."""

    status = 422
    title = _l("Something is missing in your answer")
    words = _l("Add the file, or write why you cannot give it.")


@dataclass(frozen=True)
class Document:
    """A document to ask for: one of the catalogue by its id, or ``name`` in the officer's words."""

    document: str | None = None
    name: str = ""


def ask_for_documents(
    keyring: Keyring,
    actor: Actor,
    case_reference: str,
    text: str,
    days: int,
    documents: Sequence[Document],
) -> Case:
    """Ask for several documents in one question; the clock stands, once, at most 30 days
    (L. 241/1990 art. 2 c. 7). The case comes back when each has its answer.

    Raises:
        NotThere, NotNow, term.ClockStands.
        NothingGiven: no document is named.
        AlreadyHeld: one of them is held by a public body, or can be declared.
    """
    names = [(one.document, _name_of(one)) for one in documents[:MOST_DOCUMENTS]]
    if not names:
        raise NothingGiven
    case = lock_for_office(actor, case_reference)
    until = term.suspend(case, clock.today(), days)
    message = add_message(keyring, actor, case, Author.OFFICE, text, [])
    message.asks_until = until
    for document, name in names:
        _want(keyring, case, message, document, name)
    move(keyring, actor, case, CaseStatus.NEEDS_SOMETHING, Author.OFFICE, day=until)
    tell_subject(keyring, case, "case_asks")
    return case


def _name_of(wanted: Document) -> str:
    """The name the person reads, in Italian: the office writes the question in Italian too."""
    if wanted.document is None:
        if not wanted.name.strip():
            raise NothingGiven
        return wanted.name.strip()[:LONGEST_NAME]
    known = {one.id: one for one in serving.snapshot().catalogue.documents}
    if wanted.document not in known:
        raise NotThere
    found = known[wanted.document]
    if found.self_certifiable or found.held_by_public:
        raise AlreadyHeld
    return wanted.name.strip()[:LONGEST_NAME] or found.words["it"].name


def _want(keyring: Keyring, case: Case, message: Message, document: str | None, name: str) -> None:
    row = DocumentRequest(
        case_id=case.id, message_id=message.id, document=document, sealed_name=b""
    )
    db.session.add(row)
    db.session.flush()
    row.sealed_name = keyring.seal_text(case.data_key, name, request_context(row, "name"))


def answer_request(
    keyring: Keyring,
    actor: Actor,
    case_reference: str,
    number: int,
    reply: Reply,
    reason: str,
    stored: list[StoredFile],
) -> Case:
    """Answer for one document. Help that is asked for is told to the office and leaves the question
    open, with the same last day: the person may still bring it, or the office gets it and goes on.

    Raises:
        NotThere: not the actor's case, or no such request in it.
        NotNow: the question is closed.
        NothingGiven: no file with "here it is", no reason with the other two.
    """
    case = lock_own(actor, case_reference)
    row = get_request(case, number)
    question = queries.open_question(case)
    if question is None or row.message_id != question.id:
        raise NotNow
    if case.status is not CaseStatus.NEEDS_SOMETHING:
        raise NotNow
    if reply is Reply.HERE_IT_IS and not stored:
        raise NothingGiven
    if reply in {Reply.CANNOT, Reply.NOT_FOR_ME} and not reason.strip():
        raise NothingGiven
    author = author_of(actor, case)
    _write(keyring, actor, case, row, reply, reason.strip())
    add_rows(keyring, actor, case, stored, request_id=row.id, author=author)
    db.session.flush()
    audit.record(actor, "case.document_answered", "case", case.id, subject_id=case.subject_id)
    if not open_requests(case):
        go_back(keyring, actor, case, question, author)
        tell_office(keyring, case, "office_answer")
    elif reply is Reply.HELP_ME:
        tell_office(keyring, case, "office_help_wanted")
    return case


def _write(
    keyring: Keyring, actor: Actor, case: Case, row: DocumentRequest, reply: Reply, reason: str
) -> None:
    row.reply = reply
    row.sealed_reason = (
        keyring.seal_text(case.data_key, reason, request_context(row, "reason")) if reason else None
    )
    row.replied_at = clock.now()
    row.replied_by = actor.person_id
    row.visit_id = actor.visit.visit_id if actor.visit else None
