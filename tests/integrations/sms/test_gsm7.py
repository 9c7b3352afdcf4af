"""One text is 160 signs of a small alphabet; what is not in it is spelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.integrations.sms import gsm7


@pytest.mark.parametrize(
    ("text", "room"),
    [("perché è già così", 17), ("10 €", 5), ("a[b]", 6), ("C’è", None), ("È", None), ("ș", None)],
)
def test_room_is_counted_as_the_network_does(text: str, room: int | None) -> None:
    assert gsm7.length(text) == room


def test_one_message_ends_at_160() -> None:
    assert gsm7.fits("x" * 160)
    assert not gsm7.fits("x" * 161)
    assert not gsm7.fits("x" * 159 + "€")


def test_words_of_ours_keep_their_sense() -> None:
    assert gsm7.spell("C’è una novità: “leggi” – È ora…") == "C'è una novità: \"leggi\" - E' ora..."
    assert gsm7.spell("șțăî") == "stai"


@given(st.text(max_size=60))
def test_whatever_is_spelled_is_in_the_alphabet(text: str) -> None:
    assert gsm7.length(gsm7.spell(text)) is not None
