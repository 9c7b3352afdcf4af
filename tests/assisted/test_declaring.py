"""Declarations that only the person can make, and what the summary says of every datum before they do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.assisted.actions.visiting import bare
from portal.assisted.models import Visit
from portal.cases.actions.declaring import CodeWrong, declare_by_code
from portal.cases.models import Case, Declaration, FormerAnswer, Means
from portal.cases.timeline import CaseStatus
from portal.identity.models import Person
from portal.identity.queries import open_profile
from portal.platform import clock, jobs
from portal.platform.actor import Actor, with_visit
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from tests.assisted.conftest import OPERATORS_PHONE, Desk
from tests.assisted.test_beside import beside, fill, finish, sign_on_paper, the_case
from tests.support.checks import words_of
from tests.support.page import Page, PageClient
from tests.support.pdf_text import squeezed, text_of

Scan = Callable[[], tuple[BytesIO, str]]
CODE = re.compile(r"\b\d{6}\b")


def phone_is(desk: Desk, number: str, source: str = "chosen") -> None:
    """Giulia's phone, and how we know it."""
    with desk.app.app_context(), writing():
        keyring = desk.app.config["KEYRING"]
        person = db.session.get_one(Person, desk.giulia.id)
        known = open_profile(keyring, person)
        told = replace(known, phone=number, sources={**known.sources, "phone": source})
        person.sealed = keyring.seal_json(person.data_key, told.facts(), f"person:{person.id}")


def code_told(desk: Desk) -> str:
    """The code in the last text message that left."""
    with desk.app.app_context():
        jobs.drain()
    return CODE.findall(desk.app.config["SMS"].texts[-1].words)[0]


def ask_for_code(client: PageClient, desk: Desk) -> Page:
    """Send a code from the summary."""
    phone_is(desk, "+390000000202")
    reference = the_case(desk).reference
    client.get(f"/en/pratiche/{reference}/riepilogo")
    return client.submit(f"/en/pratiche/{reference}/dichiarazioni/invia-codice")


def test_a_declaration_posted_by_an_operator_is_refused(desk: Desk) -> None:
    """N25: declaration=true from an operator is a 403, and the refusal is on record."""
    olga = beside(desk)
    page = fill(olga)
    case = the_case(desk)
    token = page.one(".ac-acting [name=csrf_token]")["value"]
    posted = {"declares": "yes", "digest": "x", "csrf_token": token}
    page = olga.post(f"/en/pratiche/{case.reference}/invia", posted, status=403)
    assert "The declarations are the person's own" in page.text
    assert not desk.rows(select(Declaration))
    assert the_case(desk).status is CaseStatus.DRAFT
    events = [row.event for row in desk.rows(select(AuditEntry))]
    assert "case.declaration_refused" in events


def test_the_person_declares_with_a_code_on_their_own_phone(desk: Desk) -> None:
    """N25: the code arrives where only they read it; the operator is the witness."""
    olga = beside(desk)
    fill(olga)
    ask_for_code(olga, desk)
    code = code_told(desk)
    olga.submit("form", {"code": "000000" if code != "000000" else "111111"}, status=422)
    page = olga.submit("form", {"code": code})
    assert page.url.endswith("/riepilogo")
    (made,) = desk.rows(select(Declaration))
    assert (made.means, made.made_by) == (Means.PHONE_CODE, desk.giulia.id)
    assert made.witnessed_by not in {None, desk.giulia.id}
    olga.submit(f"/en/pratiche/{the_case(desk).reference}/invia")
    assert the_case(desk).sent_at is not None


def test_the_message_with_the_code_says_nothing_of_the_request(desk: Desk) -> None:
    olga = beside(desk)
    fill(olga)
    ask_for_code(olga, desk)
    code_told(desk)
    said = desk.app.config["SMS"].texts[-1].words
    for private in ("Giulia", "Modellini", the_case(desk).reference, "assistente"):
        assert private not in said


def test_a_code_counts_once_and_only_for_what_was_read(desk: Desk) -> None:
    olga = beside(desk)
    fill(olga)
    ask_for_code(olga, desk)
    code = code_told(desk)
    reference = the_case(desk).reference
    olga.get(f"/en/pratiche/{reference}/passi/motivo")
    olga.submit("form", {"about": "work"}, button="go=save")
    olga.get(f"/en/pratiche/{reference}/dichiarazioni/codice")
    olga.submit("form", {"code": code}, status=422)
    assert not desk.rows(select(Declaration))


