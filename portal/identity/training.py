"""Training has a database of its own: claimed while nobody is in it, and opened for nothing else."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import Engine, inspect, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.identity.models import InstallationMark, Person
from portal.platform import clock, logs
from portal.platform.database import aside, db, reading
from portal.platform.settings import Settings, SettingsInvalid

_TRAINING = "training"


class NotForTraining(SettingsInvalid):
    """The database holds people who did not come in during training: they could be real."""

    def __init__(self) -> None:
        super().__init__(
            "This database holds people, and is not marked as one for training: they could be real. "
            "Give training a data folder of its own (ACCANTO_DATA, or make training DATA=...)."
        )


class OnlyForTraining(SettingsInvalid):
    """The database belongs to training: real people must not come into it."""

    def __init__(self) -> None:
        super().__init__(
            "This database belongs to training (ACCANTO_TRAINING): real people must not come into it. "
            "Give this installation a database of its own."
        )


def init_app(app: Flask) -> None:
    """Refuse to start where invented and real people would meet.

    Raises:
        NotForTraining, OnlyForTraining: see there.
    """
    settings: Settings = app.config["SETTINGS"]
    if settings.training:
        with app.app_context():
            _checked(_claim)
    elif settings.production:
        with app.app_context():
            try:
                _checked(_refuse)
            except OperationalError as error:
                # A server that starts while its database is away serves what it can.
                logs.failure("training.not_checked", error)


def _checked(check: Callable[[], None]) -> None:
    engine = db.engine
    try:
        if _has_tables(engine):
            check()
    finally:
        # The server forks after this: no connection may be shared between its processes.
        engine.dispose()


def _has_tables(engine: Engine) -> bool:
    with reading(engine) as session:
        return inspect(session.connection()).has_table(InstallationMark.__tablename__)


def _is_marked(session: Session) -> bool:
    return session.get(InstallationMark, _TRAINING) is not None


def _claim() -> None:
    with aside() as session:
        if _is_marked(session):
            return
        if session.scalar(select(Person.id).limit(1)) is not None:
            raise NotForTraining
        session.add(InstallationMark(kind=_TRAINING, marked_at=clock.now()))


def _refuse() -> None:
    with reading(db.engine) as session:
        if _is_marked(session):
            raise OnlyForTraining
