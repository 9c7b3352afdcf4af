"""What the desk promises is held by tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

TESTS = Path(__file__).parents[1]
PROMISES = TESTS / "assisted" / "promises.yaml"


def test_every_promise_of_the_desk_has_its_tests() -> None:
    there = {
        name
        for file in TESTS.rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))
    }
    promises = yaml.safe_load(PROMISES.read_text(encoding="utf-8"))
    missing = {
        code: sorted(set(row["tests"]) - there) or "no test at all"
        for code, row in promises.items()
        if not row["tests"] or set(row["tests"]) - there
    }
    assert missing == {}


def test_every_code_in_a_test_stands_for_a_promise() -> None:
    promises = yaml.safe_load(PROMISES.read_text(encoding="utf-8"))
    unknown = {
        f"{file.name}: {code}"
        for folder in ("assisted", "office", "insights", "journeys")
        for file in (TESTS / folder).rglob("test_*.py")
        for code in re.findall(r'"""([A-GNX]\d+)[:,]', file.read_text(encoding="utf-8"))
        if code not in promises
    }
    assert unknown == set()
