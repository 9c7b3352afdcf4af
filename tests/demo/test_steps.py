"""Each step runs when its files or its database changed, and only then."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from demo.places import Places
from demo.steps import Step, StepFailed, do, is_done, portal_environment, prepare, steps


def database(file: Path, version: str) -> None:
    with closing(sqlite3.connect(file)) as found, found:
        found.execute("CREATE TABLE alembic_version (version_num TEXT)")
        found.execute("INSERT INTO alembic_version VALUES (?)", (version,))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(8000, tmp_path / "data")
    prepare(places)
    database(places.data / "accanto.sqlite3", "0001")
    return places


@pytest.fixture
def step(tmp_path: Path) -> Step:
    """A step that follows from one file."""
    source = tmp_path / "content"
    source.mkdir()
    (source / "a.yaml").write_text("a: 1")
    return Step("content", "Contenuti", ("catalogue", "publish"), (source,))


def works(_words: Sequence[str]) -> tuple[int, str]:
    return 0, "fatto"


def test_a_step_is_done_once(places: Places, step: Step) -> None:
    assert not is_done(step, places, {})
    do(step, places, {}, works)
    assert is_done(step, places, {})


def test_a_changed_a_new_and_a_removed_file_call_for_the_step(places: Places, step: Step) -> None:
    folder = step.sources[0]
    do(step, places, {}, works)
    (folder / "a.yaml").write_text("a: 2")
    assert not is_done(step, places, {})
    do(step, places, {}, works)
    (folder / "b.yaml").write_text("b: 1")
    assert not is_done(step, places, {})
    do(step, places, {}, works)
    (folder / "b.yaml").unlink()
    assert not is_done(step, places, {})


def test_another_database_calls_for_the_step(places: Places, step: Step) -> None:
    file = places.data / "accanto.sqlite3"
    do(step, places, {}, works)
    other = places.data / "other.sqlite3"
    database(other, "0001")
    other.replace(file)
    assert not is_done(step, places, {})
    do(step, places, {}, works)
    file.unlink()
    assert not is_done(step, places, {})


def test_other_tables_call_for_the_step(places: Places, step: Step) -> None:
    do(step, places, {}, works)
    with closing(sqlite3.connect(places.data / "accanto.sqlite3")) as found, found:
        found.execute("UPDATE alembic_version SET version_num = '0002'")
    assert not is_done(step, places, {})


@pytest.mark.parametrize("name", ["DATABASE_URL", "ACCANTO_DATABASE_URL"])
def test_a_database_elsewhere_is_never_taken_for_done(
    places: Places, step: Step, name: str
) -> None:
    environ = {name: "postgresql://localhost/accanto"}
    do(step, places, environ, works)
    assert not is_done(step, places, environ)


def test_a_step_that_fails_says_why_and_is_not_done(places: Places, step: Step) -> None:
    with pytest.raises(StepFailed, match="manca il pane"):
        do(step, places, {}, lambda _words: (2, "manca il pane"))
    assert not is_done(step, places, {})


def test_a_broken_memory_is_no_memory(places: Places, step: Step) -> None:
    do(step, places, {}, works)
    (places.folder / "done.json").write_text("{")
    assert not is_done(step, places, {})


def test_staff_is_written_for_the_portal(places: Places) -> None:
    staff = steps(places)[-1].sources[0]
    assert len(json.loads(staff.read_text("utf-8"))) == 5
    assert steps(places)[0].command == ("database", "upgrade")


def test_the_portal_is_told_where_everything_is(places: Places) -> None:
    environ = portal_environment(places, {"PATH": "/bin", "ACCANTO_DEMO": "0"})
    assert environ["PATH"] == "/bin"
    assert environ["ACCANTO_DEMO"] == "1"
    assert environ["ACCANTO_PUBLIC_URL"] == "http://127.0.0.1:8000"
    assert environ["ACCANTO_OIDC_ISSUER"] == "http://127.0.0.1:8001"
    assert environ["ACCANTO_SMTP_PORT"] == "8002"
    assert environ["TMPDIR"].startswith(str(places.data))


def test_secrets_are_made_once_differ_per_folder_and_are_private(
    places: Places, tmp_path: Path
) -> None:
    first = places.secrets()
    assert places.secrets() == first
    assert Places(8000, tmp_path / "other").secrets() != first
    assert (places.folder / "secrets.json").stat().st_mode & 0o077 == 0
    assert first.client not in repr(first)
