"""Erasing a draft, at the person's word or when its time is over; its key goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select

from portal.cases import models, queries
from portal.cases.actions.telling import tell_subject
from portal.cases.models import Answer, Attachment, Author, Case, Happening
from portal.cases.pieces.actions import forget_all
from portal.cases.timeline import CaseStatus
from portal.platform import audit, clock
from portal.platform.actor import NOBODY, Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.stored.files import FileStore

#: A draft is kept so many days after its last answer (GDPR art. 5: no longer than it is needed).
KEPT_DAYS = 30
#: So many days a draft that a desk began is kept where the person signed nothing and did not come back.
UNSIGNED_DAYS = 14
#: So many days before, the person is reminded.
REMINDED_DAYS = 7


@dataclass(frozen=True)
class Erased:
    """What is left of an erased draft, for ``forget``: nothing of it is in the database any more."""

    service: str
    data_key: bytes
    store_keys: tuple[str, ...]

    def forget(self, keyring: Keyring, files: FileStore) -> None:
        """Once the erasing is kept: its files leave the store, its opened key the memory."""
        keyring.forget(self.data_key)
        for key in self.store_keys:
            files.delete(key)


def ends_on(case: Case, actor: Actor = NOBODY) -> date:
    """The day on which a draft is erased, unless something is written before; in a visit in which nothing
    is signed yet, the day that holds unless the person signs or comes back.
    """
    is_unsigned = actor.visit is not None and not actor.visit.is_signed
    return clock.rome_day(
        case.saved_at + timedelta(days=UNSIGNED_DAYS if is_unsigned else KEPT_DAYS)
    )


def discard_draft(actor: Actor, case_reference: str) -> Erased:
    """Throw a draft away at the person's word; its data key goes, so nothing can be read again.

    Raises:
        NotThere: not a draft of this actor.
    """
    case = queries.lock_draft(actor, case_reference)
    author = Author.OPERATOR if actor.visit else Author.CITIZEN
    return _erase(actor, case, author, "case.discarded")


def list_lapsed() -> Sequence[int]:
    """The drafts in which nothing was written for thirty days; those of guests among them."""
    query = select(Case.id).where(*_untouched_for(KEPT_DAYS))
    return db.session.scalars(query.limit(500)).all()


def erase_lapsed(case_id: int) -> Erased | None:
    """Erase one draft whose time is over; nothing happens where somebody went on meanwhile."""
    query = select(Case).where(Case.id == case_id, *_untouched_for(KEPT_DAYS))
    case = db.session.scalar(query.with_for_update())
    return None if case is None else _erase(NOBODY, case, Author.SYSTEM, "case.draft_lapsed")


def erase_unsigned(case_id: int, desk: str) -> Erased | None:
    """Erase a draft that a desk began and to which its person never agreed, as the caller has found out; what
    is left says only that there was one, and where. Nothing happens where somebody went on meanwhile.
    """
    query = select(Case).where(Case.id == case_id, *left_at_desks())
    case = db.session.scalar(query.with_for_update())
    if case is None:
        return None
    return _erase(replace(NOBODY, desk=desk), case, Author.SYSTEM, "case.draft_unsigned")


def list_ending() -> Sequence[int]:
    """The drafts that end within a week and whose person was not told yet.

    A guest is not told: nobody could open the draft from a letter.
    """
    query = select(Case.id).where(*_not_told()).limit(500)
    return db.session.scalars(query).all()


def remind(keyring: Keyring, case_id: int) -> None:
    """Tell the person that their draft ends soon, once for each time they left it."""
    case = db.session.scalar(select(Case).where(Case.id == case_id, *_not_told()).with_for_update())
    if case is None:
        return
    case.reminded_at = clock.now()
    tell_subject(keyring, case, "draft_ends_soon", ends_on=ends_on(case))
    audit.record(NOBODY, "case.draft_reminded", "case", case.id, subject_id=case.subject_id)


def _untouched_for(days: int) -> list[ColumnElement[bool]]:
    before: datetime = clock.after(days=-days)
    return [Case.status == CaseStatus.DRAFT, Case.saved_at <= before]


def left_at_desks() -> list[ColumnElement[bool]]:
    """Drafts that desks began and nobody wrote in for fourteen days; not what went to a phone: it is in the
    hands of its person.
    """
    return [
        *_untouched_for(UNSIGNED_DAYS),
        Case.visit_id.is_not(None),
        Case.subject_id.is_not(None),
        Case.handed_at.is_(None),
    ]


def _not_told() -> list[ColumnElement[bool]]:
    told = or_(Case.reminded_at.is_(None), Case.reminded_at < Case.saved_at)
    return [*_untouched_for(KEPT_DAYS - REMINDED_DAYS), Case.subject_id.is_not(None), told]


def _erase(actor: Actor, case: Case, author: Author, event: str) -> Erased:
    """The row of the case stays, empty: the audit trail and its reference point to it."""
    files = select(Attachment.store_key).where(Attachment.case_id == case.id)
    store_keys = (*db.session.scalars(files), *forget_all(case))
    erased = Erased(case.service, case.data_key, store_keys)
    case.status = CaseStatus.WITHDRAWN
    case.draft_key = None
    case.guest = case.handed_at = None
    case.closed_at = clock.now()
    gone = (
        models.Declaration,
        models.DeclarationLink,
        models.RegisterAnswer,
        models.Handover,
        models.Brought,
    )
    for kind in (Answer, Attachment, *gone):
        db.session.execute(delete(kind).where(kind.case_id == case.id))
    case.data_key = b""
    db.session.add(
        Happening(
            case_id=case.id, at=clock.now(), status=case.status, author=author,
            person_id=actor.person_id,
        )
    )  # fmt: skip
    audit.record(actor, event, "case", case.id, subject_id=case.subject_id)
    return erased
