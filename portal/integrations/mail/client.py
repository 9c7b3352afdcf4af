"""Hands letters to a mail server over SMTP, encrypted where the server offers it."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from portal.integrations.mail.types import Letter, MailRefused, MailUnavailable
from portal.platform import clock


class SmtpMail:
    """A mail server; ``sender`` is an address or ``Name <address>``, ``timeout`` is seconds per step.

    With ``needs_tls`` a server that does not offer STARTTLS gets no letter. ``returns_to`` is where
    letters come back that could not be delivered, each under an address of its own (see ``return_path``).
    """

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        *,
        username: str = "",
        password: str = "",
        timeout: float = 10,
        needs_tls: bool = False,
        returns_to: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._sender = sender
        self._login = (username, password)
        self._timeout = timeout
        self._needs_tls = needs_tls
        self._returns_to = returns_to
        self._tls = tls or ssl.create_default_context()

    def send(self, letter: Letter) -> None:
        """Hand a letter over; see ``Mail.send`` for what may be raised."""
        message = compose(letter, self._sender)
        try:
            connection = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
            try:
                self._open(connection)
                path = return_path(letter.dedup_key, self._returns_to)
                connection.send_message(message, from_addr=path or None)
            finally:
                # Once taken the letter is theirs: a clumsy farewell must not send it again.
                with suppress(smtplib.SMTPException, OSError):
                    connection.quit()
        except smtplib.SMTPRecipientsRefused as refused:
            raise _by_code(min(code for code, _ in refused.recipients.values())) from None
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError) as error:
            raise MailUnavailable(f"SMTP {error.smtp_code}") from None
        except smtplib.SMTPResponseException as error:
            raise _by_code(error.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            raise MailRefused("the server cannot write to such an address") from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailUnavailable(type(error).__name__) from None

    def _open(self, connection: smtplib.SMTP) -> None:
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=self._tls)
            connection.ehlo()
        elif self._needs_tls:
            raise MailUnavailable("the server offers no encryption")
        if self._login[0]:
            connection.login(*self._login)


def _by_code(code: int) -> MailRefused | MailUnavailable:
    # Only the code: what a server writes beside it usually repeats the address.
    return MailRefused(f"SMTP {code}") if 500 <= code < 600 else MailUnavailable(f"SMTP {code}")


def compose(letter: Letter, sender: str) -> EmailMessage:
    """The message as it travels: text, the same in HTML, attachments, and who wrote it (a machine).

    Raises:
        MailRefused: the address cannot be one.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = parseaddr(sender)[1] if letter.is_anonymous else sender
    message["To"] = _address(letter.to)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = message_id(letter.dedup_key, sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for attachment in letter.attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.name
        )
    # Last: setting a content takes away whatever was said of the one before.
    message["Content-Language"] = letter.language
    return message


def message_id(dedup_key: str, sender: str) -> str:
    """The Message-ID of everything sent for one outbox row; it shows nothing of the key."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{mark(dedup_key)}@{domain}>"


def mark(dedup_key: str) -> str:
    """What a letter is known by when it comes back: 32 hexadecimal digits, the same at each try."""
    return hashlib.sha256(dedup_key.encode()).hexdigest()[:32]


def return_path(dedup_key: str, returns_to: str) -> str:
    """The envelope's sender: ``returns+<mark>@body.it`` says which letter came back, empty if unset."""
    name, _, domain = returns_to.rpartition("@")
    return f"{name}+{mark(dedup_key)}@{domain}" if name else ""


def _address(text: str) -> Address:
    try:
        address = Address(addr_spec=text.strip())
    except Exception as error:  # the parser of the standard library raises whatever it meets
        raise MailRefused("this is no e-mail address") from error
    if not address.username or "." not in address.domain or not address.addr_spec.isprintable():
        raise MailRefused("this is no e-mail address")
    return address
