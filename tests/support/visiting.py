"""Saying who is in front of an operator, on the pages of the desk, as operators do."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.page import Page, PageClient


def look_for(client: PageClient, code: object, *, language: str = "/en", status: int = 200) -> Page:
    """The first screen: the fiscal code, or that there is none."""
    client.get(f"{language}/sportello/visita")
    said = {"who": code} if code else {"without_code": "none"}
    return client.submit("form", said, status=status)


def that_fits(page: Page, paper: Mapping[str, object]) -> dict[str, object]:
    """What a form asks, of all that stands on a document."""
    asked = {str(tag["name"]) for tag in page.one("#form").select("[name]")}
    return {name: value for name, value in paper.items() if name in asked or f"{name}-day" in asked}


def identify(client: PageClient, paper: Mapping[str, object], *, language: str = "/en") -> Page:
    """Open a visit for whom a document says; whoever is known is recognised. The page after it."""
    page = look_for(client, paper["fiscal_code"], language=language)
    data = that_fits(page, paper)
    if page.soup.find(attrs={"name": "same_person"}):
        data["same_person"] = True
    page = client.submit("form", data)
    found = page.soup.find_all(attrs={"name": "match"})
    return client.submit("form", {"match": found[0]["value"]}) if found else page
