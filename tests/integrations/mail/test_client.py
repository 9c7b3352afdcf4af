"""Letters handed to a real SMTP server on this machine, which the test makes good or bad."""

import datetime
import email
import email.policy
import socket
import ssl
import threading
import time
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.integrations.mail.client import SmtpMail, compose, message_id
from portal.integrations.mail.types import Attachment, Letter, MailRefused, MailUnavailable

SENDER = "Accanto <accanto@prova.invalid>"
LETTER = Letter(
    to="anna@prova.invalid",
    subject="La tua domanda è arrivata",
    text="Ciao Anna,\nla tua domanda è arrivata.\n",
    html="<p>Ciao Anna, la tua domanda è arrivata.</p>",
    dedup_key="case:17:receipt",
    attachments=(Attachment("ricevuta è.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"),),
)


class Mailbox:
    """Takes letters, or answers a scripted code at a chosen step."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.recipient_answer = ""
        self.data_answer = ""
        self.encrypted: list[bool] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.data_answer:
            return self.data_answer
        self.encrypted.append(session.ssl is not None)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.received.append(message)
        return "250 taken"


def run(mailbox: Mailbox, **options: object) -> Controller:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    return controller


@pytest.fixture
def mailbox():
    box = Mailbox()
    box.controller = run(box)
    yield box
    box.controller.stop()


@pytest.fixture
def mail(mailbox):
    return SmtpMail("127.0.0.1", mailbox.controller.port, SENDER, timeout=2)


def test_a_letter_arrives_whole(mail, mailbox):
    mail.send(LETTER)
    (message,) = mailbox.received
    assert message["From"] == SENDER
    assert message["To"] == "anna@prova.invalid"
    assert message["Subject"] == "La tua domanda è arrivata"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "it"
    assert message["Date"].datetime is not None
    text = message.get_body(("plain",)).get_content()
    assert text.replace("\r\n", "\n") == LETTER.text
    assert "è arrivata" in message.get_body(("html",)).get_content()
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == (
        "ricevuta è.pdf",
        "application/pdf",
    )
    assert attached.get_content() == b"%PDF-1.7 \x00\xff"


def test_a_letter_sent_twice_is_recognised_and_others_are_not(mail, mailbox):
    mail.send(LETTER)
    mail.send(LETTER)
    mail.send(Letter("anna@prova.invalid", "x", "x", "case:17:outcome"))
    ids = [str(message["Message-ID"]) for message in mailbox.received]
    assert ids[0] == ids[1] == message_id("case:17:receipt", SENDER)
    assert ids[2] != ids[0]
    assert "case" not in ids[0]
    assert ids[0].endswith("@prova.invalid>")


def test_a_letter_without_html_is_plain_text(mail, mailbox):
    mail.send(Letter("anna@prova.invalid", "Oggetto", "Solo testo", "k", language="en"))
    assert mailbox.received[0].get_content_type() == "text/plain"
    assert mailbox.received[0]["Content-Language"] == "en"


def test_a_subject_cannot_bring_headers_of_its_own(mail, mailbox):
    mail.send(Letter("anna@prova.invalid", "Uno\r\nBcc: altra@prova.invalid\n\nx", "t", "k"))
    assert mailbox.received[0]["Bcc"] is None
    assert mailbox.received[0]["Subject"] == "Uno Bcc: altra@prova.invalid x"


@pytest.mark.parametrize(
    "address",
    ["", "anna", "anna@", "@prova.invalid", "anna@prova", "a@prova.invalid, b@prova.invalid",
     "a@prova.invalid\r\nBcc: b@prova.invalid", "Anna <a@prova.invalid>", "a b@prova.invalid"],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_any_connection(address):
    nowhere = SmtpMail("127.0.0.1", 9, SENDER, timeout=0.2)
    with pytest.raises(MailRefused, match="no e-mail address"):
        nowhere.send(Letter(address, "x", "x", "k"))


@pytest.mark.parametrize("step", ["recipient_answer", "data_answer"])
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("550 anna@prova.invalid unknown", MailRefused),
        ("552 too big", MailRefused),
        ("450 busy", MailUnavailable),
        ("452 full", MailUnavailable),
    ],
)
def test_the_server_decides_whether_trying_again_helps(mail, mailbox, step, answer, error):
    setattr(mailbox, step, answer)
    with pytest.raises(error, match=f"SMTP {answer[:3]}") as caught:
        mail.send(LETTER)
    assert "anna" not in str(caught.value), "the server's words may name the person"
    assert caught.value.may_retry is (error is MailUnavailable)


def test_a_server_that_is_not_there_is_unavailable():
    with pytest.raises(MailUnavailable, match="ConnectionRefusedError"):
        SmtpMail("127.0.0.1", 9, SENDER, timeout=0.5).send(LETTER)


def talking(*lines: bytes, wait: float = 0) -> int:
    """A server for one connection that says these lines, one after each thing it hears; its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        connection, _ = listening.accept()
        with connection, listening:
            for line in lines:
                connection.sendall(line)
                connection.recv(65536)
            time.sleep(wait)

    threading.Thread(target=talk, daemon=True).start()
    return int(listening.getsockname()[1])


