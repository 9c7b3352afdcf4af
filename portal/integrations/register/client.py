"""Speaks to the protocol register of a body over HTTP, and believes only what it can check."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from typing import Any

import requests
from requests.auth import AuthBase

from portal.integrations.register.types import (
    Entry,
    RegisterNonsense,
    RegisterRefused,
    RegisterUnavailable,
    Registration,
)

_NUMBER = re.compile(r"\d{7,20}/(20\d{2})", re.ASCII)
_LARGEST_ANSWER = 64 * 1024
_LONGEST_REASON = 300
#: The entry itself is at fault; everything else that is no success is the register's own trouble.
_REFUSALS = frozenset({400, 409, 410, 413, 415, 422})


class _Bearer(AuthBase):
    """Set as authentication, not as a header: requests would replace a header from a netrc file."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class HttpRegister:
    """A register behind ``POST {base_url}/registrations``; ``timeout`` is seconds for the whole answer."""

    def __init__(self, base_url: str, token: str, timeout: float = 10) -> None:
        self._address = f"{base_url.rstrip('/')}/registrations"
        self._bearer = _Bearer(token)
        self._timeout = timeout

    def register(self, entry: Entry) -> Registration:
        """Register an entry; see ``Register.register`` for what may be raised."""
        status, headers, content = self._ask(entry)
        if status in {200, 201}:
            return _registration(content)
        if status in _REFUSALS:
            raise RegisterRefused(_reason(content) or f"HTTP {status}")
        if 300 <= status < 400:
            raise RegisterNonsense(f"HTTP {status}: a register does not send elsewhere")
        raise RegisterUnavailable(f"HTTP {status}", _seconds(headers.get("Retry-After", "")))

    def _ask(self, entry: Entry) -> tuple[int, requests.structures.CaseInsensitiveDict[str], bytes]:
        written = {
            "body": entry.body,
            "subject": entry.subject,
            "received_on": entry.received_on.isoformat(),
            "sender": entry.sender,
            "digest": entry.digest,
            "idempotency_key": entry.idempotency_key,
        }
        ends = time.monotonic() + self._timeout
        try:
            with requests.post(
                self._address,
                json=written,
                auth=self._bearer,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                return response.status_code, response.headers, _content(response, ends)
        except requests.RequestException as error:
            # Only the kind: the message of the library may quote the address and its answer.
            raise RegisterUnavailable(type(error).__name__) from error


def _content(response: requests.Response, ends: float) -> bytes:
    """Read the answer, neither for ever nor without end."""
    content = bytearray()
    # One by one: a larger part would wait for all of its bytes, however slowly they drip.
    for part in response.iter_content(1):
        content += part
        if len(content) > _LARGEST_ANSWER:
            raise RegisterNonsense("the answer is too long")
        if time.monotonic() > ends:
            raise RegisterUnavailable("the answer takes too long")
    return bytes(content)


def _registration(content: bytes) -> Registration:
    found = _object(content)
    number, day = found.get("number"), found.get("registered_on")
    if not isinstance(number, str) or not isinstance(day, str):
        raise RegisterNonsense("number or registered_on is missing")
    shape = _NUMBER.fullmatch(number)
    if shape is None:
        raise RegisterNonsense("the number is not of the form 0001234/2026")
    try:
        registered_on = date.fromisoformat(day)
    except ValueError:
        raise RegisterNonsense("registered_on is not a date") from None
    if int(shape[1]) != registered_on.year:
        raise RegisterNonsense("the year of the number is not that of registered_on")
    return Registration(number, registered_on)


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise RegisterNonsense("the answer is not JSON") from None
    if not isinstance(found, dict):
        raise RegisterNonsense("the answer is not a JSON object")
    return found


def _reason(content: bytes) -> str:
    try:
        reason = _object(content).get("reason")
    except RegisterNonsense:
        return ""
    return " ".join(reason.split())[:_LONGEST_REASON] if isinstance(reason, str) else ""


def _seconds(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,5}", text, re.ASCII) else None
