"""A file in pieces: what has come is not sent again, nothing is mixed up, it is checked as any other."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.cases.actions import erasing
from portal.cases.models import Attachment, Piece, Upload
from portal.cases.pieces.actions import LEAST_PIECE, MOST_OPEN, WrongPlace, add_piece
from portal.cases.pieces.expiring import erase_unfinished
from portal.cases.views.pieces import LARGEST_PIECE
from portal.integrations.scanner.fake import EICAR, FakeScanner
from portal.platform import clock, jobs
from portal.platform.actor import Actor
from portal.platform.database import db
from tests.support.filing import IBAN, STORY, Filing, find
from tests.support.page import PageClient
from tests.support.people import ANNA, sign_in
from tests.support.pieces import Sending, pdf_of


@pytest.fixture
def draft(filing: Filing, anna: Actor) -> str:
    """A draft of Anna that asks for a file."""
    reference = filing.draft(anna)
    filing.save(anna, reference, {**STORY, ("money", None): "yes", ("iban", None): IBAN})
    return reference


@pytest.fixture
def sending(app: Flask, draft: str) -> Sending:
    """Anna's browser on the step that asks for it."""
    client = PageClient(app)
    sign_in(client, ANNA)
    client.get(f"/pratiche/{draft}/passi/bisogno")
    return Sending(client, draft, pdf_of(120_000))


def given(filing: Filing, reference: str) -> list[bytes]:
    """What the draft holds now."""
    with filing.read() as session:
        case = find(reference)
        rows = session.scalars(select(Attachment).where(Attachment.case_id == case.id)).all()
        return [filing.app.config["FILES"].open(case.data_key, row.store_key) for row in rows]


def in_store(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("files/*/*") if path.is_file()]


def test_pieces_become_the_file_and_leave_nothing_behind(
    sending: Sending, filing: Filing, draft: str, tmp_path: Path
) -> None:
    answer = sending.announce()
    assert answer.status_code == 201
    assert answer.headers["Upload-Offset"] == "0"
    assert sending.put(0, 50_000).headers["Upload-Offset"] == "50000"
    assert all(b"%PDF" not in sealed for sealed in in_store(tmp_path))
    where = sending.where()
    assert (where.headers["Upload-Offset"], where.headers["Upload-Length"]) == ("50000", "120000")
    assert sending.put(50_000).headers["Upload-Offset"] == "120000"
    assert sending.finish().status_code == 204
    (content,) = given(filing, draft)
    assert content.startswith(b"%PDF-")
    assert len(in_store(tmp_path)) == 1, "the pieces are gone"
    (audited,) = filing.audited("case.file_added")
    assert audited.subject_id is not None


def test_a_photo_in_pieces_is_treated_as_one_of_a_form(
    sending: Sending, filing: Filing, draft: str
) -> None:
    out = BytesIO()
    sideways = Image.Exif()
    sideways[0x0112] = 6
    Image.effect_noise((300, 200), 80).convert("RGB").save(out, "JPEG", exif=sideways, quality=95)
    assert replace(sending, content=out.getvalue(), name="foto.jpg").send(40_000).status_code == 204
    (content,) = given(filing, draft)
    with Image.open(BytesIO(content)) as kept:
        assert kept.size == (200, 300)
        assert not kept.getexif()


def test_the_same_file_chosen_again_goes_on_and_another_begins_anew(
    app: Flask, sending: Sending, draft: str, filing: Filing
) -> None:
    sending.announce()
    sending.put(0, 50_000)
    telephone = PageClient(app)
    sign_in(telephone, ANNA)
    telephone.get(f"/pratiche/{draft}/passi/bisogno")
    again = Sending(telephone, draft, sending.content)
    assert again.announce().headers["Upload-Offset"] == "50000"
    assert again.address == sending.address
    other = replace(sending, content=pdf_of(120_001))
    assert other.announce().headers["Upload-Offset"] == "0"
    again.put(50_000)
    assert again.finish().status_code == 204
    assert len(given(filing, draft)) == 1


@pytest.mark.parametrize("start", [0, 49_999, 50_001, 120_000])
def test_a_piece_again_or_out_of_order_is_told_the_right_place(
    sending: Sending, filing: Filing, draft: str, tmp_path: Path, start: int
) -> None:
    sending.announce()
    sending.put(0, 50_000)
    answer = sending.put(start, content=b"x" * 10)
    assert answer.status_code == 409
    assert answer.headers["Upload-Offset"] == "50000"
    assert len(in_store(tmp_path)) == 1, "what was not taken is not kept"
    sending.put(50_000)
    assert sending.finish().status_code == 204


def test_a_file_does_not_come_in_crumbs(sending: Sending, tmp_path: Path) -> None:
    sending.announce()
    assert sending.put(0, LEAST_PIECE - 1).status_code == 409
    assert in_store(tmp_path) == []
    assert sending.put(0, LEAST_PIECE).status_code == 204
    assert sending.put(LEAST_PIECE, 119_990).status_code == 204
    assert sending.put(119_990).status_code == 204, "the last one may be small"
    assert sending.finish().status_code == 204


def test_two_lines_with_the_same_piece_give_it_once(
    app: Flask, sending: Sending, filing: Filing, anna: Actor, draft: str
) -> None:
    sending.announce()
    token = sending.address.rpartition("/")[2]
    with filing.write():
        assert add_piece(anna, draft, token, 0, 50_000, "aa" * 16) == 50_000
    with pytest.raises(WrongPlace) as late, filing.write():
        add_piece(anna, draft, token, 0, 50_000, "bb" * 16)
    assert late.value.received == 50_000
    with filing.read() as session:
        assert len(session.scalars(select(Piece)).all()) == 1


