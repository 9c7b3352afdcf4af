"""The paper of a mandate: made of what was read, with a code that verifies, and no name for strangers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import pytest
from sqlalchemy import select

from portal.assisted import papers, printing
from portal.assisted.models import Mandate, Scope
from portal.assisted.printing import PaperChanged, mandate_pdf
from portal.assisted.queries import text_of
from portal.assisted.wording import fingerprint
from portal.cases.models import Case
from portal.cases.translators import translated_by
from portal.integrations.scanner import Finding
from portal.platform import clock
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from portal.platform.paper.qr import qr_svg
from tests.assisted.conftest import DESK, Desk
from tests.assisted.test_beside import begin
from tests.support.page import PageClient
from tests.support.pdf_text import squeezed
from tests.support.pdf_text import text_of as drawn

HOME_CARE = "assistenza-domiciliare"
INTERPRETER = {
    "interpreter_how": "present",
    "interpreter_name": "Irina Traducini",
    "interpreter_language": "ucraino",
}


def words_of_pdf(content: bytes) -> tuple[str, str]:
    """The title and the language of a PDF."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return str(pdf.docinfo.get("/Title", "")), str(pdf.Root.Lang)


def test_the_paper_is_made_of_what_was_read_and_of_nothing_else(
    desk: Desk, olga: PageClient
) -> None:
    desk.identify(olga, desk.giulia, language="en")
    desk.allow(olga, HOME_CARE, lasts="30")
    mandate = desk.mandate()
    answer = olga.download(f"/en/sportello/deleghe/{mandate.id}.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert words_of_pdf(answer.data)[1].startswith("en")
    with desk.app.app_context():
        text = text_of(desk.app.config["KEYRING"], mandate)
    assert fingerprint(text) == mandate.digest
    assert [one["language"] for one in text["passages"]] == ["it", "en"]
    assert text["person"]["name"] == desk.giulia.name
    assert mandate.until is not None
    assert text["until"] == mandate.until.isoformat()
    assert (mandate.scope, mandate.services) == (Scope.UNTIL, [HOME_CARE])
    reads = desk.rows(select(AuditEntry).where(AuditEntry.event == "mandate.read"))
    assert [(one.object_id, one.subject_id) for one in reads] == [(mandate.id, desk.giulia.id)]


def test_a_text_changed_behind_our_back_is_never_printed(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    with desk.app.app_context(), writing():
        db.session.get_one(Mandate, desk.mandate().id).digest = "0" * 64
    with desk.app.test_request_context("/"), pytest.raises(PaperChanged):
        mandate_pdf(desk.mandate())


def test_the_fingerprint_carries_the_day_of_each_mandate(desk: Desk, olga: PageClient) -> None:
    """X2: no date is fixed when the process starts."""
    with clock.freeze(clock.now()):
        desk.identify(olga, desk.giulia)
        desk.allow(olga)
        desk.end(olga)
    with clock.freeze(clock.after(hours=1)):
        later = desk.operator(DESK, name="Otto")
        desk.identify(later, desk.giulia)
        desk.allow(later)
    first, second = desk.rows(select(Mandate).order_by(Mandate.id))
    assert second.recorded_at - first.recorded_at >= timedelta(minutes=59)
    assert first.digest != second.digest
    with desk.app.app_context():
        keyring = desk.app.config["KEYRING"]
        days = [text_of(keyring, one)["recorded_at"] for one in (first, second)]
    assert days == [first.recorded_at.isoformat(), second.recorded_at.isoformat()]


def paper(desk: Desk, client: PageClient) -> str:
    """The words drawn on the paper of the only mandate."""
    return drawn(client.download(f"/en/sportello/deleghe/{desk.mandate().id}.pdf").data)


def test_the_code_on_the_paper_really_verifies_and_names_nobody(
    desk: Desk, olga: PageClient
) -> None:
    """X1: what is printed leads to a page that knows this mandate and says that the paper matches."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    with desk.app.test_request_context("/"):
        address = printing.check_address(desk.mandate())
    found = urlsplit(address)
    anyone = desk.browser()
    page = anyone.get(f"/en{found.path}?{found.query}")
    assert "The paper matches" in page.text
    assert "to be signed" in page.text
    assert not re.search(f"{desk.giulia.family_name}|Sportellini|{HOME_CARE}", page.html)
    desk.end(olga)
    assert "Ended" in anyone.get(f"/en{found.path}").text
    anyone.get("/en/deleghe/AAAABBBBCCCC", status=404)


def test_the_drawing_on_the_paper_holds_the_address(
    desk: Desk, olga: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X1: not the word "None", not a page of the house: the address of this very mandate."""
    seen: list[Any] = []

    def keep(_name: str, values: Any, _language: str) -> bytes:
        seen.append(values)
        return b"%PDF-"

    monkeypatch.setattr(printing, "render_document", keep)
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    mandate = desk.mandate()
    with desk.app.test_request_context("/"):
        mandate_pdf(mandate)
        check, address = seen[0]["check"], printing.check_address(mandate)
        assert check["svg"] == str(qr_svg(address, check["alt"]))
    assert mandate.code in address
    assert mandate.digest[:16] in address


def test_one_altered_sign_does_not_match(desk: Desk, olga: PageClient) -> None:
    """N20: a paper that says something else is found out by who knows nothing of it."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    mandate, anyone = desk.mandate(), desk.browser()
    digest = mandate.digest[:16]
    altered = ("1" if digest[0] != "1" else "2") + digest[1:]
    page = anyone.get(f"/en/deleghe/{mandate.code}?impronta={altered}")
    assert "does not match" in page.text
    spoken = " ".join(digest[at : at + 4].upper() for at in range(0, 16, 4))
    assert "The paper matches" in anyone.submit("form", {"impronta": spoken}).text


def test_a_text_altered_in_our_own_house_does_not_match(desk: Desk, olga: PageClient) -> None:
    """N20: one byte of what is kept is enough."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    mandate = desk.mandate()
    with desk.app.app_context(), writing():
        row = db.session.get_one(Mandate, mandate.id)
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    page = desk.browser().get(f"/en/deleghe/{mandate.code}?impronta={mandate.digest[:16]}")
    assert "does not match" in page.text


def test_an_interpreter_stands_on_the_mandate_as_a_third_person(
    desk: Desk, olga: PageClient
) -> None:
    """N30: name, language and whether they are in the room."""
    desk.identify(olga, desk.giulia)
    olga.get("/en/sportello/visita/delega")
    said = {"services": ["*"], "lasts": "visit", "agreed": "yes", **INTERPRETER}
    olga.submit("form", said)
    words = paper(desk, olga)
    for part in ("Irina Traducini", "ucraino", "Here, in the room", "Signature of the interpreter"):
        assert squeezed(part) in words, part
    assert "Traducini" not in desk.written("mandates")


def test_an_interpreter_stands_on_the_receipt_too(desk: Desk, olga: PageClient) -> None:
    """N30: whoever reads the receipt knows through whom it was said."""
    desk.identify(olga, desk.giulia)
    olga.get("/en/sportello/visita/delega")
    olga.submit("form", {"services": ["*"], "lasts": "visit", "agreed": "yes", **INTERPRETER})
    begin(olga)
    (case,) = desk.rows(select(Case))
    with desk.app.test_request_context("/"):
        assert translated_by(case) == "Irina Traducini (ucraino, Qui, nella stanza)"


def test_an_interpreter_has_a_name(desk: Desk, olga: PageClient) -> None:
    """N30: "somebody translated" is nobody."""
    desk.identify(olga, desk.giulia)
    olga.get("/en/sportello/visita/delega")
    said = {"services": ["*"], "lasts": "visit", "agreed": "yes"}
    page = olga.submit("form", {**said, "interpreter_how": "remote"}, status=422)
    assert len(page.problems) == 2
    assert not desk.rows(select(Mandate))


def test_the_arabic_text_stands_beside_the_italian_one_in_its_own_direction(
    desk: Desk, olga: PageClient
) -> None:
    """B13: right to left, with the notice that only the Italian text is legal; without Arabic pages."""
    desk.identify(olga, desk.giulia, language="ar")
    page = olga.get("/en/sportello/visita/delega")
    assert [(one["lang"], one["dir"]) for one in page.soup.select(".ac-wording")] == [
        ("it", "ltr"), ("ar", "rtl"),
    ]  # fmt: skip
    assert "النص الإيطالي وحده له قيمة قانونية" in page.one(".ac-wording[lang=ar]").get_text()
    olga.submit("form", {"services": ["*"], "lasts": "visit", "agreed": "yes"})
    answer = olga.download(f"/en/sportello/deleghe/{desk.mandate().id}.pdf")
    assert answer.data.startswith(b"%PDF-")
    with desk.app.app_context():
        heard = text_of(desk.app.config["KEYRING"], desk.mandate())["passages"]
    assert [one["language"] for one in heard] == ["it", "ar"]


def test_until_it_is_recorded_it_is_a_draft(desk: Desk, olga: PageClient) -> None:
    """B8: nobody takes what is on the screen for a mandate."""
    assert "no legal value" in desk.identify(olga, desk.giulia).text


def test_an_infected_scan_is_not_kept(
    desk: Desk, olga: PageClient, sheet: Callable[[], tuple[BytesIO, str]]
) -> None:
    """N21: the signed paper is looked at as every file is."""

    class Alarm:
        def scan(self, content: bytes) -> Finding:
            return Finding("Prova")

    desk.app.config["SCANNER"] = Alarm()
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    olga.get(f"/en/sportello/deleghe/{desk.mandate().id}/firma")
    page = olga.submit("form", {"files": sheet()}, status=422)
    assert "virus" in page.problems[0]
    assert desk.mandate().signed_at is None


def test_what_is_erased_matches_only_by_its_fingerprint(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    with desk.app.app_context(), writing():
        row = db.session.get_one(Mandate, desk.mandate().id)
        row.sealed = row.data_key = b""
    with desk.app.app_context():
        assert papers.matches(desk.mandate(), desk.mandate().digest[:16])
        assert not papers.matches(desk.mandate(), "0" * 16)
