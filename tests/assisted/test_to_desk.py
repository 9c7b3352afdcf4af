"""N5: the person shows a code on their phone, and decides there what the operator sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.cases.models import Answer, Case
from portal.cases.views.handing import BY_OPERATOR
from portal.platform import clock
from portal.platform.audit import AuditEntry
from tests.assisted.conftest import DESK, LUCA, SAME_BODY, Desk
from tests.assisted.handing import TOLD, Handing, code_on
from tests.assisted.test_beside import TALK, begin, beside, first_answers
from tests.support.page import Page, PageClient


class Meeting(Handing):
    """A draft on a phone, and Olga beside Giulia."""

    def __init__(self, desk: Desk, phone: PageClient) -> None:
        super().__init__(desk, beside(desk))
        self.phone = phone
        begin(phone)
        self.answer(phone)

    @property
    def at_desk(self) -> str:
        """The page of the phone."""
        return f"{self.path}/allo-sportello"

    def show(self) -> str:
        """The phone shows a code."""
        self.phone.get(self.at_desk)
        return code_on(self.phone.submit(self.at_desk))

    def type(self, code: str, client: PageClient | None = None, *, status: int = 200) -> Page:
        """An operator types it."""
        client = client or self.olga
        client.get("/en/sportello/codice")
        return client.submit("form", {"code": code}, status=status)

    def say_yes(self) -> Page:
        """The person reads who asks, and presses yes."""
        self.phone.get(self.at_desk)
        return self.phone.submit(f"{self.at_desk}/{self.row.id}/conferma")


@pytest.fixture
def meeting(desk: Desk) -> Meeting:
    """A guest's draft."""
    return Meeting(desk, desk.browser())


def test_n5_before_the_yes_the_operator_sees_nothing(meeting: Meeting) -> None:
    page = meeting.type(meeting.show())
    assert "Wait for their yes" in page.text
    assert TOLD not in page.html
    assert TALK not in page.html
    assert meeting.case.reference not in page.html
    for path in ("continua", "riepilogo", "telefono"):
        meeting.olga.get(f"{meeting.path}/{path}", status=404)
    assert meeting.case.subject_id is None


def test_n5_the_phone_says_who_asks_and_what_is_shared(meeting: Meeting) -> None:
    meeting.type(meeting.show())
    page = meeting.phone.get(meeting.at_desk)
    assert "Olga Sportellini" in page.text
    assert "Cremona" in page.text
    assert TOLD in page.text


def test_n5_after_the_yes_the_operator_writes_and_it_is_the_persons(meeting: Meeting) -> None:
    page = meeting.type(meeting.show())
    meeting.say_yes()
    page = meeting.olga.get(page.url)
    assert "The person said yes" in page.text
    page = meeting.olga.click("Open the request")
    meeting.olga.get(f"{meeting.path}/riepilogo")
    assert meeting.case.subject_id == meeting.desk.giulia.id
    page = meeting.olga.get(f"{meeting.path}/passi/{meeting.case.step}")
    meeting.olga.submit("form", {**first_answers(page), "story": "Al banco"}, button="go=save")
    by_whom = {row.typed_by for row in meeting.desk.rows(select(Answer))}
    assert len(by_whom) == 2, "What the phone typed stays the phone's."
    assert meeting.phone.get(f"{meeting.path}/riepilogo")


def test_no_says_no(meeting: Meeting) -> None:
    page = meeting.type(meeting.show())
    meeting.phone.get(meeting.at_desk)
    meeting.phone.submit(f"{meeting.at_desk}/{meeting.row.id}/fine")
    assert "said no" in meeting.olga.get(page.url).text
    meeting.olga.get(f"{meeting.path}/riepilogo", status=404)
    assert meeting.case.subject_id is None
    late = meeting.phone.post(
        f"{meeting.at_desk}/{meeting.row.id}/conferma", token(meeting.phone), status=409
    )
    assert "taken back" in late.text


def token(client: PageClient) -> dict[str, str]:
    """What a form of the last page carries."""
    assert client.page is not None
    return {"csrf_token": str(client.page.soup.select("[name=csrf_token]")[0]["value"])}


def test_the_person_ends_it_in_the_middle(meeting: Meeting) -> None:
    meeting.type(meeting.show())
    meeting.say_yes()
    page = meeting.olga.get(f"{meeting.path}/passi/{meeting.case.step}")
    meeting.phone.get(meeting.at_desk)
    meeting.phone.submit(f"{meeting.at_desk}/{meeting.row.id}/fine")
    meeting.olga.page = page
    meeting.olga.submit(
        "form", {**first_answers(page), "story": "Tardi"}, button="go=save", status=409
    )
    meeting.olga.get(f"{meeting.path}/telefono")
    meeting.olga.post(f"{meeting.path}/telefono/fine", token(meeting.olga), status=409)
    assert "Tardi" not in meeting.phone.get(f"{meeting.path}/riepilogo").text


