"""What must be done before the portal can serve, each step left out when nothing changed since."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from demo.people import read_people, staff_entries
from demo.places import CLIENT_ID, HOST, Places
from demo.processes import ROOT

#: Runs a command of the portal: its exit status, and what it said.
Run = Callable[[Sequence[str]], tuple[int, str]]

_WATCHED = {".py", ".yaml", ".json"}


class StepFailed(Exception):
    """A command said no; the message is what it said."""


@dataclass(frozen=True)
class Step:
    """One command of the portal, and the files its result follows from."""

    name: str
    words: str
    command: tuple[str, ...]
    sources: tuple[Path, ...]


def steps(places: Places) -> tuple[Step, ...]:
    """Tables, in training whose they are, content, staff: in this order."""
    return (
        Step("database", "Tabelle", ("database", "upgrade"), (ROOT / "migrations",)),
        *((TRAINING,) if places.is_training else ()),
        Step(
            "content", "Servizi, sportelli e territori", ("catalogue", "publish"),
            (ROOT / "content", ROOT / "portal" / "catalogue"),
        ),
        Step(
            "staff", "Operatori e uffici inventati", ("identity", "import", str(_staff(places))),
            (_staff(places),),
        ),
    )  # fmt: skip


#: Our first keys in the federations: only where there are some (`make federation-demo`).
MEMBERSHIP = Step(
    "federation", "Chiavi per le federazioni", ("federation", "keys", "begin", "--bits", "2048"), ()
)


#: Before anybody is in the database: it is for training, and for nothing else (`make training`).
TRAINING = Step("training", "Solo formazione, dati inventati", ("identity", "training"), ())


def portal_environment(places: Places, environ: Mapping[str, str]) -> dict[str, str]:
    """What the portal reads: what the caller's environment says, then what the demo decides."""
    secrets = places.secrets()
    return {
        **environ,
        "PYTHONUNBUFFERED": "1",
        # Large uploads pass through temporary files: they too belong to the data folder.
        "TMPDIR": str(places.data / "tmp"),
        "ACCANTO_DATA": str(places.data),
        "ACCANTO_DEMO": "0" if places.is_training else "1",
        "ACCANTO_TRAINING": "1" if places.is_training else "0",
        "ACCANTO_PRODUCTION": "0",
        "ACCANTO_PUBLIC_URL": places.portal,
        "ACCANTO_OIDC_ISSUER": places.outside,
        "ACCANTO_OIDC_NAME": "un’identità di prova",
        "ACCANTO_OIDC_CLIENT_ID": CLIENT_ID,
        "ACCANTO_OIDC_CLIENT_SECRET": secrets.client,
        "ACCANTO_SMTP_HOST": HOST,
        "ACCANTO_SMTP_PORT": str(places.mail_port),
        "ACCANTO_MAIL_FROM": "accanto@prova.invalid",
        # Who tries it at night wants to see the letters.
        "ACCANTO_QUIET_HOURS": "",
        "ACCANTO_SMS_URL": f"{places.outside}/sms",
        "ACCANTO_SMS_TOKEN": secrets.sms,
        "ACCANTO_APPIO_URL": f"{places.outside}/io",
        "ACCANTO_APPIO_KEY": secrets.io,
        "ACCANTO_CLAMAV_URL": f"tcp://{HOST}:{places.scanner_port}",
        "ACCANTO_REGISTER_URL": f"{places.outside}/register",
        "ACCANTO_REGISTER_TOKEN": secrets.register,
        "ACCANTO_ANPR_URL": f"{places.outside}/anpr",
        "ACCANTO_ANPR_TOKEN": secrets.anpr,
        "ACCANTO_ANPR_PURPOSE": "demo",
        "ACCANTO_INPS_URL": f"{places.outside}/inps",
        "ACCANTO_INPS_TOKEN": secrets.inps,
    }


def prepare(places: Places) -> None:
    """Make the folders and write the list of staff for the portal to import."""
    for folder in (places.data / "tmp", places.folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _staff(places).write_text(json.dumps(staff_entries(read_people()), indent=1), "utf-8")


def is_done(step: Step, places: Places, environ: Mapping[str, str]) -> bool:
    """Whether this step was done with these files on this very database."""
    mark = _mark(step, places, environ)
    return mark is not None and _read_done(places).get(step.name) == mark


def do(step: Step, places: Places, environ: Mapping[str, str], run: Run) -> None:
    """Run the command of a step and remember that it is done.

    Raises:
        StepFailed: see there.
    """
    status, said = run(step.command)
    if status != 0:
        raise StepFailed(said)
    mark = _mark(step, places, environ)
    if mark is not None:
        known = {**_read_done(places), step.name: mark}
        _done_file(places).write_text(json.dumps(known, indent=1), "utf-8")


def flask(*words: str) -> Sequence[str]:
    """A command of the portal."""
    return (sys.executable, "-m", "flask", "--app", "app", *words)


def _staff(places: Places) -> Path:
    return places.folder / "staff.json"


def _done_file(places: Places) -> Path:
    return places.folder / "done.json"


def _read_done(places: Places) -> dict[str, str]:
    try:
        found = json.loads(_done_file(places).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _mark(step: Step, places: Places, environ: Mapping[str, str]) -> str | None:
    """The database as it is and the files as they are; None where we cannot look into it."""
    if environ.get("DATABASE_URL") or environ.get("ACCANTO_DATABASE_URL"):
        return None
    file = places.data / "accanto.sqlite3"
    version = _version(file)
    if version is None:
        return None
    # The inode tells a database put in place of another one.
    parts = [version, str(file.stat().st_ino), *step.command]
    for source in step.sources:
        files = [source] if source.is_file() else sorted(source.rglob("*"))
        for one in files:
            if one.is_file() and one.suffix in _WATCHED:
                parts += [str(one), hashlib.sha256(one.read_bytes()).hexdigest()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _version(file: Path) -> str | None:
    """The revision of the tables, read without changing anything."""
    if not file.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            row = database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None
