"""What an address asks of a login: how sure, how new, and whether who is here has shown that already."""

from __future__ import annotations

from datetime import timedelta

from flask import request

from portal.platform.access import is_proof_recent
from portal.platform.actor import current_actor


def wanted_level() -> int:
    """The level a service asks for, as the address says it; 0 where none is asked."""
    asked = request.args.get("livello", "")
    return int(asked) if asked in {"1", "2", "3"} else 0


def is_enough(level: int) -> bool:
    """Whether who is here signed in at this level or above."""
    proof = current_actor().authentication
    return proof is not None and proof.level >= level


def is_settled(level: int) -> bool:
    """Whether whoever is here has nothing left to prove."""
    proof = current_actor().authentication
    if "scaduta" in request.args or not is_enough(level) or proof is None:
        return False
    if not confirms():
        return True
    return "problema" not in request.args and is_proof_recent(proof, wanted_age())


def confirms() -> bool:
    """Whether somebody who is in is asked to prove anew who they are."""
    return "conferma" in request.args


def wanted_age() -> timedelta:
    """How old a proof may be at most; without a number of minutes, as old as a session."""
    asked = request.args.get("conferma", "")
    minutes = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
    return timedelta(minutes=minutes) if minutes > 1 else timedelta(days=365)
