"""A file in pieces is there only for who began it, in the draft it was announced for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from portal.cases.actions.drafting import begin_case
from portal.platform.actor import Actor
from portal.platform.sessions import COOKIE
from tests.support.filing import IBAN, STORY, Filing
from tests.support.page import PageClient
from tests.support.people import (
    ANNA,
    BRUNO,
    CARLA,
    OLGA,
    Somebody,
    open_session,
    open_visit,
    sign_in,
)
from tests.support.pieces import Sending, pdf_of

ANSWERS = {**STORY, ("money", None): "yes", ("iban", None): IBAN}


def browser(app: Flask, who: Somebody) -> PageClient:
    client = PageClient(app)
    sign_in(client, who)
    return client


def begun(client: PageClient, reference: str) -> Sending:
    """A file of which the first half has come."""
    client.get(f"/pratiche/{reference}/passi/bisogno")
    sending = Sending(client, reference, pdf_of(60_000))
    assert sending.announce().status_code == 201
    assert sending.put(0, 30_000).status_code == 204
    return sending


def finds_nothing(sending: Sending) -> None:
    """Every address of the file answers as if it did not exist, or asks to sign in."""
    for answer in (sending.where(), sending.put(30_000), sending.finish(), sending.announce()):
        assert answer.status_code in {404, 302}, answer.request.path
        assert "Upload-Offset" not in answer.headers


@pytest.fixture
def draft(filing: Filing, anna: Actor) -> str:
    """A draft of Anna."""
    reference = filing.draft(anna)
    filing.save(anna, reference, ANSWERS)
    return reference


def test_nobody_else_finds_it(app: Flask, draft: str) -> None:
    sending = begun(browser(app, ANNA), draft)
    for who in (CARLA, BRUNO, OLGA):
        other = browser(app, who)
        other.get("/area-personale")
        finds_nothing(replace(sending, client=other))
    finds_nothing(replace(sending, client=PageClient(app)))
    assert sending.where().headers["Upload-Offset"] == "30000"


def test_it_is_not_part_of_another_draft(
    app: Flask, filing: Filing, carla: Actor, draft: str
) -> None:
    sending = begun(browser(app, ANNA), draft)
    other = filing.draft(carla)
    filing.save(carla, other, ANSWERS)
    mine = browser(app, CARLA)
    mine.get(f"/pratiche/{other}/passi/bisogno")
    stolen = sending.address.replace(draft, other)
    for answer in (
        replace(sending, client=mine, address=stolen).where(),
        replace(sending, client=mine, address=stolen).put(30_000),
        replace(sending, client=mine, address=stolen).finish(),
    ):
        assert answer.status_code == 404


def test_a_guests_file_is_for_their_browser_alone(app: Flask, filing: Filing) -> None:
    guest = "ab" * 32
    mine, other = PageClient(app), PageClient(app)
    open_session(mine, None, guest=guest)
    open_session(other, None, guest="cd" * 32)
    actor = Actor(guest=guest)
    with filing.write():
        reference = begin_case(filing.keyring, actor, filing.plan(), "it").reference
    filing.save(actor, reference, ANSWERS)
    sending = begun(mine, reference)
    other.get("/servizi/colloquio-assistente-sociale/richiedi")
    finds_nothing(replace(sending, client=other))
    assert sending.put(30_000).status_code == 204
    assert sending.finish().status_code == 204


def test_what_an_operator_began_ends_for_them_with_the_visit(app: Flask, draft: str) -> None:
    desk = browser(app, BRUNO)
    open_visit(desk, ANNA)
    sending = begun(desk, draft)
    own = browser(app, ANNA)
    own.get(f"/pratiche/{draft}/passi/bisogno")
    for answer in (replace(sending, client=own).where(), replace(sending, client=own).put(30_000)):
        assert answer.status_code == 404, "Anna did not begin it"
    page = desk.get(f"/pratiche/{draft}/passi/bisogno")
    ending = next(form for form in page.soup.find_all("form") if "/fine" in str(form.get("action")))
    desk.submit(str(ending["action"]))
    finds_nothing(sending)


def test_a_piece_without_the_token_of_the_page_is_not_taken(app: Flask, draft: str) -> None:
    sending = begun(browser(app, ANNA), draft)
    cookie = sending.client.raw.get_cookie(COOKIE)
    assert cookie is not None
    forged = PageClient(app)
    forged.raw.set_cookie(COOKIE, cookie.value)
    assert replace(sending, client=forged).put(30_000).status_code == 400
    assert replace(sending, client=forged).finish().status_code == 400
    assert sending.where().headers["Upload-Offset"] == "30000"
