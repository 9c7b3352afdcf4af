"""Finds the known word behind a word with one slip: a letter too many, too few, wrong, or swapped. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

#: Short words have too many neighbours to guess between them.
SHORTEST = 4


def _without_one(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def is_one_slip(one: str, other: str) -> bool:
    """Whether a single slip turns one word into the other (Damerau-Levenshtein distance 1)."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    if len(left) == len(right):
        swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
        return swapped or left[1:] == right[1:]
    return left[1:] == right or left == right[1:]


class Spelling:
    """The words of a catalogue, each reachable from any form of it that lacks one letter."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = dict(frequencies)
        self._reached: dict[str, list[str]] = defaultdict(list)
        for word in self._frequencies:
            if len(word) >= SHORTEST and not word.isdigit():
                for form in {word, *_without_one(word)}:
                    self._reached[form].append(word)

    def correct(self, word: str) -> str | None:
        """The most used known word one slip away, if there is one; the first letter is mostly right."""
        if len(word) < SHORTEST or word.isdigit():
            return None
        near = {
            known
            for form in (word, *_without_one(word))
            for known in self._reached.get(form, ())
            if is_one_slip(word, known)
        }
        return max(near, key=lambda known: self._worth(word, known), default=None)

    def _worth(self, word: str, known: str) -> tuple[bool, int, str]:
        return (word[0] == known[0], self._frequencies[known], known)
