"""PDFs of strangers: refused when locked or made to burst, and freed of what would act by itself."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

#: No paper for a social service has more pages.
MOST_PAGES = 300
#: What the indexes of a file may grow to, all together: past that it was made to exhaust us.
_LARGEST_INDEX = 64 * 1024 * 1024
_INDEX = re.compile(rb"/(?:ObjStm|XRef)\b.{0,2000}?\bstream\r?\n", re.DOTALL)
#: Actions that start a program, run a script, send something or open another file.
_ACTING = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE", "/Rendition",
     "/RichMediaExecute", "/Movie", "/Sound"}
)  # fmt: skip
#: Marks on a page that carry files or players inside.
_CARRYING = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_OF_DOCUMENT = ("/OpenAction", "/AA", "/AF", "/Collection")
_OF_NAMES = ("/JavaScript", "/EmbeddedFiles", "/Renditions")


class PdfLocked(Exception):
    """It asks for a password: nobody in the office could open it."""


class PdfDamaged(Exception):
    """It cannot be read as a PDF."""


class PdfBursting(Exception):
    """It has far too many pages, or grows beyond all measure when it is opened."""


class PdfActs(Exception):
    """It is signed and would act by itself: taking that out would break the signature."""


def disarmed(content: bytes) -> bytes:
    """The same PDF when nothing in it acts by itself; otherwise one without scripts, programs to start
    and files carried inside. What one sees on its pages stays.

    Raises:
        PdfLocked, PdfDamaged, PdfBursting, PdfActs.
    """
    _measure(content)
    try:
        with pikepdf.open(BytesIO(content)) as document:
            if len(document.pages) > MOST_PAGES:
                raise PdfBursting
            if document.is_encrypted:
                # It opens without a word and still forbids: kept without its lock.
                return _rewritten(document)
            was_signed = _is_signed(document)
            if not _disarm(document):
                return content
            if was_signed:
                raise PdfActs
            return _rewritten(document)
    except pikepdf.PasswordError:
        raise PdfLocked from None
    except (PdfBursting, PdfActs):
        raise
    except Exception as error:  # qpdf and its binding raise whatever their parsers meet
        raise PdfDamaged from error


def _measure(content: bytes) -> None:
    """Unpack the file's own indexes, never beyond the limit, before a library does it without one."""
    left, view = _LARGEST_INDEX, memoryview(content)
    for found in _INDEX.finditer(content):
        try:
            left -= len(zlib.decompressobj().decompress(view[found.end() :], left + 1))
        except zlib.error:
            continue
        if left < 0:
            raise PdfBursting


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
    document.save(out, encryption=False, deterministic_id=not document.is_encrypted)
    return out.getvalue()
