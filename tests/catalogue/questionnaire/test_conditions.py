"""Conditions read against answers: what holds, and what an unanswered question means."""

from __future__ import annotations

import pytest

from portal.catalogue.questionnaire import Condition

ANSWERS = {
    "single": "a",
    "several": ["a", "b"],
    "agreed": "yes",
    "number": 3,
    "day": "2026-03-02",
    "zero": 0,
}

CASES = [
    ({"question": "single", "is": "a"}, True),
    ({"question": "single", "is": "b"}, False),
    ({"question": "single", "is_not": "b"}, True),
    ({"question": "single", "is_not": "a"}, False),
    ({"question": "single", "in": ["b", "a"]}, True),
    ({"question": "single", "in": ["b"]}, False),
    ({"question": "several", "is": "b"}, True),
    ({"question": "several", "is": "c"}, False),
    ({"question": "several", "is_not": "b"}, False),
    ({"question": "several", "is_not": "c"}, True),
    ({"question": "several", "in": ["c", "a"]}, True),
    ({"question": "agreed", "is": True}, True),
    ({"question": "agreed", "is": False}, False),
    ({"question": "agreed", "in": [True, False]}, True),
    ({"question": "number", "at_least": 3}, True),
    ({"question": "number", "at_least": 4}, False),
    ({"question": "number", "at_most": 3}, True),
    ({"question": "number", "at_most": 2}, False),
    ({"question": "number", "is": 3}, True),
    ({"question": "day", "at_least": "2026-03-01"}, True),
    ({"question": "day", "at_most": "2026-03-01"}, False),
    ({"question": "zero", "answered": True}, True),
    ({"question": "single", "answered": False}, False),
    ({"question": "nothing", "answered": False}, True),
    ({"question": "nothing", "answered": True}, False),
    ({"question": "nothing", "is": "a"}, False),
    ({"question": "nothing", "is_not": "a"}, False),
    ({"question": "nothing", "at_most": 9}, False),
    ({"not": {"question": "nothing", "is": "a"}}, True),
    ({"not": {"question": "single", "is": "a"}}, False),
    ({"all": [{"question": "single", "is": "a"}, {"question": "number", "is": 3}]}, True),
    ({"all": [{"question": "single", "is": "a"}, {"question": "number", "is": 4}]}, False),
    ({"any": [{"question": "single", "is": "b"}, {"question": "number", "is": 3}]}, True),
    ({"any": [{"question": "single", "is": "b"}, {"question": "number", "is": 4}]}, False),
]


@pytest.mark.parametrize(("data", "holds"), CASES, ids=[str(data) for data, _ in CASES])
def test_a_condition_reads_the_answers(data, holds):
    assert Condition.model_validate(data).holds(ANSWERS.get) is holds


@pytest.mark.parametrize("data", [data for data, _ in CASES], ids=str)
def test_a_condition_is_the_same_after_being_stored(data):
    condition = Condition.model_validate(data)
    stored = condition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert Condition.model_validate(stored) == condition


def test_a_condition_knows_which_questions_it_looks_at():
    condition = Condition.model_validate(
        {"all": [{"question": "x", "is": 1}, {"any": [{"not": {"question": "y", "is": 1}}]}]}
    )
    assert condition.questions() == {"x", "y"}
