"""The few texts that are no service (questions, notices, statements): read from content/pages."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import Field

from portal.catalogue.definitions import Frozen, Sentence, Slug


class Link(Frozen):
    """A link under a section; the address is a path of ours, ``tel:`` or ``mailto:``."""

    words: Sentence
    address: str = Field(pattern=r"^(/[^/\\]?|tel:|mailto:)")


class Section(Frozen):
    """One heading with its sentences; ``hook`` is the name the national model gives it."""

    title: Sentence
    hook: str | None = None
    body_hook: str | None = None
    paragraphs: tuple[Sentence, ...] = ()
    points: tuple[Sentence, ...] = ()
    links: tuple[Link, ...] = ()


class PageWords(Frozen):
    """A page in one language."""

    title: Sentence
    lead: Sentence
    sections: tuple[Section, ...] = Field(min_length=1)


class TextPage(Frozen):
    """A page of text; ``opens`` shows its sections closed, to be opened one by one."""

    id: Slug
    opens: bool = False
    words: dict[str, PageWords]


def read_texts(folder: Path) -> dict[str, TextPage]:
    """The pages of a folder by name.

    Raises:
        ValueError: a file is not a page; the message says what is wrong in it.
    """
    pages = {}
    for file in sorted(folder.glob("*.yaml")):
        page = TextPage.model_validate(yaml.safe_load(file.read_text()))
        if page.id != file.stem or "it" not in page.words:
            raise ValueError(f"{file.name}: the id is the name of the file, and Italian is needed.")
        pages[page.id] = page
    return pages
