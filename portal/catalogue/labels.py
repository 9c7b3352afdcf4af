"""Themes, documents and services as short labels in a language, saying which language they are in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from portal.catalogue.definitions import Service, Theme
from portal.catalogue.snapshot import ITALIAN, Snapshot

T = TypeVar("T")


def in_language(words: Mapping[str, T], language: str) -> tuple[T, str]:
    """The words in a language and the language they are really in: Italian where there are none."""
    used = language if language in words else ITALIAN
    return words[used], used


@dataclass(frozen=True)
class Tag:
    """A need, a moment of life or a kind of person, in words."""

    id: str
    name: str
    summary: str
    language: str
    pictogram: str | None


def tag(theme: Theme, language: str) -> Tag:
    """A theme in words."""
    words, used = in_language(theme.words, language)
    return Tag(theme.id, words.name, words.summary, used, theme.pictogram)


@dataclass(frozen=True)
class Line:
    """A service in a list."""

    slug: str
    name: str
    summary: str
    language: str
    service: Service


def line(snapshot: Snapshot, service: Service, language: str) -> Line:
    """A service as a list shows it."""
    words, used = snapshot.words(service.slug, language)
    return Line(service.slug, words.name, words.summary, used, service)
