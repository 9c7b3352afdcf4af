"""A gateway that behaves, bad days included: keeps what it is given, once for each key."""

from __future__ import annotations

from threading import Lock

from portal.integrations.sms.client import told
from portal.integrations.sms.types import SmsFailed, Text


class FakeSms:
    """Collects texts; what the real client would refuse is refused here too.

    While ``fails_with`` is set, sending raises it. With ``loses_answers`` the text arrives and the
    answer does not.
    """

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.fails_with: SmsFailed | None = None
        self.loses_answers: SmsFailed | None = None
        self._lock = Lock()

    def send(self, text: Text) -> None:
        """Keep a text; see ``Sms.send`` for what may be raised."""
        told(text, "Accanto")
        with self._lock:
            if self.fails_with is not None:
                raise self.fails_with
            if all(kept.dedup_key != text.dedup_key for kept in self.texts):
                self.texts.append(text)
            if self.loses_answers is not None:
                raise self.loses_answers
