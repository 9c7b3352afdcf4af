"""Large type and easy reading: without scripts, in this browser, until it is closed or the visit ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.cases.drafts.brief import of_step, of_summary
from portal.catalogue.questionnaire.walk import VisibleStep, visible
from portal.platform.i18n import force_locale
from portal.platform.plain import gulpease
from portal.platform.sessions import KIOSK, READING
from tests.support.checks import value
from tests.support.house import ROOT
from tests.support.page import PageClient
from tests.support.people import ANNA, BRUNO, SERVICE, VENTIMIGLIA, open_visit, sign_in
from tests.support.questionnaires import NAMES, questionnaire

TALK = "colloquio-assistente-sociale"


def is_large(client: PageClient) -> bool:
    """Whether the last page is drawn large."""
    assert client.page is not None
    return client.page.one("html").has_attr("data-large")


def begin(client: PageClient) -> None:
    """The first step of a request."""
    client.get(f"/servizi/{TALK}/richiedi")
    client.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})


def test_a_stranger_reads_every_page_large_after_one_press(client: PageClient) -> None:
    """N10: no script, no session; the foot of every page leads there."""
    client.get("/servizi")
    assert not is_large(client)
    client.click("Caratteri grandi, lettura facile")
    client.submit("/lettura", button="way=large")
    assert is_large(client)
    for path in ("/", f"/servizi/{SERVICE}", "/accedi"):
        client.get(path)
        assert is_large(client)
    assert client.raw.get_cookie("accanto_session") is None
    client.get("/lettura")
    client.submit("/lettura", button="way=large")
    assert not is_large(client)


def test_nobody_else_gets_the_page_of_who_reads_large(app: Flask, client: PageClient) -> None:
    client.raw.set_cookie(READING, "large")
    assert "no-store" in client.get("/").headers["Cache-Control"]
    other = PageClient(app)
    other.get("/")
    assert not is_large(other)


def test_the_choice_survives_the_whole_flow_and_loses_nothing(client: PageClient) -> None:
    """N10: pressed in a step, it saves first what was typed there."""
    sign_in(client, ANNA)
    begin(client)
    page = client.submit("form", {"about": "housing"}, button="go=read:large")
    assert page.url.endswith("/passi/motivo")
    assert is_large(client)
    assert page.one("[name=about] option[selected]")["value"] == "housing"
    client.submit("form", {"about": "housing"}, button="go=next")
    assert is_large(client)
    assert value(page.one("button[value='read:large']"), "aria-pressed") == "true"


def test_easy_reading_opens_every_help_and_begins_with_few_words(client: PageClient) -> None:
    """N9: the brief stands before the questions, and "why we ask" is open."""
    sign_in(client, ANNA)
    begin(client)
    assert client.page is not None
    assert not client.page.soup.select("details.ac-why[open], #in-brief")
    page = client.submit("form", {}, button="go=read:easy")
    assert page.one("#in-brief").get_text() == "In poche parole"
    assert page.soup.select("details.ac-why[open]")
    assert not page.soup.select("details.ac-why:not([open])")


def test_an_unknown_way_changes_nothing(client: PageClient) -> None:
    client.post("/lettura", {"way": "x.large", "back": "//evil.invalid"})
    assert client.page is not None
    assert client.page.url == "/lettura"
    assert not is_large(client)


def test_what_the_person_beside_chose_ends_with_the_visit(app: Flask, client: PageClient) -> None:
    """The operator keeps their own way to read, the next person begins with none."""
    sign_in(client, BRUNO)
    client.get("/lettura")
    client.submit("/lettura", button="way=easy")
    open_visit(client, ANNA)
    begin(client)
    client.submit("form", {}, button="go=read:large")
    assert is_large(client)
    assert client.page is not None
    assert not client.page.one("html").has_attr("data-easy"), "It was the operator’s choice."
    client.get("/sportello/visita/pagina")
    client.submit("/sportello/visita/fine")
    assert not is_large(client)
    assert client.page.one("html").has_attr("data-easy")
    assert client.raw.get_cookie(READING) is not None
    assert client.raw.get_cookie(f"{READING}_beside") is None
    assert client.raw.get_cookie(KIOSK) is None


def test_the_voice_is_never_somebody_elses() -> None:
    """N10: only voices of this machine; the button is hidden until there is one."""
    script = (ROOT / "assets" / "scripts" / "reading.js").read_text()
    assert "localService" in script
    assert "fetch" not in script


def steps() -> Iterator[tuple[str, VisibleStep]]:
    """Every step of every questionnaire we ship that is shown at the beginning."""
    for name in NAMES:
        for shown in visible(questionnaire(name), {}):
            yield f"{name} {shown.step.id}", shown


def test_every_step_in_a_few_words_is_easy_to_read(app: Flask) -> None:
    """N9: one idea a line, and the index of readability that the house asks."""
    found = 0
    with app.test_request_context("/"), force_locale("it"):
        for place, shown in steps():
            said = of_step(shown, "it")
            assert gulpease("\n".join(said)) >= 60, (place, said)
            found += 1
        assert gulpease("\n".join(of_summary(2))) >= 60
    assert found > 60


@pytest.mark.parametrize("path", ["/lettura", "/en/lettura"])
def test_the_page_says_what_each_way_does(client: PageClient, path: str) -> None:
    assert len(client.get(path).soup.select("main button[name=way]")) == 2
