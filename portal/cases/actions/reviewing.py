"""Looking again at a no: the person asks for it (riesame), or the office does so by itself."""

from __future__ import annotations

from sqlalchemy import select

from portal.cases.actions.attaching import StoredFile
from portal.cases.actions.conversation import add_message
from portal.cases.actions.locking import lock_for_office, lock_own
from portal.cases.actions.proceeding import WordsNeeded
from portal.cases.actions.telling import tell_office, tell_subject
from portal.cases.bindings import review_context
from portal.cases.events import NotNow, author_of, move
from portal.cases.legal_clock import term
from portal.cases.models import Author, Case, Happening, Review
from portal.cases.reviewing import review_until
from portal.cases.timeline import CaseStatus
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class ReviewTooLate(Situation):
    """The days to ask for a review are over; the other remedies remain."""

    title = _l("The days to ask for a review are over")
    words = _l("The page of the decision says what else you can do, and by when.")


def ask_for_review(
    keyring: Keyring, actor: Actor, case_reference: str, reason: str, stored: list[StoredFile]
) -> Case:
    """Ask the office to look at its no again. A new term runs, and who decided does not decide again.

    Raises:
        NotThere: not the actor's case.
        NotNow: it was not refused, or is looked at again already.
        ReviewTooLate, WordsNeeded.
    """
    if not reason.strip():
        raise WordsNeeded
    case = lock_own(actor, case_reference)
    until = review_until(case)
    if until is None:
        raise NotNow
    if clock.today() > until:
        raise ReviewTooLate
    author = author_of(actor, case)
    row = Review(
        case_id=case.id,
        at=clock.now(),
        author=author,
        person_id=actor.person_id,
        visit_id=actor.visit.visit_id if actor.visit else None,
        decided_by=_decider(case),
        sealed=b"",
    )
    db.session.add(row)
    db.session.flush()
    row.sealed = keyring.seal_text(case.data_key, reason, review_context(row))
    add_message(keyring, actor, case, author, reason, stored)
    audit.record(actor, "case.review_asked", "case", case.id, subject_id=case.subject_id)
    _begin_again(keyring, actor, case, author)
    tell_office(keyring, case, "office_review")
    return case


def reopen(keyring: Keyring, actor: Actor, case_reference: str, words: str) -> Case:
    """The office looks at its own no again without being asked (L. 241/1990 art. 21-nonies).

    Raises:
        NotThere, NotNow, WordsNeeded.
    """
    if not words.strip():
        raise WordsNeeded
    case = lock_for_office(actor, case_reference)
    if case.status is not CaseStatus.REFUSED:
        raise NotNow
    _begin_again(keyring, actor, case, Author.OFFICE, words)
    return case


def _begin_again(
    keyring: Keyring, actor: Actor, case: Case, author: Author, words: str = ""
) -> None:
    """The case is the office's again, nobody's in particular, and its clock starts from today."""
    case.officer_id = actor.person_id if author is Author.OFFICE else None
    move(keyring, actor, case, CaseStatus.IN_CHARGE, author, words)
    term.start_again(case, clock.today())
    tell_subject(keyring, case, "case_review")


def _decider(case: Case) -> int | None:
    query = select(Happening.person_id).where(
        Happening.case_id == case.id, Happening.status == CaseStatus.REFUSED
    )
    return db.session.scalar(query.order_by(Happening.id.desc()).limit(1))
