"""What an officer does: take charge, ask, write, accept, announce a refusal, refuse."""

from __future__ import annotations

from collections.abc import Sequence

from portal.cases.actions.accounts import check_account
from portal.cases.actions.attaching import StoredFile
from portal.cases.actions.conversation import add_message
from portal.cases.actions.locking import lock_for_office, lock_to_decide
from portal.cases.actions.telling import tell_subject
from portal.cases.events import NotNow, move
from portal.cases.legal_clock import term
from portal.cases.models import Author, Case
from portal.cases.pinned import pin_remedies
from portal.cases.timeline import CaseStatus, is_open
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class NoticeFirst(Situation):
    """A refusal is announced first, and the person has ten days to answer (L. 241/1990 art. 10-bis)."""

    title = _l("The refusal must be announced first")
    words = _l(
        "The person has 10 days to answer the announcement. Only then can the case be refused."
    )


def take_charge(keyring: Keyring, actor: Actor, case_reference: str) -> Case:
    """The officer takes the case; doing it twice changes nothing.

    Raises:
        NotThere, NotNow: not this office's, or taken by somebody else and beyond that point.
        SomebodyElse: the person asked for a review of this officer's own decision.
    """
    case = lock_to_decide(actor, case_reference)
    if case.status is CaseStatus.IN_CHARGE and case.officer_id == actor.person_id:
        return case
    if case.status is CaseStatus.NEEDS_SOMETHING:
        term.resume(case, clock.today())
    is_nobodys = case.status is CaseStatus.IN_CHARGE and case.officer_id is None
    case.officer_id = actor.person_id
    if is_nobodys:  # a review: the case is with the office already
        audit.record(actor, "case.in_charge", "case", case.id, subject_id=case.subject_id)
    else:
        move(keyring, actor, case, CaseStatus.IN_CHARGE, Author.OFFICE)
    tell_subject(keyring, case, "case_taken")
    return case


def ask_for_something(
    keyring: Keyring, actor: Actor, case_reference: str, text: str, days: int
) -> Case:
    """Ask the person for something no public body has; the clock stands, once, at most 30 days
    (L. 241/1990 art. 2 c. 7).

    Raises:
        NotThere, NotNow, term.ClockStands.
    """
    case = lock_for_office(actor, case_reference)
    until = term.suspend(case, clock.today(), days)
    message = add_message(keyring, actor, case, Author.OFFICE, text, [])
    message.asks_until = until
    move(keyring, actor, case, CaseStatus.NEEDS_SOMETHING, Author.OFFICE, day=until)
    tell_subject(keyring, case, "case_asks")
    return case


def write_to_citizen(
    keyring: Keyring,
    actor: Actor,
    case_reference: str,
    text: str,
    stored: Sequence[StoredFile] = (),
) -> Case:
    """Write a message that asks for nothing, with files where there are any.

    Raises:
        NotThere: not this office's case.
    """
    case = lock_for_office(actor, case_reference)
    add_message(keyring, actor, case, Author.OFFICE, text, list(stored))
    audit.record(actor, "case.message_written", "case", case.id, subject_id=case.subject_id)
    tell_subject(keyring, case, "case_message")
    return case


def accept(keyring: Keyring, actor: Actor, case_reference: str, reasons: str) -> Case:
    """Say yes, with what happens next in the officer's words.

    Raises:
        NotThere, NotNow, AccountWaits, AccountStopped.
    """
    case = lock_to_decide(actor, case_reference)
    check_account(case)
    pin_remedies(case)
    move(keyring, actor, case, CaseStatus.ACCEPTED, Author.OFFICE, reasons)
    tell_subject(keyring, case, "case_accepted")
    return case


def announce_refusal(keyring: Keyring, actor: Actor, case_reference: str, reasons: str) -> Case:
    """Announce that it may be no: the person has ten days to answer, and the clock stands.

    Raises:
        NotThere, NotNow.
    """
    case = lock_to_decide(actor, case_reference)
    notice = move(keyring, actor, case, CaseStatus.REFUSAL_NOTICE, Author.OFFICE, reasons)
    term.announce(case, clock.today())
    case.state_day = notice.day = term.clock_of(case).notice_answer_by
    tell_subject(keyring, case, "case_refusal_notice")
    return case


def refuse(keyring: Keyring, actor: Actor, case_reference: str, reasons: str) -> Case:
    """Say no, with reasons; only after the announcement was answered or its ten days are over; a
    ranking needs no announcement (L. 241/1990 art. 10-bis, last words).

    Raises:
        NotThere, NotNow, NoticeFirst.
    """
    case = lock_to_decide(actor, case_reference)
    if not is_open(case.status):
        raise NotNow
    if case.status is not CaseStatus.RANKING and not _was_announced(case):
        raise NoticeFirst
    pin_remedies(case)
    move(keyring, actor, case, CaseStatus.REFUSED, Author.OFFICE, reasons)
    tell_subject(keyring, case, "case_refused")
    return case


def _was_announced(case: Case) -> bool:
    return case.status is CaseStatus.REFUSAL_NOTICE and term.may_refuse(case, clock.today())
