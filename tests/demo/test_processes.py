"""Programs are started, watched, and stopped; one that ends by itself is named."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.processes import Family, ProcessStopped

SLEEPER = "import time; print('pronto', flush=True); time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('pronto', flush=True); time.sleep(60)"
)


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    family = Family(os.environ, tmp_path / "logs")
    yield family
    family.stop()


def start(family: Family, name: str, code: str) -> int:
    family.start(name, (sys.executable, "-c", code))
    child = family.children[-1]
    while "pronto" not in child.log.read_text("utf-8") and child.process.poll() is None:
        pass
    return child.process.pid


def test_all_are_stopped(family: Family) -> None:
    pids = [start(family, name, SLEEPER) for name in ("uno", "due")]
    family.check()
    family.stop()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_one_that_does_not_listen_is_ended(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo.processes.FAREWELL", 0.2)
    pid = start(family, "sordo", STUBBORN)
    family.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_one_that_ends_by_itself_is_named_with_its_last_words(family: Family) -> None:
    start(family, "sano", SLEEPER)
    start(family, "malato", "import sys; print('pronto? non trovo il pane'); sys.exit(3)")
    family.children[-1].process.wait()
    with pytest.raises(ProcessStopped, match=r"malato .*codice 3") as stopped:
        family.watch(lambda: False)
    assert "non trovo il pane" in str(stopped.value)


def test_one_that_ends_because_we_were_asked_to_stop_is_no_news(family: Family) -> None:
    start(family, "breve", "print('pronto')")
    family.children[-1].process.wait()
    answers = iter([False, True, True])
    family.watch(lambda: next(answers))


def test_waiting_ends_when_a_program_does(family: Family) -> None:
    start(family, "breve", "print('pronto')")
    with pytest.raises(ProcessStopped, match="breve"):
        family.wait_for("http://127.0.0.1:9/healthz")
