"""Mails that the portal sends arrive, can be read, and go no further."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from demo.faults import Faults
from demo.mailbox import mail_server
from demo.places import HOST
from demo.world import World
from tests.demo.browsing import Browser


def letter(to: str = "p001@prova.invalid", subject: str = "È arrivata la ricevuta") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "accanto@prova.invalid", to, subject
    mail.set_content("Ciao, così è.\nhttp://127.0.0.1:8000/pratiche/ABC\n<b>niente</b>\n")
    return mail


@pytest.fixture
def post(world: World) -> Iterator[Controller]:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    server = mail_server(world.mailbox, port, lambda: world.faults.now.mail)
    server.start()
    yield server
    server.stop()


def send(post: Controller, mail: EmailMessage, to: list[str] | None = None) -> None:
    with smtplib.SMTP(HOST, post.port, timeout=10) as server:
        server.send_message(mail, to_addrs=to)


def test_a_mail_arrives_with_its_accents_and_attachments(post: Controller, world: World) -> None:
    mail = letter()
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="è.pdf")
    send(post, mail)
    (found,) = world.mailbox.newest()
    assert found.to == ("p001@prova.invalid",)
    assert found.sender == "accanto@prova.invalid"
    assert found.subject == "È arrivata la ricevuta"
    assert found.text.startswith("Ciao, così è.\nhttp")
    assert [(f.name, f.kind, f.content) for f in found.attachments] == [
        ("è.pdf", "application/pdf", b"%PDF-1.7")
    ]


def test_the_newest_mail_comes_first_and_one_address_can_be_asked_for(
    post: Controller, world: World, browser: Browser
) -> None:
    for number in (1, 2, 3):
        send(post, letter(f"p00{number}@prova.invalid", f"Numero {number}"))
    assert [mail.subject for mail in world.mailbox.newest()] == ["Numero 3", "Numero 2", "Numero 1"]
    found = browser.http.get("/posta.json?a=P002@prova.invalid").json
    assert found is not None
    assert [mail["subject"] for mail in found] == ["Numero 2"]
    world.mailbox.empty()
    assert browser.http.get("/posta.json").json == []


def test_hidden_recipients_are_seen_because_the_envelope_counts(
    post: Controller, world: World
) -> None:
    send(post, letter(), ["nascosto@prova.invalid"])
    assert world.mailbox.newest()[0].to == ("nascosto@prova.invalid",)


def test_the_page_shows_a_mail_as_words_never_as_markup(post: Controller, browser: Browser) -> None:
    mail = letter()
    mail.add_attachment(b"<script>", maintype="text", subtype="html", filename="a.html")
    send(post, mail)
    (name,) = [mail.id for mail in browser.world.mailbox.newest()]
    assert f"/posta/{name}" in browser.http.get("/posta").text
    page = browser.http.get(f"/posta/{name}").text
    assert "&lt;b&gt;niente&lt;/b&gt;" in page
    assert 'href="http://127.0.0.1:8000/pratiche/ABC"' in page
    file = browser.http.get(f"/posta/{name}/allegati/0")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert browser.http.get(f"/posta/{name}/allegati/1").status_code == 404


@pytest.mark.parametrize("name", ["niente", "..%2Fsecrets", "00000000000000000000-00000000"])
def test_a_mail_that_is_not_there_is_not_found(browser: Browser, name: str) -> None:
    assert browser.http.get(f"/posta/{name}").status_code == 404


@pytest.mark.parametrize(("mode", "code"), [("busy", 451), ("refuse", 554)])
def test_the_server_says_no_as_told(post: Controller, world: World, mode: str, code: int) -> None:
    world.faults.set(Faults.model_validate({"mail": {"mode": mode}}))
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(post, letter())
    assert refused.value.smtp_code == code
    assert world.mailbox.newest() == []
