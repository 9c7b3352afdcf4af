"""Photographs given one by one: turned, moved, bound into one PDF; on the page and without scripts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.cases import queries
from portal.cases.actions import arranging
from portal.cases.models import Attachment, Scan
from portal.platform.actor import Actor
from portal.platform.errors import NotThere
from tests.support.asking import HOME_CARE, answer_step, begin, reference
from tests.support.filing import IBAN, STORY, Filing, find
from tests.support.page import Page, PageClient
from tests.support.papers import pdf, photo
from tests.support.people import ANNA, CARLA, sign_in

QUESTION = "other_act"


@pytest.fixture
def at_a_file(client: PageClient) -> str:
    """Anna's draft, open where a file is asked for."""
    sign_in(client, ANNA)
    number = reference(begin(client, HOME_CARE))
    client.get(f"/pratiche/{number}/passi/persona")
    answer_step(client, {"for_whom": "other"})
    answer_step(client, {"other_bond": "representative", "other_name": "Noemi"}, go="save")
    return number


def add(client: PageClient, *files: tuple[bytes, str], go: str = "save", status: int = 200) -> Page:
    given = [(BytesIO(content), name) for content, name in files]
    return client.submit("form", {QUESTION: given}, button=f"go={go}", status=status)


def cards(filing: Filing, number: str) -> list[queries.FileCard]:
    with filing.read():
        return queries.attachments_of(filing.keyring, find(number))


def content(app: Flask, filing: Filing, number: str, card: queries.FileCard) -> bytes:
    with filing.read() as session:
        row = session.get_one(Attachment, card.id)
        found: bytes = app.config["FILES"].open(find(number).data_key, row.store_key)
    return found


def test_several_photos_chosen_together_are_one_pdf(
    client: PageClient, app: Flask, filing: Filing, at_a_file: str
) -> None:
    photos = [(photo("JPEG", size), f"{size[0]}.jpg") for size in ((60, 40), (40, 60))]
    add(client, *photos, (photo("HEIF", (640, 480)), "terza.HEIC"), (pdf(), "carta.pdf"))
    first, second = cards(filing, at_a_file)
    assert (first.name, second.name) == ("60.pdf", "carta.pdf")
    with pikepdf.open(BytesIO(content(app, filing, at_a_file, first))) as document:
        assert len(document.pages) == 3


def test_photos_given_one_by_one_are_moved_and_bound(
    client: PageClient, app: Flask, filing: Filing, at_a_file: str, tmp_path: Path
) -> None:
    for name, size in (("prima.jpg", (60, 40)), ("seconda.jpg", (40, 60))):
        add(client, (photo("JPEG", size), name))
    _one, two = cards(filing, at_a_file)
    page = client.submit("form", button=f"go=up:{two.id}")
    assert [card.name for card in cards(filing, at_a_file)] == ["seconda.jpg", "prima.jpg"]
    assert page.html.index("seconda.jpg") < page.html.index("prima.jpg")
    client.submit("form", button=f"go=bind:{QUESTION}")
    (whole,) = cards(filing, at_a_file)
    assert whole.name == "seconda.pdf"
    with pikepdf.open(BytesIO(content(app, filing, at_a_file, whole))) as document:
        shapes = [page.mediabox[2] > page.mediabox[3] for page in document.pages]
    assert shapes == [False, True]
    assert len([path for path in tmp_path.rglob("files/*/*") if path.is_file()]) == 1


