"""Reading notes: beside the person, under their mandate, for the operators of one body; and by the person."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.assisted.models import IdentifiedBy, Visit
from portal.assisted.notes.models import DeskNote
from portal.assisted.queries import get_visit
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l


class NoNotesHere(Situation):
    """Notes are for helping somebody who is there, surely, and wants to be helped."""

    status = 403
    title = _l("No notes in this visit")
    words = _l(
        "Notes are read and written only with the person there, a document of theirs seen, and a "
        "mandate in force."
    )


def can_read(actor: Actor, visit: Visit) -> bool:
    """Whether notes are open in a visit: the person themselves is there, known by more than somebody's
    word, and gave a mandate that holds."""
    beside = actor.visit
    return (
        beside is not None
        and beside.mandate_id is not None
        and beside.representative_id is None
        and visit.identified_by is not IdentifiedBy.KNOWN
    )


def visit_with_notes(actor: Actor) -> Visit:
    """The visit, if notes are open in it.

    Raises:
        NotThere: no visit is open.
        NoNotesHere: see there.
    """
    visit = get_visit(actor)
    if not can_read(actor, visit):
        raise NoNotesHere
    return visit


def notes_in(visit: Visit) -> list[DeskNote]:
    """What operators of the body noted about the person, newest first."""
    query = select(DeskNote).where(
        DeskNote.subject_id == visit.subject_id,
        DeskNote.body == visit.body,
        DeskNote.expires_on >= clock.today(),
    )
    return list(db.session.scalars(query.order_by(DeskNote.id.desc())))


def count_notes_in(visit: Visit) -> int:
    """How many there are; none of them is opened for that."""
    query = select(func.count()).where(
        DeskNote.subject_id == visit.subject_id,
        DeskNote.body == visit.body,
        DeskNote.expires_on >= clock.today(),
    )
    return db.session.scalar(query) or 0


def get_written_note(actor: Actor, number: int) -> DeskNote:
    """A note that this operator wrote about the person beside them, for the body they sit at now.

    Raises:
        NotThere: no visit is open, or no such note of theirs.
        NoNotesHere: see there.
    """
    visit = visit_with_notes(actor)
    for one in notes_in(visit):
        if one.id == number and one.author_id == actor.person_id:
            return one
    raise NotThere


def notes_about(person_id: int | None) -> list[DeskNote]:
    """Every note about a person, of whichever body, newest first."""
    query = select(DeskNote).where(DeskNote.subject_id == person_id)
    return list(db.session.scalars(query.order_by(DeskNote.id.desc())))


def get_note_about(actor: Actor, number: int) -> DeskNote:
    """A note about the person at the keyboard.

    Raises:
        NotThere: none, or about somebody else.
    """
    for one in notes_about(actor.person_id):
        if one.id == number and actor.acting_for is None:
            return one
    raise NotThere


def text_of(keyring: Keyring, note: DeskNote) -> str:
    """The words of a note."""
    return keyring.open_text(note.data_key, note.sealed, note_context(note))


def note_context(note: DeskNote) -> str:
    """What the sealed words are bound to."""
    return f"desk_note:{note.id}:text"
