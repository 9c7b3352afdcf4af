"""What reached people's phones: text messages and messages of the app, kept as files, never sent on."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

SHOWN = 200

Way = Literal["sms", "io"]


@dataclass(frozen=True)
class PhoneMessage:
    """One message as a person reads it; ``to`` is a phone number, or the fiscal code of the app's user.

    A text message has no ``subject``; ``due_at`` is the moment the app reminds of, as it was told.
    """

    to: str
    subject: str
    text: str
    due_at: str = ""
    received_at: str = ""

    @property
    def moment(self) -> dt.datetime:
        """When it arrived."""
        return dt.datetime.fromisoformat(self.received_at)


class Phones:
    """A folder of messages for each way, one file each, named so that they sort by arrival."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def keep(self, way: Way, key: str, message: PhoneMessage) -> None:
        """Keep a message; the same ``key`` (letters and digits only) is the same message, kept once."""
        folder = self._folder / way
        folder.mkdir(parents=True, exist_ok=True)
        with self._lock:
            if any(folder.glob(f"*-{key}.json")):
                return
            facts = {**asdict(message), "received_at": dt.datetime.now(dt.UTC).isoformat()}
            file = folder / f"{time.time_ns():020d}-{key}.json"
            draft = file.with_suffix(".part")
            draft.write_text(json.dumps(facts), "utf-8")
            draft.replace(file)

    def newest(self, way: Way, limit: int = SHOWN) -> list[PhoneMessage]:
        """The newest messages of one way first."""
        files = sorted((self._folder / way).glob("*.json"), reverse=True)[:limit]
        return [PhoneMessage(**json.loads(file.read_text("utf-8"))) for file in files]
