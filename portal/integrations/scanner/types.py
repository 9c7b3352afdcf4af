"""What a virus scanner is asked, what it finds, and the ways it can fail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Scan(StrEnum):
    """What is known of viruses in a file."""

    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNED = "unscanned"


@dataclass(frozen=True)
class Finding:
    """What the scanner says of a file: ``virus`` is the name it gives, empty where it found none."""

    virus: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.virus


class ScannerFailed(Exception):
    """The file was not scanned."""


class ScannerUnavailable(ScannerFailed):
    """Down, slow, or talking nonsense: ask again later."""


class ScannerRefused(ScannerFailed):
    """The scanner does not take this file, for instance because it is larger than it allows."""


class Scanner(Protocol):
    """Whatever can scan a file: the client, or the fake."""

    def scan(self, content: bytes) -> Finding:
        """Look for viruses in a file.

        Raises:
            ScannerUnavailable, ScannerRefused: both ``ScannerFailed``.
        """
        ...
