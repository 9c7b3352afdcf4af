"""An account that an operator typed: the request goes at once, money waits until somebody else looked."""

from __future__ import annotations

from portal.cases.actions.answer_rows import rows_of
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.actions.telling import tell_subject
from portal.cases.models import Case
from portal.catalogue import serving
from portal.notifications.held.actions import hold_account
from portal.notifications.held.models import HeldChange
from portal.notifications.held.queries import account_of
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l

#: Where an answer comes from that an operator typed in a visit.
TYPED_BY_OPERATOR = "operator"


class AccountWaits(Situation):
    """An operator typed the account, and nobody else looked at it yet."""

    title = _l("The account is still to be confirmed")
    words = _l(
        "An operator typed it. It counts after 24 hours, or once a second operator confirms it. "
        "Nothing was decided: come back then."
    )


def hold_typed_account(keyring: Keyring, actor: Actor, case: Case) -> None:
    """At sending from a desk: an account typed there waits, and its person is told how to stop it.

    What they keep in their drawer is no change. The day of the request is the day of the request.
    """
    desk = serving.snapshot().desk(actor.visit.desk) if actor.visit else None
    if desk is None or case.subject_id is None or not has_typed_account(case):
        return
    code = hold_account(keyring, actor, case.subject_id, case.id, desk.body)
    tell_subject(keyring, case, "account_typed", code=code or "")


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
        AccountWaits: see there.
    """
    held = account_of(case.id)
    if held is not None and is_waiting(held):
        raise AccountWaits


def is_waiting(held: HeldChange) -> bool:
    """Whether neither the day is over nor a second operator confirmed."""
    return held.ended_at is None
