"""ClamAV over its socket: the file goes out in chunks (INSTREAM), one line comes back."""

from __future__ import annotations

import re
import socket
import struct
from urllib.parse import urlsplit

from portal.integrations.scanner.types import Finding, ScannerRefused, ScannerUnavailable

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"stream: (.{1,200}) FOUND")


class ClamdScanner:
    """``url`` is ``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``; ``timeout`` in seconds,
    for each step of the talk."""

    def __init__(self, url: str, timeout: float) -> None:
        self._address = urlsplit(url)
        self._timeout = timeout

    def scan(self, content: bytes) -> Finding:
        """Look for viruses in a file.

        Raises:
            ScannerUnavailable: nobody answers, or not in words we know.
            ScannerRefused: the file is larger than clamd's ``StreamMaxLength``.
        """
        try:
            with self._connect() as wire:
                answer = _talk(wire, content)
        except OSError as trouble:
            raise ScannerUnavailable(type(trouble).__name__) from trouble
        return _read(answer)

    def _connect(self) -> socket.socket:
        if self._address.scheme == "unix":
            wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            wire.settimeout(self._timeout)
            try:
                wire.connect(self._address.path)
            except OSError:
                wire.close()
                raise
            return wire
        where = (self._address.hostname or "127.0.0.1", self._address.port or 3310)
        return socket.create_connection(where, timeout=self._timeout)


def _talk(wire: socket.socket, content: bytes) -> bytes:
    answer = b""
    try:
        wire.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            wire.sendall(struct.pack(">I", len(chunk)) + chunk)
        wire.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # It has heard enough and says why: the answer is read all the same.
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        part = wire.recv(_LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer


def _read(answer: bytes) -> Finding:
    line = answer.rstrip(b"\0").decode("utf-8", "replace").strip()
    if line == "stream: OK":
        return Finding()
    found = _FOUND.fullmatch(line)
    if found:
        return Finding(found[1])
    if "size limit exceeded" in line:
        raise ScannerRefused("too_large")
    raise ScannerUnavailable("nonsense")
