"""What an office reads of an account that an operator typed."""

from __future__ import annotations

from portal.cases.actions.accounts import has_typed_account
from portal.cases.models import Case
from portal.notifications.held.models import EndedHow
from portal.notifications.held.queries import account_of
from portal.platform.i18n import format_moment
from portal.platform.i18n import gettext as _


def account_words(case: Case) -> tuple[str, str] | None:
    """A kind of notice and its words; nothing where the person gave their account themselves."""
    held = account_of(case.id)
    if held is None or not has_typed_account(case):
        return None
    if held.ended_how is EndedHow.STOPPED:
        return "danger", _(
            "The person says that the account an operator typed is not theirs. Ask them before anybody pays."
        )
    if held.ended_at is None:
        until = format_moment(held.holds_until)
        return "warning", _(
            "An operator typed the account. Wait until %(until)s, or for a second operator.",
            until=until,
        )
    if held.ended_how is EndedHow.CONFIRMED:
        return "info", _("An operator typed the account, a second one confirmed it.")
    return "info", _("An operator typed the account. The person was told and did not stop it.")
