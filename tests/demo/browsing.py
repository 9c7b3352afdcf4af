"""A browser to walk in the invented world with, and the portal's own calls to it."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from bs4 import BeautifulSoup
from werkzeug.test import Client, TestResponse

from demo.outside import create_outside
from demo.places import CLIENT_ID
from demo.world import World

VERIFIER = "v" * 64


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


class LocalClient(Client):
    """A client on the same machine, unless the test says where it is."""

    def open(self, *args: Any, **words: Any) -> TestResponse:
        words.setdefault("environ_base", {"REMOTE_ADDR": "127.0.0.1"})
        return super().open(*args, **words)


class Browser:
    """Somebody's browser at the provider, and the portal's own calls to it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.http = LocalClient(create_outside(world))

    def ask(self, **changes: str | None) -> TestResponse:
        """Open the address the portal would send the browser to; None leaves a parameter out."""
        digest = hashlib.sha256(VERIFIER.encode()).digest()
        words: dict[str, str | None] = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": f"{self.world.places.portal}/accedi/ritorno",
            "scope": "openid profile email phone address",
            "state": "uno-stato",
            "nonce": "un-nonce",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **changes,
        }
        query = urlencode({name: value for name, value in words.items() if value is not None})
        return self.http.get(f"/authorize?{query}")

    def press(self, page: TestResponse, **button: str) -> TestResponse:
        """Press a button of the page where one chooses who to be."""
        hidden = BeautifulSoup(page.text, "html.parser").find("input", {"name": "request"})
        assert hidden is not None, page.text
        return self.http.post("/authorize/choose", data={"request": hidden["value"], **button})

    def sign_in(self, person: str = "giulia-modellini", **changes: str | None) -> dict[str, str]:
        """Become somebody; what the browser brings back to the portal."""
        return answer_of(self.press(self.ask(**changes), person=person))

    def change(self, authorization_code: str, **changes: str) -> TestResponse:
        """Change a code into tokens, as the portal does."""
        form = {
            "grant_type": "authorization_code",
            "code": authorization_code,
            "redirect_uri": f"{self.world.places.portal}/accedi/ritorno",
            "code_verifier": VERIFIER,
            "client_id": CLIENT_ID,
            "client_secret": self.world.secrets.client,
            **changes,
        }
        return self.http.post("/token", data={name: word for name, word in form.items() if word})


def answer_of(response: TestResponse) -> dict[str, str]:
    """What a redirect to the portal says."""
    assert response.status_code == 303, response.text
    return {name: values[0] for name, values in parse_qs(urlsplit(response.location).query).items()}
