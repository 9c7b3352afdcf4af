"""The mark in the place of an answer that is there, and that whoever looks does not read. Pure."""

from __future__ import annotations

from typing import Final


class Unread:
    """Nothing can be made of it: it is no text, no number, and cannot be stored as an answer."""


UNREAD: Final = Unread()
