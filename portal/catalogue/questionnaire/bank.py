"""The question bank: what several questionnaires ask is written once, and taken from here by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from portal.catalogue.questionnaire.parts import Declaration, Group, Question, Step

Spot = tuple[str | int, ...]

#: What the bank holds, in the order in which one may take from the other, and what each is read as.
SECTIONS: Mapping[str, type[BaseModel]] = {
    "questions": Question,
    "declarations": Declaration,
    "groups": Group,
    "steps": Step,
}
#: Where something of the bank may stand inside something else.
_INSIDE: Mapping[str, tuple[str, ...]] = {
    "questions": (),
    "declarations": (),
    "groups": ("questions",),
    "steps": ("questions", "groups"),
    "questionnaire": ("steps", "declarations"),
}


@dataclass(frozen=True)
class Astray:
    """A ``use`` that leads nowhere: where it stands in its file, and the name it gives."""

    place: Spot
    section: str
    name: str


@dataclass(frozen=True)
class Entry:
    """One thing of the bank, whole: its section, its place in that list, its id, its data."""

    section: str
    number: int
    id: str
    data: dict[str, Any]


class Bank:
    """Entries by section and id; ``{use: <id>, …}`` in a questionnaire becomes the entry.

    Whatever stands beside ``use`` replaces that part of the entry; words are replaced one by one, in
    each language. What comes out is whole and names the bank no more, so that a pinned questionnaire
    never changes with it. Data of the wrong shape is left as it is: its model says what is wrong.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.astray: list[Astray] = []
        self._entries: dict[tuple[str, str], Entry] = {}
        self._used: set[tuple[str, str]] = set()
        for section in SECTIONS:
            listed = data.get(section)
            for number, one in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(one, dict):
                    whole = self._parts(section, one, (section, number), self.astray)
                    entry = Entry(section, number, str(one.get("id")), whole)
                    self._entries.setdefault((section, entry.id), entry)

    def __iter__(self) -> Iterator[Entry]:
        """Every entry, questions first."""
        return iter(self._entries.values())

    def fill_in(self, questionnaire: Mapping[str, Any]) -> tuple[dict[str, Any], list[Astray]]:
        """The questionnaire with everything it takes from the bank, and what it looks for in vain."""
        astray: list[Astray] = []
        return self._parts("questionnaire", questionnaire, (), astray), astray

    def take(self, section: str, entry_id: str) -> dict[str, Any] | None:
        """The data of one entry, for who asks it outside a questionnaire; nothing when it is not there."""
        entry = self._entries.get((section, entry_id))
        if entry is not None:
            self._used.add((section, entry_id))
        return entry.data if entry else None

    def named_by(self, questionnaire: Mapping[str, Any]) -> frozenset[str]:
        """The ids of the entries a questionnaire takes, however deep."""
        return frozenset(_names(questionnaire))

    def unused(self) -> list[Entry]:
        """The entries that nothing took so far."""
        return [entry for key, entry in self._entries.items() if key not in self._used]

    def _parts(
        self, section: str, data: Mapping[str, Any], place: Spot, astray: list[Astray]
    ) -> dict[str, Any]:
        filled = dict(data)
        for inside in _INSIDE[section]:
            if isinstance(filled.get(inside), list):
                filled[inside] = [
                    self._taken(inside, one, (*place, inside, number), astray)
                    for number, one in enumerate(filled[inside])
                ]
        return filled

    def _taken(self, section: str, data: Any, place: Spot, astray: list[Astray]) -> Any:
        if not isinstance(data, dict):
            return data
        if "use" in data:
            name = str(data["use"])
            entry = self._entries.get((section, name))
            if entry is None:
                astray.append(Astray(place, section, name))
                return data
            self._used.add((section, name))
            data = _replaced(entry.data, {key: one for key, one in data.items() if key != "use"})
        return self._parts(section, data, place, astray)


def _replaced(whole: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with changes; ``words`` and what is under them are joined key by key."""
    result = {**whole, **changes}
    words, changed = whole.get("words"), changes.get("words")
    if isinstance(words, dict) and isinstance(changed, dict):
        result["words"] = {
            language: _joined(words.get(language), changed.get(language, words.get(language)))
            for language in {**words, **changed}
        }
    return result


def _joined(words: Any, changed: Any) -> Any:
    both = isinstance(words, dict) and isinstance(changed, dict)
    return {**words, **changed} if both else changed


def _names(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if "use" in data:
            yield str(data["use"])
        for one in data.values():
            yield from _names(one)
    elif isinstance(data, list):
        for one in data:
            yield from _names(one)
