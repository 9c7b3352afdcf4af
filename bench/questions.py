"""What people type: plain words in ever new company, some with a slip; and how long finding takes."""

from __future__ import annotations

import random
import time
from itertools import permutations
from urllib.parse import quote

from portal.catalogue.current import Current

_WORDS = (
    "badante", "mamma", "nido", "bambini", "affitto", "casa", "lavoro", "soldi", "bonus", "pasti",
    "anziano", "disabile", "scuola", "trasporto", "aiuto", "separazione", "carcere", "assistenza",
    "sociale", "documenti", "isee", "contributo", "bollette", "violenza", "dipendenza", "colloquio",
)  # fmt: skip
_SEED = 20261123


def questions(count: int) -> list[str]:
    """Different questions of two or three words, always the same ones; every fourth has a slip."""
    dice = random.Random(_SEED)  # noqa: S311 not a secret
    pairs = [" ".join(words) for words in permutations(_WORDS, 2)]
    threes = [" ".join(words) for words in permutations(_WORDS, 3)]
    chosen = dice.sample(pairs, count // 4) + dice.sample(threes, count - count // 4)
    dice.shuffle(chosen)
    return [_slip(text, dice) if place % 4 == 0 else text for place, text in enumerate(chosen)]


def _slip(text: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(text) - 1)
    return text[:place] + text[place + 1 :]


def addresses(count: int) -> list[str]:
    """The pages of results for such questions."""
    return [f"/servizi?q={quote(text)}" for text in questions(count)]


def slowest(current: Current, count: int = 1_000) -> tuple[float, float]:
    """Milliseconds of the search itself over ``count`` questions: the median and the 99th of 100."""
    taken = []
    for text in questions(count):
        start = time.thread_time()
        current.index.find(text, "it")
        taken.append((time.thread_time() - start) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[len(taken) * 99 // 100]
