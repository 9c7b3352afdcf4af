"""The exercises of training: who comes to the desk, what to do, how one sees that it is done. Pure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

ITALIAN = "it"


class ExercisesInvalid(Exception):
    """The file of exercises cannot be used; the message names the place and the cause."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Part):
    """Somebody invented, as their document says."""

    given_name: str = Field(min_length=1)
    family_name: str = Field(min_length=1)
    birth_date: date
    fiscal_code: str
    document: str = Field(min_length=10)


class Told(_Part):
    """An exercise in one language."""

    title: str = Field(min_length=5)
    situation: str = Field(min_length=10)
    tasks: tuple[str, ...] = Field(min_length=2)
    done: str = Field(min_length=10)


class Exercise(_Part):
    """One exercise; ``service`` is what the person comes for."""

    id: str = Field(pattern=r"^[a-z][a-z-]+$")
    person: Person
    service: str
    words: dict[str, Told]

    def told(self, language: str) -> tuple[Told, str]:
        """The words in a language, or in Italian, and the language they really are in."""
        used = language if language in self.words else ITALIAN
        return self.words[used], used


def read_exercises(path: Path) -> tuple[Exercise, ...]:
    """Read the file of exercises.

    Raises:
        ExercisesInvalid: it is not the list of exercises it should be.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = TypeAdapter(tuple[Exercise, ...]).validate_python(content)
    except (yaml.YAMLError, ValidationError) as error:
        raise ExercisesInvalid(f"{path.name}: {error}") from error
    if len({one.id for one in found}) < len(found):
        raise ExercisesInvalid(f"{path.name}: two exercises have the same id.")
    for one in found:
        if ITALIAN not in one.words:
            raise ExercisesInvalid(f"{path.name}: {one.id} has no Italian words.")
    return found
