"""One question to a neighbour over HTTP: no redirects, a bounded answer, an end to the waiting."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.auth import AuthBase

_LARGEST_ANSWER = 64 * 1024


class NoAnswer(Exception):
    """Nothing usable came back; the message is a closed word, never what the neighbour said.

    ``is_unsure``: the question had left, and may have had its effect.
    """

    def __init__(self, word: str, *, is_unsure: bool) -> None:
        super().__init__(word)
        self.is_unsure = is_unsure


@dataclass(frozen=True)
class Answer:
    """Status, the seconds a ``Retry-After`` asks for, and the bytes of the answer."""

    status: int
    after: int | None
    content: bytes = field(repr=False)

    def facts(self) -> dict[str, Any]:
        """The JSON object that was answered; an empty one for anything else."""
        try:
            found = json.loads(self.content)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class Header(AuthBase):
    """A secret in a header, set as authentication: requests would replace a header from a netrc file."""

    def __init__(self, name: str, value: str) -> None:
        self._name, self._value = name, value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers[self._name] = self._value
        return request


def ask(
    address: str,
    said: Mapping[str, object],
    secret: Header,
    timeout: float,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """POST a JSON object; ``timeout`` is seconds for the whole answer.

    Raises:
        NoAnswer: down, too slow, or without end.
    """
    ends = time.monotonic() + timeout
    try:
        with requests.post(
            address,
            json=dict(said),
            auth=secret,
            headers=dict(headers or {}),
            timeout=timeout,
            allow_redirects=False,
            stream=True,
        ) as response:
            content = _content(response, ends)
            return Answer(
                response.status_code, _seconds(response.headers.get("Retry-After", "")), content
            )
    except (requests.ConnectTimeout, requests.exceptions.SSLError) as error:
        raise NoAnswer(type(error).__name__, is_unsure=False) from error
    except requests.ConnectionError as error:
        # Refused at the door, or broken off in the middle: requests does not tell them apart.
        is_refused = "NewConnectionError" in repr(error) or "NameResolution" in repr(error)
        raise NoAnswer("ConnectionError", is_unsure=not is_refused) from error
    except requests.RequestException as error:
        # Only the kind: the message of the library may quote the address and its answer.
        raise NoAnswer(type(error).__name__, is_unsure=True) from error


def _content(response: requests.Response, ends: float) -> bytes:
    content = b""
    # One by one: a larger part would wait for all of its bytes, however slowly they drip.
    for part in response.iter_content(1):
        content += part
        if len(content) > _LARGEST_ANSWER:
            raise NoAnswer("too_long", is_unsure=True)
        if time.monotonic() > ends:
            raise NoAnswer("too_slow", is_unsure=True)
    return content


def _seconds(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,5}", text, re.ASCII) else None
