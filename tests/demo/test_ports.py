"""A busy port is said clearly, before anything is written."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from demo.places import HOST
from demo.ports import PortUnusable, read_port, require_free
from demo.run import main


@pytest.fixture(params=[0, 1, 2, 3], ids=["portal", "demo", "mail", "scanner"])
def busy(request: pytest.FixtureRequest) -> Iterator[tuple[int, int]]:
    """The portal's port, and the one of the four that somebody else holds."""
    place = int(request.param)
    for _try in range(50):
        with closing(socket.socket()) as other:
            other.bind((HOST, 0))
            other.listen(1)
            taken = int(other.getsockname()[1])
            # The others must be free, or another name would be said: this machine has more to do.
            if all(is_free(taken - place + one) for one in range(4) if one != place):
                yield taken - place, taken
                return
    raise AssertionError("no four ports in a row")


def is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def test_a_busy_port_stops_the_launcher_with_one_sentence(
    busy: tuple[int, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port, taken = busy
    data = tmp_path / "data"
    assert main(["--port", str(port), "--data", str(data)]) == 1
    said = capsys.readouterr().out
    assert f"La porta {taken} " in said
    assert "make run PORT=" in said
    assert len(said.splitlines()) == 1
    assert not data.exists()


def test_the_port_that_is_proposed_is_free(busy: tuple[int, int]) -> None:
    with pytest.raises(PortUnusable) as problem:
        require_free(busy[0])
    proposed = int(str(problem.value).rpartition("PORT=")[2])
    require_free(proposed)


@pytest.mark.parametrize("raw", ["", "ottomila", "0", "-1", "65533", "8000.0", "८०००"])
def test_what_cannot_be_a_port_is_refused(
    raw: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(PortUnusable):
        read_port(raw)
    assert main([f"--port={raw}", "--data", str(tmp_path / "data")]) == 1
    assert "numero" in capsys.readouterr().out
    assert not (tmp_path / "data").exists()


def test_the_last_port_leaves_room_for_the_three_after_it() -> None:
    assert read_port("65532") == 65532
