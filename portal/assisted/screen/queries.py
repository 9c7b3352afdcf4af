"""Which screen stands beside a visit, and for whom it may show something at this moment."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from portal.assisted.models import Visit, VisitScreen
from portal.cases.models import Case
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.sessions import LoginSession

#: The fact of a browser session that says which visit a second device stands beside.
FACT = "screen"


def screen_of(actor: Actor) -> VisitScreen | None:
    """The screen of the visit this operator is in, once something was shown there."""
    return db.session.get(VisitScreen, actor.visit.visit_id) if actor.visit else None


def screen_of_device(row: LoginSession | None) -> tuple[VisitScreen, Visit] | None:
    """The screen that a second device stands for, with its visit; nothing once the visit ended, or another
    device took its place.
    """
    visit_id = row.facts.get(FACT) if row else None
    screen = db.session.get(VisitScreen, visit_id) if isinstance(visit_id, int) else None
    if row is None or screen is None or screen.session_hash != row.id_hash:
        return None
    visit = db.session.get_one(Visit, screen.visit_id)
    return (screen, visit) if visit.ended_at is None else None


def reference_of(row: VisitScreen) -> str | None:
    """The reference of the case that stands on the screen, where one does."""
    case = db.session.get(Case, row.case_id) if row.case_id is not None else None
    return case.reference if case else None


def screen_with_code(keyring: Keyring, code: str) -> VisitScreen | None:
    """The screen that waits for this code."""
    query = select(VisitScreen).where(VisitScreen.code_hash == code_hash(keyring, code))
    return db.session.scalar(query)


def code_hash(keyring: Keyring, code: str) -> str:
    """How the table knows a code."""
    return keyring.lookup("screen.code", code)


def stamp_of(*parts: object) -> str:
    """A short mark of what is shown: while it stays the same nothing travels."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
