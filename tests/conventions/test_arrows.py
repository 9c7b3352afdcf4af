"""What no list of names can hold: a new module stands by default where the web and the tables are not.

The arrows between and inside the areas are contracts in ``pyproject.toml``. Here are the two rules that a
contract could only hold module by module, and would forget for the next one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.support.house import Module, modules, nothing_wrong, read_module

WEB = ("flask", "werkzeug", "wtforms", "flask_wtf")
#: The installation itself: what jobs, rounds, commands and papers take of Flask, away from any request.
INSTALLATION = {"Flask", "current_app", "has_app_context", "AppGroup", "with_appcontext"}
#: Rooms where a person's request is read and answered.
ROOMS = re.compile(
    r"portal/(__init__|platform/.+|\w+/__init__|.*/?(views|forms)(/\w+)?|.+/\w+_forms)\.py"
)
#: Rooms that know not even the installation: they would work the same in another program.
INNER = re.compile(r"portal/.*\b(actions|queries|policy|models)(/\w+)*\.py")
#: Modules outside those rooms that need the request, and what for.
DOORS = {
    "portal/assisted/actor.py": "a step of the actor: whose visit this request is part of",
    "portal/assisted/kiosk/dressing.py": "every page of a public machine wears its bar",
    "portal/assisted/kiosk/here.py": "which machine this request comes from",
    "portal/assisted/printing.py": "a paper holds the address it leads back to",
    "portal/cases/downloads.py": "a file is an answer of its own kind",
    "portal/cases/papers.py": "a paper holds the address it leads back to",
    "portal/cases/receipts/receipt.py": "a receipt holds the address it leads back to",
    "portal/powers/actor.py": "a step of the actor: for whom somebody acts in this request",
}
#: A module that calls itself pure takes plain values and gives plain values.
TABLES = re.compile(r"sqlalchemy|portal\.platform\.database|portal\..*\b(models|actions|queries)\b")


def imported(module: Module) -> Iterator[tuple[int, str, str]]:
    """Line, module and name of everything that is imported."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name, "") for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, node.module, name.name) for name in node.names)


def is_web(name: str) -> bool:
    return name.partition(".")[0] in WEB


def is_pure(module: Module) -> bool:
    return bool(re.search(r"\b[Pp]ure\b[.:]", ast.get_docstring(module.tree) or ""))


def reaches_for_the_request(module: Module) -> Iterator[str]:
    inner = INNER.fullmatch(module.path) is not None
    if not inner and (ROOMS.fullmatch(module.path) or module.path in DOORS):
        return
    for line, place, name in imported(module):
        if is_web(place) and (inner or name not in INSTALLATION):
            what = name or place
            yield f"{module.path}:{line} takes {what} from the web: let a view give it what it needs."


def is_pure_only_by_name(module: Module) -> Iterator[str]:
    if not is_pure(module):
        return
    for line, place, name in imported(module):
        if is_web(place) or TABLES.search(f"{place}.{name}"):
            yield f"{module.path}:{line} calls itself pure and imports {place}."


def test_business_code_does_not_know_the_web() -> None:
    found = modules("portal")
    assert len(found) > 600
    nothing_wrong(words for module in found for words in reaches_for_the_request(module))


def test_what_calls_itself_pure_is() -> None:
    found = modules("portal")
    assert sum(is_pure(module) for module in found) > 25
    nothing_wrong(words for module in found for words in is_pure_only_by_name(module))


def test_every_exception_is_needed() -> None:
    by_path = {module.path: module for module in modules("portal")}
    for path in DOORS:
        needs = {
            name or place
            for _line, place, name in imported(by_path[path])
            if is_web(place) and name not in INSTALLATION
        }
        assert needs, f"{path} needs nothing of the request any more: take its line away."


def test_what_is_wrong_is_seen() -> None:
    asking = "from flask import request"
    running = "from flask import current_app"
    assert list(reaches_for_the_request(read_module(asking, "portal/cases/clock.py")))
    assert list(reaches_for_the_request(read_module(running, "portal/cases/actions/sending.py")))
    assert not list(reaches_for_the_request(read_module(running, "portal/cases/rounds.py")))
    assert not list(reaches_for_the_request(read_module(asking, "portal/cases/views/files.py")))
    law = '"""How days are counted. Pure."""\n'
    assert list(is_pure_only_by_name(read_module(f"{law}from portal.cases import models")))
    assert not list(is_pure_only_by_name(read_module(f"{law}import datetime")))
