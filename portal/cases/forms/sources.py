"""Where an answer comes from, in words: shown beside it while filling in and on the summary."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app

from portal.cases.models import Case
from portal.identity.queries import names_of
from portal.platform.actor import Actor, current_actor
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
    "once": _l("Written for this request only"),
    "contested": _l("Against the register, for this request only. The office sees it."),
}


#: What somebody wrote with their own hands, and so by whom is worth a word.
_BY_HAND = frozenset({"citizen", "once"})


def origin_words(
    case: Case, source: str, typed_by: int | None, reader: Actor | None = None
) -> object:
    """The words for whoever reads now: "you" is only who wrote it; of another who wrote for the person,
    the name is said. A page that needs no login speaks to the person.
    """
    actor = reader or current_actor()
    is_for_another = actor.acting_for is not None
    if source not in _BY_HAND or typed_by is None or typed_by == case.subject_id:
        return source_words(source, beside=is_for_another)
    if typed_by == actor.person_id or case.subject_id is None:
        return source_words(source)
    name = names_of(current_app.config["KEYRING"], {typed_by}).get(typed_by, "")
    if is_for_another:
        return _("%(name)s wrote it, for the person", name=name)
    return _("%(name)s wrote it, for you", name=name)


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
