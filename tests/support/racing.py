"""Several people who do something at the same moment, each in a thread and a transaction of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from flask import Flask

from portal.platform.database import writing

#: How long one waits for the others to arrive; SQLite lets in one at a time, so nobody comes.
_PATIENCE = 1.0


def press_together(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """Each act in its own write, begun together; what came of each, a refusal as its exception."""
    gate = Barrier(len(acts))

    def press(act: Callable[[], object]) -> object:
        gate.wait(10)
        try:
            with app.test_request_context("/prova", method="POST"), writing():
                return act()
        except Exception as problem:
            return problem

    # Each has the settings of the test, a frozen clock too.
    with ThreadPoolExecutor(len(acts)) as fingers:
        running = [fingers.submit(copy_context().run, press, act) for act in acts]
        return [one.result() for one in running]


def meet_after(patch: pytest.MonkeyPatch, target: Any, name: str, people: int = 2) -> None:
    """Let each who calls a function wait, once it has answered, until the others have their answer too:
    so all of them have read before any of them writes. Only the first answer of each run is waited for."""
    function, gate = getattr(target, name), Barrier(people)

    def slow(*args: Any, **named: Any) -> Any:
        found = function(*args, **named)
        with suppress(BrokenBarrierError):
            gate.wait(_PATIENCE)
        return found

    patch.setattr(target, name, slow)
