"""Reading files on their way: through the case they belong to, and only by who began them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.cases.bindings import upload_context
from portal.cases.models import Attachment, Case, Piece, Upload, WaitingFile
from portal.cases.pieces import places
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere


def get_upload(actor: Actor, reference: str, token: str) -> tuple[Case, Upload]:
    """A file on its way into a case of this actor, and the case.

    Raises:
        NotThere: not their case, not a file of it, begun by somebody else, its time is over, or nobody
            gives files there now.
    """
    of_case = (
        select(Upload).join(Case, Case.id == Upload.case_id).where(Case.reference == reference)
    )
    upload = db.session.scalar(of_case.where(Upload.token == token))
    if upload is None or upload.begun_by != actor.person_id or upload.expires_at <= clock.now():
        raise NotThere
    return places.get_case(actor, reference, upload.question), upload


def find_same(actor: Actor, case: Case, question: str, digest: str, size: int) -> Upload | None:
    """The same file for the same question, that this actor began before and that can go on."""
    return db.session.scalar(
        select(Upload).where(
            Upload.case_id == case.id,
            Upload.question == question,
            Upload.digest == digest,
            Upload.size == size,
            Upload.begun_by.is_not_distinct_from(actor.person_id),
            Upload.finished_at.is_(None),
            Upload.expires_at > clock.now(),
        )
    )


def count_open(case: Case) -> int:
    """How many files are on their way into a case."""
    query = select(func.count()).select_from(Upload)
    query = query.where(Upload.case_id == case.id, Upload.finished_at.is_(None))
    return db.session.scalar(query) or 0


def count_at(actor: Actor, case: Case, place: str) -> int:
    """How many files a place has already: of those that wait for words this actor's own."""
    if not places.waits(place):
        return count_given(case, place)
    query = (
        select(func.count())
        .select_from(WaitingFile)
        .where(
            WaitingFile.case_id == case.id,
            WaitingFile.place == place,
            WaitingFile.begun_by.is_not_distinct_from(actor.person_id),
            WaitingFile.expires_at > clock.now(),
        )
    )
    return db.session.scalar(query) or 0


def count_given(case: Case, question: str) -> int:
    """How many files a question has already."""
    query = select(func.count()).select_from(Attachment)
    query = query.where(Attachment.case_id == case.id, Attachment.question == question)
    return db.session.scalar(query) or 0


def keys_of(upload: Upload) -> Sequence[str]:
    """The store keys of the pieces that have come, in their order."""
    query = select(Piece.store_key).where(Piece.upload_id == upload.id).order_by(Piece.start)
    return db.session.scalars(query).all()


def name_of(keyring: Keyring, case: Case, upload: Upload) -> str:
    """What the person calls the file."""
    return keyring.open_text(case.data_key, upload.sealed_name, upload_context(upload.token))
