"""After somebody is forgotten nothing of them can be read: in no table, by no key left, in no log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.drawer.actions import keep_fact
from portal.identity import forgetting
from portal.platform.crypto import Keyring
from portal.platform.database import Model, db
from tests.support.filing import STORY, Filing
from tests.support.people import ANNA, acting

WORDS = (ANNA.family_name, ANNA.fiscal_code, ANNA.email, str(STORY[("story", None)]))


def cells(app: Flask) -> set[object]:
    """Every value in every table, as it lies there."""
    found: set[object] = set()
    with app.app_context():
        for table in Model.metadata.sorted_tables:
            for row in db.session.execute(select(table)):
                found.update(value for value in row if isinstance(value, str | bytes))
    return found


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> dict[bytes, tuple[bytes, str]]:
    """What was sealed while the test ran: by the sealed bytes, the key it needs and what it says."""
    kept: dict[bytes, tuple[bytes, str]] = {}

    def noting(seal: Callable[..., bytes]) -> Callable[..., bytes]:
        def note(self: Keyring, data_key: bytes, value: Any, context: str) -> bytes:
            found = seal(self, data_key, value, context)
            kept[found] = (data_key, repr(value))
            return found

        return note

    for name in ("seal_text", "seal_json"):
        monkeypatch.setattr(Keyring, name, noting(getattr(Keyring, name)))
    return kept


def readable(app: Flask, sealed: dict[bytes, tuple[bytes, str]]) -> list[str]:
    """What of hers could still be read: it lies in some table, and so does its key; or lies there open."""
    there = cells(app)
    opened = [
        said
        for value, (key, said) in sealed.items()
        if value in there and key in there and any(one in said for one in WORDS)
    ]
    plain = [one for one in there if isinstance(one, str) and any(w in one for w in WORDS)]
    return [*opened, *plain]


def test_nothing_of_a_forgotten_person_can_be_read(
    app: Flask, sealed: dict[bytes, tuple[bytes, str]], caplog: pytest.LogCaptureFixture
) -> None:
    """N36, X7: over all tables and the log; the trail keeps a number and no name."""
    filing, anna = Filing(app), acting(app, ANNA)
    filing.save(anna, filing.draft(anna), STORY)
    with filing.write():
        keep_fact(filing.keyring, anna, "iban", "IT60X0542811101000000123456")
    assert readable(app, sealed), "The test cannot see what is there."
    with filing.write():
        after = forgetting.ask(filing.keyring, anna)
    with app.app_context():
        for act in after:
            act()
    assert readable(app, sealed) == []
    assert not any(word in caplog.text for word in WORDS)
    assert filing.audited("identity.forgotten")
