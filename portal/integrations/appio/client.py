"""Speaks to App IO: asks for the profile, then submits the message (io-functions-services, v1)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any

from portal.integrations.appio.types import (
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    SHORTEST_SUBJECT,
    SHORTEST_TEXT,
    AppIoNotOpen,
    AppIoRefused,
    AppIoUnavailable,
    AppIoUnsure,
    AppMessage,
)
from portal.integrations.wire import Answer, Header, NoAnswer, ask
from portal.platform.clock import ROME

_NUMBER = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
#: What says that the message is at fault; 401 and 403 speak of our key, which somebody can cure.
_REFUSALS = frozenset({400, 409, 413, 415, 422})
#: A door in between answers for the platform, which may have taken the message.
_UNSURE = frozenset({502, 504})


class HttpAppIo:
    """The platform behind ``url``; ``key`` is that of our service there, ``timeout`` is in seconds.

    A fiscal code travels only in the body, and only to this address.
    """

    def __init__(self, url: str, key: str, timeout: float = 10) -> None:
        self._url = url.rstrip("/")
        self._key = Header("Ocp-Apim-Subscription-Key", key)
        self._timeout = timeout

    def send(self, message: AppMessage) -> str:
        """Write to the app of a person; see ``AppIo.send`` for what may be raised."""
        said = told(message)
        self._must_be_open(message.fiscal_code)
        try:
            answer = ask(f"{self._url}/messages", said, self._key, self._timeout)
        except NoAnswer as trouble:
            kind = AppIoUnsure if trouble.is_unsure else AppIoUnavailable
            raise kind(str(trouble)) from trouble
        if answer.status == 201:
            return _number(answer)
        if answer.status in _REFUSALS:
            raise AppIoRefused(f"HTTP {answer.status}")
        if answer.status in _UNSURE:
            raise AppIoUnsure(f"HTTP {answer.status}")
        if answer.status == 404:
            raise AppIoNotOpen("HTTP 404")
        raise AppIoUnavailable(f"HTTP {answer.status}", answer.after)

    def _must_be_open(self, fiscal_code: str) -> None:
        said = {"fiscal_code": fiscal_code}
        try:
            answer = ask(f"{self._url}/profiles", said, self._key, self._timeout)
        except NoAnswer as trouble:
            raise AppIoUnavailable(str(trouble)) from trouble
        if answer.status == 404:
            raise AppIoNotOpen("HTTP 404")
        if answer.status in _REFUSALS:
            raise AppIoRefused(f"HTTP {answer.status}")
        if answer.status != 200:
            raise AppIoUnavailable(f"HTTP {answer.status}", answer.after)
        if answer.facts().get("sender_allowed") is not True:
            raise AppIoNotOpen("sender_not_allowed")


def told(message: AppMessage) -> dict[str, Any]:
    """What the platform is told.

    Raises:
        AppIoRefused: subject or text have not the length it takes.
    """
    if not SHORTEST_SUBJECT <= len(message.subject) <= LONGEST_SUBJECT:
        raise AppIoRefused("length of the subject")
    if not SHORTEST_TEXT <= len(message.markdown) <= LONGEST_TEXT:
        raise AppIoRefused("length of the text")
    content = {"subject": message.subject, "markdown": message.markdown}
    if message.due_on is not None:
        content["due_date"] = _end_of(message.due_on)
    return {"fiscal_code": message.fiscal_code, "content": content}


def _end_of(day: date) -> str:
    """The last moment of a legal day, in UTC, as the platform writes it."""
    last = datetime.combine(day, time(23, 59, 59), ROME).astimezone(UTC)
    return last.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _number(answer: Answer) -> str:
    found = answer.facts().get("id")
    if isinstance(found, str) and _NUMBER.fullmatch(found):
        return found
    # It said "created": writing again would be a second message.
    return ""
