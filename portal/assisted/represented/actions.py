"""Going on, in a visit, for the person whom whoever is there represents."""

from __future__ import annotations

from portal.assisted import policy, queries
from portal.assisted.actions import ending
from portal.assisted.actions.ending import bare
from portal.assisted.fairness.apart import DocumentNeeded, refuse_bound
from portal.assisted.models import EndedHow, Visit
from portal.assisted.represented.models import VisitByPower
from portal.assisted.represented.queries import get_power_here
from portal.identity.models import Person
from portal.platform import audit, clock
from portal.platform.actor import Actor, with_visit
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.powers.models import Power

#: As for whoever gives or takes a power online.
_LEAST_LEVEL = 2


def go_on_for(keyring: Keyring, actor: Actor, power_id: int) -> Visit:
    """End the visit of who represents somebody, and open one for the person they represent.

    Nothing of the one is in the other: each has its own token, its own requests and its own trail. No
    mandate is asked: the accepted act is the permission, and it goes as far as the act goes.

    Raises:
        NotThere: no visit is open, or no such power.
        DocumentNeeded: nobody looked at a document of who is there.
        OwnAffair, BoundToPerson: the operator may not serve the person represented.
    """
    theirs = queries.get_visit(actor)
    power = get_power_here(theirs, power_id)
    if policy.level_of(theirs) < _LEAST_LEVEL:
        raise DocumentNeeded
    subject = db.session.get_one(Person, power.subject_id)
    refuse_bound(actor, subject)
    turn_id, theirs.turn_id = theirs.turn_id, None
    ending.end(actor, theirs, EndedHow.BUTTON)
    db.session.flush()
    visit = _for(keyring, theirs, subject)
    visit.turn_id = turn_id
    db.session.add(visit)
    db.session.flush()
    visit.sealed = keyring.seal_json(visit.data_key, {}, queries.visit_context(visit.id))
    db.session.add(VisitByPower(visit_id=visit.id, power_id=power.id))
    _note(actor, visit, power)
    return visit


def _for(keyring: Keyring, theirs: Visit, subject: Person) -> Visit:
    """A visit like that of the representative, for somebody else: known as surely as they are."""
    return Visit(
        open_key=queries.open_key(theirs.operator_id),
        operator_id=theirs.operator_id,
        desk=theirs.desk,
        body=theirs.body,
        subject_id=subject.id,
        identified_by=theirs.identified_by,
        level=theirs.level,
        way=theirs.way,
        data_key=keyring.new_data_key(),
        sealed=b"",
        language=theirs.language,
        opened_at=clock.now(),
    )


def _note(actor: Actor, visit: Visit, power: Power) -> None:
    """In the trail of the person represented: a visit of theirs, by whose power."""
    beside = with_visit(actor, bare(visit))
    audit.record(beside, "visit.opened", "visit", visit.id)
    audit.record(beside, "visit.identified", "visit", visit.id, purpose=visit.identified_by)
    audit.record(beside, "visit.represented", "visit", visit.id, purpose=power.kind.value)
