"""The staff of a body as its administrators read it: roles in force and paused, and who administers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from portal.identity import policy
from portal.identity.models import Paused, StaffGrant, StaffReview
from portal.identity.queries import IN_FORCE, grant_of, names_of
from portal.identity.reach import Place
from portal.identity.tidings import Concerned
from portal.platform import audit, clock
from portal.platform.actor import NOBODY, Actor, Role
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere


@dataclass(frozen=True)
class Held:
    """One role as an administrator sees it; ``is_own``: it is theirs, and not theirs to touch."""

    number: int
    person_id: int
    name: str
    role: Role
    place: Place
    given_on: date
    confirmed_on: date | None
    paused_for: Paused | None
    is_own: bool


def place_of(row: StaffGrant) -> Place:
    """Where a role is held."""
    return Place(row.body, row.office, row.desk, row.territory)


def concerned_by(row: StaffGrant) -> Concerned:
    """Whom it concerns when something happens to a role."""
    return Concerned(row.person_id, row.id, row.role, place_of(row), row.paused_for or "")


def list_staff(keyring: Keyring, actor: Actor, after: int, limit: int) -> list[Held]:
    """The roles of the bodies this administrator answers for, those of ``limit`` people after one of
    them; whose names were opened is noted before anybody reads them."""
    held = (StaffGrant.ended_at.is_(None), StaffGrant.body.in_(sorted(actor.bodies())))
    people = select(StaffGrant.person_id).where(*held, StaffGrant.person_id > after).distinct()
    chosen = list(db.session.scalars(people.order_by(StaffGrant.person_id).limit(limit)))
    rows = select(StaffGrant).where(*held, StaffGrant.person_id.in_(chosen))
    ordered = rows.order_by(StaffGrant.person_id, StaffGrant.id)
    return opened(keyring, actor, list(db.session.scalars(ordered)))


def list_all(keyring: Keyring, body: str | None) -> list[Held]:
    """Every role that has not ended, of one body or of all, for who runs the installation."""
    query = select(StaffGrant).where(StaffGrant.ended_at.is_(None))
    if body is not None:
        query = query.where(StaffGrant.body == body)
    return opened(keyring, NOBODY, list(db.session.scalars(query.order_by(StaffGrant.id))))


def get_held(keyring: Keyring, actor: Actor, number: int) -> Held:
    """One role that this administrator may end.

    Raises:
        NotThere: it has ended, or is of another body.
        OwnRole: it is their own.
    """
    row = db.session.get(StaffGrant, number)
    if row is None or row.ended_at is not None or not policy.answers_for(actor, row.body):
        raise NotThere
    if row.person_id == actor.person_id:
        raise policy.OwnRole
    return opened(keyring, actor, [row])[0]


def opened(keyring: Keyring, actor: Actor, rows: Collection[StaffGrant]) -> list[Held]:
    """These roles with the names of who holds them, after it was noted that the names were read."""
    people = {row.person_id for row in rows}
    others = sorted(people - {actor.person_id})
    audit.record_found(actor, "staff.listed", "person", [(one, one) for one in others])
    names = names_of(keyring, people)
    return [
        Held(
            number=row.id,
            person_id=row.person_id,
            name=names.get(row.person_id, ""),
            role=row.role,
            place=place_of(row),
            given_on=clock.rome_day(row.given_at),
            confirmed_on=clock.rome_day(row.confirmed_at) if row.confirmed_at else None,
            paused_for=row.paused_for if row.paused_at else None,
            is_own=row.person_id == actor.person_id,
        )
        for row in rows
    ]


def administrators_of(body: str, *, without: int | None = None) -> list[int]:
    """Who gives and ends the roles of a body today, each once; as if one role did not exist."""
    query = select(StaffGrant).where(StaffGrant.role == Role.ADMINISTRATOR, IN_FORCE)
    if without is not None:
        query = query.where(StaffGrant.id != without)
    rows = db.session.scalars(query.order_by(StaffGrant.id))
    found = (row for row in rows if body == row.body or body in grant_of(row).reaches)
    return list(dict.fromkeys(row.person_id for row in found))


def all_administrators() -> list[int]:
    """Whoever administers any body today, each once: what concerns the whole installation is told to them."""
    query = select(StaffGrant.person_id).where(StaffGrant.role == Role.ADMINISTRATOR, IN_FORCE)
    return list(db.session.scalars(query.distinct().order_by(StaffGrant.person_id)))


def open_review_of(body: str) -> StaffReview | None:
    """The review of a body that is under way."""
    query = select(StaffReview).where(StaffReview.body == body, StaffReview.closed_at.is_(None))
    return db.session.scalar(query.order_by(StaffReview.id.desc()).limit(1))


def waits_for(review: StaffReview) -> ColumnElement[bool]:
    """The roles that a review asks about: in force, older than it, and not confirmed since."""
    return and_(
        IN_FORCE,
        StaffGrant.body == review.body,
        StaffGrant.given_at < review.begun_at,
        or_(StaffGrant.confirmed_at.is_(None), StaffGrant.confirmed_at < review.begun_at),
    )


def to_confirm(actor: Actor) -> list[tuple[StaffReview, list[StaffGrant]]]:
    """The reviews under way in the bodies of this administrator, each with the roles it waits for."""
    bodies = sorted(actor.bodies())
    query = select(StaffReview).where(StaffReview.body.in_(bodies), StaffReview.closed_at.is_(None))
    found = []
    for review in db.session.scalars(query.order_by(StaffReview.ends_at, StaffReview.id)):
        rows = select(StaffGrant).where(waits_for(review)).order_by(StaffGrant.id)
        found.append((review, list(db.session.scalars(rows))))
    return found
