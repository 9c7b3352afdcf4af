"""The catalogue as this process serves it: one shelf per application, reached from anywhere."""

from __future__ import annotations

from flask import Flask, current_app, has_app_context

from portal.catalogue.current import Current, Shelf
from portal.catalogue.snapshot import Snapshot
from portal.platform.database import db

_EXTENSION = "accanto.catalogue"
#: The shelf of the last application built here: what stands in front of an application has no context.
_last: list[Shelf] = []


def init_app(app: Flask) -> None:
    """Give the application its shelf; the database is asked only when somebody looks."""
    with app.app_context():
        shelf = Shelf(db.engine)
    app.extensions[_EXTENSION] = shelf
    _last[:] = [shelf]


def _shelf() -> Shelf:
    if has_app_context():
        found: Shelf = current_app.extensions[_EXTENSION]
        return found
    return _last[0]


def current() -> Current:
    """The current revision with its index.

    Raises:
        NothingPublished: there is none yet.
    """
    return _shelf().current()


def snapshot() -> Snapshot:
    """The current snapshot, for every area.

    Raises:
        NothingPublished: there is none yet.
    """
    return current().snapshot


def revision() -> str:
    """The current revision as a word, for the keys of shared pages; works outside an application."""
    return _shelf().revision()
