"""A QR code as a drawing: for pages and for paper, with words for those who do not see it."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(text: str, title: str) -> Markup:
    """An SVG element with ``role="img"`` that carries ``text`` (an address) and is named ``title``.

    It has no size of its own and no inline style: a class or the caller's box gives the size. The
    white margin that readers need is part of it.
    """
    drawing: str = segno.make(text, error="m", micro=False).svg_inline(
        title=title, light="#fff", omitsize=True, svgclass="qr", lineclass=None, border=4
    )
    namespace = "http://www.w3.org/2000/svg"
    named = drawing.replace("<svg ", f'<svg xmlns="{namespace}" role="img" ', 1)
    return Markup(named)  # noqa: S704 segno escapes the title; the text is only drawn
