"""Every question in two languages: the operator's, and beside it that of the person."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import Tag
from sqlalchemy import select

from portal.cases.actions.drafting import questionnaire_of
from portal.cases.models import Case
from portal.catalogue.questionnaire.parts import Question
from tests.assisted.conftest import DESK, Desk
from tests.assisted.test_beside import TALK, Scan, first_answers
from tests.support.arabic import in_arabic, speak_arabic, translate_case
from tests.support.checks import value, words_of
from tests.support.page import Page, PageClient
from tests.support.pdf_text import squeezed, text_of
from tests.support.people import VENTIMIGLIA


def begin(client: PageClient, service: str = TALK) -> Page:
    """Begin a service on the Italian pages of the operator; its first step."""
    client.get(f"/servizi/{service}/richiedi")
    return client.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})


def beside(desk: Desk, language: str) -> PageClient:
    """An operator in a visit with somebody who speaks this language."""
    olga = desk.operator(DESK)
    desk.identify(olga, desk.giulia, language=language)
    desk.allow(olga)
    return olga


def questions(desk: Desk) -> dict[str, Question]:
    """What the only case may ask."""
    with desk.app.app_context():
        (case,) = desk.rows(select(Case))
        return {one.id: one for _s, _g, one in questionnaire_of(case).placed()}


def block_of(page: Page, name: str) -> Tag | None:
    """All of one question, where this page asks it."""
    found = page.soup.select(f"main [name='{name}'], main [name^='{name}-']")
    return found[0].find_parent(class_="ac-field") if found else None


def said_in(block: Tag, language: str) -> list[str]:
    """What a question says in one language, wherever it is marked so."""
    return [words_of(one) for one in block.select(f"[lang={language}]")]


@pytest.mark.parametrize("service", [TALK, "assistenza-domiciliare", "contributo-affitto"])
def test_every_question_is_there_in_both_languages(desk: Desk, service: str) -> None:
    """N7: question, hint and answers stand paired in the page, one field for both."""
    olga = beside(desk, "en")
    begin(olga, service)
    (case,) = desk.rows(select(Case))
    asked = 0
    for step in case.questionnaire["steps"]:
        page = olga.get(f"/pratiche/{case.reference}/passi/{step['id']}")
        for name, question in questions(desk).items():
            block = block_of(page, name)
            if block is not None and question.is_answerable:
                asked += 1
                assert_twice(block, question)
    assert asked > 2


def assert_twice(block: Tag, question: Question) -> None:
    """All the words of a question stand there in Italian and in English."""
    twice, words = said_in(block, "en"), question.words["en"]
    assert question.words["it"].label in words_of(block)
    assert {words.label, *filter(None, [words.hint, words.why])} <= set(twice), question.id
    assert {one.words["en"] for one in question.options} <= set(twice), question.id


def test_nothing_stands_beside_where_both_speak_italian(desk: Desk) -> None:
    olga = beside(desk, "it")
    assert not begin(olga).soup.select(".ac-beside")


def test_who_fills_in_alone_reads_one_language(desk: Desk) -> None:
    own = desk.browser(desk.giulia.id)
    assert not begin(own).soup.select(".ac-beside")


def test_an_error_is_said_in_both_languages(desk: Desk) -> None:
    olga = beside(desk, "en")
    begin(olga)
    page = olga.submit("form", {}, button="go=next", status=422)
    problem = page.one(".ac-field--error .invalid-feedback")
    assert "Choose one answer." in said_in(problem, "en")
    assert "Scegli una risposta." in words_of(problem)


def test_answers_that_would_be_a_list_are_all_shown(desk: Desk) -> None:
    """N7: a line of a list holds one language, so that up to ten answers become radio buttons."""
    olga = beside(desk, "en")
    page = begin(olga)
    assert len(page.soup.select("input[type=radio][name=about]")) == 10
    own = desk.browser(desk.giulia.id)
    assert own.get(page.url).soup.select("select[name=about]")


def test_a_language_from_the_right_keeps_its_direction(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N7: the Arabic beside the Italian reads from the right; what nobody translated says so."""
    speak_arabic(desk.app, tmp_path / "translations", monkeypatch)
    olga = beside(desk, "ar")
    page = begin(olga)
    translate_case(desk.app, besides="story")
    page = olga.get(page.url)
    about = block_of(page, "about")
    assert about is not None
    label = about.select_one("legend [lang=ar]")
    assert label is not None
    assert value(label, "dir") == "rtl"
    assert words_of(label) == in_arabic("Di che cosa vuoi parlare?")
    assert in_arabic("Casa") in said_in(about, "ar")
    assert value(page.one("html"), "dir") == "ltr", "The page stays the operator’s."
    story = block_of(page, "story")
    assert story is not None
    assert "Manca ancora in العربية: leggila a voce" in words_of(story)


def test_what_htmx_swaps_in_is_paired_too(desk: Desk) -> None:
    olga = beside(desk, "en")
    page = begin(olga)
    token = page.one("#form [name=csrf_token]")["value"]
    answer = olga.raw.post(
        page.url,
        data={"csrf_token": token, "go": "autosave", "about": "violence", "seen": "{}"},
        headers={
            "HX-Request": "true",
            "HX-Request-Type": "partial",
            "Sec-Fetch-Site": "same-origin",
        },
    )
    part = olga.part_of(answer)
    assert part.select("legend .ac-beside[lang=en]")
    note = part.select_one(".ac-alert .ac-beside[lang=en]")
    assert note is not None, "The note that the answer opened is paired too."
    assert words_of(note) == "You can call now"


def test_what_the_person_takes_home_and_declares_is_in_their_language(
    desk: Desk, sheet: Scan
) -> None:
    """The operator works in Italian: link for the phone, receipt and slip are there in English too."""
    olga = beside(desk, "en")
    begin(olga)
    for _step in range(9):
        if olga.page is None or "/passi/" not in olga.page.url:
            break
        olga.submit("form", first_answers(olga.page), button="go=next")
    (case,) = desk.rows(select(Case))
    page = olga.submit(f"/pratiche/{case.reference}/dichiarazioni/telefono")
    assert "/en/dichiarazioni/" in page.text
    olga.get(f"/pratiche/{case.reference}/dichiarazioni/carta")
    olga.submit("form", {"files": sheet()})
    page = olga.submit(f"/pratiche/{case.reference}/invia")
    receipt = olga.download(page.link("Ricevuta nella lingua della persona")).data
    assert squeezed("Receipt of your request") in squeezed(text_of(receipt))
    slip = squeezed(text_of(olga.download(page.link("Foglio da portare a casa")).data))
    assert squeezed("Keep this slip") in slip
    assert squeezed("Tieni questo foglio") in slip
