"""What an officer notes for the office; the person never reads it here, but may ask for it by law."""

from __future__ import annotations

from portal.cases.actions.locking import lock_for_office
from portal.cases.bindings import note_context
from portal.cases.models import Note
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db


def write_note(keyring: Keyring, actor: Actor, case_reference: str, text: str) -> Note:
    """Keep a note with the case, sealed with its key: erased with it, given out on an access request
    (GDPR art. 15; L. 241/1990 art. 22).

    Raises:
        NotThere: not this office's case.
    """
    case = lock_for_office(actor, case_reference)
    note = Note(case_id=case.id, at=clock.now(), person_id=actor.person_id, sealed=b"")
    db.session.add(note)
    db.session.flush()
    note.sealed = keyring.seal_text(case.data_key, text.strip(), note_context(note))
    audit.record(actor, "case.note_written", "case", case.id, subject_id=case.subject_id)
    return note
