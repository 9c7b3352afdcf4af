"""Counts the SQL of a block; compares it with a snapshot kept beside the test, or with a number."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from sqlalchemy import Engine, event

_TABLES = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+\"?([a-z_][a-z0-9_]*)\"?", re.IGNORECASE)
_QUIET = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET TRANSACTION", "SAVEPOINT", "RELEASE")


class Statements(list[str]):
    """The statements of a block, in order, transaction words left out."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: Counter[tuple[str, str]] = Counter()

    def hear(self, statement: str, values: object) -> None:
        """Note a statement and what it was asked with."""
        self.append(statement)
        self.asked[statement, repr(values)] += 1

    def twice(self) -> list[str]:
        """What was asked more than once with the same values."""
        return [shorten(statement) for (statement, _), times in self.asked.items() if times > 1]

    def summary(self) -> list[str]:
        """Each as its verb and tables ("SELECT cases, offices"): the same on every database."""
        return [shorten(statement) for statement in self]


def shorten(statement: str) -> str:
    """A statement as its verb and the tables it names."""
    verb = statement.split(None, 1)[0].upper()
    tables = dict.fromkeys(name.lower() for name in _TABLES.findall(statement))
    return f"{verb} {', '.join(tables)}".strip()


@contextmanager
def statements(engine: Engine) -> Iterator[Statements]:
    """Collect what a block says to the database."""
    heard = Statements()

    def listen(
        _connection: object, _cursor: object, statement: str, values: object, *_rest: object
    ) -> None:
        if not statement.lstrip().upper().startswith(_QUIET):
            heard.hear(statement, values)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def assert_frugal(heard: Statements, most: int) -> None:
    """A page asks so much at most, and nothing of it twice."""
    # A process looks for a newer catalogue once a second, whatever page is asked.
    pages = [one for one in heard.summary() if "catalogue_revisions" not in one]
    assert pages, "Nothing was asked: this test looks at the wrong engine."
    assert len(pages) <= most, "\n".join([f"{len(pages)} queries instead of {most}:", *pages])
    twice = [one for one in heard.twice() if "catalogue_revisions" not in one]
    assert not twice, f"Asked twice (see read_once in portal/platform/database.py): {twice}"


def assert_snapshot(heard: Statements, name: str, beside: str) -> None:
    """Compare with ``queries.yaml`` in the folder of the test (``beside=__file__``).

    Run the test with SNAPSHOTS=write to accept a change, and look at the difference in review.
    """
    path = Path(beside).parent / "queries.yaml"
    kept: dict[str, list[str]] = yaml.safe_load(path.read_text()) if path.exists() else {}
    if os.environ.get("SNAPSHOTS") == "write":
        kept[name] = heard.summary()
        path.write_text(yaml.safe_dump(kept, allow_unicode=True, width=100))
        return
    assert name in kept, f"{path.name} has no “{name}”: run this test with SNAPSHOTS=write."
    assert heard.summary() == kept[name], (
        f"The queries of “{name}” changed. If that is meant, run with SNAPSHOTS=write and commit."
    )
