"""Two federations beside the demo, one for SPID and one for CIE: anchors, providers, and us as a member."""

from __future__ import annotations

import base64
import json
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.places import HOST, Places, write_private
from demo.processes import ROOT, Family

_COUNTERPART = ("-m", "demo.counterpart")
#: Each federation, and how far its port lies from the portal's.
KINDS = {"spid": 4, "cie": 5}
PORTS = {far: f"la federazione {kind.upper()}" for kind, far in KINDS.items()}
#: Seconds, and answers one after the other: more than there are processes.
_PATIENCE, _IN_A_ROW = 60, 24

Run = Callable[[Sequence[str]], tuple[int, str]]


class FederationFailed(Exception):
    """A command of the counterpart, or of the portal about it, said no; the message is what it said."""


@dataclass(frozen=True)
class Federations:
    """The official counterpart, run by a Python of its own: it wants versions that ours does not."""

    places: Places
    python: Path

    @property
    def settings(self) -> Path:
        """The file in which the portal reads who it is and whom it believes."""
        return self.places.folder / "federation.toml"

    def folder(self, kind: str) -> Path:
        """Where one federation keeps its databases and keys."""
        return self.places.folder / f"federation-{kind}"

    def address(self, kind: str) -> str:
        """Where its anchor answers; its provider lies below."""
        return f"http://{HOST}:{self.places.port + KINDS[kind]}"

    def prepare(self) -> None:
        """Make the federations that are not there yet, and write down their anchors' keys.

        Raises:
            FederationFailed: see there.
        """
        for kind in KINDS:
            if not (self.folder(kind) / "info.json").exists():
                self._counterpart("alone", kind, kind, str(self.places.port + KINDS[kind]))
        write_private(self.settings, "\n".join(self._lines()))

    def environment(self) -> Mapping[str, str]:
        """What the portal reads besides."""
        return {"ACCANTO_FEDERATION": str(self.settings)}

    def start(self, family: Family) -> None:
        """Start both; each anchor answers when this returns."""
        for kind in KINDS:
            command = (
                str(self.python), *_COUNTERPART, "serve", str(self.folder(kind)), "anchor",
            )  # fmt: skip
            family.start(f"federazione-{kind}", command)
        for kind in KINDS:
            family.wait_for(f"{self.address(kind)}/.well-known/openid-federation")

    def welcome(self) -> str:
        """Who may sign in there."""
        return (
            "\nCon SPID e CIE di prova entrano «giulia» e «mario», parola d'ordine «prova».\n"
            "Come vanno le cose: Anna Bozzetti Prova, amministratrice, le legge in «Federazioni»."
        )

    def join(self, run: Run) -> None:
        """Register the portal, which answers already, and let it read what the anchors say of it.

        Raises:
            FederationFailed: see there.
        """
        for kind in KINDS:
            self._counterpart("onboard", kind, self.places.portal)
        status, said = run(("federation", "refresh"))
        if status != 0:
            raise FederationFailed(said)
        self._wait_for_marks()

    def _wait_for_marks(self) -> None:
        """Wait until every process of the portal shows our marks: a provider remembers what it read
        before, and would turn the first person away."""
        limit, in_a_row = time.monotonic() + _PATIENCE, 0
        while in_a_row < _IN_A_ROW:
            if time.monotonic() > limit:
                raise FederationFailed("Il portale non mostra i marchi delle federazioni.")
            in_a_row = in_a_row + 1 if self._shows_marks() else 0
            time.sleep(0.25)

    def _shows_marks(self) -> bool:
        place = f"{self.places.portal}/.well-known/openid-federation"
        with urllib.request.urlopen(place, timeout=10) as answer:
            payload = answer.read().decode("ascii").split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return len(claims.get("trust_marks", ())) == len(KINDS)

    def _counterpart(self, command: str, kind: str, *words: str) -> None:
        done = subprocess.run(
            (str(self.python), *_COUNTERPART, command, str(self.folder(kind)), *words),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise FederationFailed(done.stderr[-2000:] or f"{command}: {done.returncode}")

    def _lines(self) -> list[str]:
        portal = self.places.portal
        lines = [
            f'identifier = "{portal}"',
            'name = "Comune di Prova"',
            f'homepage = "{portal}"',
            f'privacy = "{portal}/privacy"',
            f'logo = "{portal}/static/pictograms/casa.svg"',
            'contacts = ["protocollo@pec.prova.invalid"]',
        ]
        for kind in KINDS:
            info = json.loads((self.folder(kind) / "info.json").read_text("utf-8"))
            lines += [
                f"[anchors.{kind}]",
                f'kind = "{kind}"',
                f'identifier = "{info["anchor"]}"',
                # The counterpart leaves out what the rules want, and refuses ui_locales.
                "strict_userinfo = false",
                "sends_language = false",
            ]
            lines += _keys(kind, info["anchor_jwks"]["keys"])
        return lines


def _keys(kind: str, keys: list[dict[str, Any]]) -> list[str]:
    lines = []
    for key in keys:
        lines.append(f"[[anchors.{kind}.keys]]")
        lines += [f"{name} = {json.dumps(value)}" for name, value in key.items()]
    return lines
