"""A barcode (Code 39, ISO/IEC 16388) as a drawing: what readers at desks and public machines know best.

It is the code of the Italian health card, so a desk that reads the one reads the other.
"""

from __future__ import annotations

from markupsafe import Markup, escape

#: Nine elements for each sign, a bar first; "w" is wide.
_SIGNS = {
    "0": "nnnwwnwnn", "1": "wnnwnnnnw", "2": "nnwwnnnnw", "3": "wnwwnnnnn", "4": "nnnwwnnnw",
    "5": "wnnwwnnnn", "6": "nnwwwnnnn", "7": "nnnwnnwnw", "8": "wnnwnnwnn", "9": "nnwwnnwnn",
    "A": "wnnnnwnnw", "B": "nnwnnwnnw", "C": "wnwnnwnnn", "D": "nnnnwwnnw", "E": "wnnnwwnnn",
    "F": "nnwnwwnnn", "G": "nnnnnwwnw", "H": "wnnnnwwnn", "I": "nnwnnwwnn", "J": "nnnnwwwnn",
    "K": "wnnnnnnww", "L": "nnwnnnnww", "M": "wnwnnnnwn", "N": "nnnnwnnww", "O": "wnnnwnnwn",
    "P": "nnwnwnnwn", "Q": "nnnnnnwww", "R": "wnnnnnwwn", "S": "nnwnnnwwn", "T": "nnnnwnwwn",
    "U": "wwnnnnnnw", "V": "nwwnnnnnw", "W": "wwwnnnnnn", "X": "nwnnwnnnw", "Y": "wwnnwnnnn",
    "Z": "nwwnwnnnn", "-": "nwnnnnwnw", ".": "wwnnnnwnn", " ": "nwwnnnwnn", "$": "nwnwnwnnn",
    "/": "nwnwnnnwn", "+": "nwnnnwnwn", "%": "nnnwnwnwn", "*": "nwnnwnwnn",
}  # fmt: skip
_WIDE = 3
#: Readers need ten narrow elements of white on either side.
_QUIET = 10
_HEIGHT = 50


class NotDrawable(ValueError):
    """A sign that this code does not have; ``*`` begins and ends it, and cannot stand inside."""


def barcode_svg(text: str, title: str) -> Markup:
    """An SVG element with ``role="img"`` that carries ``text`` in capitals and is named ``title``.

    It has no size of its own; the white that readers need is part of it. One narrow element is one unit of
    its width: printed, that should be at least 0.25 mm.

    Raises:
        NotDrawable: see there.
    """
    capitals = text.upper()
    if not capitals or any(sign == "*" or sign not in _SIGNS for sign in capitals):
        raise NotDrawable(text)
    at, bars = _QUIET, []
    for sign in f"*{capitals}*":
        for place, kind in enumerate(_SIGNS[sign]):
            wide = _WIDE if kind == "w" else 1
            if place % 2 == 0:
                bars.append(f"M{at} 0h{wide}v{_HEIGHT}h-{wide}z")
            at += wide
        at += 1
    width = at - 1 + _QUIET
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="barcode" viewBox="0 0 {width} {_HEIGHT}">'
        f"<title>{escape(title)}</title>"
        f'<path fill="#fff" d="M0 0h{width}v{_HEIGHT}h-{width}z"/>'
        f'<path fill="#000" d="{"".join(bars)}"/></svg>'
    )
    return Markup(drawing)  # noqa: S704 the title is escaped; the text is only drawn
