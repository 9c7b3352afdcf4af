"""The commands of the counterpart.

python -m demo.counterpart init FOLDER ANCHOR_PORT CIE_PORT   one anchor, a SPID and a CIE provider
python -m demo.counterpart alone FOLDER KIND PORT             one anchor with one provider, spid or cie
python -m demo.counterpart serve FOLDER anchor|cie            one of them, in the foreground
python -m demo.counterpart onboard FOLDER ADDRESS             register a relying party that answers
python -m demo.counterpart forget FOLDER                      providers forget the chains they know
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from demo.counterpart.configured import set_up
from demo.counterpart.members import register, seed

ROOT = Path(__file__).resolve().parents[2]
ROLES = ("anchor", "cie")


def init(folder: Path, anchor_port: str, cie_port: str) -> None:
    """Make a whole federation; ``info.json`` says where it is and how its anchor's keys are."""
    folder.mkdir(parents=True, exist_ok=True)
    anchor, cie = (f"http://127.0.0.1:{port}" for port in (anchor_port, cie_port))
    info: dict[str, Any] = {"anchor": anchor, "cie": cie}
    info |= {"spid_provider": f"{anchor}/oidc/op", "cie_provider": f"{cie}/oidc/op"}
    _found(folder, info, ROLES)


def alone(folder: Path, kind: str, port: str) -> None:
    """Make a federation of one provider, below its anchor: as SPID and CIE have one each."""
    folder.mkdir(parents=True, exist_ok=True)
    anchor = f"http://127.0.0.1:{port}"
    provider = f"{anchor}/oidc/op"
    info = {"anchor": anchor, "profile": kind, f"{kind}_provider": provider}
    _found(folder, info, ("anchor",))


def _found(folder: Path, info: dict[str, Any], roles: Iterable[str]) -> None:
    """Fill the databases; ``info.json`` stands only once all of it is there."""
    draft, file = folder / "draft.json", folder / "info.json"
    draft.write_text(json.dumps(info), encoding="utf-8")
    for role in roles:
        made = json.loads(_again("seed", folder, role).splitlines()[-1])
        if made["anchor"]:
            info["anchor_jwks"] = {"keys": made["anchor"]}
            draft.write_text(json.dumps(info), encoding="utf-8")
        _again("register", folder, made["sub"], "openid_provider", json.dumps(made["keys"]))
    draft.replace(file)


def serve(folder: Path, role: str) -> None:
    """Serve one role until the process ends."""
    info = set_up(folder, role)
    from django.core.management import call_command

    call_command("runserver", info[role].split("//")[1], use_reloader=False, skip_checks=True)


def forget(folder: Path) -> None:
    """As if the chains that both providers hold had ended."""
    for role in (one for one in ROLES if (folder / f"{one}.sqlite3").exists()):
        database = sqlite3.connect(folder / f"{role}.sqlite3", timeout=20)
        for table in ("trustchain", "fetchedentitystatement"):
            database.execute(f"DELETE FROM spid_cie_oidc_entity_{table}")  # noqa: S608 our two words
        database.commit()
        database.close()


def _again(*words: object) -> str:
    """This program once more, in a process of its own: Django is set up once for each."""
    done = subprocess.run(
        [sys.executable, "-m", "demo.counterpart", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return done.stdout


COMMANDS: dict[str, Callable[..., None]] = {
    "init": init,
    "alone": alone,
    "seed": seed,
    "serve": serve,
    "forget": forget,
    "onboard": lambda folder, sub: register(folder, sub, "openid_relying_party", None),
    "register": lambda folder, sub, kind, keys: register(folder, sub, kind, json.loads(keys)),
}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](Path(sys.argv[2]).absolute(), *sys.argv[3:])
