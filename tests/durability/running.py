"""The portal as it runs, gunicorn and worker, and a hand that kills any process of it without warning."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PATIENCE = 60


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as door:
        door.bind((HOST, 0))
        return int(door.getsockname()[1])


class Running:
    """Two groups of processes, web and worker; a group that was killed is started again at once."""

    def __init__(self, environ: Mapping[str, str], port: int, logs: Path) -> None:
        self.url = f"http://{HOST}:{port}"
        self.kills: list[str] = []
        self._environ = {**os.environ, **environ, "PYTHONPATH": str(ROOT)}
        self._logs = logs
        self._web = (
            sys.executable, "-m", "gunicorn", "app:app", "--bind", f"{HOST}:{port}",
            "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload",
            "--no-control-socket", "--worker-tmp-dir", str(logs), "--log-level", "warning",
        )  # fmt: skip
        self._worker = (sys.executable, "-m", "flask", "--app", "app", "worker")

    @contextmanager
    def opened(self) -> Iterator[Running]:
        """Both groups are up, and answer; both are gone when the block ends."""
        self.web = self._start(self._web, "web")
        self.worker = self._start(self._worker, "worker")
        try:
            self._wait()
            yield self
        finally:
            for group in (self.web, self.worker):
                _kill_group(group)

    def kill_something(self, chance: random.Random) -> None:
        """One of: a web process, the worker, the whole web server. None of them hears it coming."""
        what = chance.choice(["a web process", "the worker", "the web server"])
        self.kills.append(what)
        if what == "a web process":
            with suppress(ProcessLookupError, IndexError):
                # Gunicorn starts another by itself.
                os.kill(chance.choice(_children(self.web.pid)), signal.SIGKILL)
        elif what == "the worker":
            _kill_group(self.worker)
            self.worker = self._start(self._worker, "worker")
        else:
            _kill_group(self.web)
            self.web = self._start(self._web, "web")
            self._wait()

    def _start(self, command: tuple[str, ...], name: str) -> subprocess.Popen[bytes]:
        with (self._logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self._environ, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def _wait(self) -> None:
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            with suppress(requests.RequestException):
                if requests.get(f"{self.url}/healthz", timeout=5).ok:
                    return
            time.sleep(0.05)
        raise AssertionError(f"The portal does not start: {self._logs / 'web.log'}")


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _kill_group(group: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group.pid, signal.SIGKILL)
    group.wait()
