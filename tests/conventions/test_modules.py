"""Modules say what they are for, public names what they mean, and nothing is left for later."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.support.house import ROOT, Module, modules, nothing_wrong, read_module, templates

LATER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK")) + r")\b")
SOURCES = ("portal", "demo", "tests", "migrations", "content", "assets", "templates", "docs")
SUFFIXES = {".py", ".html", ".yaml", ".scss", ".js", ".mjs", ".md", ".txt"}


def speechless(module: Module) -> Iterator[str]:
    words = ast.get_docstring(module.tree) or ""
    first = words.split("\n\n")[0].strip()
    if not first:
        yield f"{module.path}: begin with one sentence that says what the module is for."
    elif not first[0].isupper() or first[-1] not in ".:!?)”":
        yield f"{module.path}: “{first[:40]}…” is not a sentence."


def undocumented(module: Module) -> Iterator[str]:
    for node in module.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if not node.name.startswith("_") and not ast.get_docstring(node):
            yield f"{module.path}:{node.lineno} {node.name}: say what it means (units, errors)."


def inner_imports(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield f"{module.path}:{inner.lineno} imports inside a function."


def left_for_later(text: str, path: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if LATER.search(line):
            yield f"{path}:{number} leaves something for later. Do it, or write an issue."


def test_every_module_says_what_it_is_for() -> None:
    found = modules("app.py", "portal", "demo", "tests", "migrations")
    assert len(found) > 50
    nothing_wrong(words for module in found for words in speechless(module))


def test_every_public_name_says_what_it_means() -> None:
    found = modules("app.py", "portal")
    assert len(found) > 30
    nothing_wrong(words for module in found for words in undocumented(module))


def test_no_function_imports() -> None:
    found = modules("app.py", "portal")
    nothing_wrong(words for module in found for words in inner_imports(module))


def test_nothing_is_left_for_later() -> None:
    paths = [
        path
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*")
        if path.suffix in SUFFIXES and path.is_file()
    ]
    assert len(paths) > len(modules("portal")) + len(templates()) > 50
    found = (
        left_for_later(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
        for path in paths
    )
    nothing_wrong(words for lines in found for words in lines)


def test_what_is_wrong_is_seen() -> None:
    assert list(speechless(read_module("x = 1")))
    assert list(speechless(read_module('"""stuff"""')))
    assert not list(speechless(read_module('"""Counts days."""')))
    assert list(undocumented(read_module("def act(): return 1")))
    assert not list(undocumented(read_module("def _act(): return 1")))
    assert list(inner_imports(read_module("def act():\n    import os\n")))
    assert list(left_for_later("# TO" + "DO: later", "x.py"))
