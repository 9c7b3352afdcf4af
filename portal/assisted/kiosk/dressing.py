"""What changes in an answer at a public machine: no link leaves the house, no form remembers, no file stays.

It is done once, on the finished page, so that no template of any area has to know of it, and none can forget.
"""

from __future__ import annotations

import re

from flask import Flask, render_template, request
from flask import make_response as flask_response
from werkzeug.wrappers import Response

from portal.assisted.kiosk.here import kiosk_here
from portal.assisted.remembering import without_memory
from portal.platform.errors import error_page
from portal.platform.i18n import gettext as _
from portal.platform.security import content_security_policy

_AWAY = re.compile(
    r'<a\b[^>]*?\shref="(?P<address>(?:[a-z][a-z0-9+.-]*:|//)[^"]*)"[^>]*>(?P<words>.*?)</a>',
    re.IGNORECASE | re.DOTALL,
)
_KEEPING = re.compile(r"(<a\b[^>]*?)\s(?:download|target=\"[^\"]*\")(?=[\s>])")
#: What can be shown, and printed, without leaving a file.
_SHOWN = {"application/pdf", "image/png", "image/jpeg"}


def without_ways_out(html: str) -> str:
    """The same page, closed: addresses of others become words to copy, fields remember nothing."""
    html = _AWAY.sub(_as_words, html)
    return without_memory(_KEEPING.sub(r"\1", html))


def _as_words(found: re.Match[str]) -> str:
    address, words = found["address"], found["words"]
    if not address.lower().startswith(("http:", "https:", "//")):
        return f"<span>{words}</span>"
    return f'<span>{words} <bdi dir="ltr" class="ac-kiosk-address">{address}</bdi></span>'


def _is_file(response: Response) -> bool:
    return "Content-Disposition" in response.headers or response.mimetype in _SHOWN


def _shown(response: Response) -> Response:
    """A file stands inside a page of ours, which can be printed and left; anything to keep is refused."""
    if response.mimetype not in _SHOWN:
        return error_page(
            403,
            _("This machine keeps no files"),
            _("Nothing can be saved here. Ask at the desk for a print, or do it from your phone."),
        )
    if request.headers.get("Sec-Fetch-Dest") == "document":
        response.close()
        return _around(request.script_root + request.full_path.rstrip("?"))
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
    return response


def _around(address: str) -> Response:
    # A bare file has no button to be done, and nothing that counts the time.
    return flask_response(render_template("assisted/kiosk_paper.html", address=address))


def init_app(app: Flask) -> None:
    """Dress every answer of a machine, before it is compressed."""

    @app.after_request
    def dress(response: Response) -> Response:
        if kiosk_here() is None or response.direct_passthrough:
            return response
        if response.status_code == 200 and _is_file(response):
            response = _shown(response)
            if response.mimetype == "text/html":
                policy = content_security_policy(app)
                response.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
        if response.mimetype == "text/html":
            response.set_data(without_ways_out(response.get_data(as_text=True)))
        response.headers["Cache-Control"] = "no-store"
        return response
