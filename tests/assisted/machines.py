"""What the tests of public machines share: a code of the desk, an enrolled browser, somebody who sits."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select

from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from tests.assisted.conftest import DESK, Desk
from tests.support.page import Page, PageClient

PLACE = "/en/sportello/postazioni"
FORM = "colloquio-assistente-sociale"


def make_code(client: PageClient, desk: str = DESK, name: str = "Entrance") -> str:
    """Make a code on the page of the desk; the code as it is shown."""
    client.get(f"{PLACE}/{desk}")
    page = client.submit("form", {"kiosk_name": name})
    return page.one(".ac-task .ac-figure").get_text()


def enrol(app: Flask, code: str, *, status: int = 200) -> PageClient:
    """A browser in which the code was typed."""
    machine = PageClient(app)
    machine.get("/postazione/collega")
    machine.submit("form", {"code": code}, status=status)
    return machine


def sit(machine: PageClient, language: str = "en") -> Page:
    """Somebody chooses a language."""
    machine.get("/postazione/lingua")
    return machine.submit("/postazione/lingua", {}, button=f"language={language}")


def begin_draft(machine: PageClient) -> str:
    """Begin a request without signing in; its reference."""
    machine.get(f"/en/servizi/{FORM}/richiedi")
    page = machine.submit("form", {"municipality": "008065", "privacy": True})
    found = re.search(r"AC\d{10}", page.url)
    assert found, page.url
    return found.group()


def status_of(desk: Desk, reference: str) -> CaseStatus:
    """The state of a case now."""
    (case,) = desk.rows(select(Case).where(Case.reference == reference))
    return case.status
