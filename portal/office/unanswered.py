"""What people wrote and nobody answered, in words: for the rows of the inbox, a case and the board."""

from __future__ import annotations

from portal.cases.unanswered import Unanswered
from portal.platform.i18n import gettext as _
from portal.platform.i18n import ngettext


def in_words(one: Unanswered | None) -> str:
    """For how many working days somebody has waited for an answer; nothing where nobody does."""
    if one is None:
        return ""
    if one.days == 0:
        return _("A message without an answer")
    return str(
        ngettext(
            "No answer for %(num)d working day", "No answer for %(num)d working days", one.days
        )
    )
