"""Where a page or a message may endanger somebody: neutral titles, a way out, words that say nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.actions.telling import tell_subject
from portal.integrations.mail.fake import FakeMail
from portal.notifications.models import Notification, NotificationStatus
from portal.platform import jobs
from portal.platform.sessions import COOKIE
from tests.support.filing import STORY, Filing, find
from tests.support.page import PageClient
from tests.support.people import ANNA, acting, open_visit, sign_in, sign_in_bruno

DISCREET = ["centro-antiviolenza", "consultorio", "dipendenze", "salute-mentale"]


@pytest.mark.parametrize("service", [*DISCREET, "colloquio-assistente-sociale"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_sheet_has_a_neutral_title_and_a_quick_way_out(
    client: PageClient, service: str, prefix: str
) -> None:
    page = client.get(f"{prefix}/servizi/{service}")
    assert page.soup.title is not None
    assert page.soup.title.get_text(strip=True) in {
        "Informazioni · Accanto",
        "Information · Accanto",
    }
    (way_out,) = page.soup.select("[data-quick-exit]")
    assert way_out["href"] == f"{prefix}/esci-subito"


def test_other_sheets_are_called_by_their_name(client: PageClient) -> None:
    page = client.get("/servizi/assistenza-domiciliare")
    assert not page.soup.select("[data-quick-exit]")
    assert "Informazioni ·" not in str(page.soup.title)


def test_the_quick_exit_leads_away_and_ends_the_login_in_this_browser(client: PageClient) -> None:
    sign_in(client, ANNA)
    answer = client.raw.get("/esci-subito", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://www.google.it/"
    assert answer.headers["Clear-Site-Data"] == '"cookies", "storage"'
    assert client.raw.get_cookie(COOKIE) is None


def test_another_site_cannot_end_a_login_with_it(client: PageClient) -> None:
    sign_in(client, ANNA)
    answer = client.raw.get("/esci-subito", headers={"Sec-Fetch-Site": "cross-site"})
    assert "Clear-Site-Data" not in answer.headers
    assert client.raw.get_cookie(COOKIE) is not None


def draft_of(filing: Filing, service: str) -> str:
    """Anna's draft for a service, with her story."""
    anna = acting(filing.app, ANNA)
    reference = filing.draft(anna, filing.plan(service=service))
    filing.save(anna, reference, STORY)
    return reference


def tell_of(filing: Filing, reference: str) -> Notification:
    """Something happened on the case; the row of the telling."""
    with filing.write():
        tell_subject(filing.keyring, find(reference), "case_taken")
    with filing.read() as session:
        row = session.scalar(select(Notification).where(Notification.event == "case_taken"))
        assert row is not None
        return row


def test_a_case_of_such_a_service_is_told_without_saying_so(app: Flask, mail: FakeMail) -> None:
    filing = Filing(app)
    row = tell_of(filing, draft_of(filing, "consultorio"))
    assert row.is_discreet
    with app.app_context():
        jobs.drain()
    (letter,) = mail.letters
    assert letter.subject == "C’è un messaggio per te"
    assert not tell_of_other(filing)


def tell_of_other(filing: Filing) -> bool:
    """Whether a case of any other service is told discreetly too."""
    other = draft_of(filing, "assistenza-domiciliare")
    with filing.write():
        tell_subject(filing.keyring, find(other), "case_accepted")
    with filing.read() as session:
        query = select(Notification.is_discreet).where(Notification.event == "case_accepted")
        return bool(session.scalar(query))


def test_an_answer_makes_a_case_delicate_and_the_wished_way_is_kept_to(
    app: Flask, monkeypatch: pytest.MonkeyPatch, mail: FakeMail
) -> None:
    filing = Filing(app)
    reference = draft_of(filing, "colloquio-assistente-sociale")
    said = {"about": "violence", "reach": "phone"}
    monkeypatch.setattr("portal.cases.actions.telling._said", lambda *_: said)
    row = tell_of(filing, reference)
    assert (row.is_discreet, row.status) == (True, NotificationStatus.NO_CHANNEL)
    assert mail.letters == [], "She asked to be called; the office reads when it is safe."


def test_the_pages_of_such_a_case_have_a_neutral_title_and_the_exit(
    app: Flask, client: PageClient
) -> None:
    reference = draft_of(Filing(app), "consultorio")
    sign_in(client, ANNA)
    page = client.get(f"/pratiche/{reference}/passi/bisogno")
    assert page.soup.select("[data-quick-exit]")
    assert "Informazioni · Accanto" in str(page.soup.title)


def test_beside_an_operator_there_is_no_exit(app: Flask, client: PageClient) -> None:
    sign_in_bruno(client)
    open_visit(client, ANNA)
    page = client.get("/servizi/centro-antiviolenza")
    assert not page.soup.select("[data-quick-exit]")