def test_a_photo_is_turned_and_is_scanned_anew(
    client: PageClient, app: Flask, filing: Filing, at_a_file: str
) -> None:
    add(client, (photo("JPEG", (60, 40)), "foto.jpg"), (pdf(), "carta.pdf"))
    first, _paper = cards(filing, at_a_file)
    client.submit("form", button=f"go=turn:{first.id}")
    fresh, paper = cards(filing, at_a_file)
    assert (fresh.name, paper.name) == ("foto.jpg", "carta.pdf"), "it stays in its place"
    with Image.open(BytesIO(content(app, filing, at_a_file, fresh))) as picture:
        assert picture.size == (40, 60)
    assert fresh.scan is Scan.WAITING
    assert len(filing.waiting("cases.scan")) == 3
    token = client.get(f"/pratiche/{at_a_file}/passi/persona").one("#form [name=csrf_token]")[
        "value"
    ]
    for go in (f"turn:{paper.id}", "turn:999", "turn:x", "bind:for_whom", "up:999"):
        posted = {"csrf_token": token, "go": go}
        client.post(f"/pratiche/{at_a_file}/passi/persona", posted, status=404)


def test_the_same_photo_twice_is_one(client: PageClient, filing: Filing, at_a_file: str) -> None:
    for _time in range(2):
        add(client, (photo(), "foto.jpg"), (photo(), "copia.jpg"))
    assert len(cards(filing, at_a_file)) == 1, "both times the same two pages, bound"


def test_there_is_a_most_for_each_question(
    client: PageClient, filing: Filing, at_a_file: str
) -> None:
    for number in range(4):
        add(client, (pdf(f"carta {number}"), f"{number}.pdf"))
    page = add(client, (pdf("una di troppo"), "6.pdf"), status=422)
    assert "Qui puoi dare al massimo 4 file" in page.text
    assert len(cards(filing, at_a_file)) == 4


def test_a_small_picture_is_shown_to_its_owner_alone(
    client: PageClient, app: Flask, filing: Filing, at_a_file: str
) -> None:
    page = add(client, (photo("JPEG", (900, 600)), "foto.jpg"))
    address = str(page.one(".ac-files img")["src"])
    for _time in range(2):
        answer = client.download(address)
        with Image.open(BytesIO(answer.data)) as picture:
            assert max(picture.size) == 320
    assert answer.mimetype == "image/jpeg"
    assert len(filing.audited("case.file_read")) == 1
    carla = PageClient(app)
    sign_in(carla, CARLA)
    carla.get(address, status=404)
    assert PageClient(app).get(address).url.startswith("/accedi")


def test_a_file_the_autosave_could_not_take_is_said_beside_its_question(
    client: PageClient, filing: Filing, at_a_file: str
) -> None:
    page = add(client, (b"MZ" + b"\0" * 99, "atto.pdf"), go="next", status=422)
    assert "«atto.pdf» non è quello che dice il nome" in page.text
    assert cards(filing, at_a_file) == []


@pytest.fixture
def two(filing: Filing, anna: Actor) -> tuple[str, list[int]]:
    """A draft of Anna with two files."""
    number = filing.draft(anna)
    filing.save(anna, number, {**STORY, ("money", None): "yes", ("iban", None): IBAN})
    for name in ("uno.pdf", "due.pdf"):
        filing.attach(anna, number, "proof", name)
    with filing.read() as session:
        return number, list(session.scalars(select(Attachment.id)))


def test_nobody_arranges_anothers_files(
    filing: Filing, anna: Actor, carla: Actor, two: tuple[str, list[int]]
) -> None:
    number, ids = two
    other = filing.draft(carla)
    stored = filing.stored(number, "nuovo.pdf")
    for actor, draft in ((carla, number), (carla, other), (anna, other)):
        with pytest.raises(NotThere), filing.write():
            arranging.move_up(actor, draft, ids[1])
        with pytest.raises(NotThere), filing.write():
            arranging.bind_files(filing.keyring, actor, draft, ids, stored)
    assert [card.name for card in cards(filing, number)] == ["uno.pdf", "due.pdf"]


def test_the_first_file_stays_first(
    filing: Filing, anna: Actor, two: tuple[str, list[int]]
) -> None:
    number, ids = two
    for moved, order in ((ids[0], ["uno.pdf", "due.pdf"]), (ids[1], ["due.pdf", "uno.pdf"])):
        with filing.write():
            arranging.move_up(anna, number, moved)
        assert [card.name for card in cards(filing, number)] == order
