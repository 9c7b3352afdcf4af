"""What the pages of a person ask of the database: few things, and none of them twice."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.platform.actor import Actor
from portal.platform.database import db
from tests.support.filing import STORY, Filing
from tests.support.page import PageClient
from tests.support.people import ANNA, sign_in
from tests.support.queries import assert_frugal, statements


@pytest.fixture
def draft(filing: Filing, anna: Actor, client: PageClient) -> str:
    """A draft of Anna with answers, beside a case she sent; her browser is signed in."""
    filing.sent(anna)
    sign_in(client, ANNA)
    reference = filing.draft(anna)
    filing.save(anna, reference, STORY)
    return f"/pratiche/{reference}"


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("/area-personale", 5),
        ("/area-personale/pratiche", 5),
        ("{draft}/passi/bisogno", 9),
        ("{draft}/riepilogo", 18),
    ],
)
def test_a_page_asks_little_and_nothing_twice(
    app: Flask, client: PageClient, draft: str, page: str, most: int
) -> None:
    client.get(page.format(draft=draft))
    with app.app_context(), statements(db.engine) as heard:
        client.get(page.format(draft=draft))
    assert_frugal(heard, most)
