"""Turns what people write into words that can be compared: case, accents, endings and filler go. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import tantivy

#: Longest question that is read; what follows is ignored.
LONGEST = 200
#: A sentence of a frightened person is long, but its first words say it.
MOST_WORDS = 14

_WORD = re.compile(r"[^\W_]+")
_STEMMERS = {
    "it": "italian", "en": "english", "fr": "french", "de": "german", "es": "spanish",
    "ro": "romanian", "ar": "arabic",
}  # fmt: skip

#: Words that say nothing about what is needed, without accents, as they are after ``fold``.
_FILLER = {
    "it": """a ad agli ai al alla alle allo anche avere c che chi ci come con cosa cui d da dagli dai
        dal dalla dalle dallo degli dei del della delle dello dentro di dove e ed era essere fa faccio
        fare fra gli ha hai hanno ho i il in io ivi l la le lei li lo loro lui m ma me mi mia mie miei
        mio n ne negli nei nel nella nelle nello noi non nostra nostro o od ora per piu po poi posso
        puo qual quale quali quando quanto quella quello questa questo s se sei serve servono si sia
        siamo solo sono sta sto su sua sue sul sulla suo suoi t ti tra tu tua tuo un una uno v va vi
        voglio voi vorrei""",
    "en": """a about am an and any are as at be been but by can could d did do does for from get had
        has have he her him his how i if in is it its just ll m me my need no not of on or our s she
        so some t that the their them there they this to us ve want was we were what when where
        which who will with would you your""",
}


@dataclass(frozen=True)
class Word:
    """One word of a question: folded, and without its ending."""

    folded: str
    stem: str


def fold(text: str) -> str:
    """The text in one form: compatibility characters, lower case, no accents."""
    text = unicodedata.normalize("NFKC", text).casefold()
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words_in(text: str) -> list[str]:
    """The folded words of a text; an elided article is a word of its own."""
    return _WORD.findall(fold(text))


@cache
def filler(language: str) -> frozenset[str]:
    """The words of a language that say nothing about what is needed."""
    return frozenset(_FILLER.get(language, "").split())


@cache
def _stemmer(language: str) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    if language in _STEMMERS:
        # Accents are gone before this: identità and identita must have one stem.
        builder = builder.filter(tantivy.Filter.stemmer(_STEMMERS[language]))
    return builder.build()


def stems(words: Iterable[str], language: str) -> list[str]:
    """The words without their endings, as the language forms them."""
    found: list[str] = _stemmer(language).analyze(" ".join(words))
    return found


def read_text(text: str, language: str) -> list[Word]:
    """The words of a text that count, for the index."""
    told = [word for word in words_in(text) if word not in filler(language)]
    return [Word(*pair) for pair in zip(told, stems(told, language), strict=True)]


def read_question(text: str, language: str) -> list[Word]:
    """The words of a question that count; a question made of filler alone keeps it all."""
    told = words_in(text[:LONGEST])[: MOST_WORDS * 3]
    kept = [word for word in told if word not in filler(language)] or told
    kept = list(dict.fromkeys(kept))[:MOST_WORDS]
    return [Word(*pair) for pair in zip(kept, stems(kept, language), strict=True)]
