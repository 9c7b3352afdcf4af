"""A letter that comes back makes its way fail, opens the next, and casts doubt on the address."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.identity.actions import change_contacts
from portal.identity.models import Person
from portal.integrations.mail.client import SmtpMail, message_id, return_path
from portal.integrations.mail.fake import SENDER, FakeMail
from portal.integrations.sms.fake import FakeSms
from portal.notifications import queries
from portal.notifications.actions.returning import MarkUnknown, take_back
from portal.notifications.channels import Channel
from portal.notifications.models import DeliveryStatus, Notification, NotificationStatus
from portal.platform import jobs
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from tests.notifications.test_telling import told
from tests.support.page import PageClient
from tests.support.people import ANNA, actor, known

TOKEN = "a-token-of-the-mail-server"


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return {**environ, "ACCANTO_BOUNCE_TOKEN": TOKEN}


def sent(app: Flask, mail: FakeMail, **to: object) -> tuple[Notification, str]:
    """A letter that left, and its Message-ID."""
    row = told(app, "case_taken", **to)
    jobs.drain()
    return row, message_id(mail.letters[-1].dedup_key, SENDER)


def comes_back(app: Flask, mark: str) -> bool:
    with writing():
        return take_back(app.config["KEYRING"], mark)


def again(row: Notification) -> Notification:
    db.session.expire_all()
    return db.session.get_one(Notification, row.id)


def test_the_next_way_opens_and_the_address_is_in_doubt(
    app: Flask, mail: FakeMail, texts: FakeSms
) -> None:
    person_id = known(app, ANNA)
    with app.app_context():
        row, mark = sent(app, mail, person_id=person_id, address=None)
        assert comes_back(app, mark)
        jobs.drain()
        assert len(texts.texts) == 1
        ways = queries.ways_of(again(row))
        assert (ways[Channel.EMAIL].status, ways[Channel.EMAIL].trouble) == (
            DeliveryStatus.FAILED,
            "mail_bounced",
        )
        assert db.session.get_one(Person, person_id).email_doubtful_at is not None
        later = told(app, person_id=person_id, address=None)
        assert queries.possible_ways(app.config["KEYRING"], later)[-1] is Channel.EMAIL


def test_a_guests_letter_that_comes_back_stands_on_the_board(app: Flask, mail: FakeMail) -> None:
    with app.app_context():
        row, mark = sent(app, mail)
        comes_back(app, mark)
        assert (again(row).status, again(row).trouble) == (
            NotificationStatus.FAILED,
            "mail_bounced",
        )
        assert [found.id for found in queries.not_reached(7)] == [row.id]


def test_an_address_that_was_changed_meanwhile_is_not_doubted(app: Flask, mail: FakeMail) -> None:
    person_id = known(app, ANNA)
    with app.app_context():
        _, mark = sent(app, mail, person_id=person_id, address=None)
        with writing():
            change_contacts(app.config["KEYRING"], actor(person_id), {"email": "n@prova.invalid"})
        comes_back(app, mark)
        assert db.session.get_one(Person, person_id).email_doubtful_at is None


def test_a_new_address_ends_the_doubt(app: Flask, mail: FakeMail) -> None:
    person_id = known(app, ANNA)
    with app.app_context():
        _, mark = sent(app, mail, person_id=person_id, address=None)
        comes_back(app, mark)
        with writing():
            change_contacts(app.config["KEYRING"], actor(person_id), {"phone": "+390000000102"})
        assert db.session.get_one(Person, person_id).email_doubtful_at is not None
        with writing():
            change_contacts(app.config["KEYRING"], actor(person_id), {"email": "n@prova.invalid"})
        db.session.expire_all()
        assert db.session.get_one(Person, person_id).email_doubtful_at is None


def test_a_second_report_changes_nothing_and_an_unknown_mark_is_said(
    app: Flask, mail: FakeMail
) -> None:
    with app.app_context():
        _, mark = sent(app, mail)
        assert comes_back(app, mark)
        assert not comes_back(app, mark)
        events = db.session.scalars(select(AuditEntry.event)).all()
        assert events.count("notices.came_back") == 1
        for wrong in ("", "<nobody@prova.invalid>", "<" + "ab" * 16 + "@prova.invalid>"):
            with pytest.raises(MarkUnknown):
                comes_back(app, wrong)


def test_the_address_a_letter_comes_back_to_says_which_it_was(app: Flask, mail: FakeMail) -> None:
    with app.app_context():
        sent(app, mail)
        path = return_path(mail.letters[0].dedup_key, "ritorni@ente.invalid")
        assert path.startswith("ritorni+")
        assert path.endswith("@ente.invalid")
        assert comes_back(app, path)
    assert return_path("a-key", "") == ""


def test_letters_travel_under_the_address_they_come_back_to(
    app: Flask, mail: FakeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    class Server:
        """What the standard library would speak to."""

        def __init__(self, *_: object, **__: object) -> None:
            pass

        def __getattr__(self, _name: str):  # type: ignore[no-untyped-def]
            return lambda *_: False

        def send_message(self, _message: object, from_addr: str) -> None:
            taken.append(from_addr)

    with app.app_context():
        sent(app, mail)
    monkeypatch.setattr("portal.integrations.mail.client.smtplib.SMTP", Server)
    SmtpMail("localhost", 25, SENDER, returns_to="ritorni@ente.invalid").send(mail.letters[0])
    assert taken == [return_path(mail.letters[0].dedup_key, "ritorni@ente.invalid")]


def test_the_mail_server_reports_with_its_token_only(app: Flask, mail: FakeMail) -> None:
    with app.app_context():
        row, mark = sent(app, mail)
    door = PageClient(app).raw
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}):
        answer = door.post("/ritorni/posta", json={"mark": mark}, headers=headers)
        assert answer.status_code == 404
    allowed = {"Authorization": f"Bearer {TOKEN}"}
    for said in ({"mark": mark}, {"mark": "nobody"}, {}, []):
        assert door.post("/ritorni/posta", json=said, headers=allowed).status_code == 204
    with app.app_context():
        assert again(row).status is NotificationStatus.FAILED


def test_without_a_token_in_the_settings_there_is_no_door(app: Flask) -> None:
    object.__setattr__(app.config["SETTINGS"], "bounce_token", "")
    answer = PageClient(app).raw.post(
        "/ritorni/posta", json={}, headers={"Authorization": "Bearer "}
    )
    assert answer.status_code == 404


def test_the_command_says_what_it_did(app: Flask, mail: FakeMail) -> None:
    with app.app_context():
        _, mark = sent(app, mail)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["mail", "bounced", mark]).output == "Noted.\n"
    assert runner.invoke(args=["mail", "bounced", mark]).output == "Known already.\n"
    assert runner.invoke(args=["mail", "bounced", "x"]).exit_code == 1
