"""Templates: each is used, pages extend a layout, and form controls come only from components."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tests.support.house import (
    Module,
    Template,
    modules,
    nothing_wrong,
    read_module,
    read_template,
    templates,
)

SHARED = {"layout", "components"}
CONTROL = re.compile(
    r"<(form|input|select|textarea|label|fieldset|legend|datalist|option|button)\b"
)
#: A literal of the template itself may be marked; anything computed may not.
ESCAPE_OFF = re.compile(r"(?<!['\"])\s*\|\s*safe\b|autoescape\s+false")


def names_in(module: Module) -> Iterator[str]:
    """Every string of a module that could be the name of a template."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def unused(found: Iterable[Template], code: Iterable[Module]) -> Iterator[str]:
    found = list(found)
    named = {name for module in code for name in names_in(module)}
    named |= {name for template in found for name in template.refers_to()}
    for template in found:
        if template.name not in named:
            yield f"templates/{template.name} is used nowhere. Delete it."


def unknown(found: Iterable[Template]) -> Iterator[str]:
    found = list(found)
    names = {template.name for template in found}
    for template in found:
        for name in set(template.refers_to()) - names:
            yield f"templates/{template.name} needs {name}, which does not exist."


def without_layout(template: Template) -> Iterator[str]:
    if template.area in SHARED or not template.name.endswith(".html"):
        return
    parents = template.extends()
    if template.is_part and parents:
        yield f"templates/{template.name} is a part (it starts with _) and extends a layout."
    if not template.is_part and not parents:
        yield (
            f"templates/{template.name} extends no layout. A page extends one; a part of a page "
            "starts with _."
        )


def own_controls(template: Template) -> Iterator[str]:
    if template.area in SHARED:
        return
    for found in CONTROL.finditer(template.markup()):
        yield (
            f"templates/{template.name} writes <{found[1]}>. Use a field and the macros of "
            "components/form.html (form, post_button)."
        )


def unescaped(template: Template) -> Iterator[str]:
    if ESCAPE_OFF.search(template.text):
        yield f"templates/{template.name} turns escaping off: give Markup from Python instead."


def test_every_template_is_used() -> None:
    assert len(templates()) > 20
    nothing_wrong(unused(templates(), modules("portal", "demo")))


def test_every_template_that_is_named_exists() -> None:
    assert sum(1 for template in templates() for _ in template.refers_to()) > 10
    nothing_wrong(unknown(templates()))


def test_pages_extend_a_layout_and_parts_start_with_an_underscore() -> None:
    nothing_wrong(words for template in templates() for words in without_layout(template))


def test_form_controls_come_from_components() -> None:
    nothing_wrong(words for template in templates() for words in own_controls(template))


def test_nothing_turns_escaping_off() -> None:
    nothing_wrong(words for template in templates() for words in unescaped(template))


def test_what_is_wrong_is_seen() -> None:
    page = read_template('{% include "a/_gone.html" %}<p>x</p><input name="x">', "cases/page.html")
    assert list(unused([page], [read_module("x = 'cases/other.html'")]))
    assert not list(unused([page], [read_module("x = 'cases/page.html'")]))
    assert list(unknown([page]))
    assert list(without_layout(page))
    assert list(own_controls(page))
    assert not list(own_controls(read_template("<input>", "components/x.html")))
    assert list(without_layout(read_template('{% extends "layout/page.html" %}', "cases/_x.html")))
    assert list(unescaped(read_template("{{ x|safe }}")))
