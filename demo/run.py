"""The launcher of `make run`: prepares the data folder, starts portal and invented world, stops them."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from demo.chores import Chores
from demo.federation import PORTS, FederationFailed, Federations
from demo.people import Person, read_people
from demo.places import HOST, Places
from demo.ports import PortUnusable, read_port, require_free
from demo.processes import Family, ProcessStopped
from demo.steps import (
    MEMBERSHIP,
    StepFailed,
    do,
    flask,
    is_done,
    portal_environment,
    prepare,
    steps,
)


class AskedToStop(Exception):
    """Ctrl-C, a closed terminal, or another program that wants us to end."""


@dataclass
class _Signals:
    """Breaks off the preparation; once all runs, only notes that we are asked to stop."""

    is_asked: bool = False
    is_patient: bool = field(default=False)

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        first, self.is_asked = not self.is_asked, True
        if first and not self.is_patient:
            raise AskedToStop


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo; 0 when it was asked to stop, 1 when something is in the way."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True, errors="replace")
    given = _read_arguments(arguments)
    try:
        port = read_port(given.port)
        require_free(port, PORTS if given.federation else {})
    except PortUnusable as problem:
        print(f"✗ {problem}")
        return 1
    places = Places(port, given.data.expanduser().resolve(), given.training)
    federations = Federations(places, given.federation.absolute()) if given.federation else None
    signals = _Signals()
    signals.listen()
    try:
        return _run(places, signals, federations)
    except AskedToStop:
        print("Interrotto.")
        return 0
    except BrokenPipeError:
        # Nobody reads us any more; Python would complain once again when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="demo.run", description=__doc__)
    reader.add_argument("--port", default=os.environ.get("PORT") or "8000", help="default: 8000")
    reader.add_argument(
        "--data", type=Path, default=Path(os.environ.get("DATA") or "data"), help="default: ./data"
    )
    reader.add_argument(
        "--federation",
        type=Path,
        help="the Python that runs SPID and CIE beside (make federation-demo)",
    )
    reader.add_argument(
        "--training",
        action="store_true",
        help="for who learns the desk: marked everywhere, on a database of its own (make training)",
    )
    return reader.parse_args(arguments)


def _run(places: Places, signals: _Signals, federations: Federations | None) -> int:
    try:
        prepare(places)
        if federations is not None:
            _timed("Federazioni di prova di SPID e CIE", federations.prepare)
    except OSError as problem:
        print(f"✗ Non riesco a scrivere in {places.data}: {problem.strerror or problem}.")
        print("  Scegli un'altra cartella: make run DATA=/una/cartella")
        return 1
    except FederationFailed as problem:
        print(problem)
        return 1
    beside = federations.environment() if federations else {}
    environ = {**portal_environment(places, os.environ), **beside}
    family = Family(environ, places.folder / "logs")
    try:
        _prepare_portal(places, environ, federations)
        _timed("Portale e mondo inventato in funzione", lambda: _start(family, places, federations))
        if federations is not None:
            _timed("Iscrizione alle due federazioni", lambda: _join(federations, environ))
        # From here on it is asked to stop, not torn off: whoever has read the welcome may press Ctrl-C.
        signals.is_patient = True
        _welcome(places, read_people())
        if federations is not None:
            print(federations.welcome())
        family.watch(lambda: signals.is_asked)
    except (StepFailed, FederationFailed) as problem:
        print(problem)
        return 1
    except ProcessStopped as problem:
        print(f"✗ {problem}")
        return 1
    finally:
        signals.is_patient = True
        family.stop()
    print("Tutto fermato.")
    return 0


def _prepare_portal(
    places: Places, environ: Mapping[str, str], federations: Federations | None
) -> None:
    with Chores(environ) as chores:
        for step in (*steps(places), *((MEMBERSHIP,) if federations else ())):
            if is_done(step, places, environ):
                print(f"✓ {step.words} (già fatto)")
                continue
            _timed(step.words, lambda step=step: do(step, places, environ, chores.run))  # type: ignore[misc]


def _join(federations: Federations, environ: Mapping[str, str]) -> None:
    with Chores(environ) as chores:
        federations.join(chores.run)


def _start(family: Family, places: Places, federations: Federations | None) -> None:
    python = sys.executable
    where = ("--port", str(places.port), "--data", str(places.data))
    family.start("mondo-inventato", (python, "-m", "demo.outside", *where))
    family.start(
        "portale",
        (
            python, "-m", "gunicorn", "app:app", "--bind", f"{HOST}:{places.port}",
            "--worker-class", "gthread", "--workers", "2", "--threads", "4",
            # Read once, before the workers are made: half the time until both can answer.
            "--preload", "--graceful-timeout", "5", "--log-level", "warning",
            # By default gunicorn writes into the home folder and the system's temporary one.
            "--no-control-socket", "--worker-tmp-dir", str(places.data / "tmp"),
        ),
    )  # fmt: skip
    if federations is not None:
        federations.start(family)
    family.wait_for(f"{places.outside}/.well-known/openid-configuration")
    family.wait_for(f"{places.portal}/healthz")
    # Last, so that it does not slow the others down: the first job comes when somebody does something.
    family.start("lavoratore", flask("worker"))


def _timed(words: str, work: Callable[[], None]) -> None:
    """Do something long: say what, then a tick and the seconds."""
    is_terminal = sys.stdout.isatty()
    if is_terminal:
        print(f"… {words}", end="", flush=True)
    start = time.monotonic()
    erase = "\r\033[K" if is_terminal else ""
    try:
        work()
    except Exception:
        print(f"{erase}✗ {words}")
        raise
    seconds = f"{time.monotonic() - start:.1f}".replace(".", ",")
    print(f"{erase}✓ {words} ({seconds} s)")


def _welcome(places: Places, people: dict[str, Person]) -> None:
    if places.is_training:
        print("\nFORMAZIONE: dati inventati. Entra come operatore e apri Sportello, poi Esercizi.")
    print(f"""
Accanto è aperto:   {places.portal}
Posta di prova:     {places.outside}/posta
SMS di prova:       {places.outside}/sms
App IO di prova:    {places.outside}/io
Guasti di prova:    {places.outside}/demo/faults
Tutto è scritto in: {places.data}

Premi «Accedi» e scegli chi essere:
""")
    for person in people.values():
        print(f"  {person.name:<22} {person.who}")
        print(f"  {'':<22} → {person.try_}")
    print("\nCtrl-C ferma tutto.")


if __name__ == "__main__":
    sys.exit(main())
