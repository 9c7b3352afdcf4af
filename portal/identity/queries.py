"""Reading people: who somebody is, which roles they hold, who owns a whole value."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from portal.identity import reach
from portal.identity.models import Person, ProviderIdentity, StaffGrant
from portal.identity.profile import Profile
from portal.platform.actor import Actor, Grant, Role
from portal.platform.crypto import Keyring
from portal.platform.database import db, read_once
from portal.platform.errors import NotThere
from portal.platform.identifiers import normalise_fiscal_code


def hold_person(person_id: int) -> Person:
    """A person, held until the transaction ends: what two do about one person at once is done one after
    the other. Who only points to them with a new row does not wait.

    Raises:
        NoResultFound: there is no such person.
    """
    query = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def open_profile(keyring: Keyring, person: Person) -> Profile:
    """The unsealed profile of a person already loaded through the actor; empty of one who was forgotten."""
    if not person.data_key:
        return Profile()
    facts = keyring.open_json(person.data_key, person.sealed, f"person:{person.id}")
    profile = Profile(**facts)
    doubted = person.phone_read_out_at
    return profile if doubted is None else profile.doubting_phone(doubted)


def get_profile(keyring: Keyring, actor: Actor) -> Profile:
    """The profile of the subject: one's own, or that of the citizen of the visit.

    Raises:
        NotThere: nobody is signed in.
    """
    person = db.session.get(Person, actor.subject_id) if actor.subject_id else None
    if person is None:
        raise NotThere
    return open_profile(keyring, person)


def profile_of(keyring: Keyring, person_id: int) -> Profile:
    """The profile of somebody whose case, visit or staff record the caller has already been given.

    Raises:
        NotThere: there is no such person.
    """
    person = read_once(("person", person_id), lambda: db.session.get(Person, person_id))
    if person is None:
        raise NotThere
    return open_profile(keyring, person)


#: A role that gives something: neither ended nor paused.
IN_FORCE = and_(StaffGrant.ended_at.is_(None), StaffGrant.paused_at.is_(None))
#: Written once: every page of somebody who is here asks it.
_WITH_GRANTS = (
    select(Person, StaffGrant)
    .outerjoin(StaffGrant, and_(StaffGrant.person_id == Person.id, IN_FORCE))
    .where(Person.id == bindparam("person_id"))
    .order_by(StaffGrant.id)
)


def who_is(keyring: Keyring, person_id: int) -> tuple[Profile, tuple[Grant, ...]]:
    """The person of a login session, and the roles they hold today, in one query.

    Raises:
        NotThere: there is no such person any more.
    """
    rows = db.session.execute(_WITH_GRANTS, {"person_id": person_id}).all()
    if not rows:
        raise NotThere
    # Whoever asks for this person again on the same page finds the row here.
    read_once(("person", person_id), lambda: rows[0][0])
    return open_profile(keyring, rows[0][0]), tuple(grant_of(row) for _, row in rows if row)


def names_of(keyring: Keyring, person_ids: set[int]) -> dict[int, str]:
    """The names of several people at once, in one query."""
    rows = db.session.scalars(select(Person).where(Person.id.in_(person_ids)))
    return {person.id: open_profile(keyring, person).name for person in rows}


def find_by_fiscal_code(keyring: Keyring, fiscal_code: str) -> Person | None:
    """The person with this fiscal code, compared as a keyed hash of its normal form."""
    hashed = keyring.lookup("fiscal_code", normalise_fiscal_code(fiscal_code))
    return db.session.scalar(select(Person).where(Person.fiscal_code_hash == hashed))


def find_by_provider(keyring: Keyring, issuer: str, subject: str) -> Person | None:
    """The person a provider knows by this name."""
    hashed = keyring.lookup("provider", f"{issuer}|{subject}")
    query = (
        select(Person)
        .join(ProviderIdentity, ProviderIdentity.person_id == Person.id)
        .where(ProviderIdentity.issuer == issuer, ProviderIdentity.subject_hash == hashed)
    )
    return db.session.scalar(query)


def grants_of(person_id: int) -> tuple[Grant, ...]:
    """The roles a person holds today."""
    query = select(StaffGrant).where(StaffGrant.person_id == person_id, IN_FORCE)
    return tuple(grant_of(row) for row in db.session.scalars(query.order_by(StaffGrant.id)))


def held_by(person_id: int) -> list[Grant]:
    """The roles of a person that have not ended; also those that are paused, and may be lifted any day."""
    query = select(StaffGrant).where(
        StaffGrant.person_id == person_id, StaffGrant.ended_at.is_(None)
    )
    return [grant_of(row) for row in db.session.scalars(query.order_by(StaffGrant.id))]


def find_grant(person_id: int, grant: Grant) -> StaffGrant | None:
    """The very role a person holds, also while it is paused."""
    query = select(StaffGrant).where(
        StaffGrant.person_id == person_id,
        StaffGrant.role == grant.role,
        StaffGrant.ended_at.is_(None),
    )
    return next((row for row in db.session.scalars(query) if grant_of(row) == grant), None)


def grant_of(row: StaffGrant) -> Grant:
    """A role as the actor carries it, with where it reaches today."""
    place = reach.Place(row.body, row.office, row.desk, row.territory)
    return Grant(
        role=row.role,
        body=row.body,
        office=row.office,
        desk=row.desk,
        territory=row.territory,
        reaches=reach.of(row.role, place),
    )


def roles_over_time(person_ids: Collection[int]) -> list[StaffGrant]:
    """Every role these people hold or once held."""
    return list(db.session.scalars(select(StaffGrant).where(StaffGrant.person_id.in_(person_ids))))


def coordinators_of(office: str) -> list[int]:
    """The people who coordinate an office."""
    query = select(StaffGrant.person_id).where(
        _reaches(office), StaffGrant.role == Role.COORDINATOR, IN_FORCE
    )
    return list(db.session.scalars(query.distinct()))


def coordinators_in(body: str) -> list[int]:
    """The people who coordinate in a body, wherever in it, or in a territory it belongs to."""
    query = select(StaffGrant).where(StaffGrant.role == Role.COORDINATOR, IN_FORCE)
    found = [row.person_id for row in db.session.scalars(query) if body in bodies_of(grant_of(row))]
    return list(dict.fromkeys(found))


def bodies_of(grant: Grant) -> frozenset[str]:
    """The bodies a role is held in: its own, or those of its territory."""
    return reach.bodies_of(grant.territory) if grant.territory else frozenset({grant.body})


def staff_of_office(office: str) -> list[int]:
    """The people who work the cases of an office."""
    works = StaffGrant.role.in_((Role.OFFICER, Role.COORDINATOR))
    query = select(StaffGrant.person_id).where(_reaches(office), works, IN_FORCE)
    return list(db.session.scalars(query.distinct()))


def _reaches(office: str) -> ColumnElement[bool]:
    """Held in the office itself, in the whole body that owns it, or in the territory it lies in."""
    body, territories = reach.around(office)
    is_wide = and_(StaffGrant.office.is_(None), StaffGrant.desk.is_(None))
    in_body = and_(is_wide, StaffGrant.territory.is_(None), StaffGrant.body == body)
    in_territory = and_(is_wide, StaffGrant.territory.in_(territories))
    return or_(StaffGrant.office == office, in_body, in_territory)


def is_email_doubtful(person_id: int) -> bool:
    """Whether letters to the e-mail of somebody's profile come back."""
    query = select(Person.email_doubtful_at).where(Person.id == person_id)
    return db.session.scalar(query) is not None
