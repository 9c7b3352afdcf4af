"""Keys changed from end to end while people sign in, and every wrong order refused in words."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.identity.federation.keys import Purpose
from portal.identity.membership.rounds import keep_published
from portal.platform import clock
from portal.platform.database import db
from tests.identity.membership.coming import NAME, leave_for, sign_in
from tests.identity.membership.joined import BITS, Town, do, join, our_claims
from tests.support.page import PageClient


@pytest.fixture
def member(app: Flask, town: Town) -> Flask:
    """A portal that has joined."""
    join(app)
    return app


def listed(app: Flask, purpose: Purpose) -> dict[str, str]:
    """The keys of a purpose: where each stands, by its name."""
    lines = (line.split() for line in do(app, "keys", "list").output.splitlines())
    return {line[2]: line[1] for line in lines if line[0] == purpose.value}


def publish(app: Flask, purpose: Purpose) -> str:
    """List a new key; its name."""
    done = do(app, "keys", "publish", purpose.value, *BITS)
    assert done.exit_code == 0, done.output
    return done.output.split()[0]


def refused(app: Flask, *words: str) -> str:
    """What the command says against it."""
    done = do(app, "keys", *words)
    assert done.exit_code == 1, done.output
    return done.output


def used(app: Flask, purpose: Purpose) -> str:
    """The key in use."""
    return next(kid for kid, state in listed(app, purpose).items() if state == "active")


def refresh(app: Flask, town: Town) -> None:
    """Everybody signs anew, and we look."""
    with app.app_context():
        keep_published(db.session)
    town.renew()
    app.config["SHOWCASE"].forget()
    assert do(app, "refresh").exit_code == 0


@pytest.mark.parametrize("command", ["activate", "retire", "replace"])
def test_a_name_that_begins_with_a_dash_is_a_name(member: Flask, command: str) -> None:
    """The name of a key is a fingerprint: one of 64 begins so."""
    assert "No such option" not in refused(member, command, "-Oq3")


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_key_is_changed_from_end_to_end_and_people_come_in_all_the_way(
    member: Flask, town: Town, purpose: Purpose
) -> None:
    old, new = used(member, purpose), publish(member, purpose)

    def somebody_comes(code: str) -> None:
        page = sign_in(PageClient(member), town, code)
        assert "problema" not in page.url

    somebody_comes("published")
    if purpose is Purpose.ENCRYPTION:
        assert "Too early" in refused(member, "activate", new)
    else:
        assert "Not every superior" in refused(member, "activate", new)
    refresh(member, town)
    if purpose is Purpose.SIGNATURE:
        assert "Too early" in refused(member, "activate", new)
    with clock.freeze(clock.after(hours=49)):
        refresh(member, town)
        assert do(member, "keys", "activate", new).exit_code == 0
        assert listed(member, purpose) == {old: "published", new: "active"}
        refresh(member, town)
        somebody_comes("activated")
        assert "Too early" in refused(member, "retire", old)
        assert "not the next step" in refused(member, "retire", new)
    with clock.freeze(clock.after(hours=98)):
        refresh(member, town)
        assert do(member, "keys", "retire", old).exit_code == 0
        assert listed(member, purpose) == {old: "retired", new: "active"}
        refresh(member, town)
        somebody_comes("retired")
        assert old not in str(our_claims(member))


def test_first_keys_are_made_once(member: Flask) -> None:
    assert "There are keys already" in refused(member, "begin", *BITS)


def test_short_keys_are_refused(app: Flask) -> None:
    assert "too short" in refused(app, "begin", "--bits", "1024")


def test_one_change_at_a_time(member: Flask) -> None:
    publish(member, Purpose.SIGNATURE)
    assert "one change at a time" in refused(member, "publish", "signature", *BITS)


def test_a_key_nobody_holds_is_said_so(member: Flask) -> None:
    for step in ("activate", "retire"):
        assert "There is no such key" in refused(member, step, "nobody")
    assert "There is no such key" in refused(member, "replace", "nobody", *BITS)


def test_a_refused_step_publishes_nothing(member: Flask) -> None:
    new = publish(member, Purpose.SIGNATURE)
    before = our_claims(member)
    refused(member, "activate", new)
    assert our_claims(member) == before


def test_a_lost_key_is_replaced_at_once(member: Flask, client: PageClient, town: Town) -> None:
    lost = used(member, Purpose.SIGNATURE)
    assert do(member, "keys", "replace", lost, *BITS).exit_code == 0
    assert used(member, Purpose.SIGNATURE) != lost
    assert lost not in str(our_claims(member))
    assert NAME in client.get("/accedi").html
    assert leave_for(client)


def test_no_command_prints_a_private_half(app: Flask, town: Town) -> None:
    said = do(app, "keys", "begin", *BITS).output + do(app, "keys", "list").output
    assert not re.search(r"[A-Za-z0-9_-]{60,}", said)
