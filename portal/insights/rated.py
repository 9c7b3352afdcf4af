"""Which pages of information ask whether they are clear (national criterion C.SI.2.5), by their address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.catalogue import serving
from portal.catalogue.labels import in_language
from portal.catalogue.texts import TextPage

#: The sheet of a service, a page of text, the list of services.
SHEET, TEXT, LIST = "sheet", "text", "list"
_LIST_PATH = "/servizi"


@dataclass(frozen=True)
class RatedPage:
    """One page: what it is, its name in the table of ratings, its path without language."""

    kind: str
    name: str
    path: str


def find_page(path: str, texts: Mapping[str, TextPage]) -> RatedPage | None:
    """The page at a path, if it is one that asks."""
    if path == _LIST_PATH:
        return RatedPage(LIST, "servizi", path)
    folder, _slash, name = path.rpartition("/")
    if folder == "/servizi" and serving.snapshot().service(name) is not None:
        return RatedPage(SHEET, name, path)
    if folder == "/pagine" and name in texts:
        return RatedPage(TEXT, name, path)
    return None


def title_of(kind: str, name: str, language: str, texts: Mapping[str, TextPage]) -> str:
    """What a page is called today; its name in the table where it is not there any more."""
    if kind == TEXT:
        return in_language(texts[name].words, language)[0].title if name in texts else name
    if serving.snapshot().service(name) is None:
        return name
    return serving.snapshot().words(name, language)[0].name
