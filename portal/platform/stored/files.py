"""Where attachments lie: sealed, under a name that says nothing, on the disk before a row names them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from flask import current_app
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem
from sqlalchemy.orm import Session

from portal.platform import clock, jobs, logs
from portal.platform.crypto import Keyring
from portal.platform.stored.disk import sync_folder, write_new

#: A file without a row may belong to a form that is being sent just now.
ORPHAN_AFTER = timedelta(days=1)
_KEY = re.compile(r"[0-9a-f]{32}")


Names = Callable[[Session], Iterable[str]]
_names: dict[str, list[Names]] = {}


class FileMissing(Exception):
    """The store has no file under this key."""


class FileStore:
    """Sealed files at an fsspec address: a folder, or a bucket shared by several nodes.

    Each file is sealed under the data key of its case and bound to its own key, so that no file can
    pass for another.
    """

    def __init__(self, url: str, keyring: Keyring) -> None:
        self._keyring = keyring
        found, root = url_to_fs(url)
        self._system: Any = found
        self._root = str(root).rstrip("/")
        self._is_folder = isinstance(found, LocalFileSystem)

    def save(self, data_key: bytes, content: bytes) -> str:
        """Seal and write; the key to store in the row. The file is on the disk when this returns.

        Call it before the write transaction begins: a file without a row is swept later, a row
        without a file would be a loss.
        """
        key = secrets.token_hex(16)
        sealed = self._keyring.seal(data_key, content, _context(key))
        if self._is_folder:
            self._write_to_folder(Path(self._path(key)), sealed)
        else:
            self._system.makedirs(self._path(key).rpartition("/")[0], exist_ok=True)
            self._system.pipe_file(self._path(key), sealed)
        return key

    def open(self, data_key: bytes, key: str) -> bytes:
        """The content of a file.

        Raises:
            FileMissing: there is none.
            CannotOpen: it was changed, exchanged, or belongs to another case.
        """
        try:
            sealed = self._system.cat_file(self._path(key))
        except FileNotFoundError:
            raise FileMissing(key) from None
        return self._keyring.open(data_key, cast(bytes, sealed), _context(key))

    def delete(self, key: str) -> None:
        """Erase a file; one that is gone already is no error."""
        try:
            self._system.rm_file(self._path(key))
        except FileNotFoundError:
            return

    def sweep(self, known: Collection[str]) -> int:
        """Erase what no row names and is older than a day; how many files that were.

        ``known`` are the keys of every row, read before calling. Only names that this store writes
        are touched.
        """
        limit = clock.now() - ORPHAN_AFTER
        kept = frozenset(known)
        swept = 0
        for path in self._system.find(self._root):
            key = str(path).rpartition("/")[2].removesuffix(".part")
            is_ours = _KEY.fullmatch(key) is not None
            is_whole = not str(path).endswith(".part")
            if is_ours and not (is_whole and key in kept) and self._written_at(path) < limit:
                self._system.rm_file(path)
                swept += 1
        return swept

    def _written_at(self, path: str) -> datetime:
        return cast(datetime, self._system.modified(path))

    def _path(self, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise FileMissing(key)
        return f"{self._root}/{key[:2]}/{key}"

    def _write_to_folder(self, path: Path, sealed: bytes) -> None:
        for folder in (path.parent.parent, path.parent):
            if not folder.exists():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                sync_folder(folder.parent)
        temporary = path.with_name(f"{path.name}.part")
        write_new(temporary, sealed)
        temporary.rename(path)
        sync_folder(path.parent)


def _context(key: str) -> str:
    return f"file:{key}"


def names_files(store: str) -> Callable[[Names], Names]:
    """Register who knows which files of a store rows still name; ``store`` is its word in the
    configuration. A store without anybody who knows is never swept."""

    def register(names: Names) -> Names:
        _names.setdefault(store, []).append(names)
        return names

    return register


@jobs.regularly(timedelta(days=1), writes=False)
def sweep_orphans(session: Session) -> None:
    """Erase the files that no row names: of drafts thrown away, of posts that went wrong."""
    for store, sources in _names.items():
        # The names first: a file that comes later is too young to be swept.
        known = {key for names in sources for key in names(session)}
        session.rollback()
        swept = current_app.config[store].sweep(known)
        logs.event("files.swept", store=store, swept=swept)
