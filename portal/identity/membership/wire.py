"""The way to the other members: certificates checked, no redirect followed, an end to time and size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import requests

from portal.identity.federation.asserting import Form
from portal.identity.federation.fetching import Answered, Unreachable
from portal.identity.lines import USUAL_SIZE, Borders, Line, ask


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
    """The network within ``borders``; ``seconds`` is what a provider has for each answer of a login."""

    def __init__(self, seconds: float, borders: Borders) -> None:
        self._seconds = seconds
        self._borders = borders

    def fetch(self, address: str, *, seconds: float, most: int) -> Answered:
        """GET an address within some seconds, reading at most ``most`` + 1 bytes."""
        return self._ask("GET", address, Line(self._borders, seconds, most))

    def post(self, form: Form) -> Answered:
        """Post a form."""
        line = Line(self._borders, self._seconds, USUAL_SIZE)
        return self._ask("POST", form.address, line, data=dict(form.fields))

    def get(self, address: str, headers: Mapping[str, str]) -> Answered:
        """GET an address with headers."""
        return self._ask("GET", address, Line(self._borders, self._seconds), headers=headers)

    def _ask(self, method: str, address: str, line: Line, **more: Any) -> Answered:
        try:
            reply = ask(line, method, address, **more)
            return Answered(reply.status_code, reply.headers.get("Content-Type", ""), reply.content)
        except (requests.RequestException, ValueError) as problem:
            raise Unreachable(address) from problem
