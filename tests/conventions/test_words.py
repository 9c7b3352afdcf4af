"""One word for one thing: the words the glossary turns down are no names in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.house import ROOT, Module, modules, nothing_wrong, read_module

ROW = re.compile(r"^\| `([a-z]+)` \| (.+) \|$", re.MULTILINE)
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
#: Names of the web, and of a library whose method is replaced, that hold one of the words in another sense.
NAMES_OF_THE_WEB = {"user_agent", "proxy_manager_for"}


@cache
def turned_down() -> dict[str, str]:
    """The words not to use, each with those to use, as the glossary lists them."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return dict(ROW.findall(text.split("## Words we do not use")[1]))


def names(module: Module) -> Iterator[tuple[int, str]]:
    """What a module names by itself: its file, its classes, functions, parameters and variables."""
    yield 1, Path(module.path).stem
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def words_in(name: str) -> set[str]:
    """The words of a name, each also without the ``s`` of a plural."""
    found = {word.lower() for word in PART.findall(name)}
    return found | {word.removesuffix("s") for word in found}


def misnamed(module: Module) -> Iterator[str]:
    for line, name in names(module):
        if name in NAMES_OF_THE_WEB:
            continue
        for word in sorted(words_in(name) & set(turned_down())):
            yield f"{module.path}:{line} {name}: not “{word}” but {turned_down()[word]}."


def test_the_glossary_lists_words_to_avoid() -> None:
    assert len(turned_down()) > 30
    assert turned_down()["clerk"] == "`operator` or `officer`"


def test_no_name_uses_a_word_the_glossary_turns_down() -> None:
    found = modules("portal")
    assert len(found) > 50
    assert sum(1 for module in found for _ in names(module)) > 1000
    nothing_wrong(words for module in found for words in misnamed(module))


def test_what_is_turned_down_is_not_used_by_the_glossary_itself() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    used = set(
        re.findall(r"^\| [^|]+ \| `([a-z]+)`", text.split("## Words we do not use")[0], re.M)
    )
    assert len(used) > 30
    assert used & set(turned_down()) == set()


def test_a_wrong_word_is_seen() -> None:
    assert list(misnamed(read_module("class CaseManager: ...")))
    assert list(misnamed(read_module("def list_applications(): ...")))
    assert list(misnamed(read_module("def act(customer): ...")))
    assert list(misnamed(read_module("sportello_id = 1")))
    assert list(misnamed(read_module("x = 1", "portal/office/caseworker.py")))
    assert not list(misnamed(read_module("class Desk:\n    def list_cases(self, user_agent): ...")))
    assert not list(misnamed(read_module("from app import Manager\nusername = capacity = 1")))
