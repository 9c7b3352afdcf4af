"""The way to the other members: certificates checked, no redirect followed, an end to time and size."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

import requests

from portal.identity.federation.asserting import Form
from portal.identity.federation.fetching import Answered, Unreachable

#: Bytes an answer of an endpoint of logins may have.
_MOST = 200_000
_PIECE = 16_384


class Wire(Protocol):
    """What jobs fetch with, and what logins ask providers with (``Fetch`` and ``Line`` of the rules)."""

    def fetch(self, address: str, *, seconds: float, most: int) -> Answered:
        """GET an address. Raises ``Unreachable``."""
        ...

    def post(self, form: Form) -> Answered:
        """Post a form. Raises ``Unreachable``."""
        ...

    def get(self, address: str, headers: Mapping[str, str]) -> Answered:
        """GET an address with headers. Raises ``Unreachable``."""
        ...


class HttpWire:
    """The network; ``seconds`` is what a provider has for each answer of a login."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def fetch(self, address: str, *, seconds: float, most: int) -> Answered:
        """GET an address within some seconds, reading at most ``most`` + 1 bytes."""
        return _ask("GET", address, seconds, most)

    def post(self, form: Form) -> Answered:
        """Post a form."""
        return _ask("POST", form.address, self._seconds, _MOST, data=dict(form.fields))

    def get(self, address: str, headers: Mapping[str, str]) -> Answered:
        """GET an address with headers."""
        return _ask("GET", address, self._seconds, _MOST, headers=dict(headers))


def _ask(method: str, address: str, seconds: float, most: int, **more: Any) -> Answered:
    until = time.monotonic() + seconds
    try:
        with requests.request(
            method, address, timeout=seconds, allow_redirects=False, stream=True, **more
        ) as reply:
            body = bytearray()
            for piece in reply.iter_content(_PIECE):
                body += piece
                if len(body) > most:
                    break
                if time.monotonic() > until:
                    raise Unreachable(address)
            kind = reply.headers.get("Content-Type", "")
            return Answered(reply.status_code, kind, bytes(body[: most + 1]))
    except (requests.RequestException, ValueError) as problem:
        raise Unreachable(address) from problem
