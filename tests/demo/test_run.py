"""The launcher from an empty folder to a portal that answers, and back to nothing running."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from demo.places import HOST
from demo.ports import PortUnusable, require_free
from demo.processes import ROOT


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run") / "data"


@pytest.fixture
def port() -> int:
    while True:
        with closing(socket.socket()) as probe:
            probe.bind((HOST, 0))
            found = int(probe.getsockname()[1])
        try:
            require_free(found)
        except PortUnusable:
            continue
        return found


class Launched:
    """A launcher that runs, and what it has said so far."""

    def __init__(self, port: int, data: Path) -> None:
        self.port = port
        environ = {**os.environ, "PORT": str(port), "DATA": str(data)}
        environ.pop("DATABASE_URL", None)
        self.process = subprocess.Popen(
            (sys.executable, "-m", "demo.run"), cwd=ROOT, env=environ, text=True,
            encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.said = self._until("Ctrl-C ferma tutto.")

    def _until(self, last: str) -> str:
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if line.startswith(last):
                return said
        raise AssertionError(f"The launcher stopped before saying «{last}»:\n{said}")

    def ends(self) -> tuple[int, str]:
        """Its code and last words, once all that it started is gone."""
        said, _nothing = self.process.communicate(timeout=40)
        require_free(self.port)
        return self.process.returncode, said


@pytest.fixture
def launched(port: int, data: Path) -> Iterator[Launched]:
    found = Launched(port, data)
    yield found
    if found.process.poll() is None:
        found.process.terminate()
    found.process.communicate(timeout=40)


def test_it_ends_by_telling_the_address_and_the_people(launched: Launched) -> None:
    assert f"http://127.0.0.1:{launched.port}\n" in launched.said
    assert len(re.findall(r"^ {2}\w.*\n {20,}→ ", launched.said, re.MULTILINE)) == 12
    with urllib.request.urlopen(f"http://{HOST}:{launched.port}/healthz") as answer:
        assert answer.status == 200
    launched.process.send_signal(signal.SIGINT)
    assert launched.ends() == (0, "Tutto fermato.\n")


def test_a_second_start_repeats_nothing(launched: Launched) -> None:
    launched.process.terminate()
    assert launched.ends()[0] == 0
    again = Launched(launched.port, _data_of(launched))
    again.process.terminate()
    assert again.ends()[0] == 0
    assert again.said.count("(già fatto)") == 3


def test_when_one_program_dies_all_stop_and_it_is_named(launched: Launched) -> None:
    pid = launched.process.pid
    children = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    worker = next(child for child in children if " worker" in _command(child))
    os.kill(worker, signal.SIGKILL)
    code, said = launched.ends()
    assert code == 1
    assert "lavoratore si è fermato da solo" in said


def test_it_stops_all_when_nobody_reads_it_any_more(port: int, data: Path) -> None:
    words = (sys.executable, "-m", "demo.run", "--port", str(port), "--data", str(data))
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as launcher:
        assert launcher.stdout is not None
        launcher.stdout.readline()
        launcher.stdout.close()
        assert launcher.wait(40) == 1
    require_free(port)


def test_a_folder_that_cannot_be_written_is_said_plainly(port: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = subprocess.run(
        (sys.executable, "-m", "demo.run", "--port", str(port), "--data", f"{tmp_path}/file/data"),
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout.startswith("✗ Non riesco a scrivere in ")
    assert "Traceback" not in done.stdout + done.stderr


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8").replace("\0", " ")


def _data_of(launched: Launched) -> Path:
    (line,) = [one for one in launched.said.splitlines() if one.startswith("Tutto è scritto in:")]
    return Path(line.partition(":")[2].strip())
