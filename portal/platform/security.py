"""Headers of every answer, personal pages kept out of every cache, limits against floods."""

from __future__ import annotations

import gzip
from ipaddress import ip_address, ip_network
from wsgiref.headers import Headers

from flask import Flask, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.routing import IntegerConverter, Map, ValidationError
from werkzeug.wrappers import Response

from portal.platform.addresses import LARGEST_ROW
from portal.platform.sessions import current_session
from portal.platform.settings import Settings
from portal.platform.shared import KEPT

#: The part of an IPv6 address that names a line; behind it, one household chooses as it likes.
_PREFIX = 64


def network_of(address: str) -> str:
    """Where an address comes from, as limits count it: an IPv4 address whole, of an IPv6 one its network;
    what is no address, as it stands."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    mapped = getattr(found, "ipv4_mapped", None)
    if found.version == 4 or mapped is not None:
        return str(mapped or found)
    return str(ip_network((found, _PREFIX), strict=False))


def network_of_request() -> str:
    """The same, of whoever asks now."""
    return network_of(str(get_remote_address()))


limiter = Limiter(network_of_request, default_limits=[], headers_enabled=False)

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
}
#: Those that mean something on a file of ours; everybody may keep it, no other site may use it.
_HEADERS_OF_FILES = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")
_LEAST_TO_COMPRESS = 800
_PIECE = 1024 * 1024
#: Half the CPU of the usual 6, for 10 % more bytes.
_LEVEL = 3


def by_person() -> str:
    """Whom a limit counts: who is signed in; strangers by the address they come from."""
    row = current_session()
    return f"person {row.person_id}" if row and row.person_id else network_of_request()


def is_known() -> bool:
    """Whether somebody is signed in: some limits are for strangers alone."""
    row = current_session()
    return row is not None and row.person_id is not None


def _kilobytes() -> int:
    """What this request brings; one that does not say how long it is counts as a piece of a file."""
    return max(1, (request.content_length or _PIECE) // 1024)


#: What strangers may send from one address in an hour, all pages together: the photographs of a waiting room,
#: and not what fills a disk.
from_strangers = limiter.shared_limit(
    "600000 per hour", scope="sent by strangers", exempt_when=is_known, cost=_kilobytes
)


class RowNumber(IntegerConverter):
    """``<int:…>`` in an address: only numbers a row can have, so that no database is asked for others."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ROW)

    def to_python(self, value: str) -> int:
        """The number; longer ones would not even be read."""
        if len(value) > len(str(LARGEST_ROW)):
            raise ValidationError
        return int(super().to_python(value))


def content_security_policy(app: Flask) -> str:
    """Nothing but our own files; no inline script or style, no frame, forms only to us, and to the
    origins in ``FORM_ORIGINS``: a sign-out form is answered by a redirect to the identity provider,
    which browsers count as part of the form.
    """
    origin = "".join(f" {one}" for one in app.config.get("FORM_ORIGINS", ()))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        f"form-action 'self'{origin}; frame-ancestors 'none'; base-uri 'none'"
    )


def init_app(app: Flask, settings: Settings) -> None:
    """Add the headers and the flood limits."""
    app.url_map.converters["int"] = RowNumber
    app.config["RATELIMIT_STORAGE_URI"] = settings.limits_url
    app.config["RATELIMIT_ENABLED"] = app.config.get("RATELIMIT_ENABLED", True)
    limiter.init_app(app)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        policy = app.extensions.get("content_security_policy")
        if policy is None:
            # Not before: areas that are joined later may name origins.
            policy = app.extensions["content_security_policy"] = content_security_policy(app)
        response.headers.setdefault("Content-Security-Policy", policy)
        if settings.is_https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if not g.get("is_shared"):
            response.headers.setdefault("Cache-Control", "no-store")
        return compress(response)


def add_headers_to_file(headers: Headers, _path: str, _url: str) -> None:
    """The headers of a built asset, which never passes by the application."""
    for name in _HEADERS_OF_FILES:
        headers[name] = _HEADERS[name]


def compress(response: Response) -> Response:
    """Compress an HTML page that the store does not; its CSRF token is masked anew each time."""
    if (
        (g.get("is_shared") and KEPT in request.environ)
        or response.direct_passthrough
        or not (response.mimetype or "").startswith("text/html")
        or "gzip" not in request.headers.get("Accept-Encoding", "")
        or (response.content_length or 0) < _LEAST_TO_COMPRESS
    ):
        return response
    response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response
