"""The federations beside the demo: what the portal reads of them, and that their ports are their own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from demo.federation import KINDS, FederationFailed, Federations
from demo.places import Places
from portal.identity.federation.schemes import Scheme
from portal.identity.membership.settings import read_membership
from portal.platform.settings import Settings
from tests.identity.federation.peers import key, public


@pytest.fixture
def federations(tmp_path: Path) -> Federations:
    """Two that were made before: nothing is run."""
    made = Federations(Places(8000, tmp_path), Path(sys.executable))
    for kind in KINDS:
        folder = made.folder(kind)
        folder.mkdir(parents=True)
        info = {"anchor": made.address(kind), "anchor_jwks": public(key("anchor"))}
        (folder / "info.json").write_text(json.dumps(info), encoding="utf-8")
    return made


def test_the_portal_reads_whom_it_believes(federations: Federations) -> None:
    federations.prepare()
    assert federations.settings.stat().st_mode & 0o077 == 0
    settings = Settings(
        demo=True,
        public_url=federations.places.portal,
        federation=federations.environment()["ACCANTO_FEDERATION"],
    )
    found = read_membership(settings)
    assert found is not None
    assert {one.scheme for one in found.federations} == {Scheme.SPID, Scheme.CIE}
    assert found.redirect == f"{federations.places.portal}/accedi/ritorno"
    assert not any(one.strict for one in found.federations)


def test_the_ports_are_none_of_the_demos_own(federations: Federations) -> None:
    places = federations.places
    taken = {places.port, places.port + 1, places.mail_port, places.scanner_port}
    assert not taken & {places.port + far for far in KINDS.values()}


def test_what_the_counterpart_says_when_it_cannot_is_told(tmp_path: Path) -> None:
    here = Federations(Places(8000, tmp_path), Path(sys.executable))
    with pytest.raises(FederationFailed, match="django"):
        here.prepare()
