"""A text message, and the ways its delivery can fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Text:
    """One text to one phone, in the international form (``+39…``).

    ``words`` fit one message (see ``gsm7.fits``). The same ``dedup_key`` always means the same
    message: a gateway that has it sends nothing twice.
    """

    to: str = field(repr=False)
    words: str = field(repr=False)
    dedup_key: str


class SmsFailed(Exception):
    """A text was not taken; ``may_retry`` says whether trying again can help."""

    may_retry = True


class SmsUnavailable(SmsFailed):
    """The gateway is down, slow, overloaded or does not let us in: not before ``after`` seconds."""

    def __init__(self, reason: str, after: int | None = None) -> None:
        super().__init__(reason)
        self.after = after


class SmsRefused(SmsFailed):
    """The number or the text is refused for good."""

    may_retry = False


class Sms(Protocol):
    """Whatever can take a text: the client, or the fake."""

    def send(self, text: Text) -> None:
        """Hand the text over; when this returns, the gateway answers for it.

        Raises:
            SmsUnavailable, SmsRefused: both ``SmsFailed``.
        """
        ...
