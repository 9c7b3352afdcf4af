"""Taking a file in pieces: announce it, take each piece once and in order, give the whole to its place.

Nothing here is audited but the last act, which gives the file as a form does: until then there is no
file, only parts of one that nobody can open, or one that waits for words nobody has sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.cases.actions.attaching import StoredFile, attach_to_draft
from portal.cases.bindings import upload_context
from portal.cases.models import Case, Piece, Upload
from portal.cases.pieces import places
from portal.cases.pieces.queries import count_at, count_open, find_same, get_upload, keys_of
from portal.cases.pieces.waiting import keep_waiting
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.stored.files import names_files

#: What has come is kept so long after the last piece: long enough to go home to a better line.
KEPT = timedelta(days=2)
#: What a piece holds at least, but the last one: each is a file of the store and a row.
LEAST_PIECE = 16 * 1024
#: So many files may be on their way into one case.
MOST_OPEN = 10


class TooManyOnTheWay(Situation):
    """The case waits for as many files as it may."""

    title = _l("Too many files are on their way")
    words = _l("Let the files that have begun arrive first, then choose this one again.")


class QuestionFull(Situation):
    """The question, or what one writes, has as many files as it may have."""

    title = _l("There are enough files here")
    words = _l(
        "Here you have given as many files as fit. Take one away, then choose this one again."
    )


class WrongPlace(Exception):
    """A piece that does not go on where the file stands; ``received`` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


@dataclass(frozen=True)
class Announced:
    """A file as the browser announces it: ``question`` is its place (see ``places``), ``size`` in bytes,
    ``digest`` its SHA-256 in hex."""

    question: str
    name: str
    size: int
    digest: str


@names_files("FILES")
def named_pieces(session: Session) -> Iterable[str]:
    """The pieces of every file on its way."""
    return session.scalars(select(Piece.store_key))


def begin_upload(
    keyring: Keyring, actor: Actor, reference: str, announced: Announced, most: int
) -> Upload:
    """Announce a file for a place that takes ``most`` of them; one begun before goes on.

    Raises:
        NotThere: not a case of this actor, or nobody gives files there now.
        TooManyOnTheWay, QuestionFull: see there.
    """
    case = places.lock_case(actor, reference, announced.question)
    known = find_same(actor, case, announced.question, announced.digest, announced.size)
    if known is not None:
        known.expires_at = clock.now() + KEPT
        return known
    if count_at(actor, case, announced.question) >= most:
        raise QuestionFull
    if count_open(case) >= MOST_OPEN:
        raise TooManyOnTheWay
    token = secrets.token_hex(16)
    upload = Upload(
        token=token,
        case_id=case.id,
        question=announced.question,
        sealed_name=keyring.seal_text(case.data_key, announced.name, upload_context(token)),
        size=announced.size,
        digest=announced.digest,
        received=0,
        begun_by=actor.person_id,
        expires_at=clock.now() + KEPT,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def add_piece(
    actor: Actor, reference: str, token: str, start: int, size: int, store_key: str
) -> int:
    """Take a piece that lies in the store already: how many bytes are here now.

    Raises:
        NotThere: see ``get_upload``.
        WrongPlace: it came before, out of order, or while the same piece came another way.
    """
    _case, upload = _locked(actor, reference, token)
    if not goes_on(upload, start, size):
        raise WrongPlace(upload.received)
    db.session.add(Piece(upload_id=upload.id, start=start, store_key=store_key))
    upload.received = start + size
    upload.expires_at = clock.now() + KEPT
    return upload.received


def goes_on(upload: Upload, start: int, size: int) -> bool:
    """Whether a piece goes on exactly where the file stands, is no crumb, and ends with the file at most."""
    is_open, left = upload.finished_at is None, upload.size - start
    return is_open and start == upload.received and 0 < min(LEAST_PIECE, left) <= size <= left


def finish_upload(
    keyring: Keyring, actor: Actor, reference: str, token: str, stored: StoredFile, most: int
) -> list[str]:
    """Give the whole file, checked and stored, to its question, or have it wait for its words; the store
    keys to erase afterwards.

    Finishing twice gives it once: then the file that was stored the second time is to be erased.

    Raises:
        NotThere: see ``get_upload``.
        QuestionFull, TooManyFiles: see there; what has come stays.
    """
    case, upload = _locked(actor, reference, token)
    if upload.finished_at is not None:
        return [stored.store_key]
    if count_at(actor, case, upload.question) >= most:
        raise QuestionFull
    unused: list[str] = []
    if places.waits(upload.question):
        unused = keep_waiting(keyring, actor, case, upload.question, stored)
    else:
        attach_to_draft(keyring, actor, reference, upload.question, [stored])
    upload.finished_at = clock.now()
    return [*unused, *_forget_pieces(upload)]


def drop_upload(actor: Actor, reference: str, token: str) -> list[str]:
    """Forget a file whose content was refused; the store keys to erase afterwards.

    Raises:
        NotThere: see ``get_upload``.
    """
    _case, upload = _locked(actor, reference, token)
    if upload.finished_at is not None:
        return []
    return forget(upload)


def forget(upload: Upload) -> list[str]:
    """Erase the rows of a file on its way; the store keys of its pieces."""
    keys = _forget_pieces(upload)
    db.session.execute(delete(Upload).where(Upload.id == upload.id))
    return keys


def forget_all(case: Case) -> list[str]:
    """The same for every file of a draft that is erased."""
    uploads = db.session.scalars(select(Upload).where(Upload.case_id == case.id)).all()
    return [key for upload in uploads for key in forget(upload)]


def _forget_pieces(upload: Upload) -> list[str]:
    keys = list(keys_of(upload))
    db.session.execute(delete(Piece).where(Piece.upload_id == upload.id))
    return keys


def _locked(actor: Actor, reference: str, token: str) -> tuple[Case, Upload]:
    """The case, then the file: always in this order, so that nobody waits for each other."""
    _case, upload = get_upload(actor, reference, token)
    places.lock_case(actor, reference, upload.question)
    # Again: it may be gone since.
    case, upload = get_upload(actor, reference, token)
    db.session.refresh(upload, with_for_update=True)
    return case, upload
