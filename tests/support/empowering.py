"""Powers for tests that need one to be there, without the pages that give it."""

from __future__ import annotations

from typing import Any

from flask import Flask

from portal.platform.database import writing
from portal.powers.actions.giving import Named, answer_offer, give_mandate
from portal.powers.models import Reach
from tests.support.people import SERVICE, Somebody, acting


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

    def in_force(self, giver: Somebody, holder: Somebody, *services: str, **changes: Any) -> int:
        """One that holds; its number."""
        power_id = self.offered(giver, holder, *services, **changes)
        actor = acting(self.app, holder)
        with self.app.app_context(), writing():
            answer_offer(self._keyring, actor, power_id, accepts=True)
        return power_id
