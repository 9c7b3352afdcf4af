"""Asks for a service through its pages, as a person without scripts would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bs4 import Tag

from tests.support.checks import value, words_of
from tests.support.page import Page, PageClient
from tests.support.people import VENTIMIGLIA

HOME_CARE = "assistenza-domiciliare"
NURSERY = "nido"
TALK = "colloquio-assistente-sociale"
#: Enough for every question of the three services that has no choices.
TYPED = {
    "isee-number": "INPS-ISEE-2026-00000025W-00",
    "other_contact_name": "Vicina Prova",
    "other_contact_phone": "+39 000 0000002",
    "call_name": "Prova",
    "phone": "+39 000 0000003",
    "contact_phone": "+39 000 0000003",
}
_REFERENCE = re.compile(r"AC\d{10}")


def begin(client: PageClient, service: str, municipality: str = VENTIMIGLIA) -> Page:
    """The first page of the service, its privacy notice accepted; the first step."""
    client.get(f"/servizi/{service}/richiedi")
    return client.submit("form", {"municipality": municipality, "privacy": True})


def reference(page: Page) -> str:
    """The reference in the address of a page."""
    found = _REFERENCE.search(page.url)
    assert found, f"No reference in {page.url}."
    return found.group()


def answers_for(page: Page, said: Mapping[str, Any]) -> dict[str, Any]:
    """What to type into a step: what is said, else what is known, else the first choice."""
    typed: dict[str, Any] = {}
    chosen: set[str] = set()
    for control in page.form("form").find_all(["input", "select", "textarea"]):
        name, kind = value(control, "name"), value(control, "type")
        if name in said:
            typed[name] = said[name]
        elif kind in {"radio", "checkbox"} and name not in chosen:
            if "checked" in control.attrs:
                typed.pop(name, None)
                chosen.add(name)
            else:
                typed.setdefault(name, [value(control, "value")])
        elif name in TYPED and not value(control, "value"):
            typed[name] = TYPED[name]
        elif control.name == "select" and not control.find("option", selected=True):
            typed[name] = _first_option(control)
        elif "required" in control.attrs and not (value(control, "value") or words_of(control)):
            typed[name] = _sample(control)
    return typed


#: What a person would write where nothing is known, by the end of the name or the kind of the control.
_SAMPLES = {
    "-day": "1", "-month": "2", "-year": "2015", "-street": "Via di Prova", "-number": "1",
    "-postal_code": "18039", "-municipality": "Ventimiglia",
}  # fmt: skip
_OF_KIND = {"tel": "+39 000 0000003", "email": "prova@prova.invalid"}
_OF_MODE = {"numeric": "3", "decimal": "100"}


def _sample(control: Tag) -> str:
    """Something that may stand in a required field."""
    name = value(control, "name")
    for ending, text in _SAMPLES.items():
        if name.endswith(ending):
            return text
    kind, mode = value(control, "type"), value(control, "inputmode")
    return _OF_KIND.get(kind) or _OF_MODE.get(mode) or "Prova Provetti"


def _first_option(control: Tag) -> str:
    return next(value(one, "value") for one in control.find_all("option") if value(one, "value"))


def answer_step(
    client: PageClient,
    said: Mapping[str, Any] | None = None,
    go: str = "next",
    *,
    status: int = 200,
) -> Page:
    """Answer the step that is open and press a button."""
    assert client.page is not None
    return client.submit(
        "form", answers_for(client.page, said or {}), button=f"go={go}", status=status
    )


def answer_all(client: PageClient, said: Mapping[str, Any] | None = None) -> Page:
    """Answer step after step; the summary."""
    assert client.page is not None
    for _step in range(30):
        if "/passi/" not in client.page.url:
            return client.page
        answer_step(client, said)
    raise AssertionError(f"The summary never comes: {client.page.url}")


def send(client: PageClient) -> Page:
    """Declare and send from the summary; the receipt."""
    return client.submit(f"/pratiche/{reference(_page(client))}/invia", {"declares": True})


def ask_for(client: PageClient, service: str, said: Mapping[str, Any] | None = None) -> str:
    """Everything from the first page to the receipt; the reference."""
    begin(client, service)
    answer_all(client, said)
    send(client)
    page = _page(client)
    assert page.url.endswith("/ricevuta"), page.url
    return reference(page)


def _page(client: PageClient) -> Page:
    assert client.page is not None
    return client.page
