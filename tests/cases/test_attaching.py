"""Files of a case: sealed in the store, one row each, never twice, never somebody else's."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases import queries
from portal.cases.actions import attaching
from portal.cases.actions.attaching import (
    MOST_FILES,
    StoredFile,
    TooManyFiles,
    attach_to_draft,
    detach,
)
from portal.cases.models import Attachment, Author
from portal.platform.actor import Actor
from portal.platform.crypto import CannotOpen
from portal.platform.errors import NotThere
from portal.platform.stored.files import FileMissing
from tests.support.filing import IBAN, STORY, Filing, find

QUESTION = "proof"


@pytest.fixture
def draft(filing: Filing, anna: Actor) -> str:
    """A draft that asks for a file."""
    reference = filing.draft(anna)
    filing.save(anna, reference, {**STORY, ("money", None): "yes", ("iban", None): IBAN})
    return reference


def names(filing: Filing, reference: str) -> list[str]:
    with filing.read():
        return [card.name for card in queries.attachments_of(filing.keyring, find(reference))]


def test_a_file_lies_sealed_and_its_name_too(
    app: Flask, filing: Filing, anna: Actor, draft: str, tmp_path: Path
) -> None:
    filing.attach(anna, draft, QUESTION, "referto di Anna.pdf")
    written = [path.read_bytes() for path in tmp_path.rglob("files/*/*") if path.is_file()]
    assert len(written) == 1
    assert b"%PDF" not in written[0]
    with filing.read() as session:
        row = session.scalars(select(Attachment)).one()
        assert b"referto" not in row.sealed_name
        content = app.config["FILES"].open(find(draft).data_key, row.store_key)
    assert content == b"%PDF-1.7 referto di Anna.pdf"
    assert names(filing, draft) == ["referto di Anna.pdf"]
    assert row.author is Author.CITIZEN


def test_a_file_of_one_case_does_not_open_with_the_key_of_another(
    app: Flask, filing: Filing, anna: Actor, carla: Actor, draft: str
) -> None:
    other = filing.draft(carla)
    filing.attach(anna, draft, QUESTION)
    with filing.read() as session:
        key = session.scalars(select(Attachment)).one().store_key
        with pytest.raises(CannotOpen):
            app.config["FILES"].open(find(other).data_key, key)


def test_the_same_file_twice_is_one(filing: Filing, anna: Actor, draft: str) -> None:
    filing.attach(anna, draft, QUESTION, "uno.pdf")
    filing.attach(anna, draft, QUESTION, "uno.pdf")
    filing.attach(anna, draft, QUESTION, "due.pdf")
    assert names(filing, draft) == ["uno.pdf", "due.pdf"]


def test_a_case_holds_so_many_files_and_no_more(
    filing: Filing, anna: Actor, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_FILES == 60
    monkeypatch.setattr(attaching, "MOST_FILES", 2)
    filing.attach(anna, draft, QUESTION, "uno.pdf")
    three: list[StoredFile] = [filing.stored(draft, name) for name in ("due.pdf", "tre.pdf")]
    with pytest.raises(TooManyFiles), filing.write():
        attach_to_draft(filing.keyring, anna, draft, QUESTION, three)
    assert names(filing, draft) == ["uno.pdf"]


def test_a_file_taken_away_can_be_erased_from_the_store(
    app: Flask, filing: Filing, anna: Actor, draft: str
) -> None:
    filing.attach(anna, draft, QUESTION)
    with filing.read() as session:
        row = session.scalars(select(Attachment)).one()
        data_key = find(draft).data_key
    with filing.write():
        key = detach(anna, draft, row.id)
    assert key == row.store_key
    app.config["FILES"].delete(key)
    with pytest.raises(FileMissing):
        app.config["FILES"].open(data_key, key)
    assert names(filing, draft) == []
    assert len(filing.audited("case.file_removed")) == 1


def test_only_a_file_of_this_draft_is_taken_away(
    filing: Filing, anna: Actor, carla: Actor, draft: str
) -> None:
    filing.attach(anna, draft, QUESTION)
    with filing.read() as session:
        number = session.scalars(select(Attachment.id)).one()
    other = filing.draft(carla)
    for actor, reference in ((carla, draft), (carla, other), (anna, other)):
        with pytest.raises(NotThere), filing.write():
            detach(actor, reference, number)
    with pytest.raises(NotThere), filing.write():
        detach(anna, draft, number + 1)
    assert len(names(filing, draft)) == 1


def test_a_sent_case_keeps_its_files(filing: Filing, anna: Actor, draft: str) -> None:
    filing.attach(anna, draft, QUESTION)
    filing.send(anna, draft)
    with filing.read() as session:
        number = session.scalars(select(Attachment.id)).one()
    with pytest.raises(NotThere), filing.write():
        detach(anna, draft, number)
    with pytest.raises(NotThere):
        filing.attach(anna, draft, QUESTION, "dopo.pdf")
    assert names(filing, draft) == ["prova.pdf"]


def test_a_file_added_beside_the_operator_says_so(filing: Filing, bruno: Actor, draft: str) -> None:
    filing.attach(bruno, draft, QUESTION)
    with filing.read() as session:
        row = session.scalars(select(Attachment)).one()
    assert (row.author, row.added_by) == (Author.OPERATOR, bruno.person_id)
