"""The keys of the installation as they lie on the disk: one file, readable by us alone."""

from __future__ import annotations

import base64
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.platform.stored.disk import sync_folder, write_new

KEY_BYTES = 32
ID_BYTES = 4
NAME = "keys.json"


class KeysUnusable(Exception):
    """The keys cannot be trusted or understood; the message names the file and the cure."""


@dataclass(frozen=True)
class Keys:
    """What the file holds; its representation shows no secret."""

    active: str
    wrapping: dict[str, bytes] = field(repr=False)
    lookup: bytes = field(repr=False)
    signing: bytes = field(repr=False)


def new_wrapping_key() -> tuple[str, bytes]:
    """A fresh wrapping key and its id."""
    return secrets.token_hex(ID_BYTES), secrets.token_bytes(KEY_BYTES)


def make(folder: Path) -> bool:
    """Make first keys; false when another process was quicker, whose keys then hold."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    key_id, key = new_wrapping_key()
    lookup, signing = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES)
    temporary = _write_beside(folder / NAME, Keys(key_id, {key_id: key}, lookup, signing))
    try:
        os.link(temporary, folder / NAME)  # unlike a rename, it never replaces
    except FileExistsError:
        return False
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
    sync_folder(folder)
    return True


def replace(file: Path, keys: Keys) -> None:
    """Put other keys in the place of those in the file, at once and wholly."""
    os.replace(_write_beside(file, keys), file)
    sync_folder(file.parent)


def read(file: Path) -> Keys:
    """Read the file.

    Raises:
        KeysUnusable: others may read it, or it is damaged.
    """
    if file.stat().st_mode & 0o077:
        raise KeysUnusable(f"Others may read {file}: run 'chmod 600 {file}'.")
    try:
        found = json.loads(file.read_text(encoding="ascii"))
        keys = Keys(
            active=found["active"],
            wrapping={str(key_id): _key(text) for key_id, text in found["wrapping"].items()},
            lookup=_key(found["lookup"]),
            signing=_key(found["signing"]),
        )
        if keys.active not in keys.wrapping:
            raise ValueError("the active key is missing")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{file} is damaged: restore it from the backup of the keys."
        raise KeysUnusable(message) from error
    return keys


def _write_beside(file: Path, keys: Keys) -> Path:
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    written = {
        "version": 1,
        "active": keys.active,
        "wrapping": {key_id: _as_text(key) for key_id, key in keys.wrapping.items()},
        "lookup": _as_text(keys.lookup),
        "signing": _as_text(keys.signing),
    }
    write_new(temporary, json.dumps(written, indent=1).encode("ascii"))
    return temporary


def _as_text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("a key has the wrong length")
    return key
