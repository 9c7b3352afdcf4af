"""An account that an operator typed: the request goes at once, money waits until somebody else looked."""

from __future__ import annotations

from dataclasses import replace

from portal.cases.actions.answer_rows import rows_of
from portal.cases.actions.conversation import add_message
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.actions.locking import lock_for_office
from portal.cases.actions.telling import tell_subject
from portal.cases.handover.queries import last_at_desk
from portal.cases.models import Author, Case
from portal.catalogue import serving
from portal.notifications.held.actions import Typist, hold_account
from portal.notifications.held.models import EndedHow, HeldChange
from portal.notifications.held.queries import account_of, times_stopped
from portal.platform.actor import Actor, Role
from portal.platform.crypto import Keyring
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l

#: Where an answer comes from that an operator typed in a visit.
TYPED_BY_OPERATOR = "operator"


class ReasonMissing(Situation):
    """The person reads why an account they stopped counts again."""

    status = 422
    title = _l("The reason is missing")
    words = _l("Write why the account counts again: the person reads it.")


class AccountWaits(Situation):
    """An operator typed the account, and nobody else looked at it yet."""

    title = _l("The account is still to be confirmed")
    words = _l(
        "An operator typed it. It counts after 24 hours, or once a second operator confirms it. "
        "Nothing was decided: come back then."
    )


class AccountStopped(Situation):
    """The person said that the account an operator typed is not theirs."""

    title = _l("The person stopped this account")
    words = _l(
        "An operator typed it, and the person says that it is not theirs. Ask them: they correct the "
        "account in their request, or ask anew. Nothing was decided."
    )


def hold_typed_account(keyring: Keyring, actor: Actor, case: Case) -> None:
    """At sending from a desk, or from a phone that nobody signed in on: an account typed at the desk waits,
    and its person is told how to stop it.

    What they keep in their drawer is no change, and who signed in read it as their own. The day of the
    request is the day of the request.
    """
    if case.subject_id is None or not has_typed_account(case):
        return
    typist = _typist(actor, case)
    if typist is not None:
        code = hold_account(keyring, actor, typist, case.subject_id, case.id)
        tell_subject(keyring, case, "account_typed", code=code)


def _typist(actor: Actor, case: Case) -> Typist | None:
    """Who typed it at which desk: who sends it there, or who shared the draft with a phone that nobody
    signed in on."""
    if actor.visit is not None:
        operator_id, place = actor.person_id, actor.visit.desk
    elif actor.is_signed_in or (passed := last_at_desk(case)) is None:
        return None
    else:
        operator_id, place = passed.operator_id, passed.desk or ""
    desk = serving.snapshot().desk(place)
    if desk is None or operator_id is None:
        return None
    return Typist(operator_id, desk.id, desk.body)


def has_typed_account(case: Case) -> bool:
    """Whether some account of this case was typed by an operator."""
    accounts = {
        question.id
        for _step, _group, question in questionnaire_of(case).placed()
        if question.kind == "iban"
    }
    return any(
        key[0] in accounts and row.source == TYPED_BY_OPERATOR for key, row in rows_of(case).items()
    )


def check_account(case: Case) -> None:
    """Nobody says yes to money that goes to an account nobody else looked at.

    Raises:
        AccountWaits, AccountStopped: see there.
    """
    held = account_of(case.id)
    if held is None or not has_typed_account(case):
        return
    if is_waiting(held):
        raise AccountWaits
    if held.ended_how is EndedHow.STOPPED:
        raise AccountStopped


def is_waiting(held: HeldChange) -> bool:
    """Whether neither the day is over nor a second operator confirmed."""
    return held.ended_at is None


def can_reopen_account(actor: Actor, case: Case) -> bool:
    """Whether this actor coordinates the office of a case whose account was stopped, once, and may say that
    it was by mistake. Stopped a second time it is no mistake; and who typed it does not say so."""
    held = account_of(case.id)
    if held is None or held.ended_how is not EndedHow.STOPPED or not has_typed_account(case):
        return False
    leads = tuple(one for one in actor.grants if one.role is Role.COORDINATOR)
    is_theirs = case.office in replace(actor, grants=leads).offices()
    is_other = actor.person_id is not None and actor.person_id != held.asked_by
    return is_theirs and is_other and case.subject_id is not None and times_stopped(case.id) == 1


def reopen_account(keyring: Keyring, actor: Actor, case_reference: str, reason: str) -> Case:
    """The person stopped their own account by mistake: who coordinates the office heard so from them, and
    writes them why it counts again. It waits a day as at first, and can be stopped once more.

    Raises:
        NotThere: not of an office this actor coordinates, or there is nothing to open again.
        ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    case = lock_for_office(actor, case_reference)
    held = account_of(case.id)
    if held is None or case.subject_id is None or not can_reopen_account(actor, case):
        raise NotThere
    typist = Typist(actor.person_id or 0, held.desk, held.body)
    event = "case.account_reopened"
    code = hold_account(keyring, actor, typist, case.subject_id, case.id, event)
    add_message(keyring, actor, case, Author.OFFICE, reason.strip(), [])
    tell_subject(keyring, case, "account_reopened", code=code)
    return case
