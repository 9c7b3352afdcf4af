"""Showing something on the person's screen, and letting a second device become that screen."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.assisted.models import Visit, VisitScreen
from portal.assisted.screen.queries import FACT, code_hash, screen_with_code
from portal.cases import queries as case_queries
from portal.platform import audit, clock, codes, jobs
from portal.platform.actor import NOBODY, Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.sessions import open_session

#: The word for the summary, where a step is named.
SUMMARY = "riepilogo"
CODE_MINUTES = 15
#: 40 bits: good for minutes, and with counted attempts.
_CODE_LENGTH = 8
_NAME = re.compile(r"[a-z0-9_-]{1,80}")


class NoSuchScreen(Situation):
    """Nobody waits for a second screen with this code now."""

    status = 422
    title = _l("This code does not work")
    words = _l("Compare it with that on the operator’s screen, sign by sign, or ask for a new one.")


def show(actor: Actor, reference: str, step: str, question: str = "") -> None:
    """Put one step of a draft, or its summary, on the person's screen; ``question`` is the field the
    operator is in.

    Raises:
        NotThere: no visit, or not a case of its person that may be read under their mandate.
    """
    case = case_queries.get_case(actor, reference)
    row = _row(actor)
    row.case_id = case.id
    row.step = step if _NAME.fullmatch(step) else None
    row.question = question if _NAME.fullmatch(question) else None
    row.shown_at = clock.now()


def _row(actor: Actor) -> VisitScreen:
    if actor.visit is None:
        raise NotThere
    # Held: two windows that show something first at the same moment make one row.
    query = select(Visit.id).where(Visit.id == actor.visit.visit_id)
    db.session.execute(query.with_for_update(key_share=True))
    row = db.session.get(VisitScreen, actor.visit.visit_id, populate_existing=True)
    if row is None:
        row = VisitScreen(visit_id=actor.visit.visit_id)
        db.session.add(row)
    return row


def offer_screen(keyring: Keyring, actor: Actor) -> str:
    """A code that one other device may type, for a quarter of an hour; an older code stops working.

    Raises:
        NotThere: no visit.
    """
    row, code = _row(actor), codes.new_code(_CODE_LENGTH)
    row.code_hash = code_hash(keyring, code)
    row.code_until = clock.after(minutes=CODE_MINUTES)
    audit.record(actor, "visit.screen_offered", "visit", row.visit_id)
    return code


def join_screen(session: Session, keyring: Keyring, typed: str) -> None:
    """This browser becomes the person's screen: it gets a session that can do nothing else. The code is
    used up, and a device that stood there before shows nothing any more.

    Raises:
        NoSuchScreen: the code is wrong, used or late, or the visit is over.
    """
    row = screen_with_code(keyring, codes.normal(typed))
    if row is None or row.code_until is None or row.code_until <= clock.now():
        raise NoSuchScreen
    visit = db.session.get_one(Visit, row.visit_id)
    if visit.ended_at is not None:
        raise NoSuchScreen
    opened = open_session(session, None, {FACT: row.visit_id})
    row.code_hash = row.code_until = None
    row.session_hash = opened.id_hash
    audit.record(NOBODY, "visit.screen_joined", "visit", row.visit_id, subject_id=visit.subject_id)


@jobs.regularly(timedelta(hours=1))
def forget_screens(session: Session) -> None:
    """What stood on the screens of visits that are over is nobody's to know."""
    over = select(Visit.id).where(Visit.ended_at.is_not(None))
    session.execute(delete(VisitScreen).where(VisitScreen.visit_id.in_(over)))
