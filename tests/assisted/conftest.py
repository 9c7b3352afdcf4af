"""A desk for the tests: an operator signed in at it, and people with documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, text

from portal import catalogue
from portal.assisted.models import Mandate
from portal.identity.actor import session_facts
from portal.platform import clock
from portal.platform.actor import Authentication, Grant, Role
from portal.platform.database import db
from tests.support.page import Page, PageClient
from tests.support.people import Somebody, known, open_session, sign_in
from tests.support.visiting import identify

DOCUMENT = {"document_kind": "identity_card", "issuer": "Comune di Prova", "last_digits": "12AB"}


@dataclass(frozen=True)
class Someone:
    """A person of a test, with what their document says."""

    id: int
    given_name: str
    family_name: str
    birth_date: str
    fiscal_code: str

    @property
    def name(self) -> str:
        """As pages write it."""
        return f"{self.given_name} {self.family_name}"

    def on_paper(self, **changes: object) -> dict[str, object]:
        """What an operator types who looks at this person's document."""
        year, month, day = self.birth_date.split("-")
        return {
            "fiscal_code": self.fiscal_code,
            "given_name": self.given_name,
            "family_name": self.family_name,
            "birth_date-day": day,
            "birth_date-month": month,
            "birth_date-year": year,
            "language": "it",
            **DOCUMENT,
            **changes,
        }


GIULIA = ("Giulia", "Modellini", "1933-09-28", "MDLGLI33P68F027C")
LUCA = ("Luca", "Saggini", "1987-12-02", "SGGLCU87T02H238S")
OTHER = ("Giulia", "Esempini", "1986-11-13", "SMPGLI86S53E483S")
OPERATORS_PHONE = "+390000000909"
DESK, SAME_BODY, OTHER_BODY = "sportello-cremona", "sportello-soresina", "sportello-massafra"


class Desk:
    """People, and browsers that are signed in as them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.giulia = self.person(*GIULIA)
        self.luca = Someone(0, *LUCA)

    def person(
        self, given: str, family: str, born: str, code: str, phone: str = "+390000000101"
    ) -> Someone:
        """Somebody who signed in before, as a provider vouched for them."""
        found = Somebody(given, family, code, born, f"{given.lower()}@prova.invalid", phone=phone)
        return Someone(known(self.app, found), given, family, born, code)

    def operator(self, *desks: str, name: str = "Olga") -> PageClient:
        """The browser of an operator who works at these desks."""
        with self.app.app_context():
            found = [catalogue.snapshot().desk(desk) for desk in desks]
        roles = [Grant(Role.OPERATOR, one.body, desk=one.id) for one in found if one is not None]
        mail = f"{name.lower()}@prova.invalid"
        who = Somebody(name, "Sportellini", "", "1980-01-01", mail, phone=OPERATORS_PHONE)
        client = PageClient(self.app)
        sign_in(client, who, *roles)
        return client

    def browser(self, person_id: int | None = None) -> PageClient:
        """A browser, signed in as a person through the provider."""
        client = PageClient(self.app)
        if person_id is not None:
            proof = Authentication("oidc", "https://accesso.prova.invalid", 2, clock.now(), True)
            open_session(client, person_id, **session_facts(proof))
        return client

    def identify(self, client: PageClient, who: Someone, **changes: object) -> Page:
        """Open a visit; whoever is known is confirmed. The page after it."""
        return identify(client, who.on_paper(**changes))

    def allow(self, client: PageClient, *services: str, lasts: str = "visit") -> Page:
        """The person beside the operator gives a mandate."""
        client.get("/en/sportello/visita/delega")
        chosen = list(services) or ["*"]
        return client.submit("form", {"services": chosen, "lasts": lasts, "agreed": "yes"})

    def mandate(self) -> Mandate:
        """The only mandate there is."""
        (found,) = self.rows(select(Mandate))
        assert isinstance(found, Mandate)
        return found

    def end(self, client: PageClient) -> None:
        """End the visit with its button."""
        client.get("/en/sportello/visita/pagina")
        client.submit("/en/sportello/visita/fine")

    def rows(self, query: Any) -> list[Any]:
        """What the database holds now."""
        with self.app.app_context():
            return list(db.session.scalars(query))

    def written(self, *tables: str) -> str:
        """Everything that stands in some tables, as it stands there."""
        with self.app.app_context():
            rows = [db.session.execute(text(f"SELECT * FROM {table}")).all() for table in tables]
        assert all(rows), "A table is empty: nothing was read."
        return repr(rows)


@pytest.fixture
def desk(app: Flask) -> Desk:
    """See ``Desk``."""
    return Desk(app)


@pytest.fixture
def olga(desk: Desk) -> PageClient:
    """An operator signed in at one desk."""
    return desk.operator(DESK)


@pytest.fixture
def sheet() -> Callable[[], tuple[BytesIO, str]]:
    """A scanned page."""

    def scan() -> tuple[BytesIO, str]:
        content = BytesIO()
        Image.new("RGB", (40, 60), "white").save(content, "PNG")
        content.seek(0)
        return content, "delega.png"

    return scan
