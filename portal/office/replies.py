"""Ready replies: what an office often writes on an act, with the gaps filled in, in every language it has."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.cases import reference as references
from portal.cases.models import Case
from portal.cases.pinned import who_of
from portal.catalogue import serving
from portal.catalogue.vocabulary import ReadyReply
from portal.platform.i18n import DEFAULT, LANGUAGES, force_locale, format_day

#: What the officer still has to write: "[write which]".
_TO_WRITE = re.compile(r"\[[^\[\]\n]{3,}\]")


@dataclass(frozen=True)
class Ready:
    """One reply as it is offered: Italian words, and where there are any those the person reads in."""

    id: str
    title: str
    text: str
    translated: str
    language: str


def offered(case: Case, act: str) -> list[Ready]:
    """The replies for an act on this case; those of its service first."""
    return [_ready(case, one) for one in serving.snapshot().replies(act, case.service)]


def find(case: Case, act: str, reply_id: str) -> Ready | None:
    """One of the replies offered for this act."""
    return next((one for one in offered(case, act) if one.id == reply_id), None)


def has_gaps(text: str) -> bool:
    """Whether something stands in square brackets that only the officer can write."""
    return _TO_WRITE.search(text) is not None


def translation(case: Case, act: str, reply_id: str, text: str) -> tuple[str, str] | None:
    """The words in the person's own language and which it is, where the reply was sent as it stands: what
    an officer changed has no translation any more."""
    ready = find(case, act, reply_id)
    if ready is None or not ready.translated or _folded(ready.text) != _folded(text):
        return None
    return ready.translated, ready.language


def _folded(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def _ready(case: Case, reply: ReadyReply) -> Ready:
    language = case.language if case.language in LANGUAGES else DEFAULT
    italian = reply.words[DEFAULT]
    own = reply.words.get(language) if language != DEFAULT else None
    return Ready(
        id=reply.id,
        title=italian.title,
        text=_filled(case, italian.text, DEFAULT),
        translated=_filled(case, own.text, language) if own else "",
        language=language,
    )


def _filled(case: Case, text: str, language: str) -> str:
    who = who_of(case)
    with force_locale(language):
        known = {
            "service": who.service_name(language),
            "office": who.office.name,
            "phone": who.office.phone,
            "reference": references.spoken(case.reference),
            "due_on": format_day(case.due_on),
        }
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text
