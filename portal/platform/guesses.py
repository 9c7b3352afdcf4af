"""Wrong codes by whoever asks: counted by browser, and more mildly by the address that many may share.

A house, a library or a whole telephone network can stand behind one address: who mistypes there closes the
door to their own browser. A browser that takes no cookie is a new one at each try; the address stops it.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from portal.platform import attempts
from portal.platform.attempts import Limit
from portal.platform.security import network_of_request

#: Says that it is the same browser, nothing else; set with the first wrong code, gone with the browser.
COOKIE = "accanto_tries"
#: So many times what one browser may, all browsers of an address may together.
SOFTER = 10
_MARK = re.compile(r"[A-Za-z0-9_-]{22}")


def _sources(limit: Limit) -> dict[Limit, str]:
    keyring, address = current_app.config["KEYRING"], network_of_request()
    around = replace(limit, purpose=f"{limit.purpose}.all", most=limit.most * SOFTER)
    return {
        around: keyring.lookup("attempts", address),
        limit: keyring.lookup("attempts", f"{address} {_mark()}"),
    }


def _mark() -> str:
    if "guesses_mark" not in g:
        sent = request.cookies.get(COOKIE, "")
        g.guesses_mark = sent if _MARK.fullmatch(sent) else secrets.token_urlsafe(16)
    mark: str = g.guesses_mark
    return mark


def spend(limit: Limit) -> None:
    """Count a try before it is made.

    Raises:
        TooManyAttempts: from this browser, or from all of its address together.
    """
    g.guesses_wrong = True
    for one, source in _sources(limit).items():
        attempts.spend(one, source)


def give_back(limit: Limit) -> None:
    """It was right: not counted."""
    g.guesses_wrong = False
    for one, source in _sources(limit).items():
        attempts.give_back(one, source)


def init_app(app: Flask) -> None:
    """Know the browser again after a wrong code."""

    @app.after_request
    def know_again(response: Response) -> Response:
        if g.get("guesses_wrong") and request.cookies.get(COOKIE) != _mark():
            secure = app.config["SETTINGS"].is_https
            response.set_cookie(COOKIE, _mark(), httponly=True, secure=secure, samesite="Lax")
        return response