def test_a_code_is_late_after_a_quarter_of_an_hour(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = beside(desk)
    fill(olga)
    ask_for_code(olga, desk)
    code = code_told(desk)
    later = clock.now() + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    # The visit is over by then, too: it is asked of the action, not of the page.
    visit = desk.rows(select(Visit))[0]
    now = replace(bare(visit), mandate_id=1, every_service=True)
    operator = with_visit(Actor(person_id=visit.operator_id), now)
    keyring, reference = desk.app.config["KEYRING"], the_case(desk).reference
    with desk.app.app_context(), writing(), pytest.raises(CodeWrong):
        declare_by_code(keyring, operator, reference, code, ["x"])


def test_codes_are_not_guessed(desk: Desk) -> None:
    olga = beside(desk)
    fill(olga)
    ask_for_code(olga, desk)
    for number in range(5):
        olga.submit("form", {"code": f"00000{number}"}, status=422)
    olga.submit("form", {"code": "000009"}, status=429)


def test_without_a_proven_phone_there_is_no_code(desk: Desk) -> None:
    """A number that somebody only said, or the operator's own, proves nothing of the person."""
    phone_is(desk, "+390000000202", "said")
    olga = beside(desk)
    page = fill(olga)
    assert "With a code to their phone" not in page.text
    phone_is(desk, OPERATORS_PHONE)
    page = olga.get(page.url)
    assert "With a code to their phone" not in page.text, "It is the operator’s number."
    olga.get(f"/en/pratiche/{the_case(desk).reference}/dichiarazioni/codice", status=409)


def test_another_visit_finds_no_code(desk: Desk) -> None:
    olga = beside(desk)
    fill(olga)
    ask_for_code(olga, desk)
    reference = the_case(desk).reference
    finish(olga)
    olga.get(f"/en/pratiche/{reference}/dichiarazioni/codice", status=403)


def test_what_waits_for_a_signature_says_so(desk: Desk) -> None:
    """N25: on paper nothing is sent before the signed sheet is here."""
    olga = beside(desk)
    fill(olga)
    page = olga.get(f"/en/pratiche/{the_case(desk).reference}/dichiarazioni/carta")
    assert "waits for the signature" in page.text
    assert the_case(desk).sent_at is None


def test_every_datum_says_where_it_comes_from(desk: Desk) -> None:
    """N24: from the sign-in, from the person, written by the operator; in words."""
    olga = beside(desk)
    page = fill(olga)
    said = [words_of(row) for row in page.soup.select(".ac-answers dd")]
    assert any("Written by an operator" in one for one in said)
    assert any("From the person’s sign-in" in one for one in said)
    assert not any("You wrote it" in one or "beside you" in one for one in said)
    own = desk.browser(desk.giulia.id)
    mine = own.get(page.url.replace("/en", "/en")).text
    assert "Written by the operator beside you" in mine
    assert "From your sign-in" in mine


def test_what_the_operator_changed_is_shown_before_it_is_sent(desk: Desk) -> None:
    """D9: before, where it came from, and now; on both sides."""
    own = desk.browser(desk.giulia.id)
    fill(own)
    reference = the_case(desk).reference
    olga = beside(desk)
    olga.get(f"/en/pratiche/{reference}/passi/motivo")
    olga.submit("form", {"about": "work"}, button="go=save")
    page = olga.get(f"/en/pratiche/{reference}/riepilogo")
    changed = page.one("section[aria-labelledby=changed]")
    words = words_of(changed)
    assert "Before: I would rather say it in person (The person wrote it)" in words
    assert "Now: Work" in words
    assert "Before:" in own.get(f"/en/pratiche/{reference}/riepilogo").text
    olga.get(f"/en/pratiche/{reference}/passi/motivo")
    olga.submit("form", {"about": "money"}, button="go=save")
    assert len(desk.rows(select(FormerAnswer))) == 1, "As it first was, once."
    olga.submit("form", {"about": "in_person"}, button="go=save")
    assert "Before:" not in olga.get(f"/en/pratiche/{reference}/riepilogo").text


def test_the_person_changing_their_own_answer_leaves_no_mark(desk: Desk) -> None:
    own = desk.browser(desk.giulia.id)
    page = fill(own)
    own.get(page.url.replace("riepilogo", "passi/motivo"))
    own.submit("form", {"about": "work"}, button="go=save")
    assert not desk.rows(select(FormerAnswer))


def test_three_truths_stand_apart_on_page_paper_and_download(desk: Desk, sheet: Scan) -> None:
    """N2: whose it is, who typed it, who proved who they are; never a login where there was none."""
    olga = beside(desk)
    fill(olga)
    sign_on_paper(desk, olga, sheet)
    reference = the_case(desk).reference
    olga.get(f"/en/pratiche/{reference}/riepilogo")
    olga.submit(f"/en/pratiche/{reference}/invia")
    own = desk.browser(desk.giulia.id)
    page = own.get(f"/en/pratiche/{reference}")
    rows = page.soup.select("[aria-labelledby=hands] dl > div")
    hands = {words_of(row.select("dt")[0]): words_of(row.select("dd")[0]) for row in rows}
    assert hands["Whose request it is"] == "Giulia Modellini"
    assert hands["Who wrote it"].startswith("Olga Sportellini, operator, at ")
    proved = hands["Who proved who they are, and how"]
    assert proved == "Nobody signed in for the person: the operator saw a document."
    for paper in ("riepilogo.pdf", "ricevuta.pdf"):
        text = squeezed(text_of(own.download(f"/en/pratiche/{reference}/{paper}").data))
        assert squeezed("Giulia Modellini") in text
        assert (
            squeezed("the operator saw a document") in text
            or squeezed("ha visto un documento") in text
        )
        assert "SPID" not in text
    (case,) = desk.rows(select(Case))
    assert case.subject_id == desk.giulia.id