def test_more_than_announced_less_than_announced_and_nothing_are_not_taken(
    sending: Sending, filing: Filing, draft: str
) -> None:
    sending.announce()
    assert sending.put(0, content=sending.content + b"x").status_code == 409
    assert sending.put(0, content=b"").status_code == 409
    assert sending.put(0, content=b"x" * (LARGEST_PIECE + 1)).status_code == 413
    assert sending.put(-1, content=b"x").status_code == 409
    sending.put(0, 50_000)
    early = sending.finish()
    assert early.status_code == 409
    assert early.headers["Upload-Offset"] == "50000"
    assert given(filing, draft) == []


def test_finishing_twice_gives_the_file_once(
    sending: Sending, filing: Filing, draft: str, tmp_path: Path
) -> None:
    assert sending.send().status_code == 204
    assert sending.finish().status_code == 204
    assert sending.put(0, 10).status_code == 409
    assert len(given(filing, draft)) == 1
    assert len(in_store(tmp_path)) == 1


def test_other_bytes_than_announced_are_refused_and_forgotten(
    sending: Sending, filing: Filing, draft: str, tmp_path: Path
) -> None:
    sending.announce()
    sending.put(0, content=b"x" * 120_000)
    answer = sending.finish()
    assert answer.status_code == 422
    assert "referto.pdf" in answer.text
    assert given(filing, draft) == []
    assert in_store(tmp_path) == []
    assert sending.where().status_code == 404


def test_a_program_with_the_name_of_a_paper_is_refused_as_in_a_form(
    sending: Sending, filing: Filing, draft: str
) -> None:
    answer = replace(sending, content=b"MZ" + b"\0" * 90_000, name="busta.pdf").send()
    assert answer.status_code == 422
    assert "busta.pdf" in answer.text
    assert given(filing, draft) == []


def test_a_virus_that_comes_in_pieces_is_found(
    app: Flask, sending: Sending, filing: Filing, draft: str
) -> None:
    app.config["SCANNER"] = FakeScanner()
    content = sending.content.replace(b"." * len(EICAR), EICAR, 1)
    assert replace(sending, content=content).send(33_333).status_code == 204
    with app.app_context():
        jobs.drain()
        assert db.session.scalars(select(Attachment.scan)).one() == "infected"


def test_sizes_and_kinds_of_words_that_are_no_announcement(sending: Sending) -> None:
    for wrong in ({"size": "0"}, {"size": "-5"}, {"size": str(50 * 1024 * 1024 + 1)},
                  {"digest": "x"}, {"digest": ""}):  # fmt: skip
        assert sending.announce(**wrong).status_code == 422, wrong
    for wrong in ({"question": "story"}, {"question": "nobody"}, {"question": ""}):
        assert sending.announce(**wrong).status_code == 404, wrong


def test_a_file_for_a_question_that_is_hidden_now_is_not_taken(
    sending: Sending, filing: Filing, anna: Actor, draft: str
) -> None:
    sending.announce()
    sending.put(0)
    filing.save(anna, draft, {("money", None): "no"})
    assert sending.finish().status_code == 404
    assert sending.announce().status_code == 404
    assert given(filing, draft) == []


def test_a_question_takes_only_so_many_and_a_draft_waits_only_for_so_many(
    sending: Sending, filing: Filing, anna: Actor, draft: str
) -> None:
    for number in range(MOST_OPEN):
        assert replace(sending, content=pdf_of(1000 + number)).announce().status_code == 201
    full = sending.announce()
    assert full.status_code == 422
    assert full.text
    for number in range(5):
        filing.attach(anna, draft, "proof", f"pagina {number}.pdf")
    first = replace(sending, content=pdf_of(1000))
    assert first.announce().status_code == 201, "it had begun already"
    first.put(0)
    assert first.finish().status_code == 422
    assert len(given(filing, draft)) == 5


def test_what_never_arrives_is_erased_two_days_after_its_last_piece(
    app: Flask, sending: Sending, filing: Filing, tmp_path: Path
) -> None:
    sending.announce()
    sending.put(0, 50_000)
    for hours, left in ((47, 1), (49, 0)):
        with clock.freeze(clock.after(hours=hours)), app.app_context():
            erase_unfinished(db.session)
        assert len(in_store(tmp_path)) == left
    assert sending.where().status_code == 404
    assert sending.put(50_000).status_code == 404
    assert sending.announce().headers["Upload-Offset"] == "0"


def test_what_is_over_is_not_there_even_before_the_round(sending: Sending) -> None:
    sending.announce()
    with clock.freeze(clock.after(hours=49)):
        # The login is over too by then: the rule is asked where it stands.
        assert sending.where().status_code in {302, 404}


def test_a_draft_thrown_away_takes_its_pieces_along(
    app: Flask, sending: Sending, filing: Filing, anna: Actor, draft: str, tmp_path: Path
) -> None:
    sending.announce()
    sending.put(0, 50_000)
    with filing.write():
        erased = erasing.discard_draft(anna, draft)
    with filing.read() as session:
        assert session.scalars(select(Upload)).all() == []
        erased.forget(filing.keyring, app.config["FILES"])
    assert in_store(tmp_path) == []
    assert sending.put(50_000).status_code == 404
