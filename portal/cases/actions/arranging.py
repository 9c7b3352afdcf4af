"""Putting the files of a question in order: turn a picture, move one up, bind several into one PDF."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.cases import queries
from portal.cases.actions.attaching import StoredFile, add_rows, take_away
from portal.cases.models import Attachment, Case
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere


def replace_file(
    keyring: Keyring, actor: Actor, case_reference: str, attachment_id: int, stored: StoredFile
) -> list[str]:
    """Put another file in the place of one of a draft; the store keys to erase after the commit.

    Raises:
        NotThere: not a draft of this actor, or no such file given to a question of it.
    """
    return bind_files(keyring, actor, case_reference, [attachment_id], stored)


def bind_files(
    keyring: Keyring,
    actor: Actor,
    case_reference: str,
    attachment_ids: Sequence[int],
    stored: StoredFile,
) -> list[str]:
    """Put one file in the place of several of the same question; the store keys to erase.

    Raises:
        NotThere: as above, or they were given to different questions.
    """
    case = queries.lock_draft(actor, case_reference)
    rows = [_given(case, number) for number in attachment_ids]
    if len({row.question for row in rows}) != 1:
        raise NotThere
    question, place = rows[0].question, _place(rows[0])
    erased = [take_away(actor, case, row) for row in rows]
    (fresh,) = add_rows(keyring, actor, case, [stored], question=question)
    fresh.place = place
    case.saved_at = clock.now()
    return erased


def move_up(actor: Actor, case_reference: str, attachment_id: int) -> list[str]:
    """Let a file change places with the one before it; the first one stays. Nothing is to be erased.

    Raises:
        NotThere: as above.
    """
    case = queries.lock_draft(actor, case_reference)
    row = _given(case, attachment_id)
    here = func.coalesce(Attachment.place, Attachment.id)
    before = db.session.scalar(
        select(Attachment)
        .where(
            Attachment.case_id == case.id,
            Attachment.question == row.question,
            here < _place(row),
        )
        .order_by(here.desc())
        .limit(1)
    )
    if before is not None:
        row.place, before.place = _place(before), _place(row)
    return []


def _given(case: Case, attachment_id: int) -> Attachment:
    row = queries.get_attachment(case, attachment_id)
    if row.question is None:
        raise NotThere
    return row


def _place(row: Attachment) -> int:
    return row.id if row.place is None else row.place
