"""Changing visits: open one beside a citizen, end it by hand or because nobody is there any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assisted import policy, queries
from portal.assisted.fairness.apart import OwnAffair, is_same_home, refuse_bound
from portal.assisted.models import EndedHow, IdentifiedBy, Visit
from portal.cases.handover.opening import end_with_visit
from portal.identity.actions import know_person, learn
from portal.identity.models import Person
from portal.identity.profile import Source
from portal.identity.queries import grants_of, profile_of
from portal.identity.tidings import LOST, Tiding
from portal.platform import audit, clock, jobs
from portal.platform.acting import InVisit
from portal.platform.actor import Actor, with_visit
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.sessions import LoginSession


class NoDesk(Situation):
    """The operator has not chosen a desk, or no longer works at any."""

    title = _l("Choose your desk first")
    words = _l("Open the page of the desk and choose where you are working now.")


class AnotherVisitOpen(Situation):
    """One citizen at a time."""

    title = _l("A visit is still open")
    words = _l("End the visit that is open, then begin with the next person.")


class VisitOver(Situation):
    """The visit ended while a page of it was still open."""

    title = _l("The visit has ended")
    words = _l("Nothing was done for the person. If they are still here, open a new visit.")


class NotKnown(Situation):
    """Only who has been here before can be known without a document."""

    status = 422
    title = _l("A document is needed")
    words = _l("We do not know this person yet: look at a document.")


@dataclass(frozen=True)
class Identified:
    """What the operator saw and wrote: the person's data, how they know, and the document."""

    facts: Mapping[str, str]
    by: IdentifiedBy
    document: Mapping[str, str]
    language: str


def is_own(keyring: Keyring, actor: Actor, facts: Mapping[str, str]) -> bool:
    """Whether these data are the operator's own."""
    if actor.person_id is None:
        return False
    own = profile_of(keyring, actor.person_id)
    if facts.get("fiscal_code"):
        return facts["fiscal_code"] == own.fiscal_code
    same_birth = facts["birth_date"] == own.birth_date
    return same_birth and facts["family_name"].casefold() == own.family_name.casefold()


def open_visit(keyring: Keyring, actor: Actor, who: Identified) -> Visit:
    """Open a visit for the person in front of the operator; never recorded as a login of theirs.

    Raises:
        NoDesk, AnotherVisitOpen, OwnAffair, BoundToPerson, NotKnown.
    """
    body = queries.body_of_desk(actor.desk)
    if actor.person_id is None or actor.desk is None or body is None:
        raise NoDesk
    if is_own(keyring, actor, who.facts):
        raise OwnAffair
    _make_room(actor)
    subject = _subject(keyring, who)
    refuse_bound(actor, subject)
    visit = Visit(
        open_key=queries.open_key(actor.person_id),
        operator_id=actor.person_id,
        desk=actor.desk,
        body=body,
        subject_id=subject.id,
        identified_by=who.by,
        data_key=keyring.new_data_key(),
        sealed=b"",
        language=who.language,
        opened_at=clock.now(),
    )
    db.session.add(visit)
    db.session.flush()
    context = queries.visit_context(visit.id)
    visit.sealed = keyring.seal_json(visit.data_key, dict(who.document), context)
    beside = with_visit(actor, bare(visit))
    audit.record(beside, "visit.opened", "visit", visit.id)
    audit.record(beside, "visit.identified", "visit", visit.id, purpose=who.by)
    if is_same_home(keyring, actor, subject):
        audit.record(beside, "visit.same_home", "visit", visit.id, subject_id=None)
    return visit


def bare(visit: Visit) -> InVisit:
    """The visit as records need it: ids only, no name, no mandate."""
    return InVisit(
        visit_id=visit.id,
        subject_id=visit.subject_id,
        subject_name="",
        desk=visit.desk,
        desk_name="",
        opened_at=visit.opened_at,
        identified_by=visit.identified_by.value,
        language=visit.language,
    )


def _subject(keyring: Keyring, who: Identified) -> Person:
    """The person, as identity knows them: weaker data never replace certified ones."""
    found = queries.find_same(keyring, dict(who.facts))
    if who.by is IdentifiedBy.KNOWN:
        if found is None:
            raise NotKnown
        return found
    if found is None:
        return know_person(keyring, who.facts, Source.DOCUMENT)
    learn(keyring, found, who.facts, Source.DOCUMENT)
    return found


def _make_room(actor: Actor) -> None:
    """A visit left behind by a session that is gone is ended; one still in use stays."""
    left = queries.open_visit_of(actor.person_id) if actor.person_id is not None else None
    if left is None:
        return
    if _is_used(db.session, left):
        raise AnotherVisitOpen
    _end(actor, left, EndedHow.SESSION)


def _is_used(session: Session, visit: Visit) -> bool:
    """Whether a browser of the operator is still in this visit."""
    rows = session.scalars(select(LoginSession).where(LoginSession.person_id == visit.operator_id))
    return any(
        row.facts.get("visit") == visit.id
        and row.expires_at > clock.now()
        and not policy.is_idle(row.seen_at, clock.now())
        for row in rows
    )


def end_visit(actor: Actor, how: EndedHow = EndedHow.BUTTON) -> Visit | None:
    """End the operator's open visit, in whichever browser it was opened; its mandates for this visit
    end with it. Nothing happens where none is open."""
    visit = queries.open_visit_of(actor.person_id) if actor.person_id is not None else None
    if visit is not None:
        _end(actor, visit, how)
    return visit


def _end(actor: Actor, visit: Visit, how: EndedHow) -> None:
    close(db.session, visit, how)
    audit.record(with_visit(actor, bare(visit)), "visit.ended", "visit", visit.id, purpose=how)


def end_without_role(tiding: Tiding) -> None:
    """End the visit of an operator whose role at its desk ended or was paused."""
    if tiding.concerned is None or tiding.happened not in LOST:
        return
    person_id = tiding.concerned.person_id
    left = Actor(person_id=person_id, grants=grants_of(person_id))
    visit = queries.open_visit_of(person_id)
    if visit is not None and visit.desk not in left.desks():
        _end(left, visit, EndedHow.ROLE)


def close(session: Session, visit: Visit, how: EndedHow) -> None:
    """Write into a visit that it ended, and make room for the operator's next one."""
    visit.ended_at = clock.now()
    visit.ended_how = how
    visit.open_key = None
    end_with_visit(session, visit.id)


def end_if_idle(session: Session, visit_id: int) -> Visit | None:
    """End a visit found unused for too long; the visit, unless it had ended already."""
    visit = session.get(Visit, visit_id)
    if visit is None or visit.ended_at is not None:
        return None
    close(session, visit, EndedHow.IDLE)
    return visit


@jobs.regularly(timedelta(minutes=1))
def end_forgotten_visits(session: Session) -> None:
    """End the visits that no browser is in any more: signed out, closed, or left alone."""
    for visit in session.scalars(select(Visit).where(Visit.ended_at.is_(None))):
        if not _is_used(session, visit):
            _end(Actor(person_id=visit.operator_id), visit, EndedHow.SESSION)
