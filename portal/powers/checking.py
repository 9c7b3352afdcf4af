"""What officers read of representations: the acts that wait, and those their body accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from portal.identity.queries import find_by_fiscal_code
from portal.platform import clock, codes
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.identifiers import normalise_fiscal_code
from portal.powers import policy, queries
from portal.powers.models import Power, PowerAct, PowerState

_MOST_SHOWN = 200


@dataclass(frozen=True)
class Checking:
    """Where an officer may look at acts: the bodies they work for, without the people they are bound
    to, who are hashed fiscal codes."""

    bodies: frozenset[str]
    barred: frozenset[str]


def list_to_check(keyring: Keyring, actor: Actor, by: Checking) -> list[Power]:
    """The acts that wait for an officer of these bodies, oldest first; never of who they are bound to."""
    query = select(Power).where(Power.state == PowerState.ASKED, Power.body.in_(by.bodies))
    rows = db.session.scalars(query.order_by(Power.id).limit(_MOST_SHOWN))
    return [row for row in rows if _is_within(keyring, actor, row, by)]


def get_to_check(keyring: Keyring, actor: Actor, power_id: int, by: Checking) -> Power:
    """An act that waits for this officer.

    Raises:
        NotThere: no such act, another body's, answered, or of somebody the officer is bound to.
    """
    row = get_for_office(keyring, actor, power_id, by)
    if row.state is not PowerState.ASKED:
        raise NotThere
    return row


def lock_to_check(keyring: Keyring, actor: Actor, power_id: int, by: Checking) -> Power:
    """The same, held until the transaction ends, and read again once held."""
    row = get_to_check(keyring, actor, power_id, by)
    db.session.refresh(row, with_for_update=True)
    return get_to_check(keyring, actor, power_id, by)


def find_accepted(keyring: Keyring, actor: Actor, by: Checking, text: str) -> list[Power]:
    """The representations in force that these bodies accepted and that hold a whole value: their code, or
    the fiscal code of either side. There is no list of everybody who is represented."""
    person = find_by_fiscal_code(keyring, normalise_fiscal_code(text))
    holds = [Power.code == codes.normal(text)]
    if person is not None:
        holds += [Power.subject_id == person.id, Power.holder_id == person.id]
    query = select(Power).where(
        Power.kind.in_(policy.REPRESENTATION),
        Power.state == PowerState.IN_FORCE,
        Power.body.in_(by.bodies),
        or_(*holds),
    )
    rows = db.session.scalars(query.order_by(Power.id.desc()).limit(_MOST_SHOWN))
    return [row for row in rows if _can_end(keyring, actor, row, by)]


def get_accepted(keyring: Keyring, actor: Actor, power_id: int, by: Checking) -> Power:
    """A representation in force that this officer may end.

    Raises:
        NotThere: no such one, another body's, over, or of somebody the officer is bound to.
    """
    row = get_for_office(keyring, actor, power_id, by)
    if not policy.can_end_by_office(row, clock.today()):
        raise NotThere
    return row


def lock_accepted(keyring: Keyring, actor: Actor, power_id: int, by: Checking) -> Power:
    """The same, held until the transaction ends, and read again once held."""
    row = get_accepted(keyring, actor, power_id, by)
    db.session.refresh(row, with_for_update=True)
    return get_accepted(keyring, actor, power_id, by)


def get_for_office(keyring: Keyring, actor: Actor, power_id: int, by: Checking) -> Power:
    """A representation that waits for this officer, or that they may end.

    Raises:
        NotThere: no such one, another body's, over, or of somebody the officer is bound to.
    """
    row = db.session.get(Power, power_id)
    if row is None or not _is_within(keyring, actor, row, by):
        raise NotThere
    if row.state is not PowerState.ASKED and not policy.can_end_by_office(row, clock.today()):
        raise NotThere
    return row


def get_act(row: Power, number: int) -> PowerAct:
    """One copy of the act of a representation the caller was given.

    Raises:
        NotThere: there is no such copy.
    """
    query = select(PowerAct).where(PowerAct.power_id == row.id, PowerAct.number == number)
    act = db.session.scalar(query)
    if act is None:
        raise NotThere
    return act


def list_others(keyring: Keyring, row: Power) -> Sequence[Power]:
    """The other representations in force of the person an act names, oldest first. An officer must know: a
    guardian may take the place of a parent."""
    person = find_by_fiscal_code(keyring, queries.opened(keyring, row)["subject"]["fiscal_code"])
    if person is None:
        return []
    query = select(Power).where(
        Power.subject_id == person.id,
        Power.id != row.id,
        Power.kind.in_(policy.REPRESENTATION),
        Power.state == PowerState.IN_FORCE,
    )
    today = clock.today()
    rows = db.session.scalars(query.order_by(Power.id))
    return [one for one in rows if policy.is_in_force(one, today)]


def _can_end(keyring: Keyring, actor: Actor, row: Power, by: Checking) -> bool:
    is_ours = _is_within(keyring, actor, row, by)
    return is_ours and policy.can_end_by_office(row, clock.today())


def _is_within(keyring: Keyring, actor: Actor, row: Power, by: Checking) -> bool:
    """Nobody works their own act, nor one of or for somebody they are bound to."""
    if row.body not in by.bodies or actor.person_id is None or actor.acting_for is not None:
        return False
    if actor.person_id in {row.holder_id, row.subject_id}:
        return False
    known = queries.opened(keyring, row)
    found = {known[side]["fiscal_code"] for side in ("subject", "holder")}
    return by.barred.isdisjoint(keyring.lookup("fiscal_code", one) for one in found if one)
