"""How easy an Italian text is to read: the Gulpease index, counted in one agreed way.

A word is a run of letters or digits, so an apostrophe divides two; a sentence ends with . ! ? … or
with its line, so titles and points of a list count as sentences.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
#: A full stop inside an amount or an address ends no sentence.
_END = re.compile(r"[.!?…]+(?=[\s»”\")]|$)|\n")


def words(text: str) -> list[str]:
    """The words of a text."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of a text that hold at least a word."""
    return [piece.strip() for piece in _END.split(text) if words(piece)]


def gulpease(text: str) -> float:
    """89 + (300 · sentences − 10 · letters) / words, between 0 (hard) and 100 (easy).

    Raises:
        ValueError: there is no word to count.
    """
    found = words(text)
    if not found:
        raise ValueError("There is nothing to read.")
    letters = sum(len(word) for word in found)
    index = 89 + (300 * len(sentences(text)) - 10 * letters) / len(found)
    return round(min(100.0, max(0.0, index)), 1)
