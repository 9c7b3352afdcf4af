"""Where an answer comes from, in words: shown beside it while filling in and on the summary."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

_WORDS = {
    "provider": _l("From your sign-in"),
    "document": _l("From the document seen at the desk"),
    "said": _l("You told us"),
    "citizen": _l("You wrote it"),
    "before": _l("From your earlier request"),
    "operator": _l("Written by the operator beside you"),
}


def source_words(source: str) -> object:
    """The words for a source; an unknown one says nothing."""
    return _WORDS.get(source, "")
