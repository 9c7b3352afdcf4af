"""The register of logins: whole, sealed, and gone when its time is over."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from portal.identity.federation.entering import Step
from portal.identity.federation.keys import Purpose
from portal.identity.membership import register
from portal.identity.membership.models import RegisterMonth, RegisterRow
from portal.platform import clock, jobs
from portal.platform.audit import AuditEntry
from portal.platform.crypto import CannotOpen, Keyring
from portal.platform.database import db, writing
from tests.identity.federation.logins import FISCAL_CODE
from tests.identity.membership.coming import come_back, expect, leave_for, sign_in
from tests.identity.membership.joined import Town, do, join
from tests.support.page import PageClient
from tests.support.people import ANNA
from tests.support.people import sign_in as sign_in_otherwise

#: All that log_management names, in order.
WHOLE = [
    Step.CHAIN, Step.REQUEST, Step.ANSWER, Step.TOKEN_REQUEST, Step.TOKEN_REPLY,
    Step.USERINFO_REQUEST, Step.USERINFO_REPLY, Step.REVOCATION_REQUEST, Step.REVOCATION_REPLY,
]  # fmt: skip


@pytest.fixture
def member(app: Flask, town: Town) -> Flask:
    """A portal that has joined."""
    join(app)
    return app


def rows(app: Flask) -> list[RegisterRow]:
    """The register, as it lies."""
    with app.app_context():
        found = list(db.session.scalars(select(RegisterRow).order_by(RegisterRow.id)))
        db.session.expunge_all()
        return found


def come_and_go(app: Flask, client: PageClient, town: Town) -> str:
    """One login from the button to the token given back; its name."""
    sign_in(client, town)
    client.get("/area-personale/profilo")
    client.submit("/esci")
    with app.app_context():
        jobs.drain()
    return rows(app)[0].login


def change(app: Flask, statement: object) -> None:
    """Somebody with a hand in the database."""
    with app.app_context(), writing() as session:
        session.execute(statement)  # type: ignore[call-overload]


def is_whole(app: Flask) -> bool:
    """What the command says."""
    return do(app, "log", "verify").exit_code == 0


def test_one_login_has_every_step_and_each_is_what_was_sent(
    member: Flask, client: PageClient, town: Town
) -> None:
    name = come_and_go(member, client, town)
    assert [row.step for row in rows(member)] == WHOLE
    assert {row.login for row in rows(member)} == {name}
    with member.app_context():
        keyring = member.config["KEYRING"]
        texts = {one.step: one.text for one in register.read(keyring, db.session, name)}
    login = town.logins["c0de"]
    assert len(json.loads(texts[Step.CHAIN])) == 3
    assert login.answer["state"] in texts[Step.ANSWER]
    assert login.token("id") in texts[Step.TOKEN_REPLY]
    assert "client_assertion" in texts[Step.TOKEN_REQUEST]
    assert texts[Step.USERINFO_REPLY].startswith("200 application/jwt")
    assert town.revoked[0] in texts[Step.REVOCATION_REQUEST]
    assert is_whole(member)


def test_a_refused_login_is_kept_as_far_as_it_went(
    member: Flask, client: PageClient, town: Town
) -> None:
    login = expect(client, town, leave_for(client))
    login.id["nonce"] = "another"
    come_back(client, login)
    assert [row.step for row in rows(member)] == WHOLE[:5]


def test_nothing_of_a_person_can_be_read_without_the_key(
    member: Flask, client: PageClient, town: Town
) -> None:
    come_and_go(member, client, town)
    lying = b"".join(row.sealed for row in rows(member)).decode("latin-1")
    plain = " ".join(f"{row.issuer} {row.login} {row.link} {row.member}" for row in rows(member))
    login = town.logins["c0de"]
    for secret in (FISCAL_CODE, login.token("access"), login.answer["state"], "c0de", "Giulia"):
        assert secret not in lying
        assert secret not in plain
    name = rows(member)[0].login
    with member.app_context():
        other = Keyring.load(member.config["SETTINGS"].data / "other", create=True)
        with pytest.raises(CannotOpen):
            list(register.read(other, db.session, name))


def test_each_change_is_found(member: Flask, client: PageClient, town: Town) -> None:
    come_and_go(member, client, town)
    third = rows(member)[2]
    at_third = RegisterRow.id == third.id
    wrong = [
        update(RegisterRow).where(at_third).values(issuer="https://other.prova.invalid"),
        update(RegisterRow).where(at_third).values(sealed=rows(member)[3].sealed),
        update(RegisterRow).where(at_third).values(at=clock.after(seconds=9)),
        update(RegisterRow).where(at_third).values(link="0" * 64),
        delete(RegisterRow).where(at_third),
        update(RegisterMonth).values(head="0" * 64),
        update(RegisterMonth).values(rows=RegisterMonth.rows + 1),
        update(RegisterMonth).values(purged_at=clock.now()),
    ]
    for statement in wrong:
        before = rows(member)
        with member.app_context():
            month = db.session.scalars(select(RegisterMonth)).one()
            head, count = month.head, month.rows
            db.session.rollback()
        assert is_whole(member)
        change(member, statement)
        assert not is_whole(member), statement
        change(member, update(RegisterMonth).values(head=head, rows=count, purged_at=None))
        put_back(member, next(row for row in before if row.id == third.id))
    assert is_whole(member)


def put_back(app: Flask, row: RegisterRow) -> None:
    """The row as it was."""
    facts = {name.name: getattr(row, name.name) for name in RegisterRow.__table__.columns}
    change(app, delete(RegisterRow).where(RegisterRow.id == row.id))
    with app.app_context(), writing() as session:
        session.add(RegisterRow(**facts))


def test_the_last_row_taken_away_is_found_too(
    member: Flask, client: PageClient, town: Town
) -> None:
    come_and_go(member, client, town)
    change(member, delete(RegisterRow).where(RegisterRow.id == rows(member)[-1].id))
    found = do(member, "log", "verify")
    assert found.exit_code == 1
    assert "row 9" in found.output


def test_months_are_linked_and_go_24_months_after_their_end(app: Flask) -> None:
    first, second = datetime(2026, 11, 30, 23, 59, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    keyring = app.config["KEYRING"]
    with app.app_context():
        for at in (first, second):
            with clock.freeze(at):
                notes = register.Notes()
                notes(Step.REQUEST, "something")
                login = register.Login("https://us.prova.invalid", "https://idp.prova.invalid", "x")
                register.write(keyring, login, notes)
    assert is_whole(app)
    with clock.freeze(datetime(2028, 11, 30, 23, 59, tzinfo=UTC)):
        assert "Nothing is past" in do(app, "log", "purge").output
    with clock.freeze(datetime(2028, 12, 1, tzinfo=UTC)):
        assert "2026-11." in do(app, "log", "purge").output
        assert is_whole(app)
    assert [row.month for row in rows(app)] == ["2026-12"]
    with app.app_context():
        month = db.session.get_one(RegisterMonth, "2026-11")
        assert (month.data_key, month.rows) == (b"", 1)
    change(app, update(RegisterMonth).where(RegisterMonth.month == "2026-12").values(before="0"))
    assert not is_whole(app)


def test_the_keys_of_months_are_wrapped_anew_with_all_others(
    member: Flask, client: PageClient, town: Town
) -> None:
    come_and_go(member, client, town)
    assert member.test_cli_runner().invoke(args=["keys", "rotate"]).exit_code == 0
    done = member.test_cli_runner().invoke(args=["keys", "rewrap"])
    assert "login_register_months: 1" in done.output
    assert "federation_keys: 3" in done.output
    assert is_whole(member)
    assert len(Purpose) == 3


def test_who_reads_a_login_stands_in_the_trail(
    member: Flask, client: PageClient, town: Town
) -> None:
    name = come_and_go(member, client, town)
    day = f"{clock.now():%Y-%m-%d}"
    assert name in do(member, "log", "list", day).output
    assert "There is no such login" in do(member, "log", "show", "nobody").output
    shown = do(member, "log", "show", name)
    assert town.logins["c0de"].token("id") in shown.output
    with member.app_context():
        query = select(func.count()).where(AuditEntry.event == "federation.login_read")
        assert db.session.scalar(query) == 1


def test_who_wants_to_be_forgotten_reads_that_the_register_stays_and_why(
    member: Flask, client: PageClient, town: Town
) -> None:
    sign_in(client, town)
    page = client.get("/area-personale/profilo/cancella")
    kept = page.one("section[aria-labelledby=stays]").get_text(" ", strip=True)
    assert "24 mesi" in kept
    assert "DPCM 24 ottobre 2014, articolo 13" in kept


def test_where_no_login_is_kept_none_is_spoken_of(member: Flask, client: PageClient) -> None:
    sign_in_otherwise(client, ANNA)
    assert "24 mesi" not in client.get("/area-personale/profilo/cancella").text
