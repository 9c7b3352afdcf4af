"""The barcode of slips and forms: Code 39, which the readers of health cards know."""

from __future__ import annotations

import re

import pytest

from portal.platform.paper.barcode import NotDrawable, barcode_svg


def widths(svg: str) -> list[tuple[int, int]]:
    """Where each bar begins, and how wide it is."""
    drawn = re.findall(r'fill="#000" d="([^"]+)"', svg)[0]
    return [(int(at), int(wide)) for at, wide in re.findall(r"M(\d+) 0h(\d+)v", drawn)]


def read(svg: str) -> str:
    """Read a drawing back as a reader does: bars and gaps, nine to a sign, and a gap between signs."""
    bars = widths(svg)
    gaps = [after - (at + wide) for (at, wide), (after, _w) in zip(bars, bars[1:], strict=False)]
    told = ""
    for start in range(0, len(bars), 5):
        mine = [wide for _at, wide in bars[start : start + 5]]
        between = gaps[start : start + 4]
        told += SIGNS["".join("w" if one > 1 else "n" for one in mine), _wide(between)]
    return told


def _wide(between: list[int]) -> str:
    return "".join("w" if one > 1 else "n" for one in between)


#: The table of the standard as it is taught: two wide bars of five and one wide gap of four …
_BARS = {
    "wnnnw": "1AKU", "nwnnw": "2BLV", "wwnnn": "3CMW", "nnwnw": "4DNX", "wnwnn": "5EOY",
    "nwwnn": "6FPZ", "nnnww": "7GQ-", "wnnwn": "8HR.", "nwnwn": "9IS ", "nnwwn": "0JT*",
}  # fmt: skip
_GAPS = ("nwnn", "nnwn", "nnnw", "wnnn")
SIGNS = {(bars, _GAPS[i]): sign for bars, signs in _BARS.items() for i, sign in enumerate(signs)}
#: … and four signs with no wide bar and three wide gaps.
SIGNS |= {
    ("nnnnn", gaps): sign
    for gaps, sign in {"wwwn": "$", "wwnw": "/", "wnww": "+", "nwww": "%"}.items()
}


@pytest.mark.parametrize(
    "text", ["AC0123456789 7K4F92MX0QRT", "ASSISTENZA-DOMICILIARE.2", "0123456789", "A-Z. $/+%",
             "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
)  # fmt: skip
def test_what_is_drawn_is_read_back(text: str) -> None:
    assert read(barcode_svg(text, "x")) == f"*{text}*"


def test_small_letters_are_drawn_as_capitals() -> None:
    assert read(barcode_svg("pasti-a-casa", "x")) == "*PASTI-A-CASA*"


def test_there_is_white_on_both_sides_and_words_for_who_does_not_see() -> None:
    svg = barcode_svg("A", "Codice <di prova>")
    bars = widths(svg)
    width = int(re.findall(r'viewBox="0 0 (\d+) ', svg)[0])
    assert bars[0][0] == 10
    assert width - sum(bars[-1]) == 10
    assert 'role="img"' in svg
    assert "<title>Codice &lt;di prova&gt;</title>" in svg


@pytest.mark.parametrize("text", ["", "è", "a*b", "A_B"])
def test_what_cannot_be_drawn_is_refused(text: str) -> None:
    with pytest.raises(NotDrawable):
        barcode_svg(text, "x")
