"""Where an answer comes from, in words: shown beside it while filling in and on the summary."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.platform.i18n import format_day
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

_WORDS = {
    "provider": _l("From your sign-in"),
    "document": _l("From the document seen at the desk"),
    "said": _l("You told us"),
    "citizen": _l("You wrote it"),
    "before": _l("From your earlier request"),
    "operator": _l("Written by the operator beside you"),
    "desk": _l("You told us"),
    "chosen": _l("You told us"),
    "anpr": _l("From the national civic register"),
    "inps": _l("From INPS"),
    "kept": _l("From your personal area"),
    "once": _l("You wrote it, for this request only"),
    "contested": _l("Your correction, for this request only. The office sees it."),
    "unread": _l("Written already. You do not see it: write here only to change it."),
}


#: The same where an operator reads them: there "you" would be the operator.
_BESIDE = {
    "provider": _l("From the person’s sign-in"),
    "said": _l("The person told us"),
    "citizen": _l("The person wrote it"),
    "before": _l("From the person’s earlier request"),
    "operator": _l("Written by an operator"),
    "desk": _l("The person told us"),
    "chosen": _l("The person told us"),
    "kept": _l("From the person’s area"),
    "once": _l("The person wrote it, for this request only"),
    "contested": _l("Against the register, for this request only. The office sees it."),
}


def source_words(source: str, day: date | None = None, *, beside: bool = False) -> object:
    """The words for a source, with the day it said so; an unknown one says nothing. ``beside``: an
    operator reads them.
    """
    words: Any = _WORDS.get(source, "")
    if beside:
        words = _BESIDE.get(source, words)
    if day is None or not words:
        return words
    return _("%(source)s, on %(day)s", source=words, day=format_day(day))
