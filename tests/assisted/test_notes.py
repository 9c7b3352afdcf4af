"""What operators note about a person: short, for their body alone, and the person's to read and to erase."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.assisted.models import Visit
from portal.assisted.notes.actions import MOST_NOTES, erase_old_notes
from portal.assisted.notes.models import DeskNote
from portal.assisted.notes.queries import can_read
from portal.platform import clock, holdings
from portal.platform.acting import InVisit
from portal.platform.actor import Actor
from portal.platform.audit import AuditEntry
from portal.platform.database import writing
from tests.assisted.conftest import DESK, LUCA, OTHER_BODY, SAME_BODY, Desk
from tests.support.page import SAME_ORIGIN, PageClient

NOTES, OWN = "/en/sportello/visita/annotazioni", "/en/area-personale/annotazioni"
WORDS = "Chiamala dopo le cinque."
PROFILE = "/area-personale/profilo"


@pytest.fixture
def beside(desk: Desk, olga: PageClient) -> PageClient:
    """An operator with Giulia, who gave a mandate."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    return olga


def note(client: PageClient, words: str = WORDS) -> None:
    client.get(NOTES)
    client.submit("form", {"text": words})


def events(desk: Desk) -> list[str]:
    query = select(AuditEntry.event).where(AuditEntry.subject_id == desk.giulia.id)
    return [one for one in desk.rows(query.order_by(AuditEntry.id)) if one.startswith("note.")]


def test_d12_a_note_is_read_by_the_colleagues_of_the_body(desk: Desk, beside: PageClient) -> None:
    note(beside)
    assert "Notes of the desk (1)" in beside.get("/en/sportello/visita/pagina").text
    assert WORDS not in beside.get("/en/sportello/visita/pagina").text
    desk.end(beside)
    otto = desk.operator(SAME_BODY, name="Otto")
    desk.identify(otto, desk.giulia)
    desk.allow(otto)
    page = otto.get(NOTES)
    assert WORDS in page.text
    assert "Olga Sportellini" in page.text
    assert events(desk) == ["note.written", "note.read", "note.read"]


def test_another_body_reads_nothing(desk: Desk, beside: PageClient) -> None:
    note(beside)
    desk.end(beside)
    ines = desk.operator(OTHER_BODY, name="Ines")
    desk.identify(ines, desk.giulia)
    desk.allow(ines)
    assert WORDS not in ines.get(NOTES).text


