"""A protocol register that behaves like one, bad days included; for the demo and for tests."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any

from portal.integrations.register.types import (
    Entry,
    RegisterNonsense,
    RegisterRefused,
    RegisterUnavailable,
    Registration,
)
from portal.platform import clock


class Mood(StrEnum):
    """What kind of day the register has."""

    WELL = "well"
    SLOW = "slow"
    DOWN = "down"
    REFUSES = "refuses"
    NONSENSE = "nonsense"


class FakeRegister:
    """Numbers entries from 1 for each body and year, and the same key always the same way.

    With a ``ledger`` file, numbers and mood are shared between processes and survive a restart.
    """

    def __init__(self, ledger: Path | None = None, *, delay: float = 3.0) -> None:
        self._file = ledger
        self._delay = delay
        self._held = _blank()
        self._lock = Lock()

    @property
    def mood(self) -> Mood:
        """What kind of day it is now."""
        with self._ledger() as held:
            return Mood(held["mood"])

    def set_mood(self, mood: Mood) -> None:
        """Change the day, also for the other processes on this ledger."""
        with self._ledger() as held:
            held["mood"] = mood.value

    @property
    def numbers(self) -> list[str]:
        """Every number given so far, in the order they were given."""
        with self._ledger() as held:
            return [number for number, _ in held["given"].values()]

    def register(self, entry: Entry) -> Registration:
        """Register an entry as a real register would today; see ``Register.register``."""
        mood = self.mood
        if mood is Mood.DOWN:
            raise RegisterUnavailable("the fake register is down", after=5)
        if mood is Mood.REFUSES:
            raise RegisterRefused("the fake register refuses everything today")
        if mood is Mood.SLOW:
            time.sleep(self._delay)
        with self._ledger() as held:
            number, day = self._number(held, entry)
        if mood is Mood.NONSENSE:
            raise RegisterNonsense("the fake register talks nonsense, after registering")
        return Registration(number, date.fromisoformat(day))

    def _number(self, held: dict[str, Any], entry: Entry) -> tuple[str, str]:
        key = f"{entry.body} {entry.idempotency_key}"
        if key not in held["given"]:
            today = clock.today()
            book = f"{entry.body} {today.year}"
            held["last"][book] = held["last"].get(book, 0) + 1
            held["given"][key] = [f"{held['last'][book]:07}/{today.year}", today.isoformat()]
        number, day = held["given"][key]
        return number, day

    @contextmanager
    def _ledger(self) -> Iterator[dict[str, Any]]:
        with self._lock:
            if self._file is None:
                yield self._held
                return
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.with_suffix(".lock").open("w") as turn:
                fcntl.flock(turn, fcntl.LOCK_EX)
                held = json.loads(self._file.read_bytes()) if self._file.exists() else _blank()
                yield held
                written = self._file.with_suffix(".new")
                written.write_text(json.dumps(held, indent=1), encoding="utf-8")
                written.replace(self._file)


def _blank() -> dict[str, Any]:
    return {"mood": Mood.WELL.value, "last": {}, "given": {}}
