"""What was begun at a public machine goes along on one's own phone, instead of being erased (N3, N4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.assisted.kiosk.rounds import erase_untaken_drafts
from portal.cases.handover.queries import shown
from portal.cases.models import Case, Handover
from portal.cases.timeline import CaseStatus
from portal.platform import clock
from portal.platform.database import db
from tests.assisted.conftest import DESK, Desk
from tests.assisted.handing import code_on
from tests.assisted.machines import begin_draft, enrol, make_code, sit, status_of
from tests.assisted.test_beside import first_answers
from tests.support.page import Page, PageClient

TOLD = "Racconto scritto alla postazione"
OFFER = "/en/postazione/telefono"


class Taking:
    """A draft that somebody began at a machine, and the phones that come along."""

    def __init__(self, desk: Desk, machine: PageClient) -> None:
        self.desk, self.machine = desk, machine
        sit(machine)
        self.reference = begin_draft(machine)
        page = machine.page
        assert page is not None
        machine.submit("form", {**first_answers(page), "story": TOLD}, button="go=next")

    def finish(self) -> Page:
        """Press "I am done"; the page that asks."""
        self.machine.get("/en/postazione")
        return self.machine.submit("/en/postazione/fine")

    def offer(self) -> Page:
        """Press "take it along"; the page with the square."""
        self.finish()
        return self.machine.submit(OFFER)

    @property
    def link(self) -> str:
        """What the square says."""
        (row,) = self.desk.rows(select(Handover))
        with self.desk.app.app_context():
            case = db.session.get_one(Case, row.case_id)
            found = shown(self.desk.app.config["KEYRING"], case, row)
        return f"/en/passa/{found.token}"

    def take(self, phone: PageClient) -> Page:
        """A phone opens it and presses the button."""
        phone.get(self.link)
        return phone.submit(self.link)

    def leave(self) -> None:
        """Be done for good."""
        self.machine.get("/en/postazione")
        page = self.machine.submit("/en/postazione/fine")
        if page.url != "/postazione/lingua":
            self.machine.submit("/en/postazione/fine", button="Erase and finish")

    @property
    def status(self) -> CaseStatus:
        """The state of the draft."""
        return status_of(self.desk, self.reference)


@pytest.fixture
def taking(desk: Desk, olga: PageClient) -> Taking:
    """See ``Taking``."""
    return Taking(desk, enrol(desk.app, make_code(olga)))


def test_n3_the_end_offers_to_take_along_what_was_begun(taking: Taking) -> None:
    """N3: a person alone at a machine loses nothing they want to keep."""
    page = taking.finish()
    assert "Take it along on my phone" in page.text
    page = taking.machine.submit(OFFER)
    assert "15 minutes" in page.text
    assert page.soup.select(".ac-qr svg")
    assert taking.reference not in page.url
    assert page.one("#handover")["data-hx-trigger"] == "every 3s"


def test_n4_the_phone_has_the_answers_and_the_machine_nothing(taking: Taking) -> None:
    """N4: works before an account exists; from then on the machine holds no word of it."""
    taking.offer()
    phone = taking.desk.browser()
    page = phone.get(taking.link)
    assert "public machine" in page.text
    assert TOLD not in page.html
    taking.take(phone)
    assert TOLD in phone.get(f"/en/pratiche/{taking.reference}/riepilogo").text
    part = taking.machine.part(OFFER)
    assert "on your phone" in part.text
    assert part.find(id="handover").get("data-hx-trigger") is None
    for path in ("continua", "riepilogo"):
        taking.machine.get(f"/en/pratiche/{taking.reference}/{path}", status=404)
    taking.leave()
    assert taking.status is CaseStatus.DRAFT
    assert TOLD in phone.get(f"/en/pratiche/{taking.reference}/riepilogo").text


def test_the_draft_is_found_again_on_the_phone_where_one_begins_that_service(
    taking: Taking,
) -> None:
    taking.offer()
    phone = taking.desk.browser()
    taking.take(phone)
    page = phone.get("/en/servizi/colloquio-assistente-sociale/richiedi")
    assert taking.reference in page.html
    assert len(taking.desk.rows(select(Case))) == 1


def test_n4_a_second_phone_is_told_and_the_machine_itself_takes_nothing(taking: Taking) -> None:
    """N4: once; and who types the code at the machine is told to use their phone."""
    code = code_on(taking.offer())
    taking.machine.get("/en/passa")
    page = taking.machine.submit("form", {"code": code}, status=409)
    assert "your phone" in page.text
    taking.take(taking.desk.browser())
    page = taking.desk.browser().get(taking.link, status=409)
    assert "used already" in page.text


def test_who_signs_in_on_the_phone_owns_it(taking: Taking) -> None:
    taking.offer()
    taking.take(taking.desk.browser(taking.desk.giulia.id))
    (case,) = taking.desk.rows(select(Case))
    assert (case.subject_id, case.guest) == (taking.desk.giulia.id, None)
    assert case.handed_at is None


def test_who_left_with_the_code_may_still_take_it_and_after_that_it_is_erased(
    taking: Taking,
) -> None:
    taking.offer()
    taking.leave()
    assert taking.status is CaseStatus.DRAFT
    assert taking.machine.get("/en/postazione").url == "/postazione/lingua"
    _round(taking.desk)
    assert taking.status is CaseStatus.DRAFT
    with clock.freeze(clock.now() + timedelta(minutes=16)):
        _round(taking.desk)
    assert taking.status is CaseStatus.WITHDRAWN


def test_who_left_and_took_it_keeps_it(taking: Taking) -> None:
    taking.offer()
    taking.leave()
    phone = taking.desk.browser()
    taking.take(phone)
    with clock.freeze(clock.now() + timedelta(minutes=16)):
        _round(taking.desk)
        assert TOLD in phone.get(f"/en/pratiche/{taking.reference}/riepilogo").text
    assert taking.status is CaseStatus.DRAFT


def test_who_stays_after_the_time_of_the_code_loses_nothing(taking: Taking) -> None:
    taking.offer()
    with taking.desk.app.app_context():
        row = db.session.scalars(select(Handover)).one()
    with clock.freeze(row.expires_at - timedelta(seconds=60)):
        taking.machine.raw.get("/en/postazione")
    _round(taking.desk)
    assert taking.status is CaseStatus.DRAFT


def test_the_next_person_and_other_browsers_reach_neither_code_nor_draft(taking: Taking) -> None:
    taking.offer()
    taking.leave()
    sit(taking.machine)
    taking.machine.get(OFFER, status=404)
    token = taking.machine.get("/en/postazione").soup.select("[name=csrf_token]")[0]["value"]
    data = {"csrf_token": token, "draft": taking.reference}
    taking.machine.post(OFFER, data, status=404)
    stranger = taking.desk.browser()
    stranger.get(OFFER, status=404)
    stranger.post(OFFER, {"draft": taking.reference}, status=404)


def test_neither_link_nor_code_stands_in_the_database_and_the_desk_is_known(
    taking: Taking,
) -> None:
    code = code_on(taking.offer())
    stands = taking.desk.written("case_handovers", "login_sessions")
    assert code.replace("-", "") not in stands
    assert taking.link.rpartition("/")[2] not in stands
    assert taking.desk.rows(select(Handover))[0].desk == DESK


def _round(desk: Desk) -> None:
    with desk.app.app_context():
        erase_untaken_drafts(db.session)
        db.session.rollback()
