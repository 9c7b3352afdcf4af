"""Which protocol register a body writes into: several at once, named in a file that holds their tokens."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from portal.integrations.register.client import HttpRegister
from portal.integrations.register.types import Register
from portal.platform.settings import SettingsInvalid

#: A body that names this, or nothing, writes into the one register of the installation.
DEFAULT = "default"
_KEYS = {"url", "token"}


class UnknownRegister(LookupError):
    """A body names a register that this installation does not have; its message is the name."""


class Registers:
    """The registers of an installation by name, and the one for every body that names none of them."""

    def __init__(self, named: Mapping[str, Register], default: Register) -> None:
        self._named = dict(named)
        self._default = default

    def of(self, name: str) -> Register:
        """The register a body names in the catalogue.

        Raises:
            UnknownRegister: there are named ones and this is none of them. A case is never written into
                another body's register because of a slip of the pen.
        """
        if name in self._named:
            return self._named[name]
        if self._named and name != DEFAULT:
            raise UnknownRegister(name)
        return self._default


def read_registers(file: Path, *, timeout: float, is_production: bool) -> dict[str, Register]:
    """The registers of a TOML file: a table for each name, with ``url`` and ``token``.

    Raises:
        SettingsInvalid: the file or an entry cannot be used; the message never quotes a token.
    """
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise SettingsInvalid(f"ACCANTO_REGISTERS: {file} cannot be read.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsInvalid(f"ACCANTO_REGISTERS: {file} is not TOML.") from problem
    return {
        name: HttpRegister(*_checked(file, name, entry, is_production), timeout)
        for name, entry in found.items()
    }


def _checked(file: Path, name: str, entry: object, is_production: bool) -> tuple[str, str]:
    if not isinstance(entry, dict) or set(entry) != _KEYS:
        raise SettingsInvalid(f"{file}: [{name}] needs url and token, and nothing else.")
    url, token = entry["url"], entry["token"]
    if not isinstance(url, str) or not isinstance(token, str) or not token:
        raise SettingsInvalid(f"{file}: url and token of [{name}] are texts, and not empty.")
    schemes = {"https"} if is_production else {"https", "http"}
    if urlsplit(url).scheme not in schemes:
        raise SettingsInvalid(f"{file}: the url of [{name}] must begin with https://.")
    return url, token
