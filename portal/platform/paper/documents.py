"""What people keep on paper: accessible PDFs (PDF/UA-1) set with typst from words the caller gives.

Values travel as data and never become typst source. The sources are in ``templates/documents/``.
"""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Literal, cast

import typst

from portal.platform import clock
from portal.platform.marks import paper_marks

_ROOT = Path(__file__).resolve().parents[3]
SOURCES = _ROOT / "templates" / "documents"
FONTS = _ROOT / "static" / "dist" / "pdf-fonts"
_FIRST_FONTS = ("Titillium Web", "Noto Sans", "Noto Sans Arabic")
#: Where each language is at home; a language without one here is marked without a region.
_REGIONS = {
    "it": "IT", "en": "GB", "fr": "FR", "de": "DE", "es": "ES", "ro": "RO", "sq": "AL", "uk": "UA",
    "zh": "CN",
}  # fmt: skip
_UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
_MOST_TRIES = 10
#: The one invisible character that some scripts need to be written rightly.
_JOINERS = "\u200c"

DocumentName = Literal[
    "receipt", "mandate", "summary", "slip", "decision", "letter", "trail", "form"
]  # fmt: skip


class DocumentFailed(Exception):
    """A document could not be made; the message is for developers and may quote what was typed."""


def render_document(name: DocumentName, values: Mapping[str, object], language: str) -> bytes:
    """Set one of the documents; the PDF is tagged and says its title and language.

    ``values`` is one of the documents of ``document_parts``: every word comes from the
    caller, already in ``language``. A character no font can draw is written as its number
    (``[U+1F600]``), so that no answer can stop a receipt.

    Raises:
        DocumentFailed: a value is missing, or typst refused to write an inaccessible file.
    """
    given: object = {
        **values,
        **paper_marks(),
        "language": language,
        "regions": _REGIONS,
        "fonts": [*_families()],
    }
    given = _each_text(given, _clean)
    for _ in range(_MOST_TRIES):
        try:
            return _compile(name, json.dumps(given, ensure_ascii=False))
        except typst.TypstError as error:
            unshown = {c for text in _UNSHOWN.findall(error.diagnostic) for c in _unescape(text)}
            replaced = _each_text(given, partial(_spell_marks, unshown))
            if replaced == given:
                replaced = _each_text(given, partial(_spell, unshown))
            if replaced == given:
                raise DocumentFailed(f"{name}: {error.message}") from error
            given = replaced
    raise DocumentFailed(f"{name}: too many characters that no font can draw.")


def _each_text(value: object, change: Callable[[str], str]) -> object:
    """The same values with every text changed; the names of the values stay."""
    if isinstance(value, Mapping):
        return {str(key): _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(inner, change) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return change(str(value))  # also a lazy translation, which only now learns its language


def _clean(text: str) -> str:
    """Text without control characters, which neither the eye nor a reader can meet."""
    composed = unicodedata.normalize("NFC", text).replace("\t", " ")
    return "".join(character for character in composed if _is_shown(character))


def _is_shown(character: str) -> bool:
    # Among them the marks that turn the order of reading around: what is signed is what is seen.
    return unicodedata.category(character)[0] != "C" or character in "\n" + _JOINERS


def _spell_marks(unshown: set[str], text: str) -> str:
    """Text in which marks that cannot be drawn, or not on their letter, are spelled by number.

    Typst names the letter also where only the mark on it is strange: so marks go first.
    """
    spelled, letter = [], ""
    for character in text:
        is_mark = unicodedata.category(character)[0] == "M" or character in _JOINERS
        letter = letter if is_mark else character
        is_strange = is_mark and not unshown.isdisjoint((letter, character))
        spelled.append(_number(character) if is_strange else character)
    return "".join(spelled)


def _spell(unshown: set[str], text: str) -> str:
    """Text in which the characters that cannot be drawn are spelled by number."""
    return "".join(_number(c) if c in unshown and not c.isascii() else c for c in text)


def _number(character: str) -> str:
    return "" if character in _JOINERS else f"[U+{ord(character):04X}]"


def _unescape(text: str) -> str:
    """The text typst quotes in its way."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


@cache
def _fonts() -> typst.Fonts:
    """Our own fonts alone, so that a document is the same on every machine."""
    has_fonts = FONTS.is_dir()
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=not has_fonts,
        font_paths=[FONTS] if has_fonts else [],
    )


@cache
def _families() -> tuple[str, ...]:
    found = _fonts().families()
    first = [family for family in _FIRST_FONTS if family in found]
    return (*first, *sorted(set(found) - set(first)))


_of_thread = threading.local()


def _compile(name: str, words: str) -> bytes:
    # A compiler kept is ten times faster than a new one, and cannot be shared between threads.
    if not hasattr(_of_thread, "compiler"):
        _of_thread.compiler = typst.Compiler(
            root=SOURCES, font_paths=_fonts(), ignore_system_fonts=True
        )
    made = _of_thread.compiler.compile(
        SOURCES / f"{name}.typ",
        format="pdf",
        sys_inputs={"values": words},
        pdf_standards=["ua-1"],
        timestamp=clock.now().replace(microsecond=0),
    )
    return cast(bytes, made)
