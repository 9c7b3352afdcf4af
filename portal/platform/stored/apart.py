"""A process of its own for what strangers send: it holds nothing of ours, and is bounded from outside too.

A parser that meets hostile files is kept apart from keys, database and settings: what breaks there breaks
nothing here. The scripts bound their own memory and processor; here is the clock on the wall.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

#: Seconds on the wall, beside those of the processor that a process allows itself.
_PATIENCE = 60
#: Where an installation keeps its libraries; nothing else of ours is told.
_TOLD = ("LD_LIBRARY_PATH",)
#: Python without our environment and the folder one stands in.
_START = (sys.executable, "-I", "-B")
#: How a process ends that asked for more than its share.
EXHAUSTED = frozenset({-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT})


def run(script: str, content: bytes, *said: int) -> tuple[int, bytes]:
    """Give a file to a script that stands beside this module: its exit, and what it wrote."""
    told = {name: os.environ[name] for name in _TOLD if name in os.environ}
    place = str(Path(__file__).with_name(script))
    try:
        done = subprocess.run(
            (*_START, place, *map(str, said)),
            input=content,
            capture_output=True,
            timeout=_PATIENCE,
            env=told,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL, b""
    return done.returncode, done.stdout
