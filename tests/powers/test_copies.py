"""Every copy of an act stays, is scanned, and is opened by who may: also the one that was not enough."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask

from portal.integrations.mail.fake import FakeMail
from portal.integrations.scanner import Finding, Scan
from portal.integrations.scanner.fake import VIRUS, FakeScanner
from portal.platform import jobs
from portal.powers.models import PowerState
from tests.powers.conftest import Giving, token
from tests.powers.test_representation import OLD, answer, ask
from tests.support.page import PageClient
from tests.support.papers import pdf
from tests.support.people import CARLA, OLGA

WORDS = "Manca la seconda pagina."


@pytest.fixture
def scanner(app: Flask) -> FakeScanner:
    """The scanner of this installation."""
    app.config["SCANNER"] = FakeScanner()
    found: FakeScanner = app.config["SCANNER"]
    return found


@pytest.fixture
def olga(giving: Giving) -> PageClient:
    """An officer of the body."""
    return giving.browser(OLGA)


def work(giving: Giving) -> None:
    """What the worker does with what is due."""
    with giving.app.app_context():
        jobs.drain()


def asked(giving: Giving, words: str = "atto") -> int:
    """Carla asks to act for somebody; in tests a file's words stand in its content."""
    ask(giving.carla, OLD, files=(BytesIO(pdf(words)), "atto.pdf"))
    return giving.last().id


def give_copy(giving: Giving, power_id: int, words: str = "copia") -> None:
    giving.carla.get(f"/en/area-personale/per-chi/{power_id}/atto")
    giving.carla.submit("form", {"files": (BytesIO(pdf(words)), "copia.pdf")})


def at(power_id: int, number: int) -> str:
    return f"/en/ufficio/rappresentanze/{power_id}/atti/{number}"


def test_a_clean_act_is_opened_as_a_file_of_its_own(
    giving: Giving, olga: PageClient, scanner: FakeScanner
) -> None:
    power_id = asked(giving)
    work(giving)
    assert scanner.scanned == 1
    act = olga.download(at(power_id, 1))
    assert act.mimetype == "application/pdf"
    assert act.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in act.headers["Content-Security-Policy"]


def test_the_earlier_copy_stands_beside_the_better_one_with_what_was_asked(
    giving: Giving, olga: PageClient, scanner: FakeScanner
) -> None:
    power_id = asked(giving)
    answer(olga, power_id, "copy", WORDS)
    give_copy(giving, power_id)
    work(giving)
    page = olga.get(f"/en/ufficio/rappresentanze/{power_id}")
    assert page.text.index("Open copy 2") < page.text.index("Open copy 1")
    assert "earlier copy" in page.text
    assert WORDS in page.text
    assert olga.download(at(power_id, 1)).data != olga.download(at(power_id, 2)).data
    olga.get(at(power_id, 3), status=404)
    answer(olga, power_id, "accept")
    assert WORDS not in giving.carla.get("/en/area-personale/per-chi").text, "it is settled"


def test_an_act_nobody_scanned_says_so_and_is_asked_about(
    giving: Giving, olga: PageClient, scanner: FakeScanner
) -> None:
    scanner.trouble = "down"
    power_id = asked(giving)
    page = olga.get(f"/en/ufficio/rappresentanze/{power_id}")
    assert "Not scanned for viruses yet" in page.text
    page = olga.get(at(power_id, 1))
    assert "Open this file?" in page.h1
    opened = olga.raw.post(
        at(power_id, 1),
        data={"csrf_token": token(page)},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert opened.mimetype == "application/pdf"


def test_an_act_with_a_virus_is_opened_by_nobody_and_asked_for_again(
    giving: Giving, olga: PageClient, scanner: FakeScanner, mail: FakeMail
) -> None:
    power_id = asked(giving)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanner, "scan", lambda _content: Finding(VIRUS))
        work(giving)
    (act,) = giving.acts(power_id)
    assert (act.scan, giving.last().state) == (Scan.INFECTED, PowerState.COPY_WANTED)
    olga.get(f"/en/ufficio/rappresentanze/{power_id}", status=404)
    assert CARLA.name not in olga.get("/en/ufficio/rappresentanze").text
    work(giving)
    assert [one.to for one in mail.letters] == [CARLA.email]
    assert "there is a virus" in giving.carla.get("/en/area-personale/per-chi").text
    give_copy(giving, power_id)
    work(giving)
    page = olga.get(f"/en/ufficio/rappresentanze/{power_id}")
    assert "It holds a virus: nobody can open it" in page.text
    assert "Open copy 1" not in page.text
    olga.get(at(power_id, 1), status=409)
    carried = token(page)
    olga.post(at(power_id, 1), {"csrf_token": carried}, status=409)
    olga.download(at(power_id, 2))


def test_where_nobody_scans_the_act_says_so(giving: Giving, olga: PageClient) -> None:
    power_id = asked(giving)
    work(giving)
    assert giving.acts(power_id)[0].scan is Scan.UNSCANNED
    assert "Not scanned for viruses" in olga.get(f"/en/ufficio/rappresentanze/{power_id}").text
