"""N22, L9: without the net. A form made of the questions, typed in later; a request by telephone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.models import Answer, Brought, Channel, FilledBy
from portal.cases.timeline import CaseStatus
from portal.catalogue import serving
from portal.platform import clock
from portal.platform.csrf import FIELD
from tests.assisted.conftest import LUCA, SAME_BODY, Desk
from tests.assisted.handing import Handing
from tests.assisted.test_beside import begin, beside, fill
from tests.support.databases import on_one_engine
from tests.support.pdf_text import opened, squeezed, text_of

Scan = Callable[[], tuple[BytesIO, str]]


@pytest.fixture
def draft(desk: Desk) -> Handing:
    """A draft of Giulia that Olga typed from a form."""
    olga = beside(desk)
    fill(olga)
    return Handing(desk, olga)


def days(signed: date, handed: date, **more: object) -> dict[str, object]:
    """What is typed of the paper."""
    told: dict[str, object] = {"filled_by": "person", "form_version": "2", **more}
    for name, day in (("signed_on", signed), ("handed_in_on", handed)):
        told |= {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}
    return told


def post(draft: Handing, path: str, status: int = 200, **data: str) -> None:
    """Post with the token of the visit."""
    token = draft.olga.get("/en/sportello").one(".ac-acting [name=csrf_token]")["value"]
    draft.olga.post(f"{draft.path}/{path}", {FIELD: token, **data}, status=status)


def attach(draft: Handing, sheet: Scan, told: dict[str, object], *, status: int = 200) -> None:
    """Attach the signed form."""
    draft.olga.get(f"{draft.path}/dichiarazioni/modulo")
    draft.olga.submit("form", {**told, "files": sheet()}, status=status)


def send(draft: Handing, *, status: int = 200) -> None:
    """Send it from the summary."""
    draft.olga.get(f"{draft.path}/riepilogo")
    draft.olga.submit(f"{draft.path}/invia", status=status)


@on_one_engine
def test_n22_every_form_has_every_question_and_can_be_read_aloud(app: Flask, desk: Desk) -> None:
    """N22: made from the questionnaire itself: each question and each option, tagged, with its version."""
    olga = desk.operator("sportello-cremona")
    with app.app_context():
        snapshot = serving.snapshot()
        online = [one for one in snapshot.services() if one.questionnaire]
        assert len(online) > 30
        for sheet in online[::6]:
            asked = snapshot.questionnaire(sheet.questionnaire or "")
            pdf = olga.raw.get(f"/sportello/moduli/{sheet.slug}").get_data()
            text, seen = text_of(pdf), 0
            for _step, _group, question in asked.placed():
                assert squeezed(question.words["it"].label) in text, (sheet.slug, question.id)
                for option in question.options:
                    assert squeezed(option.words["it"]) in text, (sheet.slug, option.value)
                seen += 1
            assert seen
            assert squeezed(f"{sheet.slug}.{asked.version}".upper()) in text
            assert opened(pdf).Root.MarkInfo.Marked
            assert str(opened(pdf).Root.Lang) == "it-IT"


def test_n22_the_barcode_of_a_prepared_draft_opens_the_same_draft(draft: Handing) -> None:
    """N22: and only for the person of the visit."""
    pdf = draft.olga.raw.get(f"/pratiche/{draft.case.reference}/modulo.pdf").get_data()
    assert squeezed(draft.case.reference) in text_of(pdf)
    assert squeezed("Giulia Modellini") in text_of(pdf)
    draft.olga.get("/en/sportello/moduli")
    page = draft.olga.submit("/en/sportello/moduli", {"q": draft.case.reference.lower()})
    assert draft.case.reference in page.url
    piero = draft.desk.operator(SAME_BODY, name="Piero")
    draft.desk.identify(piero, draft.desk.person(*LUCA))
    draft.desk.allow(piero)
    piero.get("/en/sportello/moduli")
    piero.submit("/en/sportello/moduli", {"q": draft.case.reference}, status=404)


def test_a_blank_form_begins_its_service_and_an_old_one_is_told(desk: Desk) -> None:
    olga = beside(desk)
    olga.get("/en/sportello/moduli")
    page = olga.submit("/en/sportello/moduli", {"q": "ASSISTENZA-DOMICILIARE.1"})
    assert page.url == "/en/servizi/assistenza-domiciliare/richiedi"
    assert "questions changed" in page.text
    olga.get("/en/sportello/moduli")
    page = olga.submit("/en/sportello/moduli", {"q": "8001090000016"})
    assert "not the barcode of a form" in page.text


def test_n22_typed_in_later_the_day_it_was_handed_in_is_the_legal_day(
    draft: Handing, sheet: Scan
) -> None:
    """N22: who typed, who filled in, when signed and handed in; the term counts from the handing in."""
    today = clock.today()
    signed, handed = today - timedelta(days=6), today - timedelta(days=4)
    attach(draft, sheet, days(signed, handed))
    send(draft)
    case = draft.case
    assert case.status is CaseStatus.SENT
    assert case.received_on == handed
    assert case.sent_at is not None
    assert clock.rome_day(case.sent_at) == today
    (row,) = draft.desk.rows(select(Brought))
    assert (row.channel, row.filled_by, row.form_version) == (Channel.PAPER, FilledBy.PERSON, 2)
    assert (row.signed_on, row.handed_in_on) == (signed, handed)
    typed = {one.typed_by for one in draft.desk.rows(select(Answer))}
    assert typed == {row.recorded_by}
    page = draft.desk.browser(draft.desk.giulia.id).get(draft.path)
    assert "On a paper form" in page.text


def test_without_a_form_the_day_of_sending_stays_the_legal_day(draft: Handing, sheet: Scan) -> None:
    draft.olga.get(f"{draft.path}/dichiarazioni/carta")
    draft.olga.submit("form", {"files": sheet()})
    send(draft)
    assert draft.case.received_on == clock.today()
    assert not draft.desk.rows(select(Brought))


@pytest.mark.parametrize(
    ("signed_ago", "handed_ago"),
    [(1, 3), (40, 31), (0, -1)],
    ids=["handed in before it was signed", "too old", "in the future"],
)
def test_days_that_do_not_fit_are_said_next_to_their_field(
    draft: Handing, sheet: Scan, signed_ago: int, handed_ago: int
) -> None:
    today = clock.today()
    told = days(today - timedelta(days=signed_ago), today - timedelta(days=handed_ago))
    attach(draft, sheet, told, status=422)
    assert draft.olga.page is not None
    assert draft.olga.page.problems
    assert not draft.desk.rows(select(Brought))


def test_n25_what_was_changed_after_the_form_was_attached_is_not_sent(
    draft: Handing, sheet: Scan
) -> None:
    """N25: an operator adds nothing to what was signed."""
    attach(draft, sheet, days(clock.today(), clock.today()))
    page = draft.olga.get(f"{draft.path}/passi/{draft.case.step}")
    when = page.soup.select("main input[name=when]")[-1]["value"]
    draft.olga.submit("form", {"when": when}, button="go=save")
    page = draft.olga.get(f"{draft.path}/riepilogo")
    assert "The person declares: an operator cannot" in page.text


def test_l9_a_request_by_telephone_has_the_same_states_and_waits_for_the_call_back(
    draft: Handing, sheet: Scan
) -> None:
    """L9: until somebody answered at the number we had, it is kept and not sent."""
    post(draft, "telefonata", called_back="no")
    draft.olga.get(f"{draft.path}/dichiarazioni/carta")
    draft.olga.submit("form", {"files": sheet()})
    send(draft, status=403)
    assert draft.case.status is CaseStatus.DRAFT
    post(draft, "telefonata", called_back="yes")
    send(draft)
    assert draft.case.status is CaseStatus.SENT
    (row,) = draft.desk.rows(select(Brought))
    assert (row.channel, row.called_back) == (Channel.PHONE, True)
    assert draft.case.received_on == clock.today()


def test_l9_a_number_that_came_with_the_call_is_none_to_call_back(desk: Desk) -> None:
    """L9: who calls could give their own; only a number we had before says who answers."""
    olga = desk.operator("sportello-cremona")
    desk.identify(olga, desk.luca)
    desk.allow(olga)
    begin(olga)
    draft = Handing(desk, olga)
    post(draft, "telefonata", status=403, called_back="yes")
    assert not desk.rows(select(Brought))
    post(draft, "telefonata", called_back="no")
    (row,) = desk.rows(select(Brought))
    assert row.called_back is False


def test_others_reach_neither_form_nor_call(draft: Handing) -> None:
    piero = draft.desk.operator(SAME_BODY, name="Piero")
    draft.desk.identify(piero, draft.desk.person(*LUCA))
    draft.desk.allow(piero)
    token = piero.get("/en/sportello").one(".ac-acting [name=csrf_token]")["value"]
    for path in ("modulo.pdf", "dichiarazioni/modulo"):
        piero.get(f"{draft.path}/{path}", status=404)
        stranger = draft.desk.browser(draft.desk.giulia.id)
        stranger.get(f"{draft.path}/{path}", status=403)
    piero.post(f"{draft.path}/telefonata", {FIELD: token, "called_back": "yes"}, status=404)
    assert not draft.desk.rows(select(Brought))


def test_the_trail_says_it_in_plain_words(draft: Handing, sheet: Scan) -> None:
    post(draft, "telefonata", called_back="no")
    post(draft, "telefonata", called_back="yes")
    attach(draft, sheet, days(clock.today(), clock.today()))
    trail = draft.desk.browser(draft.desk.giulia.id).get("/en/area-personale/accessi").text
    for words in ("by telephone", "called you back", "signed form"):
        assert re.search(words, trail), words
