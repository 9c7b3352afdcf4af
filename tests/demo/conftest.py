"""An invented world of its own for each test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from demo.faults import FaultBoard
from demo.logins import Logins
from demo.mailbox import Mailbox
from demo.phones import Phones
from demo.places import Places
from demo.register import Register
from demo.world import World
from tests.demo.browsing import Browser, Clock


@pytest.fixture(scope="session")
def first_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world whose key is used by all tests: making one takes long."""
    return World.at(Places(8000, tmp_path_factory.mktemp("data")))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(first_world: World, clock: Clock, tmp_path: Path) -> World:
    return replace(
        first_world,
        logins=Logins(now=clock),
        faults=FaultBoard(),
        mailbox=Mailbox(tmp_path / "mail"),
        phones=Phones(tmp_path / "phones"),
        register=Register(tmp_path / "register.sqlite3"),
    )


@pytest.fixture
def browser(world: World) -> Browser:
    return Browser(world)
