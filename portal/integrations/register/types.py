"""What is said to a protocol register, what it answers, and the three ways it can fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class Entry:
    """An incoming document to register.

    ``subject`` is what the public register shows: the reference and the service, never a person
    ("Istanza AC-7K4-92M – Aiuto a casa"). ``received_on`` is the true legal day, also when the
    number comes later (d.P.R. 445/2000, art. 53). ``digest`` is the SHA-256 of the document in
    hexadecimal. The same ``idempotency_key`` always means the same registration.
    """

    body: str
    subject: str
    received_on: date
    sender: str = field(repr=False)
    digest: str
    idempotency_key: str


@dataclass(frozen=True)
class Registration:
    """The number a body's register gave (``0001234/2026``) and the day it did."""

    number: str
    registered_on: date


class RegisterFailed(Exception):
    """A registration did not come about; ``may_retry`` says whether asking again can help."""

    may_retry = True


class RegisterUnavailable(RegisterFailed):
    """Down, slow, overloaded or not letting us in: ask again, not before ``after`` seconds."""

    def __init__(self, reason: str, after: int | None = None) -> None:
        super().__init__(reason)
        self.after = after


class RegisterRefused(RegisterFailed):
    """The register will not take this entry, and says why: someone must look, asking again is vain."""

    may_retry = False

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RegisterNonsense(RegisterFailed):
    """The answer is no registration. It may have registered: asking again with the key is safe."""


class Register(Protocol):
    """Whatever can register an entry: the client, or the fake."""

    def register(self, entry: Entry) -> Registration:
        """Register, once for each idempotency key.

        Raises:
            RegisterUnavailable, RegisterRefused, RegisterNonsense: all ``RegisterFailed``.
        """
        ...
