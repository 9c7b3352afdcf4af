"""YAML files of one folder, read with the line of every value, and every problem collected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_DATE_TAG = "tag:yaml.org,2002:timestamp"
_CURES = {
    "missing": "add this key",
    "extra_forbidden": "take this key away, or check its spelling",
    "string_too_short": "write at least a few words",
    "string_pattern_mismatch": "write it the way the others are written",
    "literal_error": "use one of the words listed",
    "date_from_datetime_parsing": "write a day as 2026-12-31",
    "string_type": "put it between quotes",
}


@dataclass(frozen=True)
class ContentProblem:
    """One thing to put right: where, what, how."""

    file: str
    line: int
    message: str
    cure: str

    def __str__(self) -> str:
        """As compilers print it: ``file:line: message (cure)``."""
        return f"{self.file}:{self.line}: {self.message} ({self.cure})"


class InvalidContent(Exception):
    """The content cannot be published; ``problems`` says all that is wrong."""

    def __init__(self, problems: list[ContentProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Reader:
    """Reads files of one folder, remembers where each value stands, and collects problems.

    ``unreadable`` holds the files that are missing or no YAML; ``broken`` the ids of entries that are
    there but not sound, so that nobody who names them is blamed for it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[ContentProblem] = []
        self.unreadable: set[str] = set()
        self.broken: set[str] = set()
        self._nodes: dict[str, yaml.Node | None] = {}

    def load(self, name: str, keys: Collection[str] = ()) -> dict[str, Any] | None:
        """The data of a YAML file; nothing when it cannot be read. ``keys`` are all it may hold."""
        data = self._parse(name)
        if name in self.unreadable:
            return None
        if not isinstance(data, dict):
            self.unreadable.add(name)
            self.blame(name, (), "the file holds no keys", "write them as key: value")
            return None
        for key in data:
            if keys and key not in keys:
                wanted = ", ".join(keys)
                self.blame(name, (key,), f"{key} is not known here", f"the keys are: {wanted}")
        return data

    def _parse(self, name: str) -> Any:
        try:
            text = (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return self._give_up(name, 1, "the file is missing", "write it")
        except UnicodeDecodeError:
            return self._give_up(name, 1, "it is not UTF-8 text", "save the file as UTF-8")
        loader = yaml.CSafeLoader(text)
        try:
            node = loader.get_single_node()
            self._nodes[name] = node
            for line, message, cure in _slips(node):
                self._give_up(name, line, message, cure)
            unsound = node is None or name in self.unreadable
            return None if unsound else loader.construct_document(node)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            words = error.problem or "it is not YAML"
            cure = "check indents, colons and quotes, here and on the line above"
            return self._give_up(name, line, words, cure)
        except yaml.YAMLError:
            return self._give_up(name, 1, "it holds a character YAML refuses", "type it again")
        finally:
            loader.dispose()

    def _give_up(self, name: str, line: int, message: str, cure: str) -> None:
        self.unreadable.add(name)
        self.problems.append(ContentProblem(name, line, message, cure))

    def blame(self, name: str, place: Place, message: str, cure: str) -> None:
        """Note a problem at a place inside a file, once."""
        problem = ContentProblem(name, self.line_of(name, place), message, cure)
        if problem not in self.problems:
            self.problems.append(problem)

    def line_of(self, name: str, place: Place) -> int:
        """The line of a value, or of the nearest thing around it."""
        node = self._nodes.get(name)
        line = node.start_mark.line + 1 if node is not None else 1
        for part in place:
            found = _child(node, part)
            if found is None:
                break
            line, node = found
        return line

    def model(
        self,
        name: str,
        kind: type[Model],
        data: Any,
        place: Place = (),
        known_as: str = "",
        inherited: Collection[str] = (),
    ) -> Model | None:
        """The data as a model; nothing, with its problems noted, when it is not one.

        ``known_as`` is its id, ``inherited`` the keys that stand under ``defaults`` in the file.
        """
        try:
            return kind.model_validate(data)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                loc = tuple(part for part in one["loc"] if "[" not in str(part))
                message = one["msg"].removeprefix("Value error, ")
                cure = one.get("ctx", {}).get("cure") or _CURES.get(
                    one["type"], "correct the value"
                )
                where = ".".join(map(str, loc))
                above: Place = ("defaults",) if loc and loc[0] in inherited else place
                self.blame(name, above + loc, f"{where}: {message}" if where else message, cure)
        self.broken.add(known_as)
        return None

    def models(
        self, name: str, kind: type[Model], data: Mapping[str, Any] | None, key: str
    ) -> tuple[Model, ...]:
        """The models of a list under a key of a file; ``defaults`` in it hold for every entry."""
        if data is None:
            return ()
        entries, defaults = data.get(key), data.get("defaults", {})
        if not isinstance(entries, list) or not isinstance(defaults, dict):
            self.blame(name, (key,), f"{key} is not a list", f"write a list under {key}")
            return ()
        found = []
        for i, entry in enumerate(entries):
            fields = entry if isinstance(entry, dict) else {}
            whole = {**defaults, **entry} if fields else entry
            inherited = defaults.keys() - fields.keys()
            known_as = str(fields.get("id", fields.get("istat", "")))
            found.append(self.model(name, kind, whole, (key, i), known_as, inherited))
        return tuple(one for one in found if one is not None)


def _child(node: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
    """The line a part begins on (that of its key, where it has one), and the part."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item: yaml.Node = node.value[part]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    return None


def _slips(node: yaml.Node | None) -> Iterator[tuple[int, str, str]]:
    """What YAML lets pass: a key written twice (the first is lost), a day no calendar has."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                line = key.start_mark.line + 1
                yield line, f"{key.value} is written twice", "keep one of them"
            seen.add(str(key.value))
            yield from _slips(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _slips(item)
    elif node is not None and node.tag == _DATE_TAG:
        try:
            date.fromisoformat(node.value)
        except ValueError:
            line = node.start_mark.line + 1
            yield line, f"{node.value} is no day of the calendar", "write a day as 2026-12-31"
