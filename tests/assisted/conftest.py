"""A desk for the tests: an operator signed in at it, people with documents, one application per test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from flask import Flask, g
from PIL import Image

from portal import catalogue, create_app
from portal.catalogue.actions import publish
from portal.catalogue.content import read_content
from portal.identity.actions import grant_role, know_person
from portal.identity.actor import session_facts
from portal.identity.models import Person
from portal.identity.profile import Source
from portal.platform import clock
from portal.platform.actor import NOBODY, Authentication, Grant, Role
from portal.platform.commands import migrations
from portal.platform.database import db, writing
from portal.platform.sessions import COOKIE, open_session
from tests.support.page import Page, PageClient

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
DESK, SAME_BODY, OTHER_BODY = "sportello-cremona", "sportello-soresina", "sportello-massafra"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with every table and the published content, copied for each test."""
    folder = tmp_path_factory.mktemp("built")
    app = create_app({"ACCANTO_DATA": str(folder), "ACCANTO_DEMO": "1"}, TESTING=True)
    with app.app_context():
        command.upgrade(migrations(app), "head")
        with writing():
            publish(read_content(app.config["CONTENT"]))
        db.engine.dispose()
    return folder


@pytest.fixture
def app(built: Path, tmp_path: Path) -> Iterator[Flask]:
    """An application over a fresh copy of that folder."""
    shutil.copytree(built, tmp_path / "data")
    found = create_app(
        {"ACCANTO_DATA": str(tmp_path / "data"), "ACCANTO_DEMO": "1"},
        TESTING=True,
        RATELIMIT_ENABLED=False,
    )
    yield found
    with found.app_context():
        db.engine.dispose()


class Desk:
    """People, and browsers that are signed in as them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.giulia = self.person(*GIULIA)
        self.luca = Someone(0, *LUCA)

    def person(self, given: str, family: str, born: str, code: str) -> Someone:
        """Somebody who signed in before, as a provider vouched for them."""
        facts = {
            "given_name": given,
            "family_name": family,
            "birth_date": born,
            "fiscal_code": code,
        }
        with self.app.app_context(), writing():
            found = know_person(self.app.config["KEYRING"], facts, Source.PROVIDER).id
        return Someone(found, given, family, born, code)

    def operator(self, *desks: str, name: str = "Olga", code: str = "") -> PageClient:
        """The browser of an operator who works at these desks."""
        who = self.person(name, "Sportellini", "1980-01-01", code)
        with self.app.app_context():
            known = [catalogue.snapshot().desk(desk) for desk in desks]
            bodies = [found.body for found in known if found is not None]
            with writing():
                person = db.session.get_one(Person, who.id)
                for desk, body in zip(desks, bodies, strict=True):
                    grant_role(NOBODY, person, Grant(Role.OPERATOR, body, desk=desk))
        return self.browser(who.id)

    def browser(self, person_id: int | None = None) -> PageClient:
        """A browser, signed in as a person through the provider."""
        client = PageClient(self.app)
        if person_id is None:
            return client
        proof = Authentication("oidc", "https://prova.invalid", 2, clock.now())
        with self.app.test_request_context("/accedi/ritorno", method="POST"), writing() as session:
            open_session(session, person_id, session_facts(proof))
            client.raw.set_cookie(COOKIE, g.session_cookie)
        return client

    def identify(self, client: PageClient, who: Someone, **changes: object) -> Page:
        """Open a visit; whoever is known is confirmed. The page after it."""
        client.get("/en/sportello/visita")
        page = client.submit("form", who.on_paper(**changes))
        if page.soup.find(attrs={"name": "same_person"}):
            page = client.submit("form", {"same_person": True})
        return page

    def allow(self, client: PageClient, *services: str, lasts: str = "visit") -> Page:
        """The person beside the operator gives a mandate."""
        client.get("/en/sportello/visita/delega")
        chosen = list(services) or ["*"]
        return client.submit("form", {"services": chosen, "lasts": lasts, "agreed": "yes"})

    def rows(self, query: Any) -> list[Any]:
        """What the database holds now."""
        with self.app.app_context():
            return list(db.session.scalars(query))


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
