"""Reading mandates outside the visit they were given in: their giver's, a caller's, and those in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.assisted import policy, queries
from portal.assisted.models import Contest, EndedBy, Ending, Mandate, SignedHow, Visit
from portal.cases.ties import is_bound_to
from portal.catalogue import serving
from portal.identity.models import Person
from portal.identity.queries import bodies_of, find_by_fiscal_code, profile_of
from portal.platform import clock
from portal.platform.actor import Actor, Role
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere


def get_own_mandate(actor: Actor, mandate_id: int) -> Mandate:
    """A mandate of whoever signed in by themselves.

    Raises:
        NotThere: no such mandate, or another person's; or somebody acts for them.
    """
    row = db.session.get(Mandate, mandate_id)
    if row is None or actor.acting_for is not None or row.subject_id != actor.person_id:
        raise NotThere
    return row


def standing_mandates(subject_id: int, body: str) -> list[Mandate]:
    """The mandates of a person to a body that nobody took back and whose time has not passed."""
    query = select(Mandate).where(
        Mandate.subject_id == subject_id, Mandate.body == body, Mandate.revoked_at.is_(None)
    )
    rows = db.session.scalars(query.order_by(Mandate.id))
    return [one for one in rows if not policy.is_over(one, clock.today())]


def given_in(visit_id: int) -> Sequence[Mandate]:
    """The mandates given in a visit whose text is still kept."""
    query = select(Mandate).where(Mandate.visit_id == visit_id, Mandate.data_key != b"")
    return db.session.scalars(query.order_by(Mandate.id)).all()


def left_services(mandate: Mandate) -> frozenset[str]:
    """What a mandate still covers, by slug."""
    if mandate.every_service:
        return frozenset(queries.services_of_body(mandate.body)) - frozenset(mandate.without)
    return policy.left_of(mandate)


def is_official(desk: str) -> bool:
    """Whether the body charged who works at a desk with receiving the words of who cannot sign."""
    found = serving.snapshot().desk(desk)
    return found is not None and found.attests


def signing_phone(keyring: Keyring, actor: Actor, person_id: int) -> str:
    """The number a person proved to be theirs by themselves; empty where we know none, or only one that an
    operator typed. Never that of who sits at the keyboard."""
    phone = profile_of(keyring, person_id).proved_phone
    own = profile_of(keyring, actor.person_id).phone if actor.person_id is not None else ""
    return phone if phone != own else ""


def phone_to_call(keyring: Keyring, person_id: int) -> str:
    """The number to call somebody back: also one they read a code out from, at a desk."""
    return profile_of(keyring, person_id).answered_phone


def get_mandate_to_renew(visit: Visit, mandate_id: int) -> Mandate:
    """A mandate that the person of this visit may give once more.

    Raises:
        NotThere: no such mandate, or it may not be given again: see ``policy.can_renew``.
    """
    row = db.session.get(Mandate, mandate_id)
    if row is None or not policy.can_renew(row, visit, clock.today()):
        raise NotThere
    return row


def renewable_in(visit: Visit) -> list[Mandate]:
    """The mandates that end soon, or ended, and that the person of this visit may give once more."""
    query = select(Mandate).where(
        Mandate.subject_id == visit.subject_id,
        Mandate.body == visit.body,
        Mandate.until.is_not(None),
        Mandate.revoked_at.is_(None),
    )
    rows = list(db.session.scalars(query.order_by(Mandate.id.desc())))
    given_again = {one.renews for one in rows}
    return [
        one
        for one in rows
        if one.id not in given_again and policy.can_renew(one, visit, clock.today())
    ]


def ending_at(desk: str, limit: int = 50, *, by: int | None = None) -> Sequence[Mandate]:
    """The mandates recorded at a desk, by one operator or by all, that end soon, soonest first."""
    today = clock.today()
    query = select(Mandate).where(
        Mandate.desk == desk,
        Mandate.signed_at.is_not(None),
        Mandate.revoked_at.is_(None),
        Mandate.suspended_at.is_(None),
        Mandate.until >= today,
        Mandate.until <= today + policy.WARNED,
    )
    query = query if by is None else query.where(Mandate.recorded_by == by)
    rows = db.session.scalars(query.order_by(Mandate.until, Mandate.id).limit(limit)).all()
    return [one for one in rows if policy.is_worth_a_warning(one)]


def endings_of(mandate: Mandate) -> Sequence[Ending]:
    """What was taken out of a mandate, and its end, oldest first."""
    query = select(Ending).where(Ending.mandate_id == mandate.id)
    return db.session.scalars(query.order_by(Ending.id)).all()


def taken_back_in(visit: Visit) -> Sequence[Mandate]:
    """The mandates out of which the person took something back, or all of it, since this visit opened at
    its desk: they go home with the act."""
    query = (
        select(Mandate)
        .where(Mandate.subject_id == visit.subject_id, Mandate.body == visit.body)
        .where(
            select(Ending.id)
            .where(
                Ending.mandate_id == Mandate.id,
                Ending.how == EndedBy.DESK,
                Ending.desk == visit.desk,
                Ending.at >= visit.opened_at,
            )
            .exists()
        )
    )
    return db.session.scalars(query.order_by(Mandate.id)).all()


def find_by_caller(keyring: Keyring, actor: Actor, *, code: str, fiscal_code: str) -> list[Mandate]:
    """The standing mandates, with the operator's body, of somebody who called: by the code on their paper, or
    by their fiscal code. Of the operator themselves none."""
    body = queries.body_of_desk(actor.desk) or ""
    if code:
        row = db.session.scalar(select(Mandate).where(Mandate.code == code, Mandate.body == body))
        subject_id = row.subject_id if row is not None else None
    else:
        person = find_by_fiscal_code(keyring, fiscal_code)
        subject_id = person.id if person is not None else None
    if subject_id is None or subject_id == actor.person_id:
        return []
    return standing_mandates(subject_id, body)


def get_mandate_by_phone(actor: Actor, mandate_id: int) -> Mandate:
    """A mandate whose giver the operator has on the phone.

    Raises:
        NotThere: no such mandate of the operator's body, it does not stand, it is their own or of somebody
            they are bound to; or a visit is open: whoever sits there would hear of somebody else.
    """
    row = db.session.get(Mandate, mandate_id)
    if row is None or actor.visit is not None or row.body != queries.body_of_desk(actor.desk):
        raise NotThere
    if row.revoked_at is not None or _is_apart(actor, row.subject_id):
        raise NotThere
    return row


def _is_apart(actor: Actor, person_id: int) -> bool:
    """Whether it is about who is at the keyboard, or somebody they are bound to."""
    own, person = actor.person_id or 0, db.session.get_one(Person, person_id)
    return person_id == own or is_bound_to(own, person)


def coordinated_bodies(actor: Actor) -> frozenset[str]:
    """The bodies whose mandates this person looks after."""
    held = [grant for grant in actor.grants if grant.role is Role.COORDINATOR]
    return frozenset[str]().union(*(bodies_of(grant) for grant in held))


def unsigned_in(bodies: frozenset[str], limit: int = 500) -> Sequence[Mandate]:
    """The mandates of these bodies that wait for their signature, oldest first."""
    query = select(Mandate).where(
        Mandate.body.in_(bodies),
        Mandate.signed_at.is_(None),
        Mandate.revoked_at.is_(None),
        Mandate.suspended_at.is_(None),
    )
    return db.session.scalars(query.order_by(Mandate.id).limit(limit)).all()


def open_contests(actor: Actor) -> Sequence[tuple[Contest, Mandate]]:
    """What their givers do not recognise and this coordinator may look into, oldest first."""
    query = (
        select(Contest, Mandate)
        .join(Mandate, Mandate.id == Contest.mandate_id)
        .where(
            Contest.body.in_(coordinated_bodies(actor)),
            Contest.outcome.is_(None),
            Contest.data_key != b"",
        )
        .order_by(Contest.id)
    )
    found = [(contest, mandate) for contest, mandate in db.session.execute(query)]
    return [(one, mandate) for one, mandate in found if _may_look_into(actor, mandate)]


def _may_look_into(actor: Actor, mandate: Mandate) -> bool:
    """Nobody looks into what they recorded, or what is about themselves or somebody they are bound to."""
    return mandate.recorded_by != actor.person_id and not _is_apart(actor, mandate.subject_id)


def get_contest(actor: Actor, contest_id: int) -> Contest:
    """A contest that whoever coordinates its body may look into.

    Raises:
        NotThere: no such contest, another body's, about themselves or somebody they are bound to, or about
            what they recorded; or its giver was forgotten.
    """
    row = db.session.get(Contest, contest_id)
    if row is None or row.body not in coordinated_bodies(actor) or actor.acting_for is not None:
        raise NotThere
    mandate = db.session.get_one(Mandate, row.mandate_id)
    if not row.data_key or not _may_look_into(actor, mandate):
        raise NotThere
    return row


def is_in_doubt(visit: Visit) -> bool:
    """Whether the person of a visit does not recognise a mandate that its operator recorded."""
    query = (
        select(Contest.id)
        .join(Mandate, Mandate.id == Contest.mandate_id)
        .where(
            Contest.subject_id == visit.subject_id,
            Contest.outcome.is_(None),
            Mandate.recorded_by == visit.operator_id,
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def open_contest_of(mandate: Mandate) -> Contest | None:
    """What is being looked into about a mandate."""
    query = select(Contest).where(Contest.mandate_id == mandate.id, Contest.outcome.is_(None))
    return db.session.scalar(query)


def contests_of(mandate: Mandate) -> Sequence[Contest]:
    """All that was ever looked into about a mandate, newest first."""
    query = select(Contest).where(Contest.mandate_id == mandate.id)
    return db.session.scalars(query.order_by(Contest.id.desc())).all()


def contest_words(keyring: Keyring, row: Contest, mandate: Mandate) -> dict[str, str]:
    """What the person wrote, and what they were answered; empty once erased."""
    if not row.data_key:
        return {"words": "", "answer": ""}
    found: dict[str, str] = keyring.open_json(
        row.data_key, row.sealed, contest_context(mandate.code)
    )
    return found


def signature_of(keyring: Keyring, mandate: Mandate) -> dict[str, Any]:
    """Who signed how; nothing of an unsigned mandate, or one signed before this was kept."""
    if mandate.signature is None or not mandate.data_key:
        return {}
    found: dict[str, Any] = keyring.open_json(
        mandate.data_key, mandate.signature, signature_context(mandate.code)
    )
    return found


def is_attested(mandate: Mandate) -> bool:
    """Whether a public official stands for the words of its giver."""
    return mandate.signed_how is SignedHow.OFFICIAL


def signature_context(code: str) -> str:
    """What the sealed signature of a mandate is bound to."""
    return f"mandate:{code}:signature"


def contest_context(code: str) -> str:
    """What the sealed words of a contest are bound to."""
    return f"mandate:{code}:contest"
