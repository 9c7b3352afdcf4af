"""The database itself refuses half a mandate."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from portal.platform.database import writing
from tests.assisted.conftest import Desk
from tests.support.page import PageClient


@pytest.mark.parametrize(
    "change",
    [
        "signed_at = recorded_at, signed_how = NULL",
        "signed_how = 'paper'",
        "scope = 'until', until = NULL",
    ],
)
def test_b16_the_database_refuses_half_a_mandate(
    app: Flask, desk: Desk, olga: PageClient, change: str
) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    before = desk.mandate()
    with app.app_context(), pytest.raises(DatabaseError), writing() as session:
        session.execute(text(f"UPDATE mandates SET {change}"))
    assert desk.mandate().signed_at == before.signed_at
    with app.app_context(), writing() as session:
        whole = "signed_at = recorded_at, signed_how = 'paper'"
        session.execute(text(f"UPDATE mandates SET {whole}"))
    assert desk.mandate().signed_at is not None
