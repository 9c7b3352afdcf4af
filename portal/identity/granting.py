"""Giving roles, ending them, confirming them in a review and lifting a pause, by an administrator.

Whether somebody is an administrator is read again in the transaction of the act: two who end each other
at the same moment leave one of them, not none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from portal.identity import policy, queries, roster
from portal.identity.actions import grant_role, know_person, learn
from portal.identity.models import Person, StaffGrant
from portal.identity.policy import LastAdministrator, OwnRole
from portal.identity.profile import Source
from portal.identity.reach import Place
from portal.identity.tidings import Happened, Tiding, announce
from portal.platform import audit, clock
from portal.platform.actor import NOBODY, Actor, Grant, Role
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere


def give(
    keyring: Keyring, actor: Actor, who: Mapping[str, str], role: Role, place: Place
) -> StaffGrant | None:
    """Give a role to the person with this fiscal code; nothing where they have it already.

    ``who`` holds ``fiscal_code``, ``given_name``, ``family_name`` and ``email``. Of somebody we know
    nothing is changed, but for an e-mail where there is none: an administrator has no say in what a
    citizen's profile holds.

    Raises:
        NotThere: the place is not in a body of this administrator, or the role is not held there.
        OwnRole: it is their own fiscal code.
        NotBoth: they would be operator and administrator of one body.
    """
    boss = _anew(actor)
    if not policy.may_give(boss, role, place):
        raise NotThere
    known = queries.find_by_fiscal_code(keyring, who["fiscal_code"])
    if known is not None and known.id == actor.person_id:
        raise OwnRole
    person = known or know_person(keyring, who, Source.DOCUMENT)
    if known is not None and not queries.open_profile(keyring, known).email:
        learn(keyring, known, {"email": who["email"]}, Source.DOCUMENT)
    grant = Grant(role, place.body, place.office, place.desk, place.territory)
    return give_row(actor, person, grant)


def give_row(actor: Actor, person: Person, grant: Grant) -> StaffGrant | None:
    """Give a role that may be given, and say so; nothing where they have it already.

    Raises:
        NotBoth: see there.
    """
    row = grant_role(actor, person, grant)
    if row is not None:
        db.session.flush()
        _say(Happened.GIVEN, row)
    return row


def end(actor: Actor, number: int) -> StaffGrant:
    """End a role: the person's next request is without it.

    Raises:
        NotThere, OwnRole, LastAdministrator: see there.
    """
    row = _held(actor, number)
    end_row(actor, row)
    return row


def end_row(actor: Actor, row: StaffGrant, *, even_last: bool = False) -> None:
    """End a role already found; ``even_last``: also where a body is left without administrator.

    Raises:
        LastAdministrator: see there.
    """
    if not even_last and _is_last(row):
        raise LastAdministrator
    row.ended_at = clock.now()
    _note(actor, "staff.role_ended", row)
    _say(Happened.ENDED, row)


def confirm(actor: Actor, number: int) -> StaffGrant:
    """Say in a review that the person still needs the role.

    Raises:
        NotThere, OwnRole: see there.
    """
    row = _held(actor, number)
    if row.paused_at is not None:
        raise NotThere
    row.confirmed_at = clock.now()
    _note(actor, "staff.role_confirmed", row)
    return row


def lift(actor: Actor, number: int) -> StaffGrant:
    """Let a paused role give again what it gives.

    Raises:
        NotThere, OwnRole: see there.
    """
    row = _held(actor, number)
    lift_row(actor, row)
    return row


def lift_row(actor: Actor, row: StaffGrant) -> None:
    """Lift the pause of a role already found; it counts as confirmed and as used from now on.

    Raises:
        NotThere: it is not paused.
    """
    if row.paused_at is None:
        raise NotThere
    row.paused_at, row.paused_for = None, None
    row.lifted_at = row.confirmed_at = clock.now()
    _note(actor, "staff.role_lifted", row)
    _say(Happened.LIFTED, row)


def find(number: int) -> StaffGrant | None:
    """A role that has not ended, held for a change."""
    row = db.session.get(StaffGrant, number, with_for_update=True, populate_existing=True)
    return row if row is not None and row.ended_at is None else None


def _held(actor: Actor, number: int) -> StaffGrant:
    """A role this administrator may change, as it stands now."""
    boss = _anew(actor)
    row = find(number)
    if row is None or not policy.answers_for(boss, row.body):
        raise NotThere
    if row.person_id == actor.person_id:
        raise OwnRole
    return row


def _anew(actor: Actor) -> Actor:
    """The actor with the roles they hold at this moment, not at the beginning of the request: whoever
    else changes who administers waits until this act is kept, or this one waited for theirs."""
    query = select(StaffGrant.id).where(
        StaffGrant.role == Role.ADMINISTRATOR, StaffGrant.ended_at.is_(None)
    )
    db.session.execute(query.order_by(StaffGrant.id).with_for_update()).all()
    if actor.person_id is None:
        return NOBODY
    return replace(actor, grants=queries.grants_of(actor.person_id))


def _is_last(row: StaffGrant) -> bool:
    """Whether without this role a body it administers has no administrator any more."""
    if row.role is not Role.ADMINISTRATOR or row.paused_at is not None:
        return False
    bodies = {row.body, *queries.grant_of(row).reaches}
    return any(not roster.administrators_of(body, without=row.id) for body in bodies)


def _say(happened: Happened, row: StaffGrant) -> None:
    key = f"role:{row.id}:{happened}:{clock.now().isoformat()}"
    announce(Tiding(happened, row.body, key, roster.concerned_by(row)))


def _note(actor: Actor, event: str, row: StaffGrant) -> None:
    audit.record(actor, event, "grant", row.id, subject_id=row.person_id, purpose=row.role)
