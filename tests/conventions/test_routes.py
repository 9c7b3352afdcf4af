"""Every address says who may enter, and every person gets from every address what the table promises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask_limiter.util import get_qualified_name
from werkzeug.routing import Rule

from portal.platform.access import PUBLIC, door_of
from portal.platform.security import by_person, limiter
from tests.conventions.everyone import PEOPLE, STAGES, Everyone
from tests.support.house import nothing_wrong
from tests.support.standing import standing

TABLE = Path(__file__).with_name("access.yaml")
_HOLE = re.compile(r"<(?:(\w+):)?(\w+)>")
#: Holes of addresses that are words; all others are numbers and say so: <int:mandate_id>.
_TEXTS = {"reference", "slug", "step", "token", "code", "name", "register", "desk"}
_SEGMENT = re.compile(r"[a-z]+(-[a-z]+)*")
#: Addresses that machines ask for by a name that is not ours.
_NOT_OURS = {
    "/robots.txt", "/sitemap.xml", "/healthz",
    "/.well-known/openid-federation", "/.well-known/jwks.json", "/resolve",
}  # fmt: skip


@cache
def table() -> dict[str, Any]:
    """The table as it is committed."""
    found: dict[str, Any] = yaml.safe_load(TABLE.read_text())
    return found


@pytest.fixture(scope="module")
def app(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for all these tests; its database is put back after every change."""
    with standing(run_folder, tmp_path_factory.mktemp("everyone")) as made:
        yield made


@pytest.fixture(scope="module")
def everyone(app: Flask) -> Everyone:
    """Anna's cases, one in each stage, and everybody's browser."""
    return Everyone(app)


def rules(app: Flask) -> Iterable[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def complaints_about_doors(app: Flask, lines: dict[str, Any]) -> Iterator[str]:
    """Where the table and the application disagree."""
    for endpoint in sorted(app.view_functions):
        door = door_of(app, endpoint)
        if endpoint not in lines:
            yield f"{endpoint} is new: say in access.yaml who may enter and what each person gets."
        elif door is None or lines[endpoint]["door"] != door.word:
            yield f"{endpoint}: its door is {door and door.word}, not {lines[endpoint]['door']}."
    for endpoint in sorted(set(lines) - set(app.view_functions)):
        yield f"{endpoint} is gone: take its line out of access.yaml."


def test_the_table_knows_every_address_and_its_door(app: Flask) -> None:
    lines = table()["addresses"]
    assert len(lines) > 50
    nothing_wrong(complaints_about_doors(app, lines))


def test_a_new_address_a_gone_one_and_a_changed_door_are_seen(app: Flask) -> None:
    lines = {**table()["addresses"], "cases.gone": {"door": "public"}}
    del lines["cases.case"]
    lines["office.inbox"] = {"door": "public"}
    assert len(list(complaints_about_doors(app, lines))) == 3


def complaints_about_address(rule: str, words: set[str]) -> Iterator[str]:
    """What is wrong with the form of an address."""
    if rule in _NOT_OURS:
        return
    for kind, name in _HOLE.findall(rule):
        if name in _TEXTS and kind or name not in _TEXTS and kind != "int":
            yield f"{rule}: write <int:{name}> for a number, or add it to the texts."
    for segment in _HOLE.sub("", rule).split("/"):
        word = segment.partition(".")[0]
        if word and not _SEGMENT.fullmatch(word):
            yield f"{rule}: {word} is not in small letters joined by hyphens."
        elif word and word not in words:
            yield f"{rule}: is “{word}” Italian and plain? Then add it to the words of access.yaml."


def test_addresses_are_italian_words_with_typed_numbers(app: Flask) -> None:
    listed = table()["words"]
    assert listed == sorted(set(listed)), "The words of access.yaml stand once each, in order."
    words = set(listed)
    ours = [rule.rule for rule in rules(app)]
    assert len(ours) > 50
    nothing_wrong(one for rule in ours for one in complaints_about_address(rule, words))


@pytest.mark.parametrize(
    "wrong", ["/Pratiche", "/pratiche_mie", "/cases", "/pratiche/<number>", "/pratiche/<int:slug>"]
)
def test_a_wrong_address_is_seen(wrong: str) -> None:
    assert list(complaints_about_address(wrong, {"pratiche"}))


def expected(person: str, line: dict[str, Any], stage: str | None) -> str:
    """What the table promises a person."""
    pattern = table()["patterns"][line["sees"]]
    promised: str = pattern.get(person, pattern["else"])
    if promised == "in" and stage is not None and stage not in line.get("stages", STAGES):
        return "hidden"
    return promised


def calls(app: Flask, endpoint: str) -> Iterator[tuple[str, str]]:
    """Each method and address of an endpoint."""
    for rule in app.url_map.iter_rules(endpoint):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield method, rule.rule


def surprises(everyone: Everyone, person: str) -> Iterator[str]:
    """Where a person gets something else than what the table promises."""
    for endpoint, line in table()["addresses"].items():
        for method, rule in calls(everyone.app, endpoint):
            sees = line.get(method, line)
            for stage in STAGES if "<reference>" in rule else [None]:
                promised = expected(person, sees, stage)
                got = everyone.get_in(person, method, rule, stage, may_change=promised == "in")
                if got != promised:
                    at = f" ({stage})" if stage else ""
                    yield f"{person} {method} {rule}{at}: {got} instead of {promised}"


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_the_table_promises(everyone: Everyone, person: str) -> None:
    nothing_wrong(surprises(everyone, person))


def complaints_about_limits(app: Flask) -> Iterator[str]:
    """Where people behind a login share what one of them may use up."""
    for endpoint, view in sorted(app.view_functions.items()):
        if door_of(app, endpoint) is PUBLIC:
            continue
        for limit in limiter.limit_manager.decorated_limits(get_qualified_name(view)):
            if limit.key_func is not by_person and limit.exempt_when is None:
                yield f"{endpoint}: count its limit by_person: a whole house has one address."


def test_limits_behind_a_login_count_people_and_not_the_house(app: Flask) -> None:
    """One person of a town hall, or of its waiting room, stops nobody else's work."""
    nothing_wrong(complaints_about_limits(app))
