"""Who proved what: a document that was seen is never recorded, shown or printed as a login."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from portal.assisted.models import IdentifiedBy, Visit
from portal.assisted.policy import level_of
from portal.assisted.words import IDENTIFIED, how_known
from portal.cases.sureness import WeaklyKnown, check_sender
from portal.platform.audit import AuditEntry
from tests.assisted.conftest import Desk
from tests.assisted.test_beside import fill, sign_on_paper, the_case
from tests.support.filing import STORY, Filing, find
from tests.support.page import PageClient
from tests.support.pdf_text import text_of
from tests.support.people import ANNA, BRUNO, acting, beside

Scan = Callable[[], tuple[BytesIO, str]]
#: "Nobody signed in" is the truth here, and that Giulia once did ("They signed in by themselves: name … are
#: theirs"); anything else that speaks of a login is not.
_LOGIN = re.compile(r"\b(SPID|CIE|(?<!Nobody )(?<!They )signed in|logged in)\b", re.IGNORECASE)
PAGES = ("", "/ricevuta", "/riepilogo", "/domanda")
PAPERS = ("ricevuta.pdf", "promemoria.pdf", "domanda.pdf")


def sent_beside(desk: Desk, olga: PageClient, sheet: Scan) -> str:
    """A request of Giulia, typed by Olga who looked at her identity card; its reference."""
    fill(olga)
    sign_on_paper(desk, olga, sheet)
    reference = the_case(desk).reference
    olga.get(f"/en/pratiche/{reference}/riepilogo")
    olga.submit(f"/en/pratiche/{reference}/invia")
    return reference


def test_no_screen_and_no_paper_says_login_where_there_was_none(
    desk: Desk, olga: PageClient, sheet: Scan
) -> None:
    """X12, N1: the record has "document seen", and no page, PDF or export says SPID."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    mandate = desk.mandate().id
    reference = sent_beside(desk, olga, sheet)
    shown = [olga.get("/en/sportello/visita/pagina").text, olga.get("/en/sportello").text]
    papers = [olga.raw.get(f"/en/sportello/deleghe/{mandate}.pdf")]
    for path in PAGES:
        page = olga.raw.get(f"/en/pratiche/{reference}{path}", follow_redirects=True)
        if page.status_code == 200:
            shown.append(main_of(page.get_data(as_text=True)))
    papers += [olga.raw.get(f"/en/pratiche/{reference}/{name}") for name in PAPERS]
    printed = [text_of(one.data) for one in papers if one.mimetype == "application/pdf"]
    assert len(shown) > 3
    assert len(printed) > 1
    for text in (*shown, *printed):
        assert not _LOGIN.search(text), text[:2000]
    assert any("Document seen" in text for text in shown)
    events = desk.rows(select(AuditEntry.event).where(AuditEntry.subject_id.is_not(None)))
    assert "visit.identified" in events
    assert "identity.signed_in" not in events


def main_of(html: str) -> str:
    """The words of the main part, without the frame around it."""
    inside = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"<[^>]+>", " ", inside)


def test_the_level_follows_from_what_was_shown_and_limits_what_is_done(app: Flask) -> None:
    """N1: known without a document: prepared, not sent; with a document it is sent."""
    filing = Filing(app)
    operator, anna = acting(app, BRUNO), acting(app, ANNA)
    shown = beside(operator, anna)
    assert shown.visit is not None
    unseen = replace(shown, acting_for=replace(shown.visit, identified_by="known", level=1))
    plan = filing.plan()
    asked = replace(plan, questionnaire={**plan.questionnaire, "without_login": False})
    reference = filing.draft(unseen, asked)
    filing.save(unseen, reference, STORY)
    with filing.read():
        with pytest.raises(WeaklyKnown):
            check_sender(unseen, find(reference))
        check_sender(shown, find(reference))


@pytest.mark.parametrize(
    ("by", "proved", "level"),
    [
        (IdentifiedBy.DOCUMENT, None, 2),
        (IdentifiedBy.EXPIRED_DOCUMENT, None, 2),
        (IdentifiedBy.KNOWN, None, 1),
        (IdentifiedBy.OWN_CODE, 2, 2),
        (IdentifiedBy.OWN_LOGIN, 3, 3),
        (IdentifiedBy.OWN_PHONE, 1, 1),
    ],
)
def test_nobody_is_known_more_surely_than_was_shown(
    by: IdentifiedBy, proved: int | None, level: int
) -> None:
    assert level_of(Visit(identified_by=by, level=proved)) == level


def test_what_people_said_themselves_is_told_in_its_own_words(desk: Desk) -> None:
    """Only who used SPID or CIE is said to have used it."""
    said = {str(IDENTIFIED[by]) for by in IdentifiedBy}
    assert not any(_LOGIN.search(one) for one in said)
    with desk.app.test_request_context("/"):
        own = how_known(Visit(identified_by=IdentifiedBy.OWN_LOGIN, way="cie"))
    assert own.endswith("con CIE")
