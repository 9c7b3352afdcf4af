"""Starts the programs of the demo, notices when one stops, stops them all."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60
FAREWELL = 12
_PAUSE = 0.05


class ProcessStopped(Exception):
    """A program ended by itself, or never answered; the message says which, and its last words."""


@dataclass
class Child:
    """One running program, its last words kept in a file."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]

    def last_words(self) -> str:
        """The last lines of what it said."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-15:])


@dataclass
class Family:
    """The running programs, in the order they were started."""

    environ: Mapping[str, str]
    logs: Path
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a program; it shares our process group, so a closed terminal ends it too."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env=dict(self.environ), stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.children.append(Child(name, log, process))

    def check(self) -> None:
        """Make sure that all are running.

        Raises:
            ProcessStopped: see there.
        """
        for child in self.children:
            code = child.process.poll()
            if code is not None:
                raise ProcessStopped(
                    f"{child.name} si è fermato da solo (codice {code}). Le sue ultime righe, "
                    f"in {child.log}:\n{child.last_words()}"
                )

    def wait_for(self, url: str) -> None:
        """Wait until an address answers 200.

        Raises:
            ProcessStopped: a program ended, or a minute passed.
        """
        limit = time.monotonic() + PATIENCE
        while not _answers(url):
            self.check()
            if time.monotonic() > limit:
                words = "\n".join(child.last_words() for child in self.children)
                raise ProcessStopped(f"{url} non risponde da {PATIENCE} secondi:\n{words}")
            time.sleep(_PAUSE)

    def watch(self, is_asked_to_stop: Callable[[], bool]) -> None:
        """Stay until we are asked to stop.

        Raises:
            ProcessStopped: a program ended by itself.
        """
        while not is_asked_to_stop():
            try:
                self.check()
            except ProcessStopped:
                # Ctrl-C reaches all of us at once: give our own signal time to arrive.
                time.sleep(0.3)
                if not is_asked_to_stop():
                    raise
            time.sleep(0.2)

    def stop(self) -> None:
        """Ask all to end, the last one started first; those who do not are ended."""
        for child in reversed(self.children):
            if child.process.poll() is None:
                child.process.terminate()
        limit = time.monotonic() + FAREWELL
        for child in reversed(self.children):
            try:
                child.process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
        self.children.clear()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
