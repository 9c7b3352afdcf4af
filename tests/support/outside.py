"""No test reaches the network: any connection that is not to this machine fails, by name."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

LOCAL_NAMES = {"localhost", "", None}


class NetworkForbidden(AssertionError):
    """A test tried to talk to the world; use the fake of the integration instead."""


def is_local(host: object) -> bool:
    """Whether a host is this machine."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(host: object) -> None:
    if not is_local(host):
        raise NetworkForbidden(
            f"A test tried to reach {host}. Each integration has a fake: inject it instead."
        )


def _host_of(address: Any) -> object:
    # A socket of the file system has a path for address; it never leaves the machine.
    return address[0] if isinstance(address, tuple) else None


@pytest.fixture
def outside_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forbid every connection and name look-up that leaves this machine."""
    connect, connect_ex, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse(_host_of(address))
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse(_host_of(address))
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse(host)
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
