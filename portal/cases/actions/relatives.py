"""The people an officer declares to be bound to: their cases are hidden from that officer at once."""

from __future__ import annotations

from portal.cases.models import Relative, Tie
from portal.cases.ties import relatives_of
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.identifiers import normalise_fiscal_code


def declare_relative(keyring: Keyring, actor: Actor, fiscal_code: str, tie: Tie) -> None:
    """Declare somebody by their fiscal code, of which only the keyed hash is kept; twice is once.

    Raises:
        NotThere: nobody is signed in.
    """
    if actor.person_id is None:
        raise NotThere
    hashed = keyring.lookup("fiscal_code", normalise_fiscal_code(fiscal_code))
    if hashed in {row.fiscal_code_hash for row in relatives_of(actor)}:
        return
    row = Relative(
        person_id=actor.person_id, tie=tie, fiscal_code_hash=hashed, declared_at=clock.now()
    )
    db.session.add(row)
    audit.record(actor, "staff.tie_declared", "person", actor.person_id)


def end_relative(actor: Actor, number: int) -> None:
    """The tie is over, or was declared by mistake.

    Raises:
        NotThere: no such tie of this officer.
    """
    row = next((one for one in relatives_of(actor) if one.id == number), None)
    if row is None:
        raise NotThere
    row.ended_at = clock.now()
    audit.record(actor, "staff.tie_ended", "person", row.person_id)