def test_a_server_that_says_nothing_is_given_up():
    began = time.monotonic()
    with pytest.raises(MailUnavailable):
        SmtpMail("127.0.0.1", talking(wait=5), SENDER, timeout=0.3).send(LETTER)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("greeting", [b"554 not you\r\n", b"421 later\r\n", b"<html>\r\n", b""])
def test_a_server_that_does_not_greet_is_unavailable(greeting):
    with pytest.raises(MailUnavailable):
        SmtpMail("127.0.0.1", talking(greeting), SENDER, timeout=0.5).send(LETTER)


def test_a_clumsy_farewell_does_not_undo_a_letter_that_was_taken():
    port = talking(
        b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"250 taken\r\n"
    )
    SmtpMail("127.0.0.1", port, SENDER, timeout=1).send(LETTER)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of our own for localhost; the folder it is in."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(built.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder


@pytest.fixture
def encrypting(certificate):
    offered = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offered.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")

    def check(server, session, envelope, mechanism, data):
        return AuthResult(success=data.password == b"right", handled=False)

    box = Mailbox()
    box.controller = run(box, tls_context=offered, authenticator=check)
    yield box
    box.controller.stop()


def test_encryption_is_used_where_it_is_offered(encrypting, certificate):
    trusted = ssl.create_default_context(cafile=certificate / "cert.pem")
    port = encrypting.controller.port
    mail = SmtpMail(
        "localhost", port, SENDER, username="accanto", password="right", tls=trusted, needs_tls=True
    )
    mail.send(LETTER)
    assert encrypting.encrypted == [True]
    wrong = SmtpMail("localhost", port, SENDER, username="a", password="wrong", tls=trusted)
    with pytest.raises(MailUnavailable, match="SMTP 535"):
        wrong.send(LETTER)


def test_a_server_we_cannot_trust_gets_no_letter(encrypting):
    with pytest.raises(MailUnavailable, match="SSLCertVerificationError"):
        SmtpMail("localhost", encrypting.controller.port, SENDER).send(LETTER)
    assert encrypting.received == []


def test_where_encryption_is_needed_a_server_without_gets_no_letter(mailbox):
    mail = SmtpMail("127.0.0.1", mailbox.controller.port, SENDER, needs_tls=True)
    with pytest.raises(MailUnavailable, match="no encryption"):
        mail.send(LETTER)
    assert mailbox.received == []


def test_every_line_fits_what_old_servers_carry():
    long = Letter("a@prova.invalid", "è" * 300, "parola " * 400, "k", html="<p>" + "è" * 2000)
    assert max(len(line) for line in compose(long, SENDER).as_bytes().split(b"\r\n")) <= 998
    assert compose(long, SENDER).as_bytes().isascii()


def test_a_letter_shows_nothing_of_the_person_when_printed():
    assert "anna" not in repr(LETTER).lower()
