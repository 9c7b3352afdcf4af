"""A file in pieces for words to the office: it waits for them, goes with them; nobody else has it before."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.actions import asking, handling
from portal.cases.models import Attachment, WaitingFile
from portal.cases.pieces.expiring import erase_unsent
from portal.cases.pieces.places import MESSAGE, MOST_WITH_WORDS, REVIEW, document_place
from portal.cases.retention import erasing
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.stored import files
from tests.support.filing import Filing, find
from tests.support.page import PageClient
from tests.support.people import ANNA, CARLA, OLGA, sign_in
from tests.support.pieces import Sending, pdf_of


@pytest.fixture
def sent(filing: Filing, anna: Actor) -> str:
    """A request of Anna that the office has."""
    return filing.sent(anna)


@pytest.fixture
def sending(app: Flask, sent: str) -> Sending:
    """Anna's browser on the page of her request, with a file for a message."""
    client = PageClient(app)
    sign_in(client, ANNA)
    client.get(f"/pratiche/{sent}")
    return Sending(client, sent, pdf_of(120_000), question=MESSAGE)


def attached(filing: Filing, reference: str) -> list[tuple[bool, bool]]:
    """The files of the case: with a message, with an answer about a document."""
    with filing.read() as session:
        rows = session.scalars(
            select(Attachment)
            .where(Attachment.case_id == find(reference).id)
            .order_by(Attachment.id)
        )
        return [(row.message_id is not None, row.request_id is not None) for row in rows]


def waiting(filing: Filing) -> list[str]:
    with filing.read() as session:
        return list(session.scalars(select(WaitingFile.store_key).order_by(WaitingFile.id)))


def in_store(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("files/*/*"))


def names(client: PageClient, path: str) -> list[str]:
    page = client.get(path)
    return [one.get_text(strip=True) for one in page.soup.select("#arrived .ac-files__name")]


def test_what_arrived_is_listed_after_a_reload_and_goes_with_the_message(
    sending: Sending, filing: Filing, sent: str, tmp_path: Path
) -> None:
    before = in_store(tmp_path)
    assert sending.send().status_code == 204
    assert attached(filing, sent) == [], "the office has nothing before the words are sent"
    assert len(waiting(filing)) == 1
    assert in_store(tmp_path) == before + 1
    client, path = sending.client, f"/pratiche/{sent}"
    assert names(client, path) == ["referto.pdf"]
    assert client.part(path).select("#arrived .ac-files__name")
    client.submit("form", {"text": "Ecco il referto."}, button="go=send")
    assert attached(filing, sent) == [(True, False)]
    assert waiting(filing) == []
    assert names(client, path) == []
    with filing.read() as session:
        row = session.scalars(select(Attachment)).one()
        case = find(sent)
        content = filing.app.config["FILES"].open(case.data_key, row.store_key)
    assert content.startswith(b"%PDF-")
    assert len(filing.audited("case.file_added")) == 1


def test_a_file_of_the_form_goes_beside_it(sending: Sending, filing: Filing, sent: str) -> None:
    sending.send()
    sending.client.get(f"/pratiche/{sent}")
    own = {"text": "Due carte.", "files": [(BytesIO(pdf_of(2_000)), "altro.pdf")]}
    sending.client.submit("form", own, button="go=send")
    assert attached(filing, sent) == [(True, False), (True, False)]


def second_tab(app: Flask, path: str) -> PageClient:
    """The page as it stands now, in another window."""
    tab = PageClient(app)
    sign_in(tab, ANNA)
    tab.get(path)
    return tab


def test_it_is_taken_away_and_what_was_typed_stays(
    app: Flask, sending: Sending, filing: Filing, sent: str, tmp_path: Path
) -> None:
    before = in_store(tmp_path)
    sending.send()
    client, tab = sending.client, second_tab(app, f"/pratiche/{sent}")
    page = client.get(f"/pratiche/{sent}")
    token = str(page.one("#arrived input[name=arrived]")["value"])
    page = client.submit("form", {"text": "A metà"}, button=f"go=remove:{token}")
    assert page.one("#text").get_text(strip=True) == "A metà"
    assert not page.soup.select("#arrived .ac-files__name")
    assert (waiting(filing), in_store(tmp_path)) == ([], before)
    tab.submit("form", {"text": "A metà"}, button=f"go=remove:{token}")
    assert attached(filing, sent) == []


def test_a_message_that_is_not_right_keeps_what_arrived(
    sending: Sending, filing: Filing, sent: str
) -> None:
    sending.send()
    sending.client.get(f"/pratiche/{sent}")
    page = sending.client.submit("form", {"text": ""}, button="go=send", status=422)
    assert page.one("#arrived .ac-files__name").get_text(strip=True) == "referto.pdf"
    assert len(waiting(filing)) == 1


def test_a_second_press_says_that_it_went_already(
    app: Flask, sending: Sending, filing: Filing, sent: str
) -> None:
    sending.send()
    client, tab = sending.client, second_tab(app, f"/pratiche/{sent}")
    client.get(f"/pratiche/{sent}")
    client.submit("form", {"text": "Ecco."}, button="go=send")
    page = tab.submit("form", {"text": "Ecco."}, button="go=send", status=422)
    assert "Forse è già partito" in page.problems[0]
    assert attached(filing, sent) == [(True, False)]


