"""The line to whoever vouches for people: one question, a bounded answer, and an end to the waiting.

Places to ask at are partly written by others (trust chains, descriptions of providers). So in production a
line is TLS only, follows nobody elsewhere, and does not lead into private networks: the name is looked up
once, and what is connected to is what was looked at (seccons_bcps of the SPID/CIE rules; CWE-918).
"""

from __future__ import annotations

import io
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.poolmanager import PoolManager
from urllib3.util.connection import create_connection

#: Bytes an answer may have where nobody says otherwise.
USUAL_SIZE = 200_000
#: Addresses of IPv6 behind which one of IPv4 is written (RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Borders:
    """Where lines may lead.

    ``anywhere`` allows private networks and plain http: for tests and the demo, never in production.
    ``inside`` are hosts that may lie in a private network, because who runs the installation wrote them.
    """

    anywhere: bool = False
    inside: frozenset[str] = frozenset()


#: What production keeps to.
CLOSED = Borders()


class LineCut(requests.ConnectionError):
    """The answer did not end in time, was too long, or the place is none to go to."""


class Unchanged(AuthBase):
    """Sends the headers as they are: requests would put a password of a netrc file in their place."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def is_public(address: str) -> bool:
    """Whether an address of the network, as it was looked up, is one of the whole Internet."""
    found = ip_address(address.partition("%")[0])
    inner = _inside_of(found) if isinstance(found, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not found.is_multicast


def _inside_of(found: IPv6Address) -> IPv4Address | None:
    """The address of IPv4 that one of IPv6 leads to."""
    if found in _TRANSLATED:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    teredo = found.teredo[1] if found.teredo else None
    return found.ipv4_mapped or found.sixtofour or teredo


@dataclass
class _Call:
    """One question under way: what it may do, the sockets to cut when its time is over, and the connections
    to close after it: nobody keeps them for a next one."""

    borders: Borders
    until: float
    handles: list[socket.socket] = field(default_factory=list)
    connections: list[HTTPConnection] = field(default_factory=list)
    is_over: bool = False

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return max(self.until - time.monotonic(), 0.01)

    def cut(self) -> None:
        """End it, in whatever step it hangs: looking for a greeting, in the middle of a header, of a body."""
        self.is_over = True
        for handle in self.handles:
            try:
                handle.shutdown(socket.SHUT_RDWR)
            except OSError:  # it has ended by itself
                continue


_call: ContextVar[_Call] = ContextVar("call")


class _Checked(HTTPConnection):
    """Connects to an address that was looked at, not to a name that may answer otherwise the next time."""

    def _new_conn(self) -> socket.socket:
        call = _call.get()
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
            places = list(dict.fromkeys(str(one[4][0]) for one in found))
            # A proxy is of the house: it looks the name up itself, and where it goes is its own rule.
            if self.proxy is None and not _may_visit(call.borders, self.host, places):
                raise NewConnectionError(self, "leads into a private network")
            made = self._connect(places)
        except OSError as problem:
            raise NewConnectionError(self, "nobody answers") from problem
        # A second handle: it also reaches the socket while TLS has taken the first one away.
        call.handles.append(made.dup())
        call.connections.append(self)
        if call.is_over:
            call.cut()
        sys.audit("http.client.connect", self, self.host, self.port)
        return made

    def _connect(self, places: list[str]) -> socket.socket:
        problem: OSError | None = None
        for place in places:
            try:
                return create_connection(
                    (place, self.port), _call.get().left, socket_options=self.socket_options
                )
            except OSError as refused:
                problem = refused
        raise problem or OSError("no address")


class _CheckedTls(_Checked, HTTPSConnection):
    """The same over TLS: the certificate is that of the name."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Checked


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedTls


_POOLS = {"http": _Pool, "https": _TlsPool}


def _may_visit(borders: Borders, host: str, places: list[str]) -> bool:
    """A name that also leads inside leads nowhere: which of its addresses is taken is not ours to say."""
    if borders.anywhere or host.casefold() in borders.inside:
        return True
    return bool(places) and all(is_public(place) for place in places)


class Line(HTTPAdapter):
    """Carries one question at a time; ``seconds`` are for the whole of it, ``most`` bytes for the answer.

    A longer answer comes back cut to ``most`` + 1 bytes. Behind a proxy of the house (``HTTPS_PROXY``) it
    is the proxy that looks names up, and decides where it goes.
    """

    def __init__(self, borders: Borders, seconds: float, most: int = USUAL_SIZE) -> None:
        self._borders, self._seconds, self._most = borders, seconds, most
        super().__init__(max_retries=0)

    def init_poolmanager(self, *_: Any, **_more: Any) -> None:
        """Connections are ours."""
        self.poolmanager = PoolManager(num_pools=1, maxsize=1)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        """So are those to a proxy, and so is their end."""
        made = super().proxy_manager_for(proxy, **more)
        made.pool_classes_by_scheme = _POOLS
        return made

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        """Ask, and read the answer to its end.

        Raises:
            requests.RequestException: no answer, or none that may be read.
        """
        if not self._borders.anywhere and not (request.url or "").startswith("https://"):
            raise LineCut("not over TLS", request=request)
        # Bytes as they are: nobody's small answer unfolds into a large one.
        request.headers["Accept-Encoding"] = "identity"
        options |= {"stream": True, "timeout": self._seconds}
        with _watched(self._borders, self._seconds) as call:
            reply = super().send(request, **options)
            try:
                body = _whole(reply.raw, self._most + 1)
            except (HTTPError, OSError) as problem:
                raise LineCut("broken off", request=request) from problem
            finally:
                reply.raw.close()
        if call.is_over:
            raise LineCut("too slow", request=request)
        reply.raw = io.BytesIO(body)
        return reply


def _whole(raw: Any, most: int) -> bytes:
    """The bytes until the end; one that comes before its time is seen only by who asks for more."""
    body = b""
    while len(body) < most:
        part = raw.read(most - len(body), decode_content=False)
        if not part:
            break
        body += part
    return body


@contextmanager
def _watched(borders: Borders, seconds: float) -> Iterator[_Call]:
    call = _Call(borders, time.monotonic() + seconds)
    mark, timer = _call.set(call), Timer(seconds, call.cut)
    timer.daemon = True
    timer.start()
    try:
        yield call
    finally:
        timer.cancel()
        _call.reset(mark)
        for connection in call.connections:
            connection.close()
        for handle in call.handles:
            handle.close()


def through(session: requests.Session, line: Line) -> requests.Session:
    """The session, with every question of it on this line."""
    session.mount("https://", line)
    session.mount("http://", line)
    return session


def ask(
    line: Line, method: str, address: str, headers: Mapping[str, str] | None = None, **more: Any
) -> requests.Response:
    """One question of its own: no cookie, no password of the machine, no redirect followed.

    Raises:
        requests.RequestException, ValueError: nobody answered, or the address is none.
    """
    with through(requests.Session(), line) as session:
        return session.request(
            method,
            address,
            headers=dict(headers or {}),
            auth=Unchanged(),
            allow_redirects=False,
            **more,
        )
