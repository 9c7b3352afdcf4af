"""Reading content/: the files as one catalogue, or every problem at once with file, line and cure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from portal.catalogue import checks
from portal.catalogue.definitions import (
    Acronym,
    Concept,
    Document,
    EmergencyNumber,
    Service,
    Territory,
    Theme,
    Words,
)
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.snapshot import Catalogue, Snapshot

Path_ = tuple[str | int, ...]


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
    """Reads files of one folder, remembers where each value stands, and collects problems."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[ContentProblem] = []
        self._nodes: dict[str, yaml.Node | None] = {}

    def load(self, name: str) -> Any:
        """The data of a YAML file; an empty dict when it cannot be read."""
        path = self.folder / name
        try:
            text = path.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=yaml.CSafeLoader)
            self._nodes[name] = node
            return yaml.load(text, Loader=yaml.CSafeLoader) or {}
        except FileNotFoundError:
            self.blame(name, (), "the file is missing", "write it")
        except UnicodeDecodeError:
            self.blame(name, (), "it is not UTF-8 text", "save the file as UTF-8")
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            words = error.problem or "it is not YAML"
            self.problems.append(
                ContentProblem(name, line, words, "check indents, colons and quotes on this line")
            )
        return {}

    def blame(self, name: str, place: Path_, message: str, cure: str) -> None:
        """Note a problem at a place inside a file."""
        self.problems.append(ContentProblem(name, self.line_of(name, place), message, cure))

    def line_of(self, name: str, place: Path_) -> int:
        """The line of a value, or of the nearest thing around it."""
        node = self._nodes.get(name)
        line = node.start_mark.line + 1 if node is not None else 1
        for part in place:
            found = _child(node, part)
            if found is None:
                break
            node = found
            line = node.start_mark.line + 1
        return line

    def model(self, name: str, kind: type[BaseModel], data: Any, place: Path_ = ()) -> Any:
        """The data as a model; ``None`` with its problems noted when it is not one."""
        try:
            return kind.model_validate(data)
        except ValidationError as error:
            for one in error.errors():
                where = ".".join(str(part) for part in one["loc"]) or "the whole"
                cure = _cure(one["type"])
                self.blame(name, (*place, *one["loc"]), f"{where}: {one['msg']}", cure)
        return None

    def models(self, name: str, kind: type[BaseModel], data: Any, key: str) -> list[Any]:
        """The models of a list under a key of a file."""
        entries = data.get(key) if isinstance(data, dict) else None
        if not isinstance(entries, list):
            self.blame(name, (), f"{key} is not a list", f"write a list under {key}")
            return []
        found = [self.model(name, kind, one, (key, i)) for i, one in enumerate(entries)]
        return [one for one in found if one is not None]


def _child(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    return None


def _cure(kind: str) -> str:
    return {
        "missing": "add this key",
        "extra_forbidden": "take this key away, or check its spelling",
        "string_too_short": "write at least a few words",
        "string_pattern_mismatch": "follow the pattern",
        "literal_error": "use one of the words listed",
    }.get(kind, "correct the value")


def read_content(folder: Path) -> Snapshot:
    """Read and check the whole of content/.

    Raises:
        InvalidContent: with every problem found.
    """
    reader = Reader(folder)
    themes = reader.load("needs.yaml")
    synonyms = reader.load("synonyms.yaml")
    parts = {
        "needs": reader.models("needs.yaml", Theme, themes, "needs"),
        "life_events": reader.models("needs.yaml", Theme, themes, "life_events"),
        "audiences": reader.models("needs.yaml", Theme, themes, "audiences"),
        "documents": _simple(reader, "documents.yaml", Document, "documents"),
        "emergency": _simple(reader, "emergency.yaml", EmergencyNumber, "emergency"),
        "concepts": reader.models("synonyms.yaml", Concept, synonyms, "concepts"),
        "acronyms": reader.models("synonyms.yaml", Acronym, synonyms, "acronyms"),
        "services": list(_services(reader)),
        "questionnaires": list(_questionnaires(reader)),
        "territories": list(_territories(reader)),
    }
    if reader.problems:
        raise InvalidContent(reader.problems)
    catalogue = Catalogue(**{name: tuple(found) for name, found in parts.items()})
    for trouble in checks.troubles(catalogue):
        reader.blame(trouble.file, trouble.place, trouble.message, trouble.cure)
    if reader.problems:
        raise InvalidContent(reader.problems)
    return Snapshot(catalogue)


def _simple(reader: Reader, name: str, kind: type[BaseModel], key: str) -> list[Any]:
    return reader.models(name, kind, reader.load(name), key)


def _services(reader: Reader) -> Iterator[Service]:
    for path in sorted((reader.folder / "services").glob("*/service.yaml")):
        folder = f"services/{path.parent.name}"
        facts = reader.load(f"{folder}/service.yaml")
        words = {
            one.stem: reader.model(
                f"{folder}/{one.name}", Words, reader.load(f"{folder}/{one.name}")
            )
            for one in sorted(path.parent.glob("*.yaml"))
            if one.stem != "service"
        }
        if "it" not in words:
            reader.blame(f"{folder}/service.yaml", (), "it has no Italian words", "write it.yaml")
        found = reader.model(f"{folder}/service.yaml", Service, facts)
        if found is None or None in words.values():
            continue
        if found.slug != path.parent.name:
            cure = f"write slug: {path.parent.name}, or rename the folder"
            reader.blame(f"{folder}/service.yaml", ("slug",), "the slug is not the folder", cure)
        yield found.model_copy(update={"words": words})


def _questionnaires(reader: Reader) -> Iterator[Questionnaire]:
    for path in sorted((reader.folder / "questionnaires").glob("*.yaml")):
        name = f"questionnaires/{path.name}"
        found = reader.model(name, Questionnaire, reader.load(name))
        if found is not None:
            if found.id != path.stem:
                reader.blame(
                    name, ("id",), "the id is not the file's name", f"write id: {path.stem}"
                )
            yield found


def _territories(reader: Reader) -> Iterator[Territory]:
    for path in sorted((reader.folder / "territories").glob("*/territory.yaml")):
        folder = f"territories/{path.parent.name}"
        whole = dict(reader.load(f"{folder}/territory.yaml"))
        desks = reader.load(f"{folder}/desks.yaml")
        offers = reader.load(f"{folder}/offers.yaml")
        defaults = offers.get("defaults", {}) if isinstance(offers, dict) else {}
        whole["desks"] = desks.get("desks", []) if isinstance(desks, dict) else []
        entries = offers.get("offers", []) if isinstance(offers, dict) else []
        whole["offers"] = [{**defaults, **one} for one in entries]
        found = _territory(reader, folder, whole)
        if found is not None:
            yield found


def _territory(reader: Reader, folder: str, whole: dict[str, Any]) -> Territory | None:
    """One territory from its three files; a problem is told in the file it stands in."""
    try:
        return Territory.model_validate(whole)
    except ValidationError as error:
        for one in error.errors():
            first = str(one["loc"][0]) if one["loc"] else ""
            name = f"{folder}/{first if first in {'desks', 'offers'} else 'territory'}.yaml"
            where = ".".join(str(part) for part in one["loc"])
            reader.blame(name, one["loc"], f"{where}: {one['msg']}", _cure(one["type"]))
    return None
