"""What the desk promises is held by tests that are there, and no promise anybody makes is left out unsaid."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.support.house import nothing_wrong

TESTS = Path(__file__).parents[1]
PROMISES = TESTS / "assisted" / "promises.yaml"
#: So many rows each group of the comparison has; a row is kept, does not apply, or is still missing.
GROUPS = {"A": 13, "B": 28, "C": 18, "D": 23, "E": 10, "F": 9, "G": 13, "N": 36, "X": 14}
#: Where a row stands that has no tests: beside it, why.
WITHOUT_TESTS = ("not_applicable", "not_yet")
EVERY_ROW = [f"{group}{number + 1}" for group, most in GROUPS.items() for number in range(most)]


@cache
def promises() -> dict[str, Any]:
    """The rows that are kept, by their code."""
    found: dict[str, Any] = yaml.safe_load(PROMISES.read_text(encoding="utf-8"))
    return {code: row for code, row in found.items() if code not in WITHOUT_TESTS}


@cache
def reasons() -> dict[str, dict[str, str]]:
    """The rows without tests, each with the reason."""
    found = yaml.safe_load(PROMISES.read_text(encoding="utf-8"))
    return {section: found.get(section) or {} for section in WITHOUT_TESTS}


@cache
def names_there() -> frozenset[str]:
    """The names of all tests."""
    return frozenset(
        name
        for file in TESTS.rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))
    )


def test_every_promise_of_the_desk_has_its_tests() -> None:
    missing = {
        code: sorted(set(row["tests"]) - names_there()) or "no test at all"
        for code, row in promises().items()
        if not row["tests"] or set(row["tests"]) - names_there()
    }
    assert missing == {}


def complaints_about_rows(
    kept: Collection[str], others: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    """Which rows are nowhere, in two places, unknown, or without a reason."""
    places = [*kept, *(code for section in others.values() for code in section)]
    for code in EVERY_ROW:
        if places.count(code) != 1:
            yield f"{code} stands in {places.count(code)} places of promises.yaml, not in one."
    for code in sorted(set(places) - set(EVERY_ROW)):
        yield f"{code} is no row: raise its group in GROUPS."
    for section, rows in others.items():
        for code, reason in rows.items():
            if len(reason.split()) < 4:
                yield f"{code} in {section}: say why, in a sentence."


def test_no_row_is_forgotten() -> None:
    nothing_wrong(complaints_about_rows(promises(), reasons()))


def test_a_forgotten_row_a_double_one_and_a_missing_reason_are_seen() -> None:
    kept = [code for code in EVERY_ROW if code != "A1"]
    wrong = list(complaints_about_rows([*kept, "Q1"], {"not_applicable": {"A2": "No."}}))
    assert len(wrong) == 4


def test_a_reason_that_names_a_test_names_one_that_is_there() -> None:
    named = {
        name
        for rows in reasons().values()
        for reason in rows.values()
        for name in re.findall(r"test_\w+", reason)
    }
    assert named
    assert named <= names_there()


def test_every_code_in_a_test_stands_for_a_promise() -> None:
    unknown = {
        f"{file.name}: {code}"
        for folder in ("assisted", "office", "insights", "journeys")
        for file in (TESTS / folder).rglob("test_*.py")
        for code in re.findall(r'"""([A-GNX]\d+)[:,]', file.read_text(encoding="utf-8"))
        if code not in promises()
    }
    assert unknown == set()
