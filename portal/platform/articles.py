"""Articles in front of a day as Italians say them: “entro l’8 dicembre”, “il 1° dicembre”; pure.

The eighth and the eleventh begin with a vowel when they are said, so the article before them loses its
own. Which day comes is known only when the sentence is filled: translators write “entro il %(day)s”.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

_ELIDED = {
    "il": "l’", "al": "all’", "dal": "dall’", "del": "dell’", "nel": "nell’", "sul": "sull’",
}  # fmt: skip
_ARTICLE = rf"\b({'|'.join(_ELIDED)})"
_BEFORE_VALUE = re.compile(rf"{_ARTICLE} %\((\w+)\)s", re.IGNORECASE)
_AT_THE_END = re.compile(rf"{_ARTICLE}$", re.IGNORECASE)
_MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
    "ottobre", "novembre", "dicembre",
)  # fmt: skip
#: Only a day as it is written in Italian: an amount, a count or what a person typed begins otherwise.
_DAY_WITH_VOWEL = re.compile(rf"(?:8|11) (?:{'|'.join(_MONTHS)})\b")


def elide(words: str, values: Mapping[str, object]) -> str:
    """A sentence with ``%(name)s`` in it, its articles made to fit the days that will stand there.

    Only the sentence changes, never a value: what somebody typed stays as they typed it.
    """
    if not _has_article(words):
        return words

    def fit(found: re.Match[str]) -> str:
        article, name = found.groups()
        if not begins_with_vowel(str(values.get(name, ""))):
            return found[0]
        return f"{_elided(article)}%({name})s"

    return _BEFORE_VALUE.sub(fit, words)


def elide_before(words: str, day: str) -> str:
    """A label that stands before a day in an element of its own: “Rispondi entro l’”."""
    if not begins_with_vowel(day):
        return words
    return _AT_THE_END.sub(lambda found: _elided(found[1]), words)


def begins_with_vowel(said: str) -> bool:
    """Whether this is the eighth or the eleventh of a month, in Italian words."""
    return _DAY_WITH_VOWEL.match(said) is not None


def with_ordinal(said: str, day: date) -> str:
    """A day of a month in Italian words; the first is said as an ordinal: “1° dicembre”."""
    return re.sub(r"\b1 ", "1° ", said, count=1) if day.day == 1 else said


def _elided(article: str) -> str:
    said = _ELIDED[article.lower()]
    return said.capitalize() if article[0].isupper() else said


@lru_cache(maxsize=4096)
def _has_article(words: str) -> bool:
    # Few sentences have one; all are filled at each page.
    return _BEFORE_VALUE.search(words) is not None
