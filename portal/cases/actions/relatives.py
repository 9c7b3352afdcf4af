"""The people somebody who works here declares to be bound to: hidden from them at once, until two people
agree that the tie is over."""

from __future__ import annotations

from portal.cases.models import Relative, Tie
from portal.cases.ties import get_to_end, relatives_of
from portal.identity.queries import bodies_of, coordinators_in, grants_of, hold_person
from portal.notifications.actions import tell
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
    hold_person(actor.person_id)
    hashed = keyring.lookup("fiscal_code", normalise_fiscal_code(fiscal_code))
    if hashed in {row.fiscal_code_hash for row in relatives_of(actor)}:
        return
    row = Relative(
        person_id=actor.person_id, tie=tie, fiscal_code_hash=hashed, declared_at=clock.now()
    )
    db.session.add(row)
    audit.record(actor, "staff.tie_declared", "person", actor.person_id)


def change_end(keyring: Keyring, actor: Actor, number: int, *, keeps: bool) -> None:
    """What the page of one's ties offers: ask to take one away, or let it stand after all.

    Raises:
        NotThere: see both.
    """
    if keeps:
        keep_after_all(actor, number)
    else:
        ask_to_end(keyring, actor, number)


def ask_to_end(keyring: Keyring, actor: Actor, number: int) -> None:
    """The tie is over, or was declared by mistake, says who declared it. It holds until somebody who
    coordinates agrees: otherwise whoever wants to open a file takes the tie away, and declares it again.

    Raises:
        NotThere: no such tie of this person.
    """
    row = _own(actor, number)
    if row.end_asked_at is not None:
        return
    row.end_asked_at = clock.now()
    audit.record(actor, "staff.tie_end_asked", "person", row.person_id)
    _tell_coordination(keyring, row)


def keep_after_all(actor: Actor, number: int) -> None:
    """Who asked to take a tie away lets it stand.

    Raises:
        NotThere: no such tie of this person, or nobody asked.
    """
    row = _own(actor, number)
    if row.end_asked_at is None:
        raise NotThere
    row.end_asked_at = None
    audit.record(actor, "staff.tie_kept", "person", row.person_id)


def answer_end(actor: Actor, number: int, *, agrees: bool) -> Relative:
    """Somebody who coordinates says that a tie is over, or that it stays.

    Raises:
        NotThere: nobody they coordinate asks for it, it is their own, or it was answered meanwhile.
    """
    row = get_to_end(actor, number)
    if agrees:
        row.ended_at, row.ended_by = clock.now(), actor.person_id
    row.end_asked_at = None
    event = "staff.tie_ended" if agrees else "staff.tie_stays"
    audit.record(actor, event, "person", row.person_id, subject_id=row.person_id)
    return row


def _own(actor: Actor, number: int) -> Relative:
    row = db.session.get(Relative, number, with_for_update=True, populate_existing=True)
    if row is None or row.person_id != actor.person_id or row.ended_at is not None:
        raise NotThere
    return row


def _tell_coordination(keyring: Keyring, row: Relative) -> None:
    """Whoever coordinates a body they work for; never who asks, and never about whom."""
    bodies = sorted(frozenset[str]().union(*(bodies_of(one) for one in grants_of(row.person_id))))
    told = {one for body in bodies for one in coordinators_in(body)} - {row.person_id}
    day = clock.today().isoformat()
    for person_id in sorted(told):
        tell(
            keyring, "staff_tie_to_end", person_id=person_id, address=None, language="it",
            case_id=None, values={"day_on": day}, once=f"tie:{row.id}:{day}:{person_id}",
        )  # fmt: skip
