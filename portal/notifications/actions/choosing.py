"""Keeping how a person wants to be reached."""

from __future__ import annotations

from portal.identity.queries import hold_person
from portal.notifications.channels import Choices
from portal.notifications.models import NoticeChoice
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.errors import NotThere


def choose(actor: Actor, choices: Choices) -> None:
    """Keep what the person at the keyboard chose for themselves.

    Raises:
        NotThere: nobody is signed in, or a visit is open: nobody chooses this for another.
    """
    if actor.person_id is None or actor.acting_for is not None:
        raise NotThere
    hold_person(actor.person_id)
    row = db.session.get(NoticeChoice, actor.person_id, populate_existing=True)
    if row is None:
        row = NoticeChoice(person_id=actor.person_id)
        db.session.add(row)
    row.first = choices.first
    row.refused = sorted(choices.refused)
    row.whom = choices.whom
    row.delicate = choices.delicate
    row.language = choices.language
    row.changed_at = clock.now()
    audit.record(actor, "notices.chosen", "person", actor.person_id)
