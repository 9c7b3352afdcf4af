"""Hands texts to a gateway: ``POST {url}/messages`` with a bearer token."""

from __future__ import annotations

import hashlib

from portal.integrations.sms import gsm7
from portal.integrations.sms.types import SmsRefused, SmsUnavailable, Text
from portal.integrations.wire import Header, NoAnswer, ask

#: The number or the text is at fault; everything else that is no success is the gateway's trouble.
_REFUSALS = frozenset({400, 409, 410, 413, 415, 422})


class HttpSms:
    """A gateway; ``sender`` is the name or number a phone shows, ``timeout`` is in seconds."""

    def __init__(self, url: str, token: str, sender: str, timeout: float = 10) -> None:
        self._address = f"{url.rstrip('/')}/messages"
        self._token = Header("Authorization", f"Bearer {token}")
        self._sender = sender
        self._timeout = timeout

    def send(self, text: Text) -> None:
        """Hand a text over; see ``Sms.send`` for what may be raised."""
        said = told(text, self._sender)
        key = {"Idempotency-Key": said["id"]}
        try:
            answer = ask(self._address, said, self._token, self._timeout, key)
        except NoAnswer as trouble:
            raise SmsUnavailable(str(trouble)) from trouble
        if answer.status in _REFUSALS:
            raise SmsRefused(f"HTTP {answer.status}")
        if not 200 <= answer.status < 300:
            raise SmsUnavailable(f"HTTP {answer.status}", answer.after)


def told(text: Text, sender: str) -> dict[str, str]:
    """What the gateway is told; the id shows nothing of the key.

    Raises:
        SmsRefused: it is not one message, or not to a phone.
    """
    if not gsm7.fits(text.words):
        raise SmsRefused("more than one message")
    if not (text.to.startswith("+") and text.to[1:].isascii() and text.to[1:].isdigit()):
        raise SmsRefused("no international number")
    number = hashlib.sha256(text.dedup_key.encode()).hexdigest()[:32]
    return {"id": number, "to": text.to, "from": sender, "text": text.words}
