"""A mail that keeps what it is given, and can be told to fail; for tests."""

from __future__ import annotations

from threading import Lock

from portal.integrations.mail.client import compose
from portal.integrations.mail.types import Letter, MailFailed

SENDER = "accanto@prova.invalid"


class FakeMail:
    """Collects letters; a letter that cannot be written is refused as by the real client.

    The next sending raises ``fails_with`` when it is set. A dedup key is delivered once, as a
    mailbox that knows the Message-ID does.
    """

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.fails_with: MailFailed | None = None
        self._lock = Lock()

    def send(self, letter: Letter) -> None:
        """Keep a letter; see ``Mail.send`` for what may be raised."""
        compose(letter, SENDER)
        with self._lock:
            if self.fails_with is not None:
                raise self.fails_with
            if all(kept.dedup_key != letter.dedup_key for kept in self.letters):
                self.letters.append(letter)

    def to(self, address: str) -> list[Letter]:
        """The letters one address received, oldest first."""
        with self._lock:
            return [letter for letter in self.letters if letter.to == address]
