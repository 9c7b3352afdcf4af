"""Parses HTML as browsers do, and remembers what had to be repaired on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder._html5lib import HTML5TreeBuilder, TreeBuilderForHtml5lib


class _Remembering(TreeBuilderForHtml5lib):
    """Beautiful Soup drops the parser, and its errors, as soon as it is done: this keeps it."""

    heard: Any = None

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "parser" and value is not None:
            self.heard = value
        super().__setattr__(name, value)


class _Builder(HTML5TreeBuilder):
    def create_treebuilder(self, namespaceHTMLElements: bool) -> TreeBuilderForHtml5lib:  # noqa: N803 html5lib's name
        self.underlying_builder = _Remembering(
            namespaceHTMLElements, self.soup, store_line_numbers=self.store_line_numbers
        )
        return self.underlying_builder


def parse(html: str) -> BeautifulSoup:
    """The tree of a page."""
    return BeautifulSoup(html, builder=_Builder())


def parse_errors(page: BeautifulSoup) -> Iterator[str]:
    """What the parser had to repair in a page that ``parse`` made."""
    for (line, column), code, _values in page.builder.underlying_builder.heard.errors:  # type: ignore[attr-defined]
        yield f"The HTML is broken at line {line}, column {column}: {code}."
