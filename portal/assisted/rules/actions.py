"""Accepting the rules of the desk."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from portal.assisted.rules.models import RulesAccepted
from portal.assisted.rules.queries import has_accepted
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.errors import NotThere


def accept_rules(actor: Actor, version: str) -> None:
    """Keep that the operator accepted this version; a second press changes nothing.

    Raises:
        NotThere: nobody is at the keyboard.
    """
    if actor.person_id is None:
        raise NotThere
    if has_accepted(actor.person_id, version):
        return
    row = RulesAccepted(person_id=actor.person_id, version=version, accepted_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return
    audit.record(actor, "staff.rules_accepted", "person", actor.person_id)
