"""The files of the house, for the tests that read its own source."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def nothing_wrong(complaints: Iterable[str]) -> None:
    """Fail with every complaint on a line of its own."""
    found = list(complaints)
    if found:
        raise AssertionError("\n  · ".join([f"{len(found)} to put right:", *found]))


@dataclass(frozen=True)
class Module:
    """One Python file: where it is, its text, its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every Python file under these folders of the root; a file may be named too."""
    found: list[Module] = []
    for folder in folders:
        place = ROOT / folder
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            found.append(read_module(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))))
    return tuple(found)


def read_module(text: str, path: str = "example.py") -> Module:
    """A module from its text; also for the bad examples of tests."""
    return Module(path, text, ast.parse(text))


def definitions(module: Module) -> Iterator[Definition]:
    """Every function and class of a module, at any depth."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def decorators(node: Definition) -> set[str]:
    """The last word of each decorator: "get" for ``@blueprint.get("/x")``."""
    found = set()
    for decorator in node.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        found.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return found


@dataclass(frozen=True)
class Template:
    """One template: its name as Jinja knows it, its text, its tree."""

    name: str
    text: str
    tree: nodes.Template

    @property
    def area(self) -> str:
        """The folder it stands in."""
        return self.name.partition("/")[0]

    @property
    def is_part(self) -> bool:
        """Whether other templates include it."""
        return self.name.rpartition("/")[2].startswith("_")

    def refers_to(self) -> Iterator[str]:
        """The names of the templates it extends, includes, imports or draws once for all as a frame."""
        kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
        for node in self.tree.find_all(kinds):
            names = [node.template, *node.template.find_all(nodes.Const)]
            for constant in names:
                if isinstance(constant, nodes.Const) and isinstance(constant.value, str):
                    yield constant.value
        for call in self.tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "frame":
                yield from (one.value for one in call.args if isinstance(one, nodes.Const))

    def extends(self) -> list[str]:
        """The templates it extends."""
        return [
            node.template.value
            for node in self.tree.find_all(nodes.Extends)
            if isinstance(node.template, nodes.Const)
        ]

    def markup(self) -> str:
        """What it writes as it stands, without anything computed."""
        return "".join(node.data for node in self.tree.find_all(nodes.TemplateData))


@cache
def templates() -> tuple[Template, ...]:
    """Every template that holds text or HTML."""
    found = []
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            name = str(path.relative_to(TEMPLATES))
            found.append(read_template(path.read_text(encoding="utf-8"), name))
    return tuple(found)


def read_template(text: str, name: str = "area/example.html") -> Template:
    """A template from its text; also for the bad examples of tests."""
    parser = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    return Template(name, text, parser.parse(text))
