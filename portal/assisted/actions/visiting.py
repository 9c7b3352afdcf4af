"""Opening a visit beside one citizen, and going on with one whose browser was lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.appointments.actions.day import mark
from portal.appointments.models import State
from portal.assisted import queries
from portal.assisted.actions import ending
from portal.assisted.actions.ending import bare
from portal.assisted.fairness.apart import OwnAffair, is_same_home, refuse_bound
from portal.assisted.knowing.matching import is_own
from portal.assisted.models import EndedHow, IdentifiedBy, Visit, WithoutCode
from portal.assisted.turns.queries import get_mine
from portal.identity.actions import know_person, learn
from portal.identity.models import Person
from portal.identity.profile import Source
from portal.identity.queries import open_profile
from portal.platform import audit, clock
from portal.platform.actor import Actor, with_visit
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
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


@dataclass(frozen=True, kw_only=True)
class Identified:
    """Who is in front of the operator, and how the operator knows.

    ``facts`` are what a card or a document says, ``person_id`` whom the operator recognised among those
    we know. ``level`` and ``way``: how surely they proved it themselves, if they did, and by which way in.
    ``without_code``: why they were looked for by name. ``turn_id`` and ``appointment_id``: what
    brought them here.
    """

    facts: Mapping[str, str]
    by: IdentifiedBy
    document: Mapping[str, str]
    language: str
    person_id: int | None = None
    level: int | None = None
    way: str | None = None
    without_code: WithoutCode | None = None
    turn_id: int | None = None
    appointment_id: int | None = None


#: What the operator read on a document adds to what we know; nothing else does.
_BY_DOCUMENT = frozenset({IdentifiedBy.DOCUMENT, IdentifiedBy.EXPIRED_DOCUMENT})


def open_visit(keyring: Keyring, actor: Actor, who: Identified) -> Visit:
    """Open a visit for the person in front of the operator; never recorded as a login of theirs.

    Raises:
        NoDesk, AnotherVisitOpen, OwnAffair, BoundToPerson, NotKnown.
        NotThere: the number or the appointment is not one of this desk, or the person has another code.
    """
    body = queries.body_of_desk(actor.desk)
    if actor.person_id is None or actor.desk is None or body is None:
        raise NoDesk
    _make_room(actor)
    subject = _subject(keyring, who)
    if is_own(keyring, actor, who.facts):
        raise OwnAffair
    refuse_bound(actor, subject)
    visit = Visit(
        open_key=queries.open_key(actor.person_id),
        operator_id=actor.person_id,
        desk=actor.desk,
        body=body,
        subject_id=subject.id,
        identified_by=who.by,
        level=who.level,
        way=who.way,
        data_key=keyring.new_data_key(),
        sealed=b"",
        language=who.language,
        opened_at=clock.now(),
        without_code=who.without_code,
    )
    _take_up(actor, visit, who)
    db.session.add(visit)
    try:
        db.session.flush()
    except IntegrityError:
        # Pressed twice, or in two windows at once: the other was quicker.
        raise AnotherVisitOpen from None
    context = queries.visit_context(visit.id)
    visit.sealed = keyring.seal_json(visit.data_key, dict(who.document), context)
    beside = with_visit(actor, bare(visit))
    audit.record(beside, "visit.opened", "visit", visit.id, purpose=who.without_code)
    audit.record(beside, "visit.identified", "visit", visit.id, purpose=who.by)
    if is_same_home(keyring, actor, subject):
        audit.record(beside, "visit.same_home", "visit", visit.id, subject_id=None)
    return visit


def _take_up(actor: Actor, visit: Visit, who: Identified) -> None:
    """The number and the appointment that brought the person here belong to this visit from now on."""
    if who.turn_id is not None:
        visit.turn_id = get_mine(actor, who.turn_id, lock=True).id
    if who.appointment_id is not None:
        mark(actor, who.appointment_id, State.ARRIVED)
        visit.appointment_id = who.appointment_id


def _subject(keyring: Keyring, who: Identified) -> Person:
    """The person, as identity knows them: weaker data never replace certified ones."""
    found = db.session.get(Person, who.person_id) if who.person_id is not None else None
    if who.by not in _BY_DOCUMENT:
        if found is None:
            raise NotKnown
        return found
    if found is None:
        return know_person(keyring, who.facts, Source.DOCUMENT)
    code, known = who.facts.get("fiscal_code", ""), open_profile(keyring, found).fiscal_code
    if code and known not in {"", code}:
        # Whoever signs in with a code owns what stands under it: no desk moves a person to another one.
        raise NotThere
    learn(keyring, found, who.facts, Source.DOCUMENT)
    return found


def _make_room(actor: Actor) -> None:
    """A visit left behind by a session that is gone is ended; one still in use stays."""
    left = queries.open_visit_of(actor.person_id) if actor.person_id is not None else None
    if left is None:
        return
    if ending.is_used(db.session, left):
        raise AnotherVisitOpen
    ending.end(actor, left, EndedHow.SESSION)


def resume_visit(actor: Actor) -> Visit | None:
    """Go on with a visit whose browser crashed, in this one: it is taken away from every other browser
    of the operator. None where nobody was in it for so long that it had to end.

    Raises:
        NotThere: no visit of theirs is open at the desk where they are.
    """
    visit = queries.open_visit_of(actor.person_id) if actor.person_id is not None else None
    if visit is None or visit.desk != actor.desk:
        raise NotThere
    if not ending.is_used(db.session, visit):
        ending.end(actor, visit, EndedHow.IDLE)
        return None
    _take_from_others(visit)
    audit.record(with_visit(actor, bare(visit)), "visit.resumed", "visit", visit.id)
    return visit


def _take_from_others(visit: Visit) -> None:
    rows = db.session.scalars(
        select(LoginSession).where(LoginSession.person_id == visit.operator_id)
    )
    for row in rows:
        if row.facts.get("visit") == visit.id:
            row.facts = {name: value for name, value in row.facts.items() if name != "visit"}


def note_desk(actor: Actor, desk: str) -> None:
    """Write down at which desk the operator works from now on, where it is another than before."""
    if desk != actor.desk:
        audit.record(replace(actor, desk=desk), "visit.desk_chosen", "desk", subject_id=None)
