"""What is personal is sealed at rest: the installation's keys wrap the data key of each person or case."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.platform import keyfile
from portal.platform.keyfile import ID_BYTES, KEY_BYTES, Keys, KeysUnusable

__all__ = ["CannotOpen", "Keyring", "KeysMissing", "KeysUnusable"]

NONCE_BYTES = 12
TAG_BYTES = 16
_WRAPPED = b"\x01"
_SEALED = b"\x02"


class KeysMissing(Exception):
    """There are no keys in the folder, and this installation must not make them by itself."""


class CannotOpen(Exception):
    """The sealed bytes were changed, belong elsewhere, or their wrapping key is gone."""


class Keyring:
    """The keys of one installation; safe to share between threads.

    ``is_new`` is true when this very call of ``load`` made the keys: say so to whoever starts it.
    """

    def __init__(self, file: Path, keys: Keys, *, is_new: bool = False, remembered: int = 512):
        self.is_new = is_new
        self._file = file
        self._version = _version(file)
        self._keys = keys
        self._remembered = remembered
        self._open_keys: OrderedDict[bytes, AESGCM] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def load(cls, folder: Path, create: bool) -> Keyring:
        """Read the keys in ``folder``; where there are none, make them if ``create`` allows it.

        Raises:
            KeysMissing: there are no keys and ``create`` is false (production).
            KeysUnusable: others may read the file, or it is damaged.
        """
        file = folder / keyfile.NAME
        is_new = False
        if not file.exists():
            if not create:
                raise KeysMissing(
                    f"No keys in {file}. Restore them from the backup of the keys. For a new "
                    "installation run any 'flask' command once with ACCANTO_PRODUCTION=0: it "
                    "makes the first ones."
                )
            is_new = keyfile.make(folder)
        return cls(file, keyfile.read(file), is_new=is_new)

    @classmethod
    def create(cls, folder: Path) -> Keyring:
        """Make the first keys of an installation, on purpose; existing keys are never touched."""
        if (folder / keyfile.NAME).exists():
            raise KeysUnusable(f"{folder / keyfile.NAME} exists already: nothing was changed.")
        return cls.load(folder, create=True)

    @property
    def active_key(self) -> str:
        """The id of the wrapping key that new data keys are wrapped with."""
        return self._keys.active

    # Data keys

    def new_data_key(self) -> bytes:
        """A fresh data key for one person or case, wrapped by the active key: store it in the row."""
        return self._wrap(secrets.token_bytes(KEY_BYTES))

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same data key under the active wrapping key; what it sealed stays as it is.

        Raises:
            CannotOpen: the wrapped key was changed or its wrapping key is gone.
        """
        return self._wrap(self._unwrap(wrapped))

    def needs_rewrap(self, wrapped: bytes) -> bool:
        """Whether a data key still lies under a wrapping key that is no longer the active one."""
        return self.is_under(wrapped) != self._keys.active

    def is_under(self, wrapped: bytes) -> str:
        """The id of the wrapping key a data key lies under."""
        return wrapped[1 : 1 + ID_BYTES].hex()

    def knows(self, key_id: str) -> bool:
        """Whether there is such a wrapping key."""
        return key_id in keyfile.read(self._file).wrapping

    @property
    def changed_at(self) -> datetime:
        """When the keys were last changed."""
        return datetime.fromtimestamp(self._file.stat().st_mtime, UTC)

    def forget(self, wrapped: bytes) -> None:
        """Drop a data key from memory, for instance when its case is erased."""
        with self._lock:
            self._open_keys.pop(wrapped, None)

    def _wrap(self, data_key: bytes) -> bytes:
        self._notice_rotation()
        keys = self._keys
        head = _WRAPPED + bytes.fromhex(keys.active)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return head + nonce + AESGCM(keys.wrapping[keys.active]).encrypt(nonce, data_key, head)

    def _unwrap(self, wrapped: bytes) -> bytes:
        head, rest = wrapped[: 1 + ID_BYTES], wrapped[1 + ID_BYTES :]
        if head[:1] != _WRAPPED or len(rest) != NONCE_BYTES + KEY_BYTES + TAG_BYTES:
            raise CannotOpen("This is not a wrapped data key.")
        cipher = AESGCM(self._wrapping_key(head[1:].hex()))
        try:
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head)
        except InvalidTag:
            raise CannotOpen("The wrapped data key was changed.") from None

    def _notice_rotation(self) -> None:
        # What is wrapped after a rotation must lie under the new key: the old one may be retired.
        if _version(self._file) != self._version:
            self._read_again()

    def _read_again(self) -> None:
        version = _version(self._file)
        self._keys, self._version = keyfile.read(self._file), version

    def _wrapping_key(self, key_id: str) -> bytes:
        if key_id not in self._keys.wrapping:
            # Another process may have rotated the keys since this one started.
            self._read_again()
        try:
            return self._keys.wrapping[key_id]
        except KeyError:
            raise CannotOpen(f"The wrapping key {key_id} is not in {self._file}.") from None

    def _cipher(self, wrapped: bytes) -> AESGCM:
        with self._lock:
            if wrapped in self._open_keys:
                self._open_keys.move_to_end(wrapped)
                return self._open_keys[wrapped]
        cipher = AESGCM(self._unwrap(wrapped))
        with self._lock:
            self._open_keys[wrapped] = cipher
            while len(self._open_keys) > self._remembered:
                self._open_keys.popitem(last=False)
        return cipher

    # Sealing

    def seal(self, wrapped: bytes, plaintext: bytes, context: str) -> bytes:
        """Encrypt bytes so that they open only under this data key and in this context.

        ``context`` says what the bytes are, as in ``case:17:answer:needs``: moved to another row or
        column they no longer open.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher(wrapped).encrypt(nonce, plaintext, _bound(context))
        return _SEALED + nonce + sealed

    def open(self, wrapped: bytes, sealed: bytes, context: str) -> bytes:
        """Decrypt what ``seal`` made.

        Raises:
            CannotOpen: anything at all differs (key, bytes, context).
        """
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if sealed[:1] != _SEALED or len(body) < TAG_BYTES:
            raise CannotOpen("These are not sealed bytes.")
        try:
            return self._cipher(wrapped).decrypt(nonce, body, _bound(context))
        except InvalidTag:
            raise CannotOpen("The sealed bytes were changed or belong elsewhere.") from None

    def seal_text(self, wrapped: bytes, text: str, context: str) -> bytes:
        """``seal`` for text."""
        return self.seal(wrapped, text.encode(), context)

    def open_text(self, wrapped: bytes, sealed: bytes, context: str) -> str:
        """``open`` for text."""
        return self.open(wrapped, sealed, context).decode()

    def seal_json(self, wrapped: bytes, value: object, context: str) -> bytes:
        """``seal`` for a value that JSON can hold; anything else raises ``TypeError``."""
        words = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return self.seal(wrapped, words.encode(), context)

    def open_json(self, wrapped: bytes, sealed: bytes, context: str) -> Any:
        """``open`` for a value sealed with ``seal_json``."""
        return json.loads(self.open(wrapped, sealed, context))

    # Finding and signing without showing

    def lookup(self, purpose: str, normal_form: str) -> str:
        """A keyed hash (64 hexadecimal digits) to find a whole value by; it tells nothing of the value.

        The same value under two purposes (``fiscal-code``, ``phone``) has two unrelated hashes.
        """
        return _keyed_hash(self._keys.lookup, purpose, normal_form)

    def sign(self, purpose: str, text: str) -> str:
        """A signature (64 hexadecimal digits) that only this installation can make, for one purpose."""
        return _keyed_hash(self._keys.signing, purpose, text)

    def is_signed(self, purpose: str, text: str, signature: str) -> bool:
        """Whether ``signature`` is ours for this purpose and text; takes the same time either way."""
        return hmac.compare_digest(self.sign(purpose, text).encode(), signature.encode())

    # Rotation

    def rotate(self) -> str:
        """Add a wrapping key and make it the active one; its id. Then ``rewrap`` every data key.

        Other processes learn of it when they next wrap a key or meet one: nothing has to stop.
        """
        keys = keyfile.read(self._file)
        key_id, key = keyfile.new_wrapping_key()
        changed = Keys(key_id, {**keys.wrapping, key_id: key}, keys.lookup, keys.signing)
        keyfile.replace(self._file, changed)
        self._read_again()
        return key_id

    def retire(self, key_id: str) -> None:
        """Destroy a wrapping key that wraps nothing any more: what it still wraps is lost for good."""
        keys = keyfile.read(self._file)
        if key_id == keys.active:
            raise KeysUnusable(f"{key_id} is the active key: rotate first.")
        left = {known: key for known, key in keys.wrapping.items() if known != key_id}
        changed = Keys(keys.active, left, keys.lookup, keys.signing)
        keyfile.replace(self._file, changed)
        self._read_again()
        with self._lock:
            self._open_keys.clear()


def _version(file: Path) -> tuple[int, int]:
    """What changes whenever the file is replaced."""
    found = file.stat()
    return found.st_ino, found.st_mtime_ns


def _bound(context: str) -> bytes:
    return b"accanto sealed 2\0" + context.encode()


def _keyed_hash(key: bytes, purpose: str, text: str) -> str:
    # A key of its own for each purpose: no pair of purpose and text can pass for another.
    purpose_key = hmac.digest(key, purpose.encode(), hashlib.sha256)
    return hmac.new(purpose_key, text.encode(), hashlib.sha256).hexdigest()
