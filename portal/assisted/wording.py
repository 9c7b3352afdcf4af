"""The text read aloud before a mandate, in versions, and the fingerprint of what was read. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

ITALIAN = "it"

Text = TypeVar("Text", bound=BaseModel)


class WordingInvalid(Exception):
    """The wordings cannot be used; the message names the place and the cause."""


class Passage(BaseModel):
    """The text in one language; ``{body}`` stands for the body that helps.

    ``notice`` stands over a translation and says that only the Italian text has legal value.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=3)
    notice: str = ""
    paragraphs: tuple[str, ...] = Field(min_length=1)

    def said_for(self, body: str) -> Passage:
        """The text with the body's name in its place."""
        said = tuple(one.replace("{body}", body) for one in self.paragraphs)
        return Passage(title=self.title, notice=self.notice, paragraphs=said)


class Translation(BaseModel):
    """The text of one version in one more language, which came after it; its notice says what it is worth."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    words: Passage


class Version(BaseModel):
    """One version of the text: from which day it is read, and its words per language."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    version: str = Field(min_length=3, max_length=20)
    begins: date = Field(alias="from")
    source: str
    words: dict[str, Passage]

    def beside(self, language: str) -> str | None:
        """The language to set beside the Italian text, where we have it."""
        return language if language != ITALIAN and language in self.words else None


@dataclass(frozen=True)
class Wordings:
    """Every version there ever was."""

    versions: tuple[Version, ...]

    def on(self, day: date) -> Version:
        """The version to read on a day: the latest that has begun; the oldest before all."""
        begun = [one for one in self.versions if one.begins <= day]
        if begun:
            return max(begun, key=lambda one: one.begins)
        return min(self.versions, key=lambda one: one.begins)


def read_wordings(folder: Path) -> Wordings:
    """Read a folder of versions: one file for each, named after the first day it is read; a translation that
    came later is beside it, with its language before the ending.

    Raises:
        WordingInvalid: a file is not the version it should be, or there is none.
    """
    paths = sorted(folder.glob("*.yaml"))
    later: dict[str, list[Path]] = {}
    for path in paths:
        day, _dot, language = path.stem.partition(".")
        later.setdefault(day, []).extend([path] if language else [])
    versions = tuple(
        _translated(_read_version(folder / f"{day}.yaml"), more) for day, more in later.items()
    )
    numbers = [one.version for one in versions]
    if not versions or len(set(numbers)) < len(numbers):
        raise WordingInvalid(f"{folder.name}: at least one version, each with a name of its own.")
    return Wordings(versions)


def _translated(version: Version, paths: Iterable[Path]) -> Version:
    """The version with the translations that came after it; none replaces what it says itself."""
    words = dict(version.words)
    for path in paths:
        said, code = _read(Translation, path).words, path.stem.partition(".")[2]
        italian = words[ITALIAN]
        if code in words or not said.notice or not _is_paired(said, italian):
            raise WordingInvalid(
                f"{path.name}: a translation is new, says what it is worth, and has the paragraphs of the "
                "Italian text, with {body} where it stands there."
            )
        words[code] = said
    return version.model_copy(update={"words": words})


def _is_paired(said: Passage, italian: Passage) -> bool:
    """Whether two texts have the same paragraphs, and name the body in the same ones."""
    return ["{body}" in one for one in said.paragraphs] == [
        "{body}" in one for one in italian.paragraphs
    ]


def _read(kind: type[Text], path: Path) -> Text:
    try:
        return kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise WordingInvalid(f"{path.name}: {error}") from error


def _read_version(path: Path) -> Version:
    found = _read(Version, path)
    if path.stem != found.begins.isoformat():
        raise WordingInvalid(f"{path.name}: its name is the day from which it is read.")
    if ITALIAN not in found.words:
        raise WordingInvalid(f"{path.name}: version {found.version} has no Italian words.")
    return found


def fingerprint(text: Mapping[str, Any]) -> str:
    """The SHA-256 of a mandate's whole text; the same text always has the same one."""
    whole = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()
