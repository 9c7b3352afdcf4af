"""Several commands of the portal run in one process; what each says and how it ends is told apart."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from demo.chores import Chores


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "ACCANTO_DATA": str(tmp_path), "ACCANTO_DATABASE_URL": ""}


def test_commands_follow_each_other_in_one_process(environ: dict[str, str]) -> None:
    with Chores(environ) as chores:
        status, said = chores.run(("catalogue", "publish"))
        assert status != 0, "there are no tables yet"
        assert said
        assert chores.run(("database", "upgrade"))[0] == 0
        assert chores.run(("catalogue", "check")) == chores.run(("catalogue", "check"))
        status, said = chores.run(("no-such-command",))
        assert status != 0
        assert "no-such-command" in said


def test_a_process_that_ends_by_itself_says_why(environ: dict[str, str]) -> None:
    program = (sys.executable, "-c", "print('manca il pane'); raise SystemExit(3)")
    with Chores(environ, program) as chores:
        assert chores.run(("database", "upgrade")) == (3, "manca il pane")


def test_nothing_is_started_where_nothing_is_asked(environ: dict[str, str]) -> None:
    with Chores(environ, ("/no/such/program",)):
        pass
