"""What other members ask of us: answered from memory when all else is away, and never by asking others."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.identity.federation import signing
from portal.identity.federation.keys import Purpose
from portal.identity.federation.refusing import About
from portal.identity.federation.statements import read_configuration
from portal.identity.membership import keyset, publishing
from portal.identity.membership.settings import read_membership
from portal.platform import clock
from portal.platform.database import db, writing
from portal.platform.settings import Settings, SettingsInvalid
from tests.identity.federation import peers
from tests.identity.federation.peers import ANCHOR, PROVIDER, US
from tests.identity.membership.joined import (
    OUR_MARK,
    Town,
    begin_keys,
    do,
    join,
    our_claims,
    toml_of,
)

CONFIGURATION = "/.well-known/openid-federation"


def ask(app: Flask, address: str) -> Any:
    """What a machine without cookies gets."""
    return app.test_client().get(address)


def cut_database(app: Flask) -> None:
    """From now on nobody reaches the database."""

    def refuse(*_args: object) -> None:
        raise OperationalError("connect", None, sqlite3.OperationalError("gone"))

    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "do_connect", refuse)


def test_without_the_setting_we_are_in_no_federation(
    environ: dict[str, str], tmp_path: Path
) -> None:
    bare = create_app({**environ, "ACCANTO_FEDERATION": ""}, TESTING=True)
    for address in (CONFIGURATION, "/.well-known/jwks.json", "/resolve"):
        assert bare.test_client().get(address).status_code == 404
    assert "ACCANTO_FEDERATION is not set" in do(bare, "refresh").output
    with bare.app_context():
        db.engine.dispose()


def test_there_is_nothing_to_read_before_there_are_keys(app: Flask) -> None:
    assert ask(app, CONFIGURATION).status_code == 404
    assert ask(app, f"/resolve?sub={PROVIDER}&anchor={ANCHOR}").status_code == 503


def test_we_publish_who_we_are_signed_and_without_cookies(app: Flask) -> None:
    begin_keys(app)
    answer = ask(app, CONFIGURATION)
    assert answer.headers["Content-Type"] == "application/entity-statement+jwt"
    assert "Set-Cookie" not in answer.headers
    found = read_configuration(answer.text, US)
    said = found.metadata["openid_relying_party"]
    assert found.hints == (ANCHOR,)
    assert said["redirect_uris"] == ["https://accanto.prova.invalid/accedi/ritorno"]
    assert said["jwks_uri"] == f"{US}.well-known/jwks.json"
    member = found.metadata["federation_entity"]
    assert member["federation_resolve_endpoint"] == f"{US}resolve"
    assert "trust_marks" not in found.claims


def test_all_public_keys_lie_at_their_address_and_no_private_half(app: Flask) -> None:
    begin_keys(app)
    found = ask(app, "/.well-known/jwks.json").json["keys"]
    assert [one["use"] for one in found] == ["sig", "sig", "enc"]
    assert {name for one in found for name in one} == {"kty", "n", "e", "kid", "use", "alg"}


def test_marks_are_pulled_from_the_superior_and_published_to_the_letter(
    app: Flask, town: Town
) -> None:
    join(app)
    (mark,) = our_claims(app)["trust_marks"]
    assert mark["id"] == OUR_MARK
    assert signing.look_into(mark["trust_mark"], About.MARK).claims["sub"] == US


def test_a_mark_that_ended_is_left_out_at_the_next_signing(app: Flask, town: Town) -> None:
    town.mark_ends = peers.now() + 3600
    join(app)
    with clock.freeze(clock.after(hours=2)), app.app_context():
        keyring, membership = app.config["KEYRING"], app.config["MEMBERSHIP"]
        assert publishing.is_due(keyring, membership)
        with writing():
            made = publishing.publish(keyring, membership)
        assert "trust_marks" not in signing.look_into(made.raw, About.OURSELVES).claims


def test_the_next_is_due_after_a_day_and_never_before_the_first(app: Flask) -> None:
    keyring, membership = app.config["KEYRING"], app.config["MEMBERSHIP"]
    with app.app_context():
        assert not publishing.is_due(keyring, membership)
    begin_keys(app)
    with app.app_context():
        assert not publishing.is_due(keyring, membership)
        with clock.freeze(clock.after(hours=24)):
            assert publishing.is_due(keyring, membership)


def test_an_ended_configuration_is_not_served(app: Flask) -> None:
    begin_keys(app)
    assert ask(app, CONFIGURATION).status_code == 200
    with clock.freeze(clock.now() + timedelta(hours=49)):
        assert ask(app, CONFIGURATION).status_code == 404


def test_it_is_served_while_the_database_is_away(app: Flask) -> None:
    begin_keys(app)
    before = ask(app, CONFIGURATION).text
    app.config["SHOWCASE"].forget()
    cut_database(app)
    assert ask(app, CONFIGURATION).text == before
    assert ask(app, "/.well-known/jwks.json").status_code == 200
    reply = ask(app, f"/resolve?sub={PROVIDER}&anchor={ANCHOR}")
    assert (reply.status_code, reply.json["error"]) == (503, "temporarily_unavailable")


def test_also_by_a_process_that_starts_while_it_is_away(
    app: Flask, environ: dict[str, str]
) -> None:
    begin_keys(app)
    before = ask(app, CONFIGURATION).text
    later = create_app(environ, TESTING=True)
    cut_database(later)
    assert ask(later, CONFIGURATION).text == before
    with later.app_context():
        db.engine.dispose()


def test_what_is_known_is_resolved_and_nothing_else(app: Flask, town: Town) -> None:
    join(app)
    town.asked.clear()
    for name in ("anchor", "trust_anchor"):
        reply = ask(app, f"/resolve?sub={PROVIDER}&{name}={ANCHOR}")
        assert reply.headers["Content-Type"] == "application/resolve-response+jwt"
        with app.app_context():
            keys = keyset.load_keys(app.config["KEYRING"], US)
        own = keys.active(Purpose.FEDERATION)
        signed = signing.verify(
            reply.text, {own.kid: own.key}, About.CHAIN, types=("resolve-response+jwt",)
        )
        assert len(signed.claims["trust_chain"]) == 3
    for query, status, word in (
        (f"sub=https://other.prova.invalid&anchor={ANCHOR}", 404, "not_found"),
        (f"sub={PROVIDER}&anchor=https://other.prova.invalid", 404, "not_found"),
        (f"sub={PROVIDER}", 400, "invalid_request"),
        ("", 400, "invalid_request"),
    ):
        reply = ask(app, f"/resolve?{query}")
        assert (reply.status_code, reply.json["error"]) == (status, word)
    assert not town.asked


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('name = "Comune', 'nome = "Comune', "name"),
        (f'identifier = "{US}"', 'identifier = "http://accanto.prova.invalid/"', "https://"),
        ('kind = "spid"', 'kind = "saml"', "anchors.prova.kind"),
        ('kind = "spid"', 'kind = "spid"\nlevel = 4', "anchors.prova.level"),
        ('kind = "spid"', 'kind = "spid"\nextra_claims = ["document_details"]', "document_details"),
        ('kty = "RSA"', 'kty = "oct"', "no key"),
        ("[anchors.prova]", "[anchors.prova", "not TOML"),
        ('contacts = ["protocollo@pec.prova.invalid"]', "contacts = []", "contacts"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(
    tmp_path: Path, before: str, after: str, says: str
) -> None:
    file = tmp_path / "federation.toml"
    text = toml_of()
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(SettingsInvalid, match=says):
        read_membership(Settings(federation=str(file)))
