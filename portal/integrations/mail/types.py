"""A letter, and the two ways its delivery can fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter; ``media_type`` as in ``application/pdf``."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """One e-mail to one person, in one language.

    ``dedup_key`` is that of the outbox row: a letter sent twice has the same Message-ID, so that the
    second is recognised. ``is_anonymous``: the sender is an address without a name. Its representation
    shows nothing of the person.
    """

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    dedup_key: str
    language: str = "it"
    html: str | None = field(default=None, repr=False)
    attachments: tuple[Attachment, ...] = ()
    is_anonymous: bool = False


class MailFailed(Exception):
    """A letter was not taken; ``may_retry`` says whether trying again can help."""

    may_retry = True


class MailUnavailable(MailFailed):
    """The mail server is down, slow, full, or does not let us in: try again later."""


class MailRefused(MailFailed):
    """The address or the letter is refused for good: tell the office, do not try again."""

    may_retry = False


class Mail(Protocol):
    """Whatever can take a letter: the client, or the fake."""

    def send(self, letter: Letter) -> None:
        """Hand the letter over; when this returns, the mail server answers for it.

        Raises:
            MailUnavailable, MailRefused: both ``MailFailed``.
        """
        ...
