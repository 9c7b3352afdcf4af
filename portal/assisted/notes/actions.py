"""Writing a note about a person, changing one's own, taking it away; and what becomes of it in a year."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.assisted.actions.mandating import check_doubt
from portal.assisted.notes.models import DeskNote
from portal.assisted.notes.queries import (
    count_notes_in,
    get_note_about,
    get_written_note,
    note_context,
    visit_with_notes,
)
from portal.platform import audit, clock, jobs
from portal.platform.actor import NOBODY, Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l

#: What helped a year ago may be wrong today.
KEPT = timedelta(days=365)
MOST_NOTES = 10
_AT_ONCE = 500


class TooManyNotes(Situation):
    """Notes are few words for the next time, no file."""

    status = 409
    title = _l("There are enough notes")
    words = _l("Take away a note of yours that is no longer needed, then write the new one.")


def write_note(keyring: Keyring, actor: Actor, text: str) -> DeskNote:
    """Keep a few words for the operators of the body, until a year from today.

    Raises:
        NotThere, NoNotesHere: see ``visit_with_notes``.
        InDoubt: the person does not recognise a mandate of this operator.
        TooManyNotes: see there.
    """
    visit = visit_with_notes(actor)
    check_doubt(visit)
    if count_notes_in(visit) >= MOST_NOTES:
        raise TooManyNotes
    note = DeskNote(
        subject_id=visit.subject_id,
        body=visit.body,
        desk=visit.desk,
        author_id=visit.operator_id,
        data_key=keyring.new_data_key(),
        sealed=b"",
        written_at=clock.now(),
        expires_on=clock.today() + KEPT,
    )
    db.session.add(note)
    db.session.flush()
    note.sealed = keyring.seal_text(note.data_key, text.strip(), note_context(note))
    audit.record(actor, "note.written", "desk_note", note.id)
    return note


def change_note(keyring: Keyring, actor: Actor, number: int, text: str) -> None:
    """Write one's own note anew; its year begins again.

    Raises:
        NotThere, NoNotesHere: see ``get_written_note``.
    """
    note = get_written_note(actor, number)
    note.sealed = keyring.seal_text(note.data_key, text.strip(), note_context(note))
    note.written_at, note.expires_on = clock.now(), clock.today() + KEPT
    audit.record(actor, "note.changed", "desk_note", note.id)


def erase_written_note(actor: Actor, number: int) -> None:
    """Take one's own note away.

    Raises:
        NotThere, NoNotesHere: see ``get_written_note``.
    """
    _erase(actor, get_written_note(actor, number))


def erase_note_about(actor: Actor, number: int) -> None:
    """The person takes away what was noted about them: they owe no reason.

    Raises:
        NotThere: see ``get_note_about``.
    """
    _erase(actor, get_note_about(actor, number))


def _erase(actor: Actor, note: DeskNote) -> None:
    audit.record(actor, "note.erased", "desk_note", note.id)
    db.session.delete(note)


def forget_notes(person_id: int | None) -> None:
    """Erase whatever was noted about a person."""
    db.session.execute(delete(DeskNote).where(DeskNote.subject_id == person_id))


@jobs.regularly(timedelta(hours=6))
def erase_old_notes(session: Session) -> None:
    """Erase the notes whose year is over."""
    old = select(DeskNote).where(DeskNote.expires_on < clock.today())
    for note in session.scalars(old.order_by(DeskNote.id).limit(_AT_ONCE)).all():
        audit.record(NOBODY, "note.erased", "desk_note", note.id, subject_id=note.subject_id)
        session.delete(note)
