"""PDFs of strangers: refused when locked or made to burst, and freed of what would act by itself.

A parser that meets hostile files is kept apart: each one is opened in a process of its own, with bounded
memory and time and without our keys (``disarming``). What breaks there breaks nothing here.
"""

from __future__ import annotations

from threading import BoundedSemaphore

from portal.platform import logs
from portal.platform.stored import apart
from portal.platform.stored.disarming import Ending

#: No paper for a social service has more pages.
MOST_PAGES = 300
#: Two at a time in each of our processes, as pictures are.
_PATIENT = BoundedSemaphore(2)


class PdfLocked(Exception):
    """It asks for a password: nobody in the office could open it."""


class PdfDamaged(Exception):
    """It cannot be read as a PDF."""


class PdfBursting(Exception):
    """It has far too many pages, or grows beyond all measure when it is opened."""


class PdfActs(Exception):
    """It is signed and would act by itself: taking that out would break the signature."""


_REFUSALS: dict[int, type[Exception]] = {
    Ending.LOCKED: PdfLocked,
    Ending.DAMAGED: PdfDamaged,
    Ending.BURSTING: PdfBursting,
    Ending.ACTS: PdfActs,
    **dict.fromkeys(apart.EXHAUSTED, PdfBursting),
}


def disarmed(content: bytes) -> bytes:
    """The same PDF when nothing in it acts by itself; otherwise one without scripts, programs to start
    and files carried inside. What one sees on its pages stays.

    Raises:
        PdfLocked, PdfDamaged, PdfBursting, PdfActs.
    """
    with _PATIENT:
        code, written = apart.run("disarming.py", content, MOST_PAGES)
    if code == Ending.KEPT:
        return content
    if code == Ending.REWRITTEN:
        return written
    if code not in set(Ending):
        logs.event("pdf.broke_off", code=code)
    raise _REFUSALS.get(code, PdfDamaged)
