"""`make growth`: the same pages at a thousand and at a million cases on PostgreSQL, by CPU, p99 and plan."""

from __future__ import annotations

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from alembic import command
from flask import Flask
from sqlalchemy import event, make_url

from bench import filling, seeding
from bench.load import Pages, ask
from bench.report import Line, table
from bench.server import Server, free_port, serving
from portal import create_app
from portal.platform.commands import migrations
from portal.platform.database import db

ROUNDS, REQUESTS = 3, 5_000
SMALL, LARGE, BAR = 1_000, 1_000_000, 1.5
_START = "import pgserver, sys; pgserver.get_server(sys.argv[1], cleanup_mode=None)"


@dataclass(frozen=True)
class Measured:
    """What one page costs at one size: milliseconds of CPU, the 99th of 100 in milliseconds, its plans."""

    cpu: float
    p99: float
    plans: tuple[str, ...]


def main() -> int:
    """Measure both sizes and print them beside each other; 0 even where a bar is missed."""
    reader = argparse.ArgumentParser(prog="bench.growth", description=__doc__)
    reader.add_argument("--cases", type=int, default=LARGE, help="the larger size")
    reader.add_argument("--requests", type=int, default=REQUESTS, help="for each page and round")
    given = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="accanto-growth-") as folder, database() as server:
        found = {
            size: measure(server, Path(folder) / str(size), size, given.requests)
            for size in (SMALL, given.cases)
        }
    print()
    print(report(found[SMALL], found[given.cases], given.cases))
    return 0


@contextmanager
def database() -> Iterator[str]:
    """A PostgreSQL server: the one ``DATABASE_URL`` names, else one of our own from PyPI."""
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    with tempfile.TemporaryDirectory(prefix="accanto-pg-") as folder:
        subprocess.run([sys.executable, "-c", _START, folder], check=True, capture_output=True)
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            number = int((Path(folder) / "postmaster.pid").read_text().split()[0])
            os.kill(number, 2)
            time.sleep(3)


