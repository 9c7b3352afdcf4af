"""Every command of the application is documented in operations, and no page speaks of one there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask

from portal import create_app
from tests.support.house import ROOT, nothing_wrong

PAGE = ROOT / "docs" / "operations.md"
ROW = re.compile(r"^\| `flask ([a-z -]+)` \| (.{20,}) \|$", re.MULTILINE)
SAID = re.compile(r"\bflask ([a-z]+(?: [a-z]+){0,2})")
#: Commands that Flask itself brings.
OF_FLASK = {"run", "shell", "routes"}


def application(folder: Path) -> Flask:
    """The application with nothing but an empty data folder."""
    return create_app({"ACCANTO_DATA": str(folder)})


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    """The whole words of every command, groups opened."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        elif before or name not in OF_FLASK:
            yield before + name


def unknown(text: str, known: set[str], path: str) -> Iterator[str]:
    """What a page calls that is no command, whether in its text or in its examples."""
    groups = {words.rpartition(" ")[0] for words in known if words.count(" ") > 1}
    for code in re.findall(r"`[^`\n]+`|```.*?```", text, re.DOTALL):
        for said in SAID.findall(code):
            words = said.split()
            # What follows the words of a command is what it is given.
            told = {" ".join(words[:count]) for count in (1, 2, 3)}
            if not told & (known | OF_FLASK) and said not in groups:
                yield f"{path} speaks of “flask {said}”, which is no command."


def test_every_command_has_its_row_and_every_row_its_command(tmp_path: Path) -> None:
    known = set(commands(application(tmp_path).cli))
    assert "worker" in known
    assert len(known) > 4
    rows = dict(ROW.findall(PAGE.read_text(encoding="utf-8")))
    nothing_wrong(
        f"`flask {words}` has no row in docs/operations.md." for words in known - set(rows)
    )
    nothing_wrong(f"`flask {words}` is documented and not there." for words in set(rows) - known)


def test_no_page_speaks_of_a_command_that_is_not_there(tmp_path: Path) -> None:
    known = set(commands(application(tmp_path).cli))
    paths = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    assert len(paths) > 10
    nothing_wrong(
        words
        for path in paths
        for words in unknown(path.read_text("utf-8"), known, str(path.relative_to(ROOT)))
    )


def test_what_is_wrong_is_seen() -> None:
    known = {"worker", "audit check"}
    assert list(unknown("`flask audit repair`", known, "x.md"))
    assert list(unknown("```\nflask wroker\n```", known, "x.md"))
    assert not list(unknown("`flask audit check`, `flask worker --once`", known, "x.md"))
    deep = known | {"federation keys begin"}
    assert not list(unknown("`flask federation keys begin`, `flask federation keys`", deep, "x.md"))
    assert list(unknown("`flask federation keys mislay`", deep, "x.md"))
    group = click.Group(
        commands=[click.Group("a", commands=[click.Command("b")]), click.Command("c")]
    )
    assert list(commands(group)) == ["a b", "c"]
