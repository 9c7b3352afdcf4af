"""A server on this machine that says bytes as the test wants them: slowly, without end, elsewhere, in TLS."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Speaker:
    """What it says in each connection: ``parts`` with ``pause`` seconds between; ``forever`` says the last
    one again and again. ``heard`` are the heads of the questions."""

    parts: list[bytes] = field(default_factory=list)
    pause: float = 0.0
    forever: bool = False
    heard: list[str] = field(default_factory=list)
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def says(
        self, body: bytes, status: str = "200 OK", kind: str = "text/plain", *heads: str
    ) -> None:
        """Answer this from now on, whole."""
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        self.parts = ["\r\n".join([*lines, *heads, "", ""]).encode() + body]

    def answer(self, connection: socket.socket) -> None:
        """One connection, until the other side has enough."""
        head = b""
        while b"\r\n\r\n" not in head:
            more = connection.recv(4096)
            if not more:
                return
            head += more
        self.heard.append(head.decode("latin-1"))
        for part in self.parts:
            connection.sendall(part)
            self.over.wait(self.pause)
        while self.forever and not self.over.is_set():
            connection.sendall(self.parts[-1])
            self.over.wait(self.pause)


@contextmanager
def speaking(tls: ssl.SSLContext | None = None) -> Iterator[Speaker]:
    """A server that listens until the block ends."""
    speaker, listening = Speaker(), socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.05)
    speaker.port = listening.getsockname()[1]

    def talk(connection: socket.socket) -> None:
        with suppress(OSError), closing(connection):
            connection.settimeout(5)
            if tls is None:
                speaker.answer(connection)
            else:
                with tls.wrap_socket(connection, server_side=True) as sealed:
                    speaker.answer(sealed)

    def listen() -> None:
        while not speaker.over.is_set():
            with suppress(TimeoutError):
                threading.Thread(target=talk, args=(listening.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield speaker
    finally:
        speaker.over.set()
        thread.join()
        listening.close()


def certificate(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """What a server of this name shows, and the file by which it is believed."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, secret = folder / f"{name}.pem", folder / f"{name}.key"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, secret)
    return context, shown
