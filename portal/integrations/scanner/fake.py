"""A scanner that behaves: finds the test virus, and is slow, down or nonsensical when told to."""

from __future__ import annotations

import socketserver
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from portal.integrations.scanner.types import Finding, ScannerRefused, ScannerUnavailable

#: What every scanner must find; harmless (eicar.org). In two parts, so that no scanner finds this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VIRUS = "Eicar-Test-Signature"


class FakeScanner:
    """Finds EICAR anywhere in a file. ``trouble`` is ``down``, ``slow``, ``nonsense`` or nothing; files above
    ``largest`` bytes are refused; ``scanned`` counts the files that were looked at."""

    def __init__(self, *, largest: int = 25 * 1024 * 1024) -> None:
        self.trouble = ""
        self.largest = largest
        self.scanned = 0

    def scan(self, content: bytes) -> Finding:
        """Look for the test virus."""
        if self.trouble:
            raise ScannerUnavailable(self.trouble)
        if len(content) > self.largest:
            raise ScannerRefused("too_large")
        self.scanned += 1
        return Finding(VIRUS if EICAR in content else "")


class _Conversation(socketserver.StreamRequestHandler):
    """One file, as clamd takes it."""

    def handle(self) -> None:
        server: Any = self.server
        if server.scanner.trouble == "down":
            return
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while (size := struct.unpack(">I", self.rfile.read(4))[0]) > 0:
            content += self.rfile.read(size)
            if len(content) > server.scanner.largest:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        time.sleep(server.seconds)
        if server.scanner.trouble == "nonsense":
            self.wfile.write(b"\xff\xfe well, perhaps\0")
            return
        virus = server.scanner.scan(content).virus
        self.wfile.write(f"stream: {f'{virus} FOUND' if virus else 'OK'}\0".encode())


class _Clamd(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, scanner: FakeScanner) -> None:
        self.scanner, self.seconds = scanner, 0.0
        super().__init__(("127.0.0.1", port), _Conversation)


@contextmanager
def clamd(scanner: FakeScanner, port: int = 0) -> Iterator[tuple[str, _Clamd]]:
    """The same scanner behind a socket that speaks clamd's words: its address, and the server whose
    ``seconds`` say how long it thinks."""
    with _Clamd(port, scanner) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{server.server_address[1]}", server
        finally:
            server.shutdown()
            thread.join(5)
