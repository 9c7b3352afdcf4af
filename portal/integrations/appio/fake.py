"""An App IO that behaves, bad days included: knows who uses the app, and keeps what it is given."""

from __future__ import annotations

from threading import Lock

from portal.integrations.appio.client import told
from portal.integrations.appio.types import AppIoFailed, AppIoNotOpen, AppMessage


class FakeAppIo:
    """Collects messages for those in ``open_to`` (fiscal codes); others do not use the app.

    While ``fails_with`` is set, sending raises it.
    """

    def __init__(self) -> None:
        self.open_to: set[str] = set()
        self.messages: list[AppMessage] = []
        self.fails_with: AppIoFailed | None = None
        self._lock = Lock()

    def send(self, message: AppMessage) -> str:
        """Keep a message; see ``AppIo.send`` for what may be raised."""
        told(message)
        with self._lock:
            if self.fails_with is not None:
                raise self.fails_with
            if message.fiscal_code not in self.open_to:
                raise AppIoNotOpen("the person does not use the app")
            # As the platform does: what is told twice arrives twice.
            self.messages.append(message)
            return f"FAKE{len(self.messages):022}"