def test_it_is_the_document_the_office_asked_for(
    app: Flask, sending: Sending, filing: Filing, olga: Actor, sent: str
) -> None:
    with filing.write():
        handling.take_charge(filing.keyring, olga, sent)
    with filing.write():
        wanted = [asking.Document(name="Il contratto")]
        asking.ask_for_documents(filing.keyring, olga, sent, "Ci serve.", 10, wanted)
    client = sending.client
    path = client.get(f"/pratiche/{sent}").link("Il contratto")
    number = int(path.rsplit("/", 1)[1])
    client.get(path)
    answer = replace(sending, question=document_place(number))
    assert answer.send().status_code == 204
    assert replace(sending, question=document_place(number + 9)).announce().status_code == 404
    assert names(client, f"/pratiche/{sent}") == [], "it waits for its own answer"
    assert names(client, path) == ["referto.pdf"]
    assert client.part(path).select("#arrived .ac-files__name")
    client.submit("form", {"reply": "here_it_is"}, button="go=send")
    assert attached(filing, sent) == [(False, True)]
    assert replace(sending, question=document_place(number)).announce().status_code == 404


def test_it_goes_with_the_reasons_for_a_review(
    sending: Sending, filing: Filing, olga: Actor, sent: str
) -> None:
    assert replace(sending, question=REVIEW).announce().status_code == 404
    with filing.write():
        handling.take_charge(filing.keyring, olga, sent)
    with filing.write():
        handling.announce_refusal(filing.keyring, olga, sent, "Troppo reddito.")
    with clock.freeze(clock.after(days=20)), filing.write():
        handling.refuse(filing.keyring, olga, sent, "Troppo reddito.")
    with clock.freeze(clock.after(days=21)):
        sign_in(sending.client, ANNA)
        path = f"/pratiche/{sent}/riesame"
        sending.client.get(path)
        assert replace(sending, question=REVIEW).send().status_code == 204
        assert replace(sending, question=MESSAGE).announce().status_code == 404, "it is over"
        assert names(sending.client, path) == ["referto.pdf"]
        sending.client.submit("form", {"text": "Guardate qui."}, button="go=send")
    assert attached(filing, sent) == [(True, False)]


def test_so_many_and_no_more(sending: Sending, filing: Filing, sent: str) -> None:
    for number in range(MOST_WITH_WORDS):
        other = replace(sending, content=pdf_of(40_000 + number), name=f"{number}.pdf")
        assert other.send().status_code == 204
    assert replace(sending, content=pdf_of(50_000)).announce().status_code == 422
    sending.client.get(f"/pratiche/{sent}")
    more = {"text": "Ecco.", "files": [(BytesIO(pdf_of(2_000)), "di-piu.pdf")]}
    page = sending.client.submit("form", more, button="go=send", status=422)
    assert "al massimo 5" in page.problems[0] or "5 file" in page.problems[0]


def test_the_same_file_again_waits_once(
    sending: Sending, filing: Filing, sent: str, tmp_path: Path
) -> None:
    before = in_store(tmp_path)
    assert sending.send().status_code == 204
    assert replace(sending).send().status_code == 204
    assert len(waiting(filing)) == 1
    assert in_store(tmp_path) == before + 1


def test_nobody_else_sees_or_sends_it(
    app: Flask, sending: Sending, filing: Filing, sent: str
) -> None:
    sending.send()
    for person, status in ((CARLA, 404), (OLGA, 404)):
        stranger = PageClient(app)
        sign_in(stranger, person)
        stranger.get(f"/pratiche/{sent}", status=status)
        stranger.get("/area-personale")
        other = Sending(stranger, sent, pdf_of(30_000), question=MESSAGE)
        assert other.announce().status_code == 404
        other.address = sending.address
        assert other.where().status_code == 404
    office = PageClient(app)
    sign_in(office, OLGA)
    assert "referto.pdf" not in office.get(f"/ufficio/pratiche/{sent}").html


@pytest.mark.parametrize("place", ["proof", "@message-1", "@document-x", "@", "@document-1"])
def test_a_sent_request_takes_files_only_where_words_are_written(
    sending: Sending, place: str
) -> None:
    assert replace(sending, question=place).announce().status_code == 404


def test_a_draft_takes_no_messages(app: Flask, filing: Filing, anna: Actor) -> None:
    draft = filing.draft(anna)
    client = PageClient(app)
    sign_in(client, ANNA)
    client.get(f"/pratiche/{draft}/passi/bisogno")
    assert Sending(client, draft, pdf_of(30_000), question=MESSAGE).announce().status_code == 404


def test_words_that_never_come_let_it_go_after_two_days(
    sending: Sending, filing: Filing, sent: str, tmp_path: Path
) -> None:
    before = in_store(tmp_path)
    sending.send()
    with clock.freeze(clock.after(days=3)):
        sign_in(sending.client, ANNA)
        assert names(sending.client, f"/pratiche/{sent}") == [], "even before the round"
        with filing.app.app_context():
            erase_unsent(db.session)
    assert waiting(filing) == []
    assert in_store(tmp_path) == before


def test_what_waits_is_named_and_erased_with_its_case(
    sending: Sending, filing: Filing, sent: str
) -> None:
    sending.send()
    (key,) = waiting(filing)
    with filing.read() as session:
        case_id = find(sent).id
        known = {one for source in files._names["FILES"] for one in source(session)}
        assert key in known, "the sweep leaves it alone"
        assert key in erasing.store_keys(session, case_id)
    with filing.write() as session:
        assert erasing.erase_rows(session, case_id)["case_waiting_files"] == 1
