"""A browser that sends a file in pieces, as the script does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bs4 import Tag
from werkzeug.test import TestResponse

from portal.platform.csrf import FIELD
from tests.support.page import SAME_ORIGIN, PageClient


def pdf_of(size: int) -> bytes:
    """A PDF of exactly so many bytes that no reader refuses."""
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    head += b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    tail = b"\nxref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
    tail += b"trailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n%010d\n%%%%EOF\n"
    room = size - len(head) - len(tail % 0) - 1
    body = head + b"%" + b"." * room
    return body + tail % (len(body) + 1)


@dataclass
class Sending:
    """One file of one browser on its way to a question of a draft."""

    client: PageClient
    reference: str
    content: bytes
    name: str = "referto.pdf"
    question: str = "proof"
    address: str = ""

    def announce(self, **changes: str) -> TestResponse:
        """Announce the file; ``changes`` say something else than the truth."""
        told = {
            "question": self.question,
            "name": self.name,
            "size": str(len(self.content)),
            "digest": hashlib.sha256(self.content).hexdigest(),
        }
        answer = self.client.raw.post(
            f"/pratiche/{self.reference}/caricamenti",
            data={**told, **changes},
            headers=self.headers(),
        )
        self.address = answer.headers.get("Location", self.address)
        return answer

    def put(self, start: int, end: int | None = None, content: bytes | None = None) -> TestResponse:
        """Send the piece between two places, or other bytes as if they were it."""
        data = self.content[start:end] if content is None else content
        headers = {**self.headers(), "Upload-Offset": str(start)}
        return self.client.raw.put(
            self.address, data=data, headers=headers, content_type="application/offset+octet-stream"
        )

    def where(self) -> TestResponse:
        """Ask how far the file came."""
        return self.client.raw.head(self.address)

    def finish(self) -> TestResponse:
        """Say that all has been sent."""
        return self.client.raw.post(f"{self.address}/fine", headers=self.headers())

    def send(self, step: int = 50_000) -> TestResponse:
        """All of it, from the first word to the last."""
        self.announce()
        for start in range(0, len(self.content), step):
            assert self.put(start, start + step).status_code == 204
        return self.finish()

    def headers(self) -> dict[str, str]:
        """What the script of a page sends along: the token of the page's form."""
        page = self.client.page
        found = page.soup.find(attrs={"name": FIELD}) if page is not None else None
        token = {"X-CSRF-Token": str(found["value"])} if isinstance(found, Tag) else {}
        return {**SAME_ORIGIN, **token}
