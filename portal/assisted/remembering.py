"""Taking from a finished page what would make a browser remember it: at a public machine, and in a visit.

It is done once, on the finished page, so that no template of any area has to know of it, and none can forget.
"""

from __future__ import annotations

import re

_FORM = re.compile(r"<form\b(?![^>]*\bautocomplete=)")
_REMEMBERED = re.compile(r'\bautocomplete="(?!off")[^"]*"')


def without_memory(html: str) -> str:
    """The same page, whose fields remember nothing and are filled in by nobody."""
    return _FORM.sub('<form autocomplete="off"', _REMEMBERED.sub('autocomplete="off"', html))
