"""A person who asks for the same again: told what they sent before, and asked how the two belong together.

Nobody is stopped: two children are two requests. What the person says is kept for the office.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from portal.cases import timeline
from portal.cases.models import IN_LISTS, Case, EarlierCase, Relation
from portal.cases.timeline import CaseStatus
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db

#: How long ago a request that is over still counts as the same one.
RECENT = timedelta(days=30)

_OPEN = [status for status in CaseStatus if timeline.is_open(status)]


def find_earlier(
    subject_id: int | None, guest: str | None, service: str, *, besides: int | None = None
) -> Case | None:
    """The newest case of the same subject (or guest) and service that is open or 30 days old at most.

    What the person took back does not count.
    """
    if subject_id is None and guest is None:
        return None
    whose = Case.subject_id == subject_id if subject_id is not None else Case.guest == guest
    query = select(Case).options(*IN_LISTS)
    return db.session.scalar(
        query.where(
            whose,
            Case.service == service,
            Case.id != (besides or 0),
            Case.sent_at.is_not(None),
            Case.status != CaseStatus.WITHDRAWN,
            or_(Case.sent_at > clock.now() - RECENT, Case.status.in_(_OPEN)),
        )
        .order_by(Case.sent_at.desc(), Case.id.desc())
        .limit(1)
    )


def before_beginning(actor: Actor, service: str) -> Case | None:
    """What this actor's subject sent before, as they are about to ask for a service."""
    guest = None if actor.subject_id is not None else actor.guest
    return find_earlier(actor.subject_id, guest, service)


def told_to(actor: Actor, case: Case) -> Case | None:
    """The same for who looks at the draft: a phone that only holds it learns nothing of other requests."""
    return beside_draft(case) if case.subject_id == actor.subject_id else None


def beside_draft(case: Case) -> Case | None:
    """What the person of a draft sent before for the same service."""
    return find_earlier(case.subject_id, case.guest, case.service, besides=case.id)


def said_of(case: Case) -> EarlierCase | None:
    """What the person said of this case and the earlier one, if they were asked."""
    return db.session.get(EarlierCase, case.id)


def is_still_to_say(case: Case) -> bool:
    """Whether there is an earlier case and the person has not said how the two belong together."""
    return said_of(case) is None and beside_draft(case) is not None


def note(actor: Actor, case: Case, earlier: Case, relation: Relation) -> None:
    """Keep what the person said; what they said last holds."""
    row = said_of(case)
    if row is None:
        row = EarlierCase(case_id=case.id)
        db.session.add(row)
    row.earlier_id = earlier.id
    row.relation = relation
    row.said_at = clock.now()
    row.said_by = actor.person_id


def note_unsaid(actor: Actor, case: Case) -> None:
    """At sending: the office learns of the earlier case also where the person said nothing."""
    earlier = None if said_of(case) else beside_draft(case)
    if earlier is not None:
        note(actor, case, earlier, Relation.UNSAID)
