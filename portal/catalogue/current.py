"""The catalogue every process answers from: the newest revision, in memory, with its search index."""

from __future__ import annotations

import gzip
import os
import threading
import time
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from portal.catalogue.models import CatalogueRevision
from portal.catalogue.search import SearchIndex
from portal.catalogue.snapshot import Snapshot
from portal.platform import logs
from portal.platform.database import reading

_LOOK_EVERY = 1.0


class NothingPublished(Exception):
    """The database holds no catalogue yet: run ``flask catalogue publish``."""


@dataclass(frozen=True)
class Current:
    """One revision as it is served."""

    number: int
    snapshot: Snapshot
    index: SearchIndex


class Shelf:
    """Holds the current revision of this process, and looks for a newer one at most once a second.

    The first look builds it in place; later ones build beside it, and the old one answers meanwhile.
    A process that was forked builds its own: threads and index do not survive a fork.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._current: Current | None = None
        self._looked_at = 0.0
        self._lock = threading.Lock()
        self._builder: threading.Thread | None = None
        self._pid = os.getpid()

    def current(self) -> Current:
        """The revision to answer from.

        Raises:
            NothingPublished: there is none yet.
        """
        self._look()
        if self._current is None:
            raise NothingPublished
        return self._current

    def revision(self) -> str:
        """The number of the revision as a word for keys of shared pages."""
        self._look()
        return str(self._current.number) if self._current else "none"

    def _look(self) -> None:
        now = time.monotonic()
        if self._current is not None and now - self._looked_at < _LOOK_EVERY:
            return
        with self._lock:
            if self._pid != os.getpid():
                self._pid, self._current, self._builder = os.getpid(), None, None
            if self._current is not None and time.monotonic() - self._looked_at < _LOOK_EVERY:
                return
            self._looked_at = time.monotonic()
            self._look_for_newer()

    def _look_for_newer(self) -> None:
        try:
            newest = self._newest()
        except SQLAlchemyError as error:
            # The database is away: what is in memory goes on answering.
            logs.failure("catalogue.no_look", error)
            return
        if newest is None or (self._current and self._current.number == newest):
            return
        if self._current is None:
            self._build(newest)
        elif self._builder is None or not self._builder.is_alive():
            self._builder = threading.Thread(target=self._build, args=(newest,), daemon=True)
            self._builder.start()

    def _newest(self) -> int | None:
        query = select(CatalogueRevision.number).order_by(CatalogueRevision.number.desc())
        with reading(self._engine) as session:
            return session.scalar(query.limit(1))

    def _build(self, number: int) -> None:
        with reading(self._engine) as session:
            payload = session.get_one(CatalogueRevision, number).payload
        self._current = self.read(number, payload)
        logs.event("catalogue.current", revision=number)

    @staticmethod
    def read(number: int, payload: bytes) -> Current:
        """A stored revision with its index; the same payload always gives the same."""
        snapshot = Snapshot.from_json(gzip.decompress(payload).decode())
        return Current(number, snapshot, SearchIndex.build(snapshot))
