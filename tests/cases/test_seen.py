"""Whoever works here and sees something of a person is in that person's own list; nobody else reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.cases import reference as references
from portal.cases.views import seen
from portal.platform.access import PUBLIC, door_of
from portal.platform.audit import AuditEntry
from portal.platform.database import db
from tests.conventions.everyone import STAGES, Everyone
from tests.support.filing import STORY, Filing
from tests.support.house import nothing_wrong
from tests.support.page import PageClient
from tests.support.pdf_text import squeezed, text_of
from tests.support.people import (
    ADA,
    ANNA,
    BRUNO,
    CARLA,
    EDDA,
    OLGA,
    OTTO,
    acting,
    known,
    open_visit,
    sign_in,
    sign_in_bruno,
)
from tests.support.standing import standing

STAFF = {"bruno": BRUNO, "beside": BRUNO, "olga": OLGA, "otto": OTTO, "edda": EDDA, "ada": ADA}
#: Where this test must have seen something: it looked in the right places.
SEES = {
    "bruno": {"/sportello/deleghe/<int:mandate_id>.pdf"},
    "olga": {"/ufficio/pratiche/<reference>", "/ufficio/rappresentanze"},
    "otto": {"/ufficio/rappresentanze"},
    "beside": {"/sportello/visita/pagina", "/pratiche/<reference>"},
}
#: What no page of staff may show without a line in Anna's list.
TRACES = (ANNA.family_name, ANNA.fiscal_code, ANNA.email, str(STORY[("story", None)]))


@pytest.fixture(scope="module")
def world(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    """Anna's cases in every stage, and browsers of everybody who works here."""
    with standing(run_folder, tmp_path_factory.mktemp("seen")) as made:
        yield Everyone(made)


def pages(world: Everyone) -> Iterator[tuple[str, str | None]]:
    """Every address behind a door that can be read, in every stage of a case."""
    for rule in world.app.url_map.iter_rules():
        door = door_of(world.app, rule.endpoint)
        if door is PUBLIC or "GET" not in (rule.methods or ()):
            continue
        for stage in STAGES if "<reference>" in rule.rule else [None]:
            yield rule.rule, stage


def lines_in_her_list(world: Everyone, person_id: int) -> int:
    """How many lines of Anna's list this member of staff has."""
    with world.app.app_context():
        query = select(func.count()).where(
            AuditEntry.subject_id == world.anna.person_id, AuditEntry.person_id == person_id
        )
        return db.session.scalar(query) or 0


def shows_anna(world: Everyone, person: str, rule: str, stage: str | None) -> bool:
    answer = world.read(person, rule, stage)
    content, kind, status = answer.data, answer.mimetype, answer.status_code
    answer.close()
    if status != 200:
        return False
    if kind == "application/pdf":
        # The files of this world are Anna's, and no PDF but by their name.
        return not content.startswith(b"%PDF-1.7\n") or any(t in text_of(content) for t in TRACES)
    return any(one in content.decode(errors="replace") for one in TRACES)


@pytest.mark.parametrize("person", STAFF)
def test_every_read_by_staff_appears(world: Everyone, person: str) -> None:
    """N15: whatever page shows a person's data to staff, the person reads who, when and where."""
    person_id = known(world.app, BRUNO if person == "beside" else STAFF[person])
    shown, untold = set(), []
    for rule, stage in pages(world):
        before = lines_in_her_list(world, person_id)
        if not shows_anna(world, person, rule, stage):
            continue
        shown.add(rule)
        # A visit is on record from its beginning, and each case in it from its first page.
        if lines_in_her_list(world, person_id) == before and (person != "beside" or not before):
            untold.append(f"{person} sees something of Anna at {rule} ({stage}): nobody tells her.")
    nothing_wrong(untold)
    assert SEES.get(person, set()) <= shown
    if person not in SEES:
        assert not shown, "Somebody who has no business with Anna sees her."


def test_the_list_says_what_about_which_request_by_whom_where_and_why(app: Flask) -> None:
    """N15: "12 May 10:04, Desk Via Roma, operator A. opened your request", in plain words."""
    filing, anna = Filing(app), acting(app, ANNA)
    reference = filing.sent(anna)
    desk = PageClient(app)
    sign_in_bruno(desk)
    open_visit(desk, ANNA)
    desk.get(f"/pratiche/{reference}")
    office = PageClient(app)
    sign_in(office, OLGA)
    office.get(f"/ufficio/pratiche/{reference}")
    own = PageClient(app)
    sign_in(own, ANNA)
    text = own.get("/area-personale/accessi").text
    spoken = references.spoken(reference)
    assert f"Aiuto a casa ({spoken})" in text
    assert "Bruno Sportelli · Sportello sociale Ventimiglia · accanto a te allo sportello" in text
    assert (
        "Olga Ufficini · Ufficio servizi sociali – Ventimigliese · per lavorare la domanda" in text
    )


def test_the_list_goes_on_beyond_one_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """N15: nothing falls off the end of the list."""
    monkeypatch.setattr(seen, "MOST_ON_PAGE", 2)
    Filing(app).sent(acting(app, ANNA))
    own = PageClient(app)
    sign_in(own, ANNA)
    first = own.get("/en/area-personale/accessi")
    assert len(first.soup.select(".ac-timeline li")) == 2
    second = own.click("Earlier lines")
    assert "Began a request" in second.text
    assert "Began a request" not in first.text


def test_the_list_on_paper_is_the_persons_own(app: Flask) -> None:
    """N15, F7: online as a PDF, for the person alone."""
    Filing(app).sent(acting(app, ANNA))
    known(app, CARLA)
    own, other = PageClient(app), PageClient(app)
    sign_in(own, ANNA)
    sign_in(other, CARLA)
    text = squeezed(text_of(own.download("/en/area-personale/accessi.pdf").data))
    assert squeezed("Sent the request") in text
    assert squeezed(ANNA.name) in text
    theirs = squeezed(text_of(other.download("/en/area-personale/accessi.pdf").data))
    assert squeezed("Sent the request") not in theirs


def test_the_desk_prints_it_for_who_showed_a_document(app: Flask) -> None:
    """N15: on paper on request, and that it was printed stands in it too."""
    Filing(app).sent(acting(app, ANNA))
    desk = PageClient(app)
    sign_in_bruno(desk)
    open_visit(desk, ANNA)
    assert squeezed("Sent the request") in squeezed(
        text_of(desk.download("/en/sportello/visita/accessi.pdf").data)
    )
    own = PageClient(app)
    sign_in(own, ANNA)
    assert "Printed for you who did what" in own.get("/en/area-personale/accessi").text


def test_who_is_only_known_at_the_desk_does_not_get_it(app: Flask) -> None:
    """N15: a list of everything is not for somebody who showed no document."""
    known(app, ANNA)
    desk = PageClient(app)
    sign_in_bruno(desk)
    open_visit(desk, ANNA, document_kind="none")
    page = desk.get("/en/sportello/visita/accessi.pdf", status=403)
    assert "look at a document" in page.text
