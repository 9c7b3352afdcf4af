"""The files of a case, opened for a page: their names, kind and state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from portal.cases.bindings import file_context
from portal.cases.models import Attachment, Author, Case, Scan
from portal.platform.crypto import Keyring
from portal.platform.database import db, read_once
from portal.platform.errors import NotThere


@dataclass(frozen=True)
class FileCard:
    """What a page shows of an attachment."""

    id: int
    name: str
    media_type: str
    size: int
    added_at: datetime
    author: Author
    question: str | None
    message_id: int | None
    request_id: int | None = None
    scan: Scan = Scan.UNSCANNED

    @property
    def is_picture(self) -> bool:
        """Whether it is a photograph: it can be turned and bound."""
        return self.media_type.startswith("image/")


def attachments_of(keyring: Keyring, case: Case) -> list[FileCard]:
    """The files of a case already loaded through the actor."""
    return list(read_once(("files", case.id), lambda: _opened(keyring, case)))


#: Written once: nearly every page of a case asks it.
_FILES = (
    select(Attachment)
    .where(Attachment.case_id == bindparam("case_id"))
    .order_by(func.coalesce(Attachment.place, Attachment.id), Attachment.id)
)


def _opened(keyring: Keyring, case: Case) -> list[FileCard]:
    return [
        FileCard(
            id=row.id,
            name=keyring.open_text(case.data_key, row.sealed_name, file_context(row.store_key)),
            media_type=row.media_type,
            size=row.size,
            added_at=row.added_at,
            author=row.author,
            question=row.question,
            message_id=row.message_id,
            request_id=row.request_id,
            scan=row.scan,
        )
        for row in db.session.scalars(_FILES, {"case_id": case.id})
    ]


def get_attachment(case: Case, attachment_id: int) -> Attachment:
    """One file of a case already loaded through the actor.

    Raises:
        NotThere: no such file in this case.
    """
    row = db.session.get(Attachment, attachment_id)
    if row is None or row.case_id != case.id:
        raise NotThere
    return row


def given_digests(case: Case, question: str) -> frozenset[str]:
    """The digests of the files a question of a case holds."""
    query = select(Attachment.digest).where(
        Attachment.case_id == case.id, Attachment.question == question
    )
    return frozenset(db.session.scalars(query))
