"""The mails that the portal sent: taken in by a small SMTP server, kept as files, never sent on."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from demo.faults import MailFault
from demo.places import HOST

LARGEST_MAIL = 25 * 1024 * 1024
SHOWN = 200
_NAME = re.compile(r"\d{20}-[0-9a-f]{8}")
_TO, _FROM = "X-Demo-To", "X-Demo-From"


@dataclass(frozen=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One mail as a person reads it; ``to`` is whom it was really delivered to."""

    id: str
    received_at: dt.datetime
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    attachments: tuple[Attachment, ...]


class Mailbox:
    """A folder of mails, one file each, named so that they sort by arrival."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes, sender: str, to: list[str]) -> str:
        """Write a mail as it came, under the addresses of its envelope; its name."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        head = f"{_FROM}: {_one_line(sender)}\r\n{_TO}: {_one_line(', '.join(to))}\r\n"
        draft = self._folder / f"{name}.part"
        draft.write_bytes(head.encode() + content)
        draft.replace(self._folder / f"{name}.eml")
        return name

    def newest(self, to: str = "", limit: int = SHOWN) -> list[Mail]:
        """The newest mails first, of one person when an address is given."""
        found: list[Mail] = []
        for file in sorted(self._folder.glob("*.eml"), reverse=True):
            mail = _read(file)
            if not to or to.casefold() in (address.casefold() for address in mail.to):
                found.append(mail)
            if len(found) == limit:
                break
        return found

    def get(self, name: str) -> Mail | None:
        """One mail by its name."""
        file = self._folder / f"{name}.eml"
        return _read(file) if _NAME.fullmatch(name) and file.exists() else None

    def empty(self) -> None:
        """Throw every mail away."""
        for file in self._folder.glob("*.eml"):
            file.unlink(missing_ok=True)


class _Postman:
    """Takes mails in for a mailbox, or misbehaves as set."""

    def __init__(self, mailbox: Mailbox, fault: Callable[[], MailFault]) -> None:
        self._mailbox = mailbox
        self._fault = fault

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called by the SMTP server when a mail is complete; the answer is the protocol's."""
        fault = self._fault()
        await asyncio.sleep(fault.delay_seconds)
        if fault.mode == "busy":
            return "451 4.3.0 Riprova piu tardi (guasto di prova)"
        if fault.mode == "refuse":
            return "554 5.7.1 Rifiutata (guasto di prova)"
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        recipients = [str(address) for address in envelope.rcpt_tos]
        self._mailbox.keep(raw, str(envelope.mail_from or ""), recipients)
        return "250 2.0.0 Ricevuta"


def mail_server(mailbox: Mailbox, port: int, fault: Callable[[], MailFault]) -> Controller:
    """The SMTP server; ``start()`` and ``stop()`` it. It runs in a thread of its own."""
    return Controller(
        _Postman(mailbox, fault), hostname=HOST, port=port, data_size_limit=LARGEST_MAIL,
        ident="posta di prova",
    )  # fmt: skip


def _read(file: Path) -> Mail:
    raw = message_from_bytes(file.read_bytes(), policy=policy.default)
    if not isinstance(raw, EmailMessage):  # never with this policy; the type does not say so
        raise TypeError(file.name)
    body = raw.get_body(("plain", "html"))
    seconds = int(file.stem.partition("-")[0]) / 1e9
    return Mail(
        id=file.stem,
        received_at=dt.datetime.fromtimestamp(seconds, dt.UTC),
        sender=str(raw.get("From", raw.get(_FROM, ""))),
        to=tuple(part.strip() for part in str(raw.get(_TO, "")).split(",") if part.strip()),
        subject=str(raw.get("Subject", "")),
        text=str(body.get_content()).replace("\r\n", "\n") if body else "",
        attachments=tuple(_attachment(part) for part in raw.iter_attachments()),
    )


def _attachment(part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    return Attachment(
        name=part.get_filename() or "senza nome",
        kind=part.get_content_type(),
        content=content if isinstance(content, bytes) else b"",
    )


def _one_line(value: str) -> str:
    return " ".join(value.split())