def measure(server: str, folder: Path, size: int, requests: int) -> Mapping[str, Measured]:
    """Fill one database with so many cases, serve it, ask."""
    name = f"growth_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    folder.mkdir(parents=True)
    port = free_port()
    environ = {
        "ACCANTO_DATA": str(folder / "data"),
        "ACCANTO_DEMO": "1",
        "ACCANTO_DATABASE_URL": url,
        "ACCANTO_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    try:
        return _measured(environ, port, folder, size, requests)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _measured(
    environ: Mapping[str, str], port: int, folder: Path, size: int, requests: int
) -> Mapping[str, Measured]:
    start = time.monotonic()
    app = create_app(environ)
    with app.app_context():
        command.upgrade(migrations(app), "head")
    filled = filling.fill(app)
    officer = filling.officer(app)
    cookie = officer.cookie
    seeding.seed(app, environ["ACCANTO_DATABASE_URL"], size)
    print(f"{size} cases: filled in {time.monotonic() - start:.0f} s", flush=True)
    wanted = [
        Pages("Le mie pratiche", ["/area-personale"], requests, cookie=filled.cookie),
        Pages("inbox", ["/ufficio"], requests, cookie=cookie),
        Pages("inbox, late", ["/ufficio?scade=ritardo"], requests, cookie=cookie),
        _search("a protocol number", "0000777/2026", officer, requests),
        _search("a phone", "+39000000000777", officer, requests),
    ]
    found = {}
    with serving("app:app", port, folder, environ) as portal:
        for one in wanted:
            found[one.name] = _page(app, portal, one)
    found["submission"] = _submission(app, max(requests // 10, 50))
    with app.app_context():
        db.engine.dispose()
    return found


def _search(what: str, whole: str, officer: filling.Officer, requests: int) -> Pages:
    form = urlencode({"csrf_token": officer.token, "cerca": whole})
    name = f"search by {what}"
    return Pages(name, ["/ufficio/cerca"], requests, cookie=officer.cookie, posted=form)


def _page(app: Flask, portal: Server, one: Pages) -> Measured:
    ask(portal.port, one, 0, min(one.count, 200))
    taken, slowest = [], []
    for _round in range(ROUNDS):
        before = portal.cpu_seconds()
        each = ask(portal.port, one, 0, one.count)
        taken.append((portal.cpu_seconds() - before) * 1000 / one.count)
        slowest.append(sorted(each)[int(len(each) * 0.99)] * 1000)
    return Measured(statistics.median(taken), statistics.median(slowest), tuple(_plans(app, one)))


def _submission(app: Flask, count: int) -> Measured:
    """Sending in this process, one after the other: each with its transaction and its disk."""
    taken, slowest = [], []
    for _round in range(ROUNDS):
        ready = [filling.ready_meeting(app) for _one in range(count)]
        before, each = time.process_time(), []
        for one in ready:
            began = time.perf_counter()
            one()
            each.append(time.perf_counter() - began)
        taken.append((time.process_time() - before) * 1000 / count)
        slowest.append(sorted(each)[int(len(each) * 0.99)] * 1000)
    return Measured(statistics.median(taken), statistics.median(slowest), ())


def _plans(app: Flask, one: Pages) -> Iterator[str]:
    """How the database answers each query about cases of a page: its nodes and the indexes they use."""
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _u: object, statement: str, values: Any, *_rest: object) -> None:
        if " cases" in statement and statement.lstrip().upper().startswith(("SELECT", "(SELECT")):
            asked.append((statement, values))

    client = app.test_client(use_cookies=False)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
    try:
        method = "POST" if one.posted else "GET"
        answer = client.open(
            one.paths[0], method=method, data=one.posted or None, headers=one.asked_with()
        )
        if answer.status_code != 200:
            raise RuntimeError(f"{one.name}: {answer.status}")
    finally:
        with app.app_context():
            event.remove(db.engine, "before_cursor_execute", note)
    with app.app_context(), db.engine.connect() as connection:
        for statement, values in asked:
            found = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values)
            yield " ".join(one.replace(" ", "-") for one in _nodes(found.scalar()[0]["Plan"]))


def _nodes(plan: Mapping[str, Any]) -> Iterator[str]:
    index = plan.get("Index Name")
    yield f"{plan['Node Type']}({index})" if index else plan["Node Type"]
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def report(small: Mapping[str, Measured], large: Mapping[str, Measured], size: int) -> str:
    """The larger size as a multiple of the smaller one, and where a plan is another."""
    lines: list[Line] = []
    for name, one in large.items():
        before = small[name]
        cpu = f"{before.cpu:.2f} → {one.cpu:.2f} ms CPU"
        p99 = f"{before.p99:.1f} → {one.p99:.1f} ms"
        lines.append(Line(f"{name}, CPU", one.cpu / before.cpu, "×", BAR, cpu))
        lines.append(Line(f"{name}, 99 of 100 under", one.p99 / before.p99, "×", BAR, p99))
    return "\n".join(
        [
            table(f"{size} cases against {SMALL}", lines),
            *_changes(small, large),
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        ]
    )


def _changes(small: Mapping[str, Measured], large: Mapping[str, Measured]) -> Iterator[str]:
    """For each page: how many queries about cases, and which nodes only one of the sizes has."""
    for name, one in large.items():
        before = {node for plan in small[name].plans for node in plan.split()}
        after = {node for plan in one.plans for node in plan.split()}
        yield f"  {name}: {len(small[name].plans)} → {len(one.plans)} queries about cases"
        if gone := sorted(before - after):
            yield f"    no longer: {', '.join(gone)}"
        if new := sorted(after - before):
            yield f"    now: {', '.join(new)}"


if __name__ == "__main__":
    sys.exit(main())
