"""Reads a PDF as it is drawn: its words, without guessing at spaces."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The document, to look inside."""
    return pikepdf.open(BytesIO(pdf))


def _characters(font: pikepdf.Object) -> dict[int, str]:
    """What each glyph of a font stands for, from its ToUnicode map."""
    source = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", source, re.S):
        for glyph, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", source, re.S):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(text, 16) + step)
    return found


def _shown(operands: list[object]) -> bytes:
    parts = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
    return b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))


def text_of(pdf: bytes) -> str:
    """The words as drawn, without any space: where words part is a matter of typesetting."""
    words: list[str] = []
    for page in opened(pdf).pages:
        maps = {name: _characters(font) for name, font in page.Resources.Font.items()}
        current: dict[int, str] = {}
        for instruction in pikepdf.parse_content_stream(page):
            operator, operands = str(instruction.operator), list(instruction.operands)
            if operator == "Tf":
                current = maps[str(operands[0])]
            elif operator in {"Tj", "TJ"}:
                raw = _shown(operands)
                pairs = [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]
                words.append("".join(current.get(glyph, "") for glyph in pairs))
    return re.sub(r"[\s\u2066-\u2069]", "", "".join(words))


def squeezed(text: str) -> str:
    """A text without its spaces, to compare with what is drawn."""
    return re.sub(r"\s", "", text)
