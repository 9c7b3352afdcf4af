"""A message to App IO, and the ways its delivery can fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

SHORTEST_SUBJECT, LONGEST_SUBJECT = 10, 120
SHORTEST_TEXT, LONGEST_TEXT = 80, 10_000


@dataclass(frozen=True)
class AppMessage:
    """One message to the app of one person; ``due_on`` becomes a reminder in their calendar.

    Subject of 10–120 and text of 80–10,000 signs: the rule of the platform.
    """

    fiscal_code: str = field(repr=False)
    subject: str = field(repr=False)
    markdown: str = field(repr=False)
    due_on: date | None = None


class AppIoFailed(Exception):
    """A message was not taken; ``may_retry`` says whether trying again can help."""

    may_retry = True


class AppIoUnavailable(AppIoFailed):
    """The platform is down, overloaded (429) or does not know our key: not before ``after`` seconds."""

    def __init__(self, reason: str, after: int | None = None) -> None:
        super().__init__(reason)
        self.after = after


class AppIoNotOpen(AppIoFailed):
    """The person does not use the app, or does not want to hear from this service in it."""

    may_retry = False


class AppIoRefused(AppIoFailed):
    """The message itself is refused for good."""

    may_retry = False


class AppIoUnsure(AppIoFailed):
    """It left and no answer came: it may have arrived. The platform knows no key to tell it twice."""

    may_retry = False


class AppIo(Protocol):
    """Whatever speaks to the app: the client, or the fake."""

    def send(self, message: AppMessage) -> str:
        """Ask whether the person may be written to, then write; the platform's number of the message.

        Raises:
            AppIoUnavailable, AppIoNotOpen, AppIoRefused, AppIoUnsure: all ``AppIoFailed``.
        """
        ...
