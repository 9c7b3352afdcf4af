"""Attachments: a file already checked and sealed in the store gets its row; or its row goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.cases import queries
from portal.cases.bindings import file_context
from portal.cases.models import Attachment, Author, Case, Message
from portal.platform import audit, clock, jobs
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.stored.files import FileStore, names_files
from portal.platform.stored.uploads import CheckedFile

#: So many files one case may hold; more is a sign of something wrong.
MOST_FILES = 60


class TooManyFiles(Situation):
    """The case holds as many files as it may."""

    title = _l("There are too many files")
    words = _l(
        "A request may hold 60 files at most. Take one away, or put several pages in one PDF."
    )


@dataclass(frozen=True)
class StoredFile:
    """A checked file that already lies sealed in the store, waiting for its row."""

    store_key: str
    name: str
    media_type: str
    size: int
    digest: str


@names_files("FILES")
def named_files(session: Session) -> Iterable[str]:
    """The files of every case."""
    return session.scalars(select(Attachment.store_key))


def digests_of(case: Case, question: str) -> set[str]:
    """The SHA-256 of the files a question of a case holds already."""
    query = select(Attachment.digest).where(
        Attachment.case_id == case.id, Attachment.question == question
    )
    return set(db.session.scalars(query))


def check_room(case: Case, more: int) -> None:
    """Look, before so many files more are kept, whether a case takes them.

    Raises:
        TooManyFiles: see there.
    """
    query = select(func.count()).select_from(Attachment).where(Attachment.case_id == case.id)
    if (db.session.scalar(query) or 0) + more > MOST_FILES:
        raise TooManyFiles


def store(files: FileStore, case: Case, checked: CheckedFile) -> StoredFile:
    """Seal a checked file into the store, before any transaction begins."""
    return StoredFile(
        store_key=files.save(case.data_key, checked.content),
        name=checked.name,
        media_type=checked.media_type,
        size=checked.size,
        digest=checked.digest,
    )


def attach_to_draft(
    keyring: Keyring, actor: Actor, case_reference: str, question: str, stored: list[StoredFile]
) -> Case:
    """Give a draft the files of one question; the same file twice stays one.

    Raises:
        NotThere: not a draft of this actor.
        TooManyFiles: see there.
    """
    case = queries.lock_draft(actor, case_reference)
    known = digests_of(case, question)
    fresh = {file.digest: file for file in stored if file.digest not in known}
    add_rows(keyring, actor, case, list(fresh.values()), question=question)
    case.saved_at = clock.now()
    return case


def add_rows(
    keyring: Keyring,
    actor: Actor,
    case: Case,
    stored: list[StoredFile],
    *,
    question: str | None = None,
    message: Message | None = None,
    request_id: int | None = None,
    author: Author | None = None,
) -> list[Attachment]:
    """Write the rows of stored files into a case the caller loaded through the actor; the worker is
    asked to have each of them scanned.
    """
    check_room(case, len(stored))
    side = author or (Author.OPERATOR if actor.visit else Author.CITIZEN)
    rows = []
    for file in stored:
        row = Attachment(
            case_id=case.id,
            question=question,
            message_id=message.id if message else None,
            request_id=request_id,
            store_key=file.store_key,
            sealed_name=keyring.seal_text(case.data_key, file.name, file_context(file.store_key)),
            media_type=file.media_type,
            size=file.size,
            digest=file.digest,
            author=side,
            added_by=actor.person_id,
            added_at=clock.now(),
        )
        db.session.add(row)
        db.session.flush()
        audit.record(actor, "case.file_added", "attachment", row.id, subject_id=case.subject_id)
        key = file.store_key
        jobs.enqueue("cases.scan", f"scan:{key}", attachment_id=row.id, store_key=key)
        rows.append(row)
    return rows


def detach(actor: Actor, case_reference: str, attachment_id: int) -> str:
    """Take a file out of a draft; its store key, so that the caller erases it after the commit.

    Raises:
        NotThere: not a draft of this actor, or no such file in it.
    """
    case = queries.lock_draft(actor, case_reference)
    row = queries.get_attachment(case, attachment_id)
    if row.question is None:
        raise NotThere
    return take_away(actor, case, row)


def take_away(actor: Actor, case: Case, row: Attachment) -> str:
    """Take the row of a file out of a case the caller loaded and locked; its store key."""
    store_key, number = row.store_key, row.id
    db.session.execute(delete(Attachment).where(Attachment.id == number))
    audit.record(actor, "case.file_removed", "attachment", number, subject_id=case.subject_id)
    return store_key
