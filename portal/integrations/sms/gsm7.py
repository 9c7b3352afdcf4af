"""The alphabet of text messages (3GPP TS 23.038): with any other sign a text shrinks to 70 signs."""

from __future__ import annotations

import unicodedata

LONGEST = 160

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Behind an escape, so that each takes the room of two.
_EXTENDED = frozenset("^{}\\[~]|€")
_SPELLED = {
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...",
    "\u00a0": " ", "\u202f": " ", "À": "A'", "È": "E'", "Ì": "I'", "Ò": "O'", "Ù": "U'",
}  # fmt: skip


def length(text: str) -> int | None:
    """The room a text takes; None when a sign is not in the alphabet."""
    if any(sign not in _BASIC and sign not in _EXTENDED for sign in text):
        return None
    return sum(2 if sign in _EXTENDED else 1 for sign in text)


def fits(text: str) -> bool:
    """Whether a text is one message."""
    room = length(text)
    return room is not None and room <= LONGEST


def spell(text: str) -> str:
    """A text in the alphabet: quotes and dashes plain, foreign accents taken off, the rest as "?"."""
    return "".join(_spell(sign) for sign in unicodedata.normalize("NFC", text))


def _spell(sign: str) -> str:
    if sign in _BASIC or sign in _EXTENDED:
        return sign
    if sign in _SPELLED:
        return _SPELLED[sign]
    letter = unicodedata.normalize("NFKD", sign)[0]
    return letter if letter in _BASIC else "?"
