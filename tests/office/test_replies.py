"""Ready replies: their words come filled in, may be changed, and reach the person in both languages."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal import catalogue
from portal.cases.actions import handling
from portal.cases.models import Case, Message
from portal.office import replies
from portal.office.duties import Act
from portal.office.forms import FORMS
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.plain import gulpease
from tests.office.world import Browser, World
from tests.support.page import Page

ENGLISH_CALL = "We call you in the next days to talk about your request."


def opened(world: World, language: str = "en") -> tuple[str, Actor, Browser]:
    """A case in charge of somebody who reads this language; the person, and the officer's browser."""
    person, officer = world.person("Carla"), world.officer()
    reference = world.case(person)
    with world.write() as session:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        case.language = language
    with world.write():
        handling.take_charge(world.keyring, officer, reference)
    return reference, person, world.browser(officer)


def address(reference: str, act: str = "") -> str:
    return f"/ufficio/pratiche/{reference}" + (f"/{act}" if act else "")


def choose(desk: Browser, reference: str, act: str, reply: str, text: str = "") -> Page:
    """Press one of the ready replies, as a browser without scripts does."""
    page = desk.get(address(reference))
    mark = page.one(f"#{_box(act)} [name=seen]")["value"]
    typed = {"seen": str(mark), "text": text, "days": "15"}
    return desk.send(address(reference, act), {**typed, "modello": reply})


def _box(act: str) -> str:
    return {"scrivi": "write-form", "chiedi": "ask-form", "accogli": "accept-form"}[act]


def test_each_act_offers_its_replies_with_the_gaps_filled_in(world: World) -> None:
    reference, _person, desk = opened(world)
    page = desk.get(address(reference))
    titles = [one.get_text(strip=True) for one in page.soup.select("#write-replies button")]
    assert "Ti chiamiamo noi" in titles
    page = choose(desk, reference, "scrivi", "a-che-punto-siamo")
    written = page.one("#write-form textarea").get_text()
    assert "Aiuto a casa" in written
    assert "{" not in written
    assert "Si legge" in page.text


def test_what_was_typed_stays_above_the_reply(world: World) -> None:
    reference, _person, desk = opened(world)
    page = choose(desk, reference, "scrivi", "ti-chiamiamo", "Buongiorno Carla.")
    written = page.one("#write-form textarea").get_text()
    assert written.strip().startswith("Buongiorno Carla.")
    assert "Ti chiamiamo noi nei prossimi giorni" in written


def test_sent_as_it_stands_the_person_reads_it_in_their_language_and_in_italian(
    world: World,
) -> None:
    reference, person, desk = opened(world)
    choose(desk, reference, "scrivi", "ti-chiamiamo")
    desk.submit("write-form")
    page = world.browser(person).get(f"/en/pratiche/{reference}")
    assert ENGLISH_CALL in page.text
    original = page.soup.select_one(".ac-message details p[lang=it]")
    assert original is not None
    assert "Ti chiamiamo noi" in original.get_text()
    italian = world.browser(person).get(f"/pratiche/{reference}")
    assert ENGLISH_CALL not in italian.text
    assert "Ti chiamiamo noi nei prossimi giorni" in italian.text
    with world.app.app_context():
        row = db.session.scalars(select(Message)).one()
        assert (row.language, row.translated_into) == ("it", "en")
        assert b"call you" not in (row.sealed_translation or b"")


def test_what_the_officer_changed_has_no_translation_and_says_it_is_italian(world: World) -> None:
    reference, person, desk = opened(world)
    choose(desk, reference, "scrivi", "ti-chiamiamo")
    desk.submit("write-form", {"text": "Ti chiamo domani alle nove."})
    page = world.browser(person).get(f"/en/pratiche/{reference}")
    message = page.soup.select_one(".ac-message p[lang=it]")
    assert message is not None
    assert "domani alle nove" in message.get_text()
    assert "The office wrote this in Italian." in page.text


def test_who_reads_italian_gets_no_translation(world: World) -> None:
    reference, person, desk = opened(world, "it")
    choose(desk, reference, "scrivi", "ti-chiamiamo")
    desk.submit("write-form")
    assert "in Italian" not in world.browser(person).get(f"/pratiche/{reference}").text
    with world.app.app_context():
        assert db.session.scalars(select(Message)).one().sealed_translation is None


def test_nothing_leaves_with_a_gap_that_only_the_officer_can_fill(world: World) -> None:
    reference, _person, desk = opened(world)
    choose(desk, reference, "chiedi", "serve-un-documento")
    page = desk.submit("ask-form", status=422)
    assert "parentesi quadre" in page.text
    assert "Per decidere sulla tua domanda" in page.one("#ask-form textarea").get_text()


def test_a_reply_of_another_act_or_none_at_all_changes_nothing(world: World) -> None:
    reference, _person, desk = opened(world)
    for reply in ("non-accolta-senza-risposta", "nessuna", "<b>"):
        page = choose(desk, reference, "scrivi", reply, "Mio testo.")
        assert page.one("#write-form textarea").get_text().strip() == "Mio testo."


def test_a_translation_cannot_be_smuggled_in_by_naming_a_reply(world: World) -> None:
    reference, person, desk = opened(world)
    page = desk.get(address(reference))
    mark = str(page.one("#write-form [name=seen]")["value"])
    desk.send(
        address(reference, "scrivi"),
        {"seen": mark, "ready": "ti-chiamiamo", "text": "Tutt’altro testo, scritto da me."},
    )
    assert ENGLISH_CALL not in world.browser(person).get(f"/en/pratiche/{reference}").text


def test_the_replies_of_a_service_come_first_and_only_there(world: World) -> None:
    with world.app.app_context():
        found = [one.id for one in catalogue.snapshot().replies("assess", "assistenza-domiciliare")]
        elsewhere = [one.id for one in catalogue.snapshot().replies("assess", "nido")]
    assert found[0] == "visita-a-casa"
    assert "visita-a-casa" not in elsewhere


def test_every_act_with_words_has_a_reply_and_every_reply_is_plain(world: World) -> None:
    with world.app.app_context():
        all_of_them = catalogue.snapshot().catalogue.replies
    assert {act for one in all_of_them for act in one.acts} == {act.value for act in FORMS}
    hard = {one.id: gulpease(one.words["it"].text) for one in all_of_them}
    assert {name: index for name, index in hard.items() if index < 60} == {}
    assert all("en" in one.words for one in all_of_them)


@pytest.mark.parametrize(
    ("text", "is_open"),
    [("Serve [scrivi quale].", True), ("Art. 3 [c. 1] va bene", True), ("Niente qui.", False)],
)
def test_a_gap_is_what_stands_in_square_brackets(text: str, is_open: bool) -> None:
    assert replies.has_gaps(text) is is_open
    assert Act.ASK in FORMS
