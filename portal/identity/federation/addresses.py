"""Addresses of the federation: which we would visit at all, and how a question is put to one."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

#: Letters of what a member calls itself.
LONGEST_IDENTIFIER = 300
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def is_address(text: object, *, loopback: bool = True) -> bool:
    """Whether it is an https address without credentials or fragment.

    Args:
        loopback: whether one of this machine will do too, then also by http (tests and the demo).
    """
    if not isinstance(text, str):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    here = host in _LOOPBACK
    secure = (parts.scheme == "https" and (loopback or not here)) or (
        parts.scheme == "http" and here and loopback
    )
    plain = text.isascii() and text.isprintable() and " " not in text and "#" not in text
    return bool(secure and host and plain and "@" not in parts.netloc)


def is_identifier(text: object) -> bool:
    """Whether it can be what a member of the federation calls itself, as we keep it."""
    return is_address(text) and len(str(text)) <= LONGEST_IDENTIFIER


def with_query(address: str, asked: Mapping[str, str]) -> str:
    """The address with these parameters, after those it has already."""
    parts = urlsplit(address)
    query = "&".join(part for part in (parts.query, urlencode(asked)) if part)
    return urlunsplit(parts._replace(query=query))
