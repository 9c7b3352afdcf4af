"""How easy an Italian text is to read: the Gulpease index, counted in one agreed way.

A word is a run of letters or digits, so an apostrophe divides two; a sentence ends with . ! ? … or
with its line, so titles and points of a list count as sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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


#: So easy a letter to a citizen should be (0 to 100); so long a sentence, in words, and a word, in letters.
EASY = 60
LONG_SENTENCE = 25
LONG_WORD = 13


@dataclass(frozen=True)
class Reading:
    """How easy a text is to read, with what makes it hard."""

    index: float
    long_sentences: tuple[str, ...]
    long_words: tuple[str, ...]

    @property
    def is_easy(self) -> bool:
        """Whether most people understand it at the first reading."""
        return self.index >= EASY


def read(text: str) -> Reading | None:
    """What there is to say about a text; nothing where there is no word in it."""
    found = words(text)
    if not found:
        return None
    heavy = tuple(one for one in sentences(text) if len(words(one)) > LONG_SENTENCE)
    hard = tuple(dict.fromkeys(word for word in found if len(word) >= LONG_WORD))
    return Reading(gulpease(text), heavy, hard)
