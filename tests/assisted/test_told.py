"""Who will be told, before anything is sent; and a trial of the way it will take."""

from __future__ import annotations

from sqlalchemy import select

from portal.integrations.mail.fake import FakeMail
from portal.notifications.models import Notification
from portal.platform import jobs
from portal.platform.audit import AuditEntry
from tests.assisted.conftest import Desk
from tests.assisted.test_beside import beside, fill, finish, the_case
from tests.support.checks import words_of
from tests.support.page import Page


def told(page: Page) -> list[str]:
    """The sentences of "Who will be told"."""
    return [words_of(line) for line in page.one("section[aria-labelledby=told]").select("li")]


def test_the_summary_names_who_will_be_told(desk: Desk) -> None:
    """N33: the person with the contact they know again, the office, and nobody else."""
    olga = beside(desk)
    page = fill(olga)
    said = told(page)
    assert said[0] == "The person: by email to g…@prova.invalid, and in their area."
    assert said[1].startswith("The office: ")
    assert said[-1] == "Nobody else is told. The operator gets no message."
    assert "giulia@prova.invalid" not in page.html


def test_whoever_fills_in_alone_is_spoken_to(desk: Desk) -> None:
    """E5: the same, in the second person."""
    own = desk.browser(desk.giulia.id)
    assert told(fill(own))[0] == "You: by email to g…@prova.invalid, and in your area."


def test_a_trial_takes_the_way_the_news_will_take(desk: Desk, mail: FakeMail) -> None:
    """N33: it says nothing of the request, and comes once an hour however often it is asked for."""
    olga = beside(desk)
    fill(olga)
    reference = the_case(desk).reference
    for _press in range(2):
        page = olga.submit(f"/en/pratiche/{reference}/prova-avviso")
        assert page.url.endswith("/riepilogo")
    with desk.app.app_context():
        jobs.drain()
    sent = [one for one in desk.rows(select(Notification)) if one.event == "trial"]
    assert [one.person_id for one in sent] == [desk.giulia.id]
    (letter,) = [
        one
        for one in mail.letters
        if "prova" in one.subject.lower() or "trial" in one.subject.lower()
    ]
    assert reference not in letter.text
    assert "notices.tried" in [row.event for row in desk.rows(select(AuditEntry))]


def test_nobody_tries_it_out_on_another_persons_request(desk: Desk) -> None:
    olga = beside(desk)
    page = fill(olga)
    reference = the_case(desk).reference
    finish(olga)
    token = olga.get("/en/sportello").soup.select("[name=csrf_token]")[0]["value"]
    olga.post(f"/en/pratiche/{reference}/prova-avviso", {"csrf_token": token}, status=404)
    other = desk.browser(desk.person("Anna", "Altra", "1970-01-01", "LTRNNA70A41L741X").id)
    token = other.get("/en/area-personale").soup.select("[name=csrf_token]")[0]["value"]
    other.post(f"/en/pratiche/{reference}/prova-avviso", {"csrf_token": token}, status=404)
    assert page.url
    assert not [one for one in desk.rows(select(Notification)) if one.event == "trial"]
