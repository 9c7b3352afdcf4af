"""Whether the demo's four ports are free, before anything is written."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import closing
from types import MappingProxyType

from demo.places import HOST

LAST = 65535


class PortUnusable(Exception):
    """A port cannot be used; the message says why and what to do."""


def read_port(raw: str) -> int:
    """The portal's port; the three after it are needed too.

    Raises:
        PortUnusable: it is not a number that can be one.
    """
    if not (raw.isascii() and raw.isdigit() and 1 <= int(raw) <= LAST - 3):
        raise PortUnusable(f"PORT è «{raw}»: scrivi un numero da 1 a {LAST - 3}, per esempio 8000.")
    return int(raw)


def require_free(port: int, further: Mapping[int, str] = MappingProxyType({})) -> None:
    """Make sure that the port and the three after it are free, and ``further`` ones by their distance.

    Raises:
        PortUnusable: one of them is not.
    """
    for number, what in (
        (port, "il portale"),
        (port + 1, "la demo"),
        (port + 2, "la posta"),
        (port + 3, "l'antivirus"),
        *((port + far, what) for far, what in further.items()),
    ):
        try:
            _try(number)
        except PermissionError as error:
            raise PortUnusable(
                f"La porta {number} ({what}) è riservata al sistema. "
                "Scegline una sopra 1023, per esempio: make run PORT=8123"
            ) from error
        except OSError as error:
            raise PortUnusable(
                f"La porta {number} ({what}) è occupata da un altro programma. "
                f"Chiudilo, oppure scegli un'altra porta: make run PORT={_another(port)}"
            ) from error


def _try(number: int) -> None:
    with closing(socket.socket()) as probe:
        # A port that was just left counts as free, as it does for the servers themselves.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, number))
        probe.listen(1)


def _another(port: int) -> int:
    """The next four free ports, or the usual example when there are none near."""
    for start in range(max(port, 1024) + 10, min(port + 2000, LAST - 3), 10):
        try:
            for number in range(start, start + 4):
                _try(number)
        except OSError:
            continue
        return start
    return 8123
