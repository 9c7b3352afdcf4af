"""`make bench`: fills an installation, serves it beside a hello world, measures, prints; never fails."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from alembic import command
from flask import Flask

from bench import filling, questions, wire
from bench.load import Pages, ask, cpu_per_request
from bench.report import Line, table
from bench.server import Server, free_port, serving
from portal import catalogue, create_app
from portal.platform.commands import migrations
from portal.platform.database import db

ROUNDS = 3
_PUBLIC, _NEW, _PERSONAL = 1.5, 4.0, 6.0
_MANY, _SOME = 1_000, 240
_KB = 1_000


def main() -> int:
    """Run all measurements; 0 even where a bar is missed, because a machine may be busy."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="accanto-bench-") as folder, ExitStack() as running:
        port, there = free_port(), Path(folder)
        environ = _environment(there, port)
        say("Filling an installation …")
        app = create_app(environ)
        with app.app_context():
            command.upgrade(migrations(app), "head")
        filled = filling.fill(app)
        say("Starting two servers …")
        hello = running.enter_context(serving("bench.hello:app", free_port(), there))
        portal = running.enter_context(serving("app:app", port, there, environ))
        say(f"Measuring CPU, {ROUNDS} rounds …")
        cpu = measure_cpu(hello, portal, pages(filled))
        say("Weighing pages …")
        weights = measure_weight(port)
        found = measure_search(app)
    print()
    print(table("CPU per request (user + system, all workers)", cpu))
    print(table("Bytes on the wire, headers included (1 KB = 1,000 bytes)", weights))
    print(table("Search inside the process, 1,000 questions", found))
    missed = sum(line.is_missed for line in (*cpu, *weights, *found))
    print(
        f"{missed} bars missed; {time.monotonic() - start:.0f} s; {os.cpu_count()} cores, {_load()}"
    )
    return 0


def say(words: str) -> None:
    """A step begins."""
    print(words, flush=True)


def _environment(folder: Path, port: int) -> Mapping[str, str]:
    return {
        "ACCANTO_DATA": str(folder / "data"),
        "ACCANTO_DEMO": "1",
        "ACCANTO_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def pages(filled: filling.Filled) -> list[Pages]:
    """What is measured on the portal."""
    new = questions.addresses((ROUNDS + 1) * _SOME)
    sheet = "/servizi/assistenza-domiciliare"
    cookie = filled.cookie
    return [
        Pages("home", ["/"], _MANY, _PUBLIC),
        Pages("list of services", ["/servizi"], _MANY, _PUBLIC),
        Pages("sheet of a service", [sheet, f"{sheet}?comune=008065"], _MANY, _PUBLIC),
        Pages("results, asked before", ["/servizi?q=badante"], _MANY, _PUBLIC),
        Pages("results of a new query", new, _SOME, _NEW),
        Pages("Le mie pratiche, 3 cases", ["/area-personale"], _SOME, _PERSONAL, cookie),
        Pages("a step of a draft", [filled.step], _SOME, _PERSONAL, cookie),
    ]


def measure_cpu(hello: Server, portal: Server, measured: Sequence[Pages]) -> list[Line]:
    """Rounds of everything, one thing after the other, so that a busy moment touches all alike."""
    greeting = Pages("hello world", ["/"], _MANY)
    taken: dict[str, list[float]] = {}
    ask(hello.port, greeting, 0, 200)
    for one in measured:
        ask(portal.port, one, ROUNDS * one.count, min(one.count, 200))
    for turn in range(ROUNDS):
        taken.setdefault(greeting.name, []).append(cpu_per_request(hello, greeting))
        for one in measured:
            taken.setdefault(one.name, []).append(cpu_per_request(portal, one, turn * one.count))
    yardstick = statistics.median(taken[greeting.name])
    lines = [Line(greeting.name, 1.0, "× hello", note=_milliseconds(taken[greeting.name]))]
    for one in measured:
        ratio = statistics.median(taken[one.name]) / yardstick
        lines.append(Line(one.name, ratio, "× hello", one.bar, _milliseconds(taken[one.name])))
    return lines


def _milliseconds(taken: Sequence[float]) -> str:
    each = " ".join(f"{value:.2f}" for value in taken)
    return f"{statistics.median(taken):6.2f} ms  ({each})"


def measure_weight(port: int) -> list[Line]:
    """The first view and a further page, with each coding."""
    try:
        first, further = wire.loaded(port)
    except RuntimeError as problem:
        return [Line(f"not weighed: {problem}", 0, "KB")]
    lines = []
    for coding in ("br", "gzip"):
        weight = wire.weigh(port, coding, first, further)
        note = f"{weight.requests} requests"
        lines.append(Line(f"first view of the home, {coding}", weight.first / _KB, "KB", 100, note))
        lines.append(Line(f"a further page, {coding}", weight.further / _KB, "KB", 15))
    return lines


def measure_search(app: Flask) -> list[Line]:
    """Median and 99th percentile of finding."""
    with app.app_context():
        middle, last = questions.slowest(catalogue.current())
        db.engine.dispose()
    return [Line("median", middle, "ms"), Line("99 of 100 under", last, "ms", 15)]


if __name__ == "__main__":
    sys.exit(main())
