"""Whose cases an officer must not touch: their own, their household's, their relatives', and those declared.

Sources: L. 241/1990 art. 6-bis, DPR 62/2013 art. 7. People are compared as keyed hashes of their fiscal
codes; nothing is opened.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, bindparam, or_, select, union

from portal.cases.models import Case, CaseLookup, Conflict, Relative, Whole
from portal.identity.models import Person
from portal.identity.queries import bodies_of, grants_of
from portal.platform.actor import Actor, Role
from portal.platform.database import db, read_once
from portal.platform.errors import NotThere
from portal.powers.models import Power, PowerState

# Written once: every list and every case of an office asks them, and building them costs more than asking.
_ME: BindParameter[int] = bindparam("me")
_BOUND: CompoundSelect[str | None] = union(
    select(Person.fiscal_code_hash).where(Person.id == _ME),
    select(Person.fiscal_code_hash)
    .join(Power, Power.subject_id == Person.id)
    .where(Power.holder_id == _ME, Power.state == PowerState.IN_FORCE),
    select(CaseLookup.hash)
    .join(Case, Case.id == CaseLookup.case_id)
    .where(Case.subject_id == _ME, CaseLookup.kind == Whole.FISCAL_CODE),
    select(Relative.fiscal_code_hash).where(Relative.person_id == _ME, Relative.ended_at.is_(None)),
)
_HASHES: BindParameter[str] = bindparam("hashes", expanding=True)
#: The cases that name one of these people, are one of theirs, or were declared.
_TOUCHING = (
    select(CaseLookup.case_id).where(
        CaseLookup.kind == Whole.FISCAL_CODE, CaseLookup.hash.in_(_HASHES)
    ),
    select(Case.id).where(
        Case.subject_id.in_(select(Person.id).where(Person.fiscal_code_hash.in_(_HASHES))),
        Case.sent_at.is_not(None),
    ),
    select(Conflict.case_id).where(Conflict.person_id == _ME),
)
_BARRED = union(*_TOUCHING)
_IS_BARRED = select(Case.id).where(
    Case.id == bindparam("case_id"), or_(*(Case.id.in_(one) for one in _TOUCHING))
)


def bound_to(person_id: int) -> frozenset[str]:
    """The hashed fiscal codes an officer is bound to: their own, those they wrote into their own
    requests, those of the relatives they declared and of whom they act for."""
    found = db.session.scalars(_BOUND, {"me": person_id})
    return frozenset(one for one in found if one is not None)


def _asked(person_id: int) -> dict[str, Any]:
    return {"me": person_id, "hashes": list(bound_to(person_id))}


def barred_cases(person_id: int | None) -> frozenset[int]:
    """The numbers of the cases this officer must not see in any list; few, found by index."""
    if person_id is None:
        return frozenset()
    return read_once(
        ("barred", person_id),
        lambda: frozenset(db.session.scalars(_BARRED, _asked(person_id))),
    )


def is_barred(person_id: int | None, case: Case) -> bool:
    """Whether a person must not work this case."""
    if person_id is None:
        return False
    if case.subject_id == person_id:
        return True
    return db.session.scalar(_IS_BARRED, {**_asked(person_id), "case_id": case.id}) is not None


def is_bound_to(person_id: int, other: Person) -> bool:
    """Whether somebody who works here must keep away from a person altogether: by the ties above, because
    a request of that person names them, or because they declared a conflict on one."""
    if other.fiscal_code_hash is not None and other.fiscal_code_hash in bound_to(person_id):
        return True
    own = select(Person.fiscal_code_hash).where(
        Person.id == person_id, Person.fiscal_code_hash.is_not(None)
    )
    theirs = select(Case.id).where(Case.subject_id == other.id)
    named = select(CaseLookup.case_id).where(
        CaseLookup.kind == Whole.FISCAL_CODE,
        CaseLookup.hash.in_(own),
        CaseLookup.case_id.in_(theirs),
    )
    declared = select(Conflict.case_id).where(
        Conflict.person_id == person_id, Conflict.case_id.in_(theirs)
    )
    return db.session.scalar(union(named, declared).limit(1)) is not None


def bars(actor: Actor, case: Case) -> bool:
    """The same for who is at the keyboard."""
    return is_barred(actor.person_id, case)


def relatives_of(actor: Actor) -> Sequence[Relative]:
    """The people the officer declared, oldest first; without their names, which nobody kept."""
    query = select(Relative).where(
        Relative.person_id == actor.person_id, Relative.ended_at.is_(None)
    )
    return db.session.scalars(query.order_by(Relative.id)).all()


def to_end(actor: Actor) -> Sequence[Relative]:
    """The ties that somebody who works in a body of this coordinator wants to take away, longest wait
    first; never their own."""
    query = select(Relative).where(
        Relative.end_asked_at.is_not(None),
        Relative.ended_at.is_(None),
        Relative.person_id != actor.person_id,
    )
    rows = db.session.scalars(query.order_by(Relative.end_asked_at, Relative.id)).all()
    led = _led_by(actor)
    return [row for row in rows if led & _works_for(row.person_id)]


def get_to_end(actor: Actor, number: int) -> Relative:
    """One of these, held for the answer.

    Raises:
        NotThere: it is none of these.
    """
    row = db.session.get(Relative, number, with_for_update=True, populate_existing=True)
    if row is None or row.id not in {one.id for one in to_end(actor)}:
        raise NotThere
    return row


def _led_by(actor: Actor) -> frozenset[str]:
    """The bodies somebody coordinates."""
    held = (grant for grant in actor.grants if grant.role is Role.COORDINATOR)
    return frozenset[str]().union(*(bodies_of(grant) for grant in held))


def _works_for(person_id: int) -> frozenset[str]:
    return frozenset[str]().union(*(bodies_of(grant) for grant in grants_of(person_id)))


def conflicts_in(offices: Collection[str], limit: int) -> Sequence[tuple[Conflict, Case]]:
    """The conflicts declared on cases of some offices, newest first: for who coordinates them."""
    query = (
        select(Conflict, Case)
        .join(Case, Case.id == Conflict.case_id)
        .where(Case.office.in_(offices))
        .order_by(Conflict.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]
