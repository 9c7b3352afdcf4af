"""References that are said on the phone and typed by tired hands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases import reference

numbers = st.integers(0, 10**9 - 1)


def made_of(number: int) -> str:
    return reference.new_reference(lambda _below: number)


def test_a_reference_is_digits_after_a_short_prefix():
    made = reference.new_reference()
    assert made.startswith("AC")
    assert len(made) == 12
    assert made[2:].isdecimal()
    assert reference.is_valid(made)


def test_two_references_are_not_in_order():
    assert len({reference.new_reference() for _ in range(200)}) == 200


def test_a_reference_is_shown_in_groups_to_say():
    assert reference.spoken("AC4839271567") == "AC 483 927 156 7"


@given(numbers)
def test_what_is_shown_is_read_back(number):
    made = made_of(number)
    digits = made[2:]
    for said in (reference.spoken(made), made.lower(), digits, f" ac-{digits} ", " ".join(digits)):
        assert reference.parse(said) == made


@given(numbers, st.integers(0, 9), st.integers(0, 9))
def test_one_wrong_digit_never_opens_another_case(number, at, digit):
    digits = made_of(number)[2:]
    wrong = digits[:at] + str(digit) + digits[at + 1 :]
    assert reference.is_valid(wrong) == (wrong == digits)


@given(numbers, st.integers(0, 8))
def test_two_neighbours_swapped_never_open_another_case(number, at):
    digits = made_of(number)[2:]
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    assert reference.is_valid(swapped) == (swapped == digits)


@pytest.mark.parametrize(
    "said", ["", "AC", "AC 123", "AB 483 927 156 7", "AC 48392715670", "٤٨٣٩٢٧١٥٦٢"]
)
def test_what_is_no_reference_is_refused(said):
    assert not reference.is_valid(said)
    with pytest.raises(reference.InvalidReference):
        reference.parse(said)
