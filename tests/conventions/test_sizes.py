"""Small enough to hold: no module, function, view, template or test grows beyond its limit."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.support.house import (
    Definition,
    Module,
    Template,
    decorators,
    definitions,
    modules,
    nothing_wrong,
    read_module,
    read_template,
    templates,
)

MODULE, TEST_MODULE, TEMPLATE = 300, 400, 120
FUNCTION, VIEW, CREATE_APP = 40, 25, 60
ROUTES = {"route", "get", "post", "put", "patch", "delete"}


def too_long(module: Module, limit: int) -> Iterator[str]:
    if module.lines > limit:
        yield f"{module.path}: {module.lines} lines, {limit} at most. Split it by subject."


def length(node: Definition) -> int:
    """Lines of a function, its docstring left out: words about code are not code."""
    end = node.end_lineno or node.lineno
    first = node.body[0]
    is_docstring = ast.get_docstring(node) is not None
    words = (first.end_lineno or first.lineno) - first.lineno + 1 if is_docstring else 0
    return end - node.lineno + 1 - words


def long_functions(module: Module) -> Iterator[str]:
    for node in definitions(module):
        if isinstance(node, ast.ClassDef):
            continue
        limit = VIEW if decorators(node) & ROUTES else FUNCTION
        limit = CREATE_APP if node.name == "create_app" else limit
        if length(node) > limit:
            yield (
                f"{module.path}:{node.lineno} {node.name}: {length(node)} lines, {limit} at most. "
                "A view reads the form, calls one action and answers."
            )


def long_templates(template: Template) -> Iterator[str]:
    lines = len(template.text.splitlines())
    if lines > TEMPLATE:
        yield f"templates/{template.name}: {lines} lines, {TEMPLATE} at most. Take a part out."


def test_modules_can_be_held_in_the_head() -> None:
    found = modules("app.py", "portal", "demo")
    assert len(found) > 30
    nothing_wrong(words for module in found for words in too_long(module, MODULE))


def test_test_modules_can_be_held_in_the_head() -> None:
    found = modules("tests")
    assert len(found) > 10
    nothing_wrong(words for module in found for words in too_long(module, TEST_MODULE))


def test_functions_and_views_do_one_thing() -> None:
    found = modules("app.py", "portal", "demo")
    assert sum(1 for module in found for _ in definitions(module)) > 200
    nothing_wrong(words for module in found for words in long_functions(module))


def test_templates_can_be_held_in_the_head() -> None:
    assert len(templates()) > 20
    nothing_wrong(words for template in templates() for words in long_templates(template))


def test_what_is_too_long_is_seen() -> None:
    def module(lines: int, head: str = "") -> Module:
        body = "\n".join(["    pass"] * lines)
        return read_module(f"{head}def grow():\n{body}\n")

    assert list(too_long(module(300), MODULE))
    assert list(long_functions(module(40)))
    assert not list(long_functions(module(39)))
    assert list(long_functions(module(30, "@pages.get('/x')\n")))
    documented = read_module('def grow():\n    """' + "x\n" * 50 + '"""\n    return 1\n')
    assert not list(long_functions(documented))
    assert list(long_templates(read_template("\n" * 121)))
