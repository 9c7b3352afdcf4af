"""What requests name, before it is believed: an address to go back to, the number of a row."""

from __future__ import annotations

import re

from portal.platform.errors import NotThere

#: Browsers drop tabs and line ends, and read "\" as "/": "/\t/elsewhere" would be another site.
_ELSEWHERE = re.compile(r"^//|[\x00-\x1f\x7f\\]")
#: The largest number a row can have: a larger one is nobody's, and no database is asked for it.
LARGEST_ROW = 2**31 - 1


def is_ours(address: str) -> bool:
    """Whether a browser that is sent there stays on this site."""
    return address.startswith("/") and not _ELSEWHERE.search(address)


def row_number(text: str) -> int:
    """The number of a row that a form names.

    Raises:
        NotThere: no row can have it.
    """
    is_short = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_ROW))
    if not is_short or int(text) > LARGEST_ROW:
        raise NotThere
    return int(text)