def test_the_operator_ends_it(meeting: Meeting) -> None:
    page = meeting.type(meeting.show())
    meeting.say_yes()
    meeting.olga.get(page.url)
    meeting.olga.submit(f"{page.url}/fine")
    meeting.olga.get(f"{meeting.path}/continua", status=409)
    assert meeting.phone.get(f"{meeting.path}/continua")


def test_it_ends_with_the_visit(meeting: Meeting) -> None:
    page = meeting.type(meeting.show())
    meeting.olga.get("/en/sportello/visita/pagina")
    meeting.olga.submit("/en/sportello/visita/fine")
    meeting.phone.get(meeting.at_desk)
    meeting.phone.post(
        f"{meeting.at_desk}/{meeting.row.id}/conferma", token(meeting.phone), status=409
    )
    assert meeting.case.subject_id is None
    meeting.desk.identify(meeting.olga, meeting.desk.person(*LUCA))
    meeting.olga.get(page.url, status=404)


def test_a_second_operator_cannot_use_the_code(meeting: Meeting) -> None:
    code = meeting.show()
    page = meeting.type(code)
    piero = meeting.desk.operator(SAME_BODY, name="Piero")
    meeting.desk.identify(piero, meeting.desk.person(*LUCA))
    meeting.desk.allow(piero)
    assert "used already" in meeting.type(code, piero, status=409).text
    piero.get(page.url, status=404)
    piero.get("/en/sportello/visita/pagina")
    piero.post(f"{page.url}/fine", token(piero), status=404)
    assert "Wait for their yes" in meeting.type(code).text, (
        "Typed again in its visit it is the same."
    )


def test_the_draft_of_another_person_stays_theirs(desk: Desk) -> None:
    luca = desk.person(*LUCA)
    meeting = Meeting(desk, desk.browser(luca.id))
    page = meeting.type(meeting.show(), status=403)
    assert "not of the person of the visit" in page.text
    assert meeting.case.subject_id == luca.id


def test_without_a_mandate_for_it_the_phone_is_not_asked(desk: Desk) -> None:
    meeting = Meeting(desk, desk.browser())
    code = meeting.show()
    piero = desk.operator(SAME_BODY, name="Piero")
    desk.identify(piero, desk.giulia)
    page = meeting.type(code, piero, status=403)
    assert "mandate" in page.text
    assert TALK not in page.html
    assert meeting.row.asked_at is None


def test_a_late_code_and_a_wrong_one(meeting: Meeting) -> None:
    code = meeting.show()
    page = meeting.type("3333-3333", status=422)
    assert any("No phone shows this code" in line for line in page.problems)
    with clock.freeze(clock.now() + timedelta(minutes=10)):
        meeting.olga.get("/en/sportello/visita/pagina")
    with clock.freeze(clock.now() + timedelta(minutes=15)):
        assert "is over" in meeting.type(code, status=409).text
        phone = meeting.phone.get(meeting.at_desk)
        assert "time of the last code is over" in phone.text


def test_guessing_ends_by_itself(meeting: Meeting) -> None:
    code = meeting.show()
    for _try in range(BY_OPERATOR.most):
        meeting.type("3333-3333", status=422)
    meeting.type(code, status=429)


def test_a_signed_in_person_takes_back_what_is_on_their_phone(desk: Desk) -> None:
    """What the operator handed over comes back by the person's yes."""
    olga = beside(desk)
    begin(olga)
    handing = Handing(desk, olga)
    handing.answer(olga)
    handing.offer()
    phone = desk.browser(desk.giulia.id)
    handing.take(phone)
    phone.get(f"{handing.path}/allo-sportello")
    code = code_on(phone.submit(f"{handing.path}/allo-sportello"))
    olga.get("/en/sportello/codice")
    olga.submit("form", {"code": code})
    phone.get(f"{handing.path}/allo-sportello")
    phone.submit(f"{handing.path}/allo-sportello/{handing.row.id}/conferma")
    olga.get(f"{handing.path}/continua")
    assert handing.case.handed_at is None


def test_the_trail_says_it(meeting: Meeting) -> None:
    meeting.type(meeting.show())
    meeting.say_yes()
    events = [row.event for row in meeting.desk.rows(select(AuditEntry).order_by(AuditEntry.id))]
    found = [one for one in events if one.startswith("case.handover")]
    assert found == ["case.handover_shown", "case.handover_asked", "case.handover_approved"]
    trail = meeting.desk.browser(meeting.desk.giulia.id).get("/en/area-personale/accessi").text
    assert "Let the desk write in the request" in trail
    assert len(meeting.desk.rows(select(Case))) == 1
    assert DESK
