"""The PDF of a stranger, opened in a process that holds nothing: it reads one file from standard input, frees
it of what would act by itself and writes it to standard output. Its exit says how it went.

It runs as a file of its own (see ``pdfs``), so it imports nothing of the portal: no keys, no database, no
settings are in its memory, and what a file makes it eat is taken from its own bounded share.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from enum import IntEnum
from io import BytesIO
from typing import Any

import pikepdf

#: Bytes of memory, seconds of processor: what no paper for a social service needs to be read.
_MEMORY = 768 * 1024 * 1024
_SECONDS = 15
#: What one compressed part may grow to when it is read: the indexes of a file, never its pictures.
_LARGEST_PART = 64 * 1024 * 1024
_MOST_FILTERS = 4
#: What qpdf says of a part it gave up before it goes on as if nothing stood there. Only what holds the
#: structure is read here: what is hidden from us in it, a reader at the office would still find.
_GIVEN_UP = ("error decoding stream data", "error reading object")
_TOO_MUCH = ("memory limit", "bad_alloc")
#: Actions that start a program, run a script, send something or open another file.
_ACTING = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE", "/Rendition",
     "/RichMediaExecute", "/Movie", "/Sound"}
)  # fmt: skip
#: Marks on a page that carry files or players inside.
_CARRYING = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_OF_DOCUMENT = ("/OpenAction", "/AA", "/AF", "/Collection")
_OF_NAMES = ("/JavaScript", "/EmbeddedFiles", "/Renditions")


class Ending(IntEnum):
    """How it went, as the exit of the process."""

    KEPT = 0
    REWRITTEN = 10
    LOCKED = 11
    DAMAGED = 12
    BURSTING = 13
    ACTS = 14


def disarm(content: bytes, most_pages: int) -> tuple[Ending, bytes]:
    """How it went, and the PDF anew where it was rewritten."""
    try:
        with pikepdf.open(BytesIO(content)) as document:
            ending, kept = _disarm_whole(document, most_pages)
            refusal = _hidden(document)
            return (ending, kept) if refusal is None else (refusal, b"")
    except pikepdf.PasswordError:
        return Ending.LOCKED, b""
    except MemoryError:
        return Ending.BURSTING, b""
    except Exception:  # qpdf and its binding raise whatever their parsers meet
        return Ending.DAMAGED, b""


def _disarm_whole(document: pikepdf.Pdf, most_pages: int) -> tuple[Ending, bytes]:
    if len(document.pages) > most_pages:
        return Ending.BURSTING, b""
    was_signed, changed = _is_signed(document), _disarm(document)
    if document.is_encrypted:
        # It opens without a word and still forbids: kept without its lock.
        return Ending.REWRITTEN, _rewritten(document)
    if changed and was_signed:
        return Ending.ACTS, b""
    return (Ending.REWRITTEN, _rewritten(document)) if changed else (Ending.KEPT, b"")


def _hidden(document: pikepdf.Pdf) -> Ending | None:
    """The refusal of a file of which a part could not be looked into."""
    warnings = " ".join(str(one) for one in document.get_warnings())
    is_over_limits = pikepdf.settings.qpdf_limit_errors() > 0
    if is_over_limits or any(words in warnings for words in _TOO_MUCH):
        return Ending.BURSTING
    return Ending.DAMAGED if any(words in warnings for words in _GIVEN_UP) else None


def _is_signed(document: pikepdf.Pdf) -> bool:
    form = document.Root.get("/AcroForm")
    return form is not None and bool(int(form.get("/SigFlags", 0)) & 1)


def _disarm(document: pikepdf.Pdf) -> bool:
    """Take out what acts; whether there was anything."""
    changed = _without(document.Root, _OF_DOCUMENT)
    names = document.Root.get("/Names")
    if names is not None:
        changed |= _without(names, _OF_NAMES)
    form = document.Root.get("/AcroForm")
    if form is not None:
        changed |= _without(form, ("/XFA",))
    for page in document.pages:
        changed |= _without(page.obj, ("/AA", "/AF"))
        changed |= _clear_marks(page.obj)
    for thing in _dictionaries(document):
        changed |= _without(thing, ("/AA",))
        for key in ("/A", "/Next", "/PA"):
            action = thing.get(key)
            if isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) in _ACTING:
                del thing[key]
                changed = True
    return changed


def _clear_marks(page: Any) -> bool:
    marks = page.get("/Annots")
    if not isinstance(marks, pikepdf.Array):
        return False
    kept = [one for one in marks if str(_kind_of(one)) not in _CARRYING]
    if len(kept) == len(marks):
        return False
    page["/Annots"] = pikepdf.Array(kept)
    return True


def _kind_of(mark: Any) -> object:
    return mark.get("/Subtype", "") if isinstance(mark, pikepdf.Dictionary) else ""


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the document, those that stand inside the marks of pages too."""
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary):
            yield thing
    for page in document.pages:
        marks = page.obj.get("/Annots")
        for mark in marks if isinstance(marks, pikepdf.Array) else ():
            if isinstance(mark, pikepdf.Dictionary):
                yield mark


def _without(thing: Any, keys: tuple[str, ...]) -> bool:
    """Take keys out of a dictionary, but a plain place to open at; whether one was there."""
    changed = False
    for key in keys:
        value = thing.get(key)
        if value is None or (key == "/OpenAction" and _is_place(value)):
            continue
        del thing[key]
        changed = True
    return changed


def _is_place(value: Any) -> bool:
    if isinstance(value, pikepdf.Array):
        return True
    return isinstance(value, pikepdf.Dictionary) and str(value.get("/S", "")) == "/GoTo"


def _rewritten(document: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    # Pictures and pages are carried over as they lie: nothing of them is unpacked here.
    document.save(
        out,
        encryption=False,
        deterministic_id=not document.is_encrypted,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return out.getvalue()


def _be_bounded() -> None:
    """Give up what it does not need: more memory and time than a paper takes, and writing files."""
    limits = {
        resource.RLIMIT_AS: _MEMORY,
        resource.RLIMIT_CPU: _SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=_LARGEST_PART,
        png_max_memory=_LARGEST_PART,
        tiff_max_memory=_LARGEST_PART,
        run_length_max_memory=_LARGEST_PART,
        max_stream_filters=_MOST_FILTERS,
    )


def main() -> None:
    """Read, disarm, write, and say how it went."""
    _be_bounded()
    ending, content = disarm(sys.stdin.buffer.read(), int(sys.argv[1]))
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    sys.exit(ending)


if __name__ == "__main__":
    main()
