"""Moving a case: one door through which every change of status passes, with its step and its audit."""

from __future__ import annotations

from datetime import date

from portal.cases import timeline
from portal.cases.bindings import happening_context
from portal.cases.models import Author, Case, Happening
from portal.cases.timeline import CaseStatus
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class NotNow(Situation):
    """The case has moved on: what was asked is no longer possible in its present status."""

    title = _l("The case has changed in the meantime")
    words = _l("Somebody did something on this case after you opened the page. Look at it again.")


def author_of(actor: Actor, case: Case) -> Author:
    """Which side the actor stands on in this case."""
    if actor.visit is not None:
        return Author.OPERATOR
    if actor.power is not None:
        return Author.CITIZEN
    if case.subject_id is None or actor.person_id in (None, case.subject_id):
        return Author.CITIZEN
    return Author.OFFICE


def move(
    keyring: Keyring,
    actor: Actor,
    case: Case,
    status: CaseStatus,
    author: Author,
    words: str = "",
    *,
    day: date | None = None,
    detail: str | None = None,
) -> Happening:
    """Let a case enter a status, if that may follow and this side may do it. ``day`` and ``detail``
    are what the words of that status need (see ``words.state_of``).

    Raises:
        NotNow: it may not.
    """
    if not timeline.can_move(case.status, status, timeline.Mover(mover_word(author))):
        raise NotNow
    case.status = status
    case.state_day, case.state_detail = day, detail
    case.closed_at = None if timeline.is_open(status) else case.closed_at or clock.now()
    happening = Happening(
        case_id=case.id,
        at=clock.now(),
        status=status,
        author=author,
        person_id=actor.person_id,
        day=day,
        detail=detail,
    )
    db.session.add(happening)
    if words:
        db.session.flush()
        context = happening_context(happening)
        happening.sealed = keyring.seal_text(case.data_key, words, context)
    audit.record(actor, f"case.{status.value}", "case", case.id, subject_id=case.subject_id)
    return happening


def mover_word(author: Author) -> str:
    """The timeline knows citizen, officer and system; an operator acts for the citizen."""
    return {Author.OPERATOR: "citizen", Author.OFFICE: "officer"}.get(author, author.value)
