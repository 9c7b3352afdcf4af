"""What every test shares: no network, a database of its own on each engine, an inspecting browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from portal import create_app
from portal.catalogue.current import Shelf
from portal.catalogue.texts import read_texts
from portal.integrations.appio.fake import FakeAppIo
from portal.integrations.mail.fake import FakeMail
from portal.integrations.register.fake import FakeRegister
from portal.integrations.sms.fake import FakeSms
from portal.platform.database import db
from tests.support import databases
from tests.support.databases import Database
from tests.support.page import PageClient, block_plain_client


class Compiled(BytecodeCache):
    """Compiled templates, kept in memory for all applications of this process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template that was compiled before; one that changed is not taken."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was just compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
# How long an example takes says more of the machine than of the law it checks.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

pytest_plugins = ["tests.support.outside"]


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """The catalogue and the templates are the same in every test: each process reads them once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shelf, "read", staticmethod(cache(Shelf.read)))
        patch.setattr("portal.catalogue.read_texts", cache(read_texts))
        patch.setattr(Rule, "_compile_builder", _compiled_once(Rule._compile_builder))
        yield


def _compiled_once(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """Werkzeug compiles two functions for each address of each application: most of its start."""
    kept: dict[Any, Any] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Any:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    return builder


def pytest_configure(config: pytest.Config) -> None:
    """Name the run, before its workers are started."""
    databases.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last to leave puts the lights out: not a worker, but who started them."""
    if not hasattr(config, "workerinput"):
        databases.end_run()


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest) -> None:
    """A test that would leave this machine fails, by name."""
    if request.node.get_closest_marker("journey") is None:
        request.getfixturevalue("outside_is_forbidden")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    # Under xdist each worker has a folder of its own inside that of the run.
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(params=databases.engines())
def database(
    request: pytest.FixtureRequest, run_folder: Path, tmp_path: Path
) -> Iterator[Database]:
    """A database with every table and the catalogue, on each engine (ACCANTO_TEST_DATABASES)."""
    with databases.template(request.param, run_folder).copy(tmp_path) as copied:
        yield copied
        _let_go()


@pytest.fixture(params=databases.engines())
def empty_database(
    request: pytest.FixtureRequest, run_folder: Path, tmp_path: Path
) -> Iterator[Database]:
    """A database without tables, on each engine."""
    with databases.template(request.param, run_folder).empty(tmp_path) as made:
        yield made
        _let_go()


def _let_go() -> None:
    """Close every line to a database: of the application under test, and of those a test made itself."""
    for state in list(db._app_state.values()):
        for engine in state.engines.values():
            engine.dispose()


@pytest.fixture
def environ(database: Database, tmp_path: Path) -> dict[str, str]:
    """The settings of the application under test; a test may ask for this fixture and add some."""
    return {
        "ACCANTO_DATA": str(tmp_path / "data"),
        "ACCANTO_DATABASE_URL": database.url,
        "ACCANTO_PUBLIC_URL": "http://localhost",
        "ACCANTO_DEMO": "1",
        # Tests run at any hour.
        "ACCANTO_QUIET_HOURS": "",
    }


@pytest.fixture
def app(environ: dict[str, str]) -> Flask:
    """The whole application; letters and register are fakes that behave."""
    made = create_app(
        environ,
        TESTING=True,
        RATELIMIT_ENABLED=False,
        MAIL=FakeMail(),
        REGISTER=FakeRegister(),
        SMS=FakeSms(),
        APP_IO=FakeAppIo(),
    )
    made.jinja_env.bytecode_cache = COMPILED
    block_plain_client(made)
    return made


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser nobody has signed in with."""
    return PageClient(app)


@pytest.fixture
def mail(app: Flask) -> FakeMail:
    """The letters that left."""
    found: FakeMail = app.config["MAIL"]
    return found