def test_there_are_none_without_mandate_or_document(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    assert "Notes of the desk" not in olga.get("/en/sportello/visita/pagina").text
    olga.get(NOTES, status=403)
    desk.allow(olga)
    note(olga)
    desk.end(olga)
    desk.identify(olga, desk.giulia, document_kind="none")
    desk.allow(olga)
    assert "Notes of the desk" not in olga.get("/en/sportello/visita/pagina").text
    olga.get(NOTES, status=403)


def test_only_its_author_changes_or_erases_it(desk: Desk, beside: PageClient) -> None:
    note(beside)
    page = beside.get(NOTES)
    beside.get(page.link("Change the note"))
    beside.submit("form", {"text": "Porta il nipote che traduce."})
    assert "Porta il nipote" in beside.get(NOTES).text
    own = page.link("Change the note")
    desk.end(beside)
    otto = desk.operator(SAME_BODY, name="Otto")
    desk.identify(otto, desk.giulia)
    desk.allow(otto)
    assert "Change the note" not in otto.get(NOTES).text
    otto.get(own, status=404)
    token = otto.get(NOTES).one("form[id=form] [name=csrf_token]")["value"]
    otto.post(f"{own}/togli", {"csrf_token": token}, status=404)
    otto.post(own, {"csrf_token": token, "text": "Altro"}, status=404)
    desk.end(otto)
    desk.identify(beside, desk.giulia)
    desk.allow(beside)
    beside.get(own)
    beside.submit(f"{own}/togli")
    assert desk.rows(select(DeskNote)) == []


def test_of_somebody_else_no_number_leads_to_a_note(desk: Desk, beside: PageClient) -> None:
    note(beside)
    own = beside.get(NOTES).link("Change the note")
    desk.end(beside)
    desk.identify(beside, desk.person(*LUCA))
    desk.allow(beside)
    assert WORDS not in beside.get(NOTES).text
    beside.get(own, status=404)


def test_it_is_short_and_the_page_says_what_does_not_belong_there(
    desk: Desk, beside: PageClient
) -> None:
    page = beside.get(NOTES)
    assert "Nothing about health, family or money" in page.text
    assert page.soup.select_one("body[data-never-printed]") is not None
    beside.submit("form", {"text": "a" * 301}, status=422)
    beside.submit("form", {"text": "  "}, status=422)
    for number in range(MOST_NOTES):
        note(beside, f"Nota {number}")
    assert beside.get(NOTES).soup.find(attrs={"name": "text"}) is None
    assert len(desk.rows(select(DeskNote))) == MOST_NOTES


def test_the_person_reads_it_and_erases_it(desk: Desk, beside: PageClient) -> None:
    note(beside)
    own = desk.browser(desk.giulia.id)
    assert "What a desk noted about you" in own.get("/en/area-personale").text
    page = own.get(OWN)
    assert WORDS in page.text
    assert "Olga Sportellini" in page.text
    trail = own.get("/en/area-personale/accessi").text
    assert "Noted something about you at the desk" in trail
    number = desk.rows(select(DeskNote.id))[0]
    luca = desk.browser(desk.person(*LUCA).id)
    token = luca.get("/en/area-personale").soup.select("[name=csrf_token]")[0]["value"]
    luca.post(f"{OWN}/{number}/togli", {"csrf_token": token}, status=404)
    assert "No desk noted anything" in luca.get(OWN).text
    own.get(OWN)
    own.submit(f"{OWN}/{number}/togli")
    assert desk.rows(select(DeskNote)) == []
    assert "There are no notes" in beside.get(NOTES).text


def test_beside_an_operator_the_persons_own_page_is_closed(desk: Desk, beside: PageClient) -> None:
    beside.get(OWN, status=403)


def test_it_is_in_what_the_person_takes_away(desk: Desk, beside: PageClient) -> None:
    note(beside)
    own = desk.browser(desk.giulia.id)
    token = own.get(PROFILE).soup.select("[name=csrf_token]")[0]["value"]
    answer = own.raw.post(f"{PROFILE}/scarica", data={"csrf_token": token}, headers=SAME_ORIGIN)
    packed = zipfile.ZipFile(io.BytesIO(answer.data))
    answer.close()
    (found,) = json.loads(packed.read("dati.json"))["sportelli"]["notes"]
    assert found["text"] == WORDS


def test_nothing_of_it_is_readable_in_the_table(desk: Desk, beside: PageClient) -> None:
    note(beside)
    assert "Chiamala" not in desk.written("desk_notes", "audit_entries")


def test_after_a_year_and_with_the_person_it_is_gone(
    app: Flask, desk: Desk, beside: PageClient
) -> None:
    note(beside)
    with clock.freeze(clock.after(days=364)), app.app_context(), writing() as session:
        erase_old_notes(session)
    assert len(desk.rows(select(DeskNote))) == 1
    with clock.freeze(clock.now() + timedelta(days=366)), app.app_context(), writing() as session:
        erase_old_notes(session)
    assert desk.rows(select(DeskNote)) == []
    assert events(desk)[-1] == "note.erased"
    note(beside, "Ancora una.")
    with app.app_context(), writing():
        holdings.forget(app.config["KEYRING"], Actor(person_id=desk.giulia.id), is_last=False)
    assert desk.rows(select(DeskNote)) == []


def test_who_comes_in_their_place_reads_none(desk: Desk, beside: PageClient) -> None:
    visit = InVisit(
        visit_id=1, subject_id=desk.giulia.id, subject_name="", desk=DESK, desk_name="",
        opened_at=clock.now(), identified_by="document", mandate_id=1,
    )  # fmt: skip
    there = Actor(person_id=2, acting_for=visit)
    (row,) = desk.rows(select(Visit))
    assert can_read(there, row)
    assert not can_read(replace(there, acting_for=replace(visit, representative_id=3)), row)
    assert not can_read(replace(there, acting_for=replace(visit, mandate_id=None)), row)
