"""What administrators read of our membership, and what they are told before it suffers."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.identity.federation.statements import well_known
from portal.identity.membership.rounds import keep_published, look_at_standing
from portal.notifications.models import Notification
from portal.platform import clock
from portal.platform.database import db
from tests.identity.federation import peers
from tests.identity.federation.peers import ANCHOR
from tests.identity.membership.joined import BITS, OUR_MARK, Town, begin_keys, do, join, our_claims
from tests.support.page import PageClient
from tests.support.people import ADA, ANNA, sign_in, sign_in_bruno, sign_in_olga

PAGE = "/amministrazione/federazione"


def look(app: Flask) -> None:
    """What the worker does every hour."""
    with app.app_context():
        look_at_standing(db.session)
        db.session.rollback()


def told(app: Flask) -> list[str]:
    """The letters about the federations, in order."""
    query = select(Notification.event).where(Notification.event.startswith("federation_"))
    with app.app_context():
        return list(db.session.scalars(query.order_by(Notification.id)))


def read(client: PageClient) -> Any:
    """The page, as Ada reads it."""
    sign_in(client, ADA)
    return client.get(PAGE)


def test_nobody_else_reads_it(app: Flask, client: PageClient) -> None:
    assert client.raw.get(PAGE).status_code == 302
    for come in (
        lambda: sign_in(client, ANNA),
        lambda: sign_in_bruno(client),
        lambda: sign_in_olga(client),
    ):
        come()
        assert client.raw.get(PAGE).status_code == 403


def test_before_there_are_keys_it_says_what_to_do(app: Flask, client: PageClient) -> None:
    page = read(client)
    assert page.h1 == "SPID e CIE"
    assert "Non c’è niente di pubblicato" in page.text


def test_while_we_are_being_registered_it_says_so(
    app: Flask, client: PageClient, town: Town
) -> None:
    town.about_us = None
    join(app)
    sign_in(client, ADA)
    page = client.get(f"/en{PAGE}")
    assert "It does not know us yet" in page.text
    assert "No mark yet. A mark comes at the end" in page.text


def test_it_shows_how_we_stand(app: Flask, client: PageClient, town: Town) -> None:
    join(app)
    sign_in(client, ADA)
    page = client.get(f"/en{PAGE}")
    for words in ("It knows us and our keys.", OUR_MARK, "Gestore di prova", "In use"):
        assert words in page.text
    assert page.text.count("To change it, publish a new one.") == 3


def test_a_difference_and_the_next_step_of_a_key_are_said(
    app: Flask, client: PageClient, town: Town
) -> None:
    town.about_us = {
        "metadata_policy": {"openid_relying_party": {"client_name": {"value": "Another name"}}}
    }
    join(app)
    assert do(app, "keys", "publish", "signature", *BITS).exit_code == 0
    sign_in(client, ADA)
    page = client.get(f"/en{PAGE}")
    for words in ("client_name", "Comune di Prova", "Another name", "Register it at every portal"):
        assert words in page.text


@pytest.mark.parametrize("days", [29, 31])
def test_a_mark_is_told_a_month_before_its_end_and_once(
    app: Flask, client: PageClient, town: Town, days: int
) -> None:
    sign_in(client, ADA)
    town.mark_ends = peers.now() + days * 86_400
    join(app)
    look(app)
    assert told(app) == (["federation_mark"] if days < 30 else [])


def test_an_anchor_that_is_silent_until_our_statement_ends_is_told(
    app: Flask, client: PageClient, town: Town
) -> None:
    sign_in(client, ADA)
    town.about_us = {"exp": peers.now() + 5 * 86_400}
    town.says["anchor"]["exp"] = peers.now() + 9 * 86_400
    join(app)
    town.answers[well_known(ANCHOR)] = None
    look(app)
    assert not told(app), "an hour of silence is nothing"
    with clock.freeze(clock.after(hours=30)):
        look(app)
        look(app)
    assert told(app) == ["federation_silence"]


def test_a_statement_that_is_not_renewed_is_told(
    app: Flask, client: PageClient, town: Town
) -> None:
    sign_in(client, ADA)
    ends = peers.now() + 5 * 86_400
    town.about_us = {"exp": ends}
    town.says["anchor"]["exp"] = ends
    join(app)
    for hours in (1, 30, 40, 41):
        with clock.freeze(clock.after(hours=hours)):
            look(app)


def test_one_that_is_renewed_each_day_is_nobodys_worry(
    app: Flask, client: PageClient, town: Town
) -> None:
    sign_in(client, ADA)
    join(app)
    with clock.freeze(clock.after(minutes=50)):
        town.renew()
        look(app)
    assert not told(app)


def test_a_key_we_use_and_nobody_shows_is_told(app: Flask, client: PageClient, town: Town) -> None:
    sign_in(client, ADA)
    pinned: dict[str, Any] = {}
    town.about_us = {"metadata_policy": {"openid_relying_party": {"jwks": pinned}}}
    begin_keys(app)
    jwks = our_claims(app)["metadata"]["openid_relying_party"]["jwks"]
    pinned["value"] = {"keys": [one for one in jwks["keys"] if one["use"] == "enc"]}
    look(app)
    assert told(app) == ["federation_key"]


def test_the_round_publishes_what_changed(app: Flask, town: Town) -> None:
    begin_keys(app)
    first = our_claims(app)["exp"]
    with clock.freeze(clock.after(hours=25)):
        with app.app_context():
            keep_published(db.session)
        app.config["SHOWCASE"].forget()
        assert our_claims(app)["exp"] > first
