"""Somebody who gives a mandate and somebody who is named, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.platform.csrf import FIELD
from portal.platform.database import db
from portal.powers import queries
from portal.powers.models import Power, PowerAct
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, CARLA, SERVICE, Somebody, sign_in


def token(page: Page) -> str:
    """What the forms of a page carry; each holds as long as the session."""
    return str(page.soup.select(f"[name={FIELD}]")[0]["value"])


class Giving:
    """Anna names Carla through the web; ``anna`` and ``carla`` are their browsers."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.anna, self.carla = PageClient(app), PageClient(app)
        self.anna_id = sign_in(self.anna, ANNA)
        self.carla_id = sign_in(self.carla, CARLA)

    def browser(self, who: Somebody, level: int = 2) -> PageClient:
        """A browser somebody signed in with."""
        client = PageClient(self.app)
        sign_in(client, who, level=level)
        return client

    def fill(
        self,
        client: PageClient,
        named: Somebody,
        services: Sequence[str] = (SERVICE,),
        *,
        status: int = 200,
        **changes: Any,
    ) -> Page:
        """Fill in the form that names somebody, and send it."""
        client.get("/en/area-personale/deleghe/nuova")
        typed = {
            "fiscal_code": named.fiscal_code,
            "given_name": named.given_name,
            "family_name": named.family_name,
            "services": list(services),
            "reach": "send",
            "lasts": "30",
            "agreed": True,
            **changes,
        }
        return client.submit("form", typed, status=status)

    def give(self, *services: str, **changes: Any) -> int:
        """Anna names Carla; the number of the mandate."""
        self.fill(self.anna, CARLA, services or (SERVICE,), **changes)
        return self.last().id

    def accept(self, power_id: int) -> Page:
        """Carla says yes."""
        self.carla.get("/en/area-personale/per-chi")
        return self.carla.submit(f"/en/area-personale/per-chi/{power_id}/accetta")

    def in_force(self, *services: str, **changes: Any) -> int:
        """A mandate from Anna to Carla that holds; its number."""
        power_id = self.give(*services, **changes)
        self.accept(power_id)
        return power_id

    def take_back(self, power_id: int) -> Page:
        """Anna ends it."""
        self.anna.get("/en/area-personale/deleghe/persone")
        return self.anna.submit(f"/en/area-personale/deleghe/persone/{power_id}/revoca")

    def forge(self, client: PageClient, path: str, *, status: int = 200, **typed: str) -> Page:
        """Post to an address of the personal area without a form that leads there."""
        carried = {FIELD: token(client.get("/en/area-personale/pratiche"))}
        return client.post(f"/en/area-personale/{path}", {**carried, **typed}, status=status)

    def rows(self) -> list[Power]:
        """Every power there is, oldest first."""
        with self.app.app_context():
            return list(db.session.scalars(select(Power).order_by(Power.id)))

    def acts(self, power_id: int) -> list[PowerAct]:
        """The copies of an act, newest first."""
        with self.app.app_context():
            return list(queries.acts_of(power_id))

    def last(self) -> Power:
        """The newest."""
        return self.rows()[-1]


@pytest.fixture
def giving(app: Flask) -> Giving:
    """See ``Giving``."""
    return Giving(app)
