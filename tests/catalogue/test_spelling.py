"""One slip and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.spelling import Spelling, is_one_slip


@pytest.mark.parametrize(
    ("one", "other"),
    [("casa", "cassa"), ("cassa", "casa"), ("casa", "cosa"), ("csaa", "casa"), ("asa", "casa")],
)
def test_a_letter_too_many_too_few_wrong_or_swapped_is_one_slip(one: str, other: str) -> None:
    assert is_one_slip(one, other)


@pytest.mark.parametrize(("one", "other"), [("casa", "casa"), ("casa", "cosi"), ("casa", "sacca")])
def test_none_or_two_slips_are_not_one(one: str, other: str) -> None:
    assert not is_one_slip(one, other)


WORDS = st.text(alphabet="abcd", min_size=4, max_size=9)


@given(WORDS, st.integers(0, 8), st.sampled_from("abcde"), st.sampled_from(["drop", "add", "turn"]))
def test_any_single_slip_leads_back_to_a_known_word(
    word: str, place: int, letter: str, kind: str
) -> None:
    place %= len(word)
    slipped = {
        "drop": word[:place] + word[place + 1 :],
        "add": word[:place] + letter + word[place:],
        "turn": word[:place] + letter + word[place + 1 :],
    }[kind]
    found = Spelling({word: 1}).correct(slipped)
    assert found == (None if slipped == word or len(slipped) < 4 else word)


def test_the_word_used_most_wins_and_the_first_letter_counts() -> None:
    spelling = Spelling({"nonna": 5, "donna": 50, "nonni": 1})
    assert spelling.correct("nonnx") == "nonna"
    assert spelling.correct("nnna") == "nonna"
    assert spelling.correct("xonna") == "donna"


def test_short_words_and_numbers_are_left_alone() -> None:
    spelling = Spelling({"1522": 3, "asl": 3})
    assert spelling.correct("1523") is None
    assert spelling.correct("asp") is None
