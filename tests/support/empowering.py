"""Powers for tests that need one to be there, without the pages that give it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Flask

from portal.platform import clock
from portal.platform.database import writing
from portal.powers.actions.deciding import accept_act
from portal.powers.actions.giving import Named, answer_offer, give_mandate
from portal.powers.actions.representing import Claimed, Scanned, ask_representation
from portal.powers.checking import Checking
from portal.powers.models import Kind, Reach
from tests.support.people import BODY, OTTO, SERVICE, Somebody, acting


class Empowering:
    """Mandates from one person to another, given and taken as the pages do it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._keyring = app.config["KEYRING"]

    def offered(self, giver: Somebody, holder: Somebody, *services: str, **changes: Any) -> int:
        """One that waits for a yes; its number. Without services it is for the usual one."""
        words = {"it": {"title": "Delega", "paragraphs": ["Per la prova."], "services": ["Prova"]}}
        facts: dict[str, Any] = {
            "services": services or (SERVICE,),
            "every_service": False,
            "reach": Reach.SEND,
            "days": 30,
            "words": words,
            **changes,
        }
        named = Named(holder.fiscal_code, holder.given_name, holder.family_name, **facts)
        actor = acting(self.app, giver)
        with self.app.app_context(), writing():
            return give_mandate(self._keyring, actor, named).id

    def asked(self, holder: Somebody, subject: Somebody, **changes: Any) -> int:
        """A representation whose act waits for an officer; its number."""
        data_key = self._keyring.new_data_key()
        with self.app.app_context():
            key = self.app.config["POWER_FILES"].save(data_key, b"%PDF-1.7")
        facts: dict[str, Any] = {
            "kind": Kind.SUPPORT,
            "body": BODY,
            "given_name": subject.given_name,
            "family_name": subject.family_name,
            "fiscal_code": subject.fiscal_code,
            "birth_date": date.fromisoformat(subject.birth_date),
            "services": (SERVICE,),
            "every_service": False,
            "reach": Reach.SEND,
            "represents": True,
            "until": clock.today() + timedelta(days=400),
            "act": {"court": "Tribunale di Prova", "number": "7/2026", "dated_on": "2026-01-07"},
            **changes,
        }
        actor, scanned = acting(self.app, holder), Scanned(data_key, key, "application/pdf")
        with self.app.app_context(), writing():
            return ask_representation(self._keyring, actor, Claimed(**facts), scanned).id

    def represented(self, holder: Somebody, subject: Somebody, **changes: Any) -> int:
        """A representation that an officer of the body accepted; its number."""
        power_id = self.asked(holder, subject, **changes)
        self.accept(power_id, changes.get("body", BODY))
        return power_id

    def accept(self, power_id: int, body: str = BODY) -> None:
        """An officer of a body, bound to neither side, accepts an act."""
        officer, by = acting(self.app, OTTO), Checking(frozenset({body}), frozenset())
        with self.app.app_context(), writing():
            accept_act(self._keyring, officer, power_id, by)

    def in_force(self, giver: Somebody, holder: Somebody, *services: str, **changes: Any) -> int:
        """One that holds; its number."""
        power_id = self.offered(giver, holder, *services, **changes)
        actor = acting(self.app, holder)
        with self.app.app_context(), writing():
            answer_offer(self._keyring, actor, power_id, accepts=True)
        return power_id
