"""Sending is the same once or ten times: a nervous finger, two tabs, a network that asks again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.cases.models import Declaration, Happening
from portal.cases.timeline import CaseStatus
from portal.notifications.models import Notification
from portal.platform.jobs import Job
from portal.platform.sessions import COOKIE
from tests.support.filing import STORY, Filing
from tests.support.filling import posted_by
from tests.support.page import SAME_ORIGIN, PageClient
from tests.support.people import ANNA, acting, sign_in

TABS = 6


@pytest.fixture
def ready(client: PageClient, filing: Filing) -> str:
    """The draft of Anna, who is signed in and looks at its summary."""
    actor = acting(client.app, ANNA)
    sign_in(client, ANNA)
    reference = filing.draft(actor)
    filing.save(actor, reference, STORY)
    client.get(f"/pratiche/{reference}/riepilogo")
    return reference


def presses(client: PageClient, reference: str) -> list[tuple[int, str]]:
    """The same form sent by several tabs at the same moment: status and address of each answer."""
    assert client.page is not None
    address = f"/pratiche/{reference}/invia"
    form = posted_by(client.page.soup, client.page.form(address), {"declares": True}, None)
    cookie = client.raw.get_cookie(COOKIE)
    assert cookie is not None
    gate = Barrier(TABS)

    def press(_tab: int) -> tuple[int, str]:
        tab = FlaskClient(client.app, client.app.response_class, use_cookies=True)
        tab.set_cookie(COOKIE, cookie.value)
        gate.wait(10)
        answer = tab.post(address, data=form.values, headers=SAME_ORIGIN)
        found = answer.status_code, answer.headers.get("Location", "")
        answer.close()
        return found

    with ThreadPoolExecutor(TABS) as fingers:
        return list(fingers.map(press, range(TABS)))


def test_many_tabs_at_once_get_the_same_receipt_and_send_once(
    client: PageClient, filing: Filing, ready: str
) -> None:
    assert set(presses(client, ready)) == {(302, f"/pratiche/{ready}/ricevuta")}
    with filing.read() as session:
        steps = list(session.scalars(select(Happening.status).order_by(Happening.id)))
        told = sorted(session.scalars(select(Notification.event)))
        kinds = dict(session.execute(select(Job.kind, func.count()).group_by(Job.kind)).all())
        assert session.scalar(select(func.count()).select_from(Declaration)) == 1
    assert steps == [CaseStatus.DRAFT, CaseStatus.SENT]
    assert told == ["case_sent", "office_new_case"]
    assert kinds["cases.register"] == 1
    assert len(filing.audited("case.sent")) == 1


def test_a_tab_that_was_forgotten_shows_the_receipt_of_what_was_sent(
    client: PageClient, filing: Filing, ready: str
) -> None:
    presses(client, ready)
    before = (filing.fact(ready, "version"), len(filing.waiting()), len(filing.audited()))
    assert set(presses(client, ready)) == {(302, f"/pratiche/{ready}/ricevuta")}
    assert (filing.fact(ready, "version"), len(filing.waiting()), len(filing.audited())) == before


def test_a_crash_before_the_commit_sends_nothing_and_the_next_press_sends(
    client: PageClient, filing: Filing, ready: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: object) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as patch:
        patch.setattr("portal.cases.actions.submission.tell_office", breaks)
        patch.setitem(client.app.config, "PROPAGATE_EXCEPTIONS", False)
        assert {status for status, _address in presses(client, ready)} == {500}
    assert filing.fact(ready, "status") is CaseStatus.DRAFT
    assert filing.waiting() == []
    assert set(presses(client, ready)) == {(302, f"/pratiche/{ready}/ricevuta")}
    assert len(filing.waiting("cases.register")) == 1
