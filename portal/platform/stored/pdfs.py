"""PDFs of strangers: refused when locked or made to burst, and freed of what would act by itself.

A parser that meets hostile files is kept apart: each one is opened in a process of its own, with bounded
memory and time and without our keys (``disarming``). What breaks there breaks nothing here.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from portal.platform import logs
from portal.platform.stored.disarming import Ending

#: No paper for a social service has more pages.
MOST_PAGES = 300
#: Seconds on the wall, beside those of the processor that the process allows itself.
_PATIENCE = 60
#: Two at a time in each of our processes, as pictures are.
_PATIENT = BoundedSemaphore(2)
_COMMAND = (sys.executable, "-I", "-B", str(Path(__file__).with_name("disarming.py")))
#: Where an installation keeps its libraries; nothing else of ours is told.
_TOLD = ("LD_LIBRARY_PATH",)


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
    -signal.SIGXCPU: PdfBursting,
    -signal.SIGKILL: PdfBursting,
    -signal.SIGABRT: PdfBursting,
}


def disarmed(content: bytes) -> bytes:
    """The same PDF when nothing in it acts by itself; otherwise one without scripts, programs to start
    and files carried inside. What one sees on its pages stays.

    Raises:
        PdfLocked, PdfDamaged, PdfBursting, PdfActs.
    """
    told = {name: os.environ[name] for name in _TOLD if name in os.environ}
    try:
        with _PATIENT:
            done = subprocess.run(
                (*_COMMAND, str(MOST_PAGES)),
                input=content,
                capture_output=True,
                timeout=_PATIENCE,
                env=told,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise PdfBursting from None
    if done.returncode == Ending.KEPT:
        return content
    if done.returncode == Ending.REWRITTEN:
        return done.stdout
    if done.returncode not in set(Ending):
        logs.event("pdf.broke_off", code=done.returncode)
    raise _REFUSALS.get(done.returncode, PdfDamaged)
