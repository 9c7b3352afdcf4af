"""Files and one-time links: given only to whom they belong, and never shown inside our pages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from portal.cases.actions import attaching, declarations
from portal.platform import clock
from portal.platform.actor import Actor
from tests.support.filing import IBAN, STORY, Filing
from tests.support.page import PageClient
from tests.support.papers import pdf
from tests.support.people import ANNA, BRUNO, CARLA, OLGA, OTTO, Somebody, sign_in


def browser(app: Flask, who: Somebody) -> PageClient:
    client = PageClient(app)
    sign_in(client, who)
    return client


@pytest.fixture
def case(filing: Filing, anna: Actor) -> str:
    """A case of Anna with a file."""
    reference = filing.draft(anna)
    filing.save(anna, reference, {**STORY, ("money", None): "yes", ("iban", None): IBAN})
    filing.attach(anna, reference, "proof", "busta paga «marzo».pdf")
    filing.send(anna, reference)
    return reference


def test_a_file_is_a_download_that_can_run_nothing(app: Flask, filing: Filing, case: str) -> None:
    answer = browser(app, ANNA).download(f"/pratiche/{case}/allegati/1")
    assert answer.data.startswith(b"%PDF-1.7")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    (read,) = filing.audited("case.file_read")
    assert read.object_id == 1


def test_a_file_is_only_for_whom_the_case_is(
    app: Flask, filing: Filing, case: str, carla: Actor
) -> None:
    other = filing.draft(carla)
    strangers = browser(app, CARLA)
    strangers.get(f"/pratiche/{case}/allegati/1", status=404)
    strangers.get(f"/pratiche/{other}/allegati/1", status=404)
    browser(app, BRUNO).get(f"/pratiche/{case}/allegati/1", status=404)
    browser(app, OTTO).get(f"/ufficio/pratiche/{case}/allegati/1", status=404)
    browser(app, OLGA).get(f"/pratiche/{case}/allegati/1", status=404)
    assert PageClient(app).get(f"/pratiche/{case}/allegati/1").url.startswith("/accedi")
    assert filing.audited("case.file_read") == []
    filing.mark_clean()
    browser(app, OLGA).download(f"/ufficio/pratiche/{case}/allegati/1")
    (read,) = filing.audited("case.file_read")
    assert read.subject_id is not None


def test_no_audit_no_file(app: Flask, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_given: object, **_named: object) -> None:
        raise RuntimeError("the trail is away")

    anna = browser(app, ANNA)
    monkeypatch.setattr("portal.platform.audit.record_read", away)
    with pytest.raises(RuntimeError, match="the trail is away"):
        anna.download(f"/pratiche/{case}/allegati/1")


def test_a_file_of_a_message_comes_out_as_it_went_in(app: Flask, case: str) -> None:
    content = BytesIO()
    Image.new("RGB", (20, 20), "red").save(content, "PNG")
    anna = browser(app, ANNA)
    anna.get(f"/pratiche/{case}")
    page = anna.submit(
        f"/pratiche/{case}", {"text": "Eccola.", "files": [(BytesIO(content.getvalue()), "a.png")]}
    )
    answer = anna.download(page.link("a.png"))
    assert answer.mimetype == "image/png"
    with Image.open(BytesIO(answer.data)) as came, Image.open(content) as went:
        assert came.tobytes() == went.tobytes()


def in_store(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("files/*/*"))


def test_the_same_file_sent_again_and_again_lies_in_the_store_once(
    app: Flask, filing: Filing, anna: Actor, tmp_path: Path
) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, {**STORY, ("money", None): "yes", ("iban", None): IBAN})
    client = browser(app, ANNA)
    for _time in range(3):
        client.get(f"/pratiche/{draft}/passi/bisogno")
        client.submit("form", {"proof": [(BytesIO(pdf()), "busta.pdf")]}, button="go=save")
    assert in_store(tmp_path) == 1


def test_what_a_case_has_no_room_for_is_not_stored(
    app: Flask, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "MOST_FILES", 1)
    client, there = browser(app, ANNA), in_store(tmp_path)
    client.get(f"/pratiche/{case}")
    page = client.submit(
        f"/pratiche/{case}",
        {"text": "Eccola.", "files": [(BytesIO(pdf()), "a.pdf")]},
        status=409,
    )
    assert "60" in page.text
    assert in_store(tmp_path) == there


@pytest.fixture
def link(filing: Filing, anna: Actor, bruno: Actor) -> str:
    """The address that Bruno's screen shows to Anna's phone."""
    reference = filing.draft(anna)
    filing.save(anna, reference, STORY)
    with filing.write():
        token = declarations.offer_declaration_link(filing.keyring, bruno, reference)
    return f"/dichiarazioni/{token}"


def test_a_link_opens_as_often_as_one_likes_and_declares_once(app: Flask, link: str) -> None:
    phone = PageClient(app)
    for _time in range(2):
        assert "mattino" in phone.get(link).text
    phone.submit(link)
    phone.get(link, status=404)
    phone.post(link, status=404)


def test_an_old_a_guessed_and_a_mangled_link_are_not_there(app: Flask, link: str) -> None:
    phone = PageClient(app)
    phone.get(f"{link[:-1]}_", status=404)
    phone.get("/dichiarazioni/%00", status=404)
    with clock.freeze(clock.after(minutes=16)):
        phone.get(link, status=404)
        phone.post(link, status=404)


def test_a_link_made_before_a_change_says_so_and_declares_nothing(
    app: Flask, filing: Filing, anna: Actor, link: str
) -> None:
    phone = PageClient(app)
    phone.get(link)
    filing.save(anna, filing.draft(anna), {("story", None): "Un'altra storia."})
    phone.submit(link, status=409)
    assert filing.audited("case.declared") == []
