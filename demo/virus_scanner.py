"""The scanner of the invented world: finds the harmless test virus (EICAR), and fails as it is told to."""

from __future__ import annotations

import time

from demo.faults import FaultBoard
from portal.integrations.scanner.fake import FakeScanner
from portal.integrations.scanner.types import Finding


class DemoScanner(FakeScanner):
    """Finds EICAR; what goes wrong is what the board says at that moment."""

    def __init__(self, board: FaultBoard) -> None:
        super().__init__()
        self._board = board

    @property
    def trouble(self) -> str:
        """How it misbehaves now."""
        return self._board.now.scanner.mode

    @trouble.setter
    def trouble(self, _word: str) -> None:
        """The board alone decides."""

    def scan(self, content: bytes) -> Finding:
        """Look for the test virus, as slowly as set."""
        time.sleep(self._board.now.scanner.delay_seconds)
        return super().scan(content)
