"""The first step of the actor: who is at the keyboard, by the login session of the browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import current_app

from portal.identity import queries
from portal.platform.actor import Actor, Authentication
from portal.platform.crypto import Keyring
from portal.platform.errors import NotThere
from portal.platform.sessions import current_session


def session_facts(proof: Authentication) -> dict[str, Any]:
    """How the login was proved, as the session keeps it."""
    return {
        "method": proof.method,
        "provider": proof.provider,
        "level": proof.level,
        "at": proof.at.isoformat(),
        "second_factor": proof.second_factor,
    }


def provider_session(keyring: Keyring, issuer: str, name: str) -> dict[str, str]:
    """The provider's own name for a login, as the session keeps it: a keyed hash; nothing without one."""
    return {"sid": keyring.lookup("provider_session", f"{issuer}|{name}")} if name else {}


def who_is_here(actor: Actor) -> Actor:
    """Fill in the person, their roles and how they authenticated; a guest has only their session."""
    row = current_session()
    if row is None:
        return actor
    if row.person_id is None:
        return replace(actor, guest=row.facts.get("guest"))
    try:
        profile, grants = queries.who_is(current_app.config["KEYRING"], row.person_id)
    except NotThere:
        return actor
    facts = row.facts
    return replace(
        actor,
        person_id=row.person_id,
        name=profile.name,
        grants=grants,
        desk=facts.get("desk"),
        authentication=Authentication(
            method=facts["method"],
            provider=facts["provider"],
            level=facts["level"],
            at=datetime.fromisoformat(facts["at"]),
            second_factor=facts["second_factor"],
        ),
    )
