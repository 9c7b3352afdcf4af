"""People who attach a file and send, over the network, and repeat it until the portal has said yes."""

from __future__ import annotations

import hashlib
import io
import secrets
import time
from dataclasses import dataclass
from typing import Any

import requests
from flask import Flask
from PIL import Image

from portal.cases.pieces.actions import LEAST_PIECE
from portal.identity.actions import know_person
from portal.identity.actor import session_facts
from portal.identity.profile import Source
from portal.platform import clock
from portal.platform.actor import Authentication
from portal.platform.csrf import FIELD
from portal.platform.database import writing
from portal.platform.sessions import COOKIE, LoginSession, token_hash
from tests.support.filing import IBAN, STORY, Filing
from tests.support.filling import find_form, posted_by
from tests.support.page import SAME_ORIGIN
from tests.support.parsing import parse
from tests.support.people import actor
from tests.support.pieces import pdf_of

PATIENCE = 90
#: Bytes of one piece: three make a file; less than ``LEAST_PIECE`` is taken only as the last.
PIECE = LEAST_PIECE
_TIMEOUT = 10


@dataclass(frozen=True)
class Sender:
    """Somebody signed in, with a draft that only lacks its file and the last press."""

    reference: str
    cookie: str
    number: int

    @property
    def file_name(self) -> str:
        """What their file is called."""
        return f"prova-{self.number}.png"


def prepare(app: Flask, number: int) -> Sender:
    """One more person, signed in, with a draft."""
    filing, cookie = Filing(app), secrets.token_urlsafe(32)
    facts = {"given_name": "Prova", "family_name": f"Numero {number}", "email": _email(number)}
    with app.app_context(), writing() as session:
        person_id = know_person(filing.keyring, facts, Source.PROVIDER).id
        proof = Authentication("oidc", "https://accesso.prova.invalid", 2, clock.now(), True)
        session.add(
            LoginSession(
                id_hash=token_hash(cookie),
                person_id=person_id,
                csrf_secret=secrets.token_hex(32),
                facts=session_facts(proof),
                created_at=clock.now(),
                seen_at=clock.now(),
                expires_at=clock.after(hours=8),
            )
        )
    who = actor(person_id)
    reference = filing.draft(who)
    filing.save(who, reference, {**STORY, ("money", None): "yes", ("iban", None): IBAN})
    return Sender(reference, cookie, number)


def _email(number: int) -> str:
    return f"numero{number}@prova.invalid"


class Browser:
    """What one person does; each act is repeated until it is acknowledged."""

    def __init__(self, url: str, sender: Sender) -> None:
        self.sender = sender
        self._url = url
        self._pieces = ""
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set(COOKIE, sender.cookie)
        self._session.headers.update(SAME_ORIGIN)

    def attach(self) -> None:
        """Attach the file on the step that asks for it: with the form, or every second one in pieces."""
        self._until(self._attach if self.sender.number % 2 else self._attach_in_pieces)

    def send(self) -> None:
        """Send, until there is a receipt."""
        self._until(self._send)

    def _until(self, act: Any) -> None:
        limit = time.monotonic() + PATIENCE
        last: object = None
        while time.monotonic() < limit:
            try:
                if act():
                    return
                last = "not acknowledged"
            except (requests.RequestException, AssertionError) as trouble:
                last = trouble
            time.sleep(0.05)
        raise AssertionError(f"{self.sender.reference}: {act.__name__}: {last}")

    def _attach(self) -> bool:
        page = self._get(f"/pratiche/{self.sender.reference}/passi/bisogno")
        posted = posted_by(page, find_form(page, "form"), {}, "go=next")
        fields = [(name, text) for name, text in posted.values.items(multi=True) if text]
        files = {"proof": (self.sender.file_name, _picture(self.sender.number), "image/png")}
        answer = self._session.post(
            self._url + posted.action,
            data=fields,
            files=files,
            timeout=_TIMEOUT,
            allow_redirects=False,
        )
        return answer.status_code == 302

    def _attach_in_pieces(self) -> bool:
        """Go on where the server says the file stands, as the script of the page does."""
        page = self._get(f"/pratiche/{self.sender.reference}/passi/bisogno")
        token = {"X-CSRF-Token": str(page.find(attrs={"name": FIELD})["value"])}
        content = pdf_of(40_000 + self.sender.number)
        if not self._pieces:
            told = {
                "question": "proof",
                "name": "prova.pdf",
                "size": str(len(content)),
                "digest": hashlib.sha256(content).hexdigest(),
            }
            address = f"{self._url}/pratiche/{self.sender.reference}/caricamenti"
            begun = self._session.post(address, data=told, headers=token, timeout=_TIMEOUT)
            self._pieces = begun.headers.get("Location", "")
        address = self._url + self._pieces
        for start in range(self._reached(address), len(content), PIECE):
            piece = content[start : start + PIECE]
            headers = {**token, "Upload-Offset": str(start)}
            answer = self._session.put(address, data=piece, headers=headers, timeout=_TIMEOUT)
            answer.raise_for_status()
        finished = self._session.post(f"{address}/fine", headers=token, timeout=_TIMEOUT)
        return finished.status_code == 204

    def _reached(self, address: str) -> int:
        answer = self._session.head(address, timeout=_TIMEOUT)
        answer.raise_for_status()
        return int(answer.headers["Upload-Offset"])

    def _send(self) -> bool:
        receipt = f"/pratiche/{self.sender.reference}/ricevuta"
        address = f"/pratiche/{self.sender.reference}/riepilogo"
        answer = self._session.get(self._url + address, timeout=_TIMEOUT, allow_redirects=False)
        if answer.headers.get("Location") == receipt:
            return True
        page = parse(answer.text)
        form = find_form(page, f"/pratiche/{self.sender.reference}/invia")
        posted = posted_by(page, form, {"declares": True}, None)
        answer = self._session.post(
            self._url + posted.action,
            data=list(posted.values.items(multi=True)),
            timeout=_TIMEOUT,
            allow_redirects=False,
        )
        return answer.headers.get("Location") == receipt

    def _get(self, path: str) -> Any:
        answer = self._session.get(self._url + path, timeout=_TIMEOUT)
        answer.raise_for_status()
        return parse(answer.text)


def _picture(number: int) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 40), (number % 256, number // 256, 90)).save(content, "PNG")
    return content.getvalue()
