"""Where everything of the demo is found: addresses, folders and the secrets of this installation."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path

HOST = "127.0.0.1"
CLIENT_ID = "accanto-demo"


@dataclass(frozen=True)
class Secrets:
    """What the portal and the invented world share; made once per data folder, never in the code."""

    client: str = field(repr=False)
    register: str = field(repr=False)
    anpr: str = field(repr=False)
    inps: str = field(repr=False)
    sms: str = field(repr=False)
    io: str = field(repr=False)


@dataclass(frozen=True)
class Places:
    """Addresses and folders that follow from the port and the data folder; and whether it is for training."""

    port: int
    data: Path
    is_training: bool = False

    @property
    def portal(self) -> str:
        """The address of the portal."""
        return f"http://{HOST}:{self.port}"

    @property
    def outside(self) -> str:
        """The address of the invented world, which is also the issuer of the provider."""
        return f"http://{HOST}:{self.port + 1}"

    @property
    def mail_port(self) -> int:
        """The port where mails are taken in."""
        return self.port + 2

    @property
    def scanner_port(self) -> int:
        """The port where files are looked into."""
        return self.port + 3

    @property
    def folder(self) -> Path:
        """The folder of all that the demo writes."""
        return self.data / "demo"

    @property
    def mail(self) -> Path:
        """The folder of the mails that arrived."""
        return self.folder / "mail"

    @property
    def phones(self) -> Path:
        """The folder of what reached people's phones."""
        return self.folder / "phones"

    @property
    def redirect_uris(self) -> frozenset[str]:
        """Where the provider may send a login back to, letter by letter."""
        return frozenset({f"{self.portal}/accedi/ritorno"})

    @property
    def logout_uris(self) -> frozenset[str]:
        """Where the provider may send somebody after signing out, letter by letter."""
        return frozenset({f"{self.portal}/", f"{self.portal}/sportello/riconosciuto"})

    def secrets(self) -> Secrets:
        """Read the secrets; make (mode 600) those that are not there yet."""
        file = self.folder / "secrets.json"
        known = json.loads(file.read_text("utf-8")) if file.exists() else {}
        names = [one.name for one in fields(Secrets)]
        if not known.keys() >= set(names):
            known = {name: known.get(name) or secrets.token_urlsafe(32) for name in names}
            write_private(file, json.dumps(known))
        return Secrets(**{name: known[name] for name in names})


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read; it appears whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
    draft.replace(file)
