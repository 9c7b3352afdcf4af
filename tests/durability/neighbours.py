"""The neighbours of the portal that no kill reaches: a protocol register and a mail server, both counting."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from portal.integrations.register import Entry
from portal.integrations.register.fake import FakeRegister
from tests.durability.running import HOST, free_port


class RegisterDoor:
    """A register behind HTTP, as ``HttpRegister`` speaks to it."""

    def __init__(self) -> None:
        self.register = FakeRegister()
        self._server = ThreadingHTTPServer((HOST, 0), self._answers())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Where the portal finds it."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    @contextmanager
    def opened(self) -> Iterator[RegisterDoor]:
        """Answer until the block ends."""
        self._thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    def _answers(self) -> type[BaseHTTPRequestHandler]:
        register = self.register

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                said: dict[str, Any] = json.loads(self.rfile.read(length))
                said["received_on"] = date.fromisoformat(said["received_on"])
                found = register.register(Entry(**said))
                content = json.dumps(
                    {"number": found.number, "registered_on": found.registered_on.isoformat()}
                ).encode()
                self.send_response(201)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing: the test says what went wrong."""

        return Answer


class MailSink:
    """A mail server that only counts: how often a letter with the same Message-ID came."""

    def __init__(self) -> None:
        self.came: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.port = free_port()
        self._controller = Controller(self, hostname=HOST, port=self.port)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter in."""
        letter = message_from_bytes(envelope.original_content or b"")
        with self._lock:
            self.came[str(letter["Message-ID"])] += 1
        return "250 taken"

    @contextmanager
    def opened(self) -> Iterator[MailSink]:
        """Answer until the block ends."""
        self._controller.start()
        try:
            yield self
        finally:
            self._controller.stop()
