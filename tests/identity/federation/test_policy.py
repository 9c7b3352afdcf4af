"""Metadata policies: each operator, alone and from two floors."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.identity.federation import policy
from portal.identity.federation.refusing import About, Cause, Refused

VALUE, CONFLICT, MISSING, FORM = Cause.VALUE, Cause.CONFLICT, Cause.MISSING, Cause.FORM


def left(rules: dict[str, Any], metadata: dict[str, Any]) -> dict[str, Any]:
    return policy.apply(policy.merge([rules]), metadata)


@pytest.mark.parametrize(
    ("rules", "before", "after"),
    [
        ({"value": 1}, {"a": 2}, {"a": 1}),
        ({"value": 1}, {}, {"a": 1}),
        ({"value": None}, {"a": 2}, {}),
        ({"add": ["x"]}, {"a": ["y", "x"]}, {"a": ["y", "x"]}),
        ({"add": ["x"]}, {"a": ["y"]}, {"a": ["y", "x"]}),
        ({"add": ["x"]}, {}, {"a": ["x"]}),
        ({"default": 1}, {}, {"a": 1}),
        ({"default": 1}, {"a": 2}, {"a": 2}),
        ({"one_of": [1, 2]}, {"a": 2}, {"a": 2}),
        ({"one_of": [1, 2]}, {}, {}),
        ({"subset_of": [1, 2]}, {"a": [2, 3]}, {"a": [2]}),
        ({"subset_of": [1]}, {"a": [3]}, {}),
        ({"superset_of": [1]}, {"a": [1, 2]}, {"a": [1, 2]}),
        ({"superset_of": [1]}, {}, {}),
        ({"essential": True}, {"a": 1}, {"a": 1}),
        ({"essential": False}, {}, {}),
        ({"default": [1], "subset_of": [1]}, {}, {"a": [1]}),
        ({"regexp": ".*"}, {"a": 1}, {"a": 1}),
        ("nonsense", {"a": 1}, {"a": 1}),
        ({"max_path_length": 1}, {"a": 1}, {"a": 1}),
    ],
)
def test_operators(rules: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    assert left({"a": rules}, before) == after


@pytest.mark.parametrize(
    ("rules", "before", "cause"),
    [
        ({"one_of": [1, 2]}, {"a": 3}, VALUE),
        ({"subset_of": [1]}, {"a": "1"}, VALUE),
        ({"superset_of": [1, 2]}, {"a": [1]}, VALUE),
        ({"add": [1]}, {"a": "x"}, VALUE),
        ({"value": 1, "one_of": [2]}, {}, VALUE),
        ({"essential": True}, {}, MISSING),
        ({"subset_of": [1], "essential": True}, {"a": [2]}, MISSING),
        ({"value": None, "essential": True}, {"a": 2}, MISSING),
        ({"one_of": 1}, {"a": 1}, FORM),
        ({"essential": "yes"}, {"a": 1}, FORM),
        ({"default": None}, {"a": 1}, FORM),
    ],
)
def test_what_is_not_allowed(rules: dict[str, Any], before: dict[str, Any], cause: Cause) -> None:
    with pytest.raises(Refused) as caught:
        left({"a": rules}, before)
    assert (caught.value.about, caught.value.cause) == (About.POLICY, cause)


def test_words_in_one_text_are_taken_one_by_one() -> None:
    assert left({"scope": {"subset_of": ["openid"]}}, {"scope": "openid email"}) == {
        "scope": "openid"
    }


@pytest.mark.parametrize(
    ("higher", "lower", "merged"),
    [
        ({"value": [1, 2]}, {"value": [2, 1]}, {"value": [1, 2]}),
        ({"default": 1}, {"default": 1}, {"default": 1}),
        ({"add": [1]}, {"add": [2, 1]}, {"add": [1, 2]}),
        ({"one_of": [1, 2]}, {"one_of": [2, 3]}, {"one_of": [2]}),
        ({"subset_of": [1]}, {"subset_of": [2]}, {"subset_of": []}),
        ({"superset_of": [1]}, {"superset_of": [2]}, {"superset_of": [1, 2]}),
        ({"essential": True}, {"essential": False}, {"essential": True}),
        ({"essential": False}, {"essential": True}, {"essential": True}),
        ({"one_of": [1]}, {"essential": True}, {"one_of": [1], "essential": True}),
    ],
)
def test_two_floors(higher: Any, lower: Any, merged: Any) -> None:
    assert policy.merge([{"a": higher}, {"a": lower}]) == {"a": merged}


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        ({"value": 1}, {"value": 2}),
        ({"default": 1}, {"default": 2}),
        ({"one_of": [1]}, {"one_of": [2]}),
    ],
)
def test_a_lower_floor_cannot_contradict(higher: Any, lower: Any) -> None:
    with pytest.raises(Refused) as caught:
        policy.merge([{"a": higher}, {"a": lower}])
    assert caught.value.cause is CONFLICT


def test_what_must_be_understood_is_or_is_refused() -> None:
    policy.check_critical(["value", "one_of"])
    policy.check_critical(None)
    with pytest.raises(Refused, match=r"policy\.critical"):
        policy.check_critical(["regexp"])


LISTS = st.lists(st.integers(0, 5), unique=True)


@given(first=LISTS, second=LISTS, value=LISTS)
def test_two_floors_allow_what_both_allow(
    first: list[int], second: list[int], value: list[int]
) -> None:
    both = policy.merge([{"a": {"subset_of": first}}, {"a": {"subset_of": second}}])
    found = policy.apply(both, {"a": value}).get("a", [])
    assert found == [one for one in value if one in first and one in second]
    assert policy.apply(both, {"a": found}).get("a", []) == found
