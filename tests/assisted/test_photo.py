"""N6: the phone is the camera of the desk: one document for one question, then the link is dead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.cases.models import Attachment, Author
from portal.platform import clock
from portal.platform.csrf import FIELD
from portal.platform.sessions import LoginSession
from tests.assisted.conftest import LUCA, SAME_BODY, Desk
from tests.assisted.handing import Handing
from tests.assisted.test_beside import beside
from tests.support.page import Page, PageClient
from tests.support.people import VENTIMIGLIA

Scan = Callable[[], tuple[BytesIO, str]]
SERVICE = "contributo-affitto"


class Camera(Handing):
    """A draft of Giulia on the step that asks for a document."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, beside(desk))
        self.olga.get(f"/en/servizi/{SERVICE}/richiedi")
        self.olga.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})
        self.step = self._find_step()

    def _find_step(self) -> Page:
        for step in self.case.questionnaire["steps"]:
            page = self.olga.get(f"{self.path}/passi/{step['id']}")
            if page.soup.select("main button[value^='photo:']"):
                return page
        raise AssertionError("No step of this service asks for a document.")

    @property
    def button(self) -> str:
        """The button of the first question that takes a file."""
        return str(self.step.soup.select("main button[value^='photo:']")[0]["value"])

    def ask(self) -> Page:
        """The operator presses it."""
        self.olga.page = self.step
        return self.olga.submit("form", button=f"go={self.button}")

    @property
    def link(self) -> str:
        """What the phone opens."""
        return f"/en/foto/{self.shown().token}"

    def give(self, phone: PageClient, file: object, *, status: int = 200) -> Page:
        """The phone sends a file."""
        phone.get(self.link)
        return phone.submit(self.link, {"files": file}, status=status)

    def files(self) -> list[Attachment]:
        """What the draft holds."""
        return self.desk.rows(select(Attachment))


@pytest.fixture
def camera(desk: Desk) -> Camera:
    """See ``Camera``."""
    return Camera(desk)


def test_n6_the_document_appears_on_the_operators_screen(camera: Camera, sheet: Scan) -> None:
    page = camera.ask()
    assert page.one("#handover")["data-hx-trigger"] == "every 3s"
    phone = camera.desk.browser()
    assert "at the desk" in camera.give(phone, sheet()).h1
    part = camera.olga.part(page.url)
    assert "The document is here" in part.text
    assert "delega.png" in part.text
    assert part.find(id="handover").get("data-hx-trigger") is None
    (file,) = camera.files()
    assert (file.author, file.added_by) == (Author.CITIZEN, None)
    assert f"photo:{file.question}" == camera.button
    page = camera.olga.get(page.url)
    assert "delega.png" in camera.olga.click("Back to the request").text


def test_n6_then_the_link_is_dead(camera: Camera, sheet: Scan) -> None:
    camera.ask()
    phone = camera.desk.browser()
    camera.give(phone, sheet())
    for one in (phone, camera.desk.browser()):
        assert "used already" in one.get(camera.link, status=409).text
        one.post(camera.link, {"files": sheet()}, status=409)
    assert len(camera.files()) == 1


def test_exactly_one_document_and_nothing_that_is_not_one(camera: Camera, sheet: Scan) -> None:
    camera.ask()
    phone = camera.desk.browser()
    page = camera.give(phone, (BytesIO(b"MZ program"), "foto.png"), status=422)
    assert page.problems
    page = camera.give(phone, None, status=422)
    assert page.problems
    first, second = sheet(), sheet()
    phone.get(camera.link)
    page = phone.post(camera.link, {"files": [first, second]}, status=422)
    assert not camera.files()
    camera.give(phone, sheet())
    assert len(camera.files()) == 1


def test_late_and_taken_back(camera: Camera, sheet: Scan) -> None:
    page = camera.ask()
    phone = camera.desk.browser()
    with clock.freeze(clock.now() + timedelta(minutes=15)):
        assert "is over" in phone.get(camera.link, status=409).text
        phone.post(camera.link, {"files": sheet()}, status=409)
    camera.olga.page = page
    camera.olga.submit(f"{page.url}/fine")
    assert "taken back" in phone.get(camera.link, status=409).text
    assert not camera.files()


def test_it_ends_with_the_visit(camera: Camera, sheet: Scan) -> None:
    camera.ask()
    camera.olga.get("/en/sportello/visita/pagina")
    camera.olga.submit("/en/sportello/visita/fine")
    camera.desk.browser().post(camera.link, {"files": sheet()}, status=409)
    assert not camera.files()


def test_the_operators_browser_and_strangers_send_nothing(camera: Camera, sheet: Scan) -> None:
    camera.ask()
    camera.olga.get(camera.link, status=403)
    stranger = camera.desk.browser(camera.desk.person(*LUCA).id)
    stranger.get(camera.link, status=403)
    assert not camera.files()


def test_another_operator_in_another_visit_does_not_see_it(camera: Camera) -> None:
    page = camera.ask()
    piero = camera.desk.operator(SAME_BODY, name="Piero")
    camera.desk.identify(piero, camera.desk.giulia)
    camera.desk.allow(piero)
    piero.get(page.url, status=404)
    token = piero.get("/en/sportello").one(".ac-acting [name=csrf_token]")["value"]
    piero.post(f"{page.url}/fine", {FIELD: token}, status=404)
    assert camera.row.ended_at is None


def test_the_phone_page_says_nothing_of_the_person(camera: Camera) -> None:
    camera.ask()
    page = camera.desk.browser().get(camera.link)
    for word in (camera.desk.giulia.family_name, camera.case.reference, SERVICE):
        assert word not in page.html


def test_looking_again_and_again_does_not_keep_a_visit_alive(camera: Camera) -> None:
    page = camera.ask()

    def seen() -> list[object]:
        rows = camera.desk.rows(select(LoginSession).where(LoginSession.person_id.is_not(None)))
        return [row.seen_at for row in rows]

    before = seen()
    with clock.freeze(clock.now() + timedelta(minutes=5)):
        camera.olga.part(page.url)
        assert seen() == before
        camera.olga.get("/en/sportello/visita/pagina")
        assert seen() != before
