"""The person's own login at the operator's screen: it says who they are, and opens nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from portal.assisted.models import IdentifiedBy, Recognition, Visit
from portal.platform import clock
from portal.platform.audit import AuditEntry
from portal.platform.database import writing
from portal.platform.sessions import LoginSession
from tests.assisted.conftest import DESK, Desk
from tests.assisted.test_recognising import open_it, press
from tests.identity import scripted
from tests.identity.scripted import CODE, FISCAL_NUMBER, Script
from tests.support.page import Page, PageClient
from tests.support.people import BRUNO, sign_in

WAITS = "/en/sportello/visita/riconosci/1"


@pytest.fixture
def script() -> Iterator[Script]:
    """What the provider will answer."""
    with scripted.running() as made:
        yield made


@pytest.fixture
def environ(environ: dict[str, str], script: Script) -> dict[str, str]:
    """The settings of a portal whose provider is the scripted one."""
    return {**environ, **script.settings()}


def leave(desk: Desk, operator: PageClient, script: Script) -> dict[str, list[str]]:
    """The operator turns the screen, the person chooses their provider; what the provider is asked."""
    operator.get("/en/sportello/visita")
    page = press(operator, "qui")
    address = next(a["href"] for a in page.soup.select("main a") if "per=visita-" in a["href"])
    answer = operator.raw.get(str(address))
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    script.claims["nonce"] = asked["nonce"][0]
    script.about[FISCAL_NUMBER] = f"TINIT-{desk.giulia.fiscal_code}"
    script.about |= {"family_name": "Modellini", "given_name": "Giulia"}
    return asked


def come_back(operator: PageClient, state: str) -> Page:
    """Back from the provider, without going where it leads."""
    answer = operator.raw.get(f"/accedi/ritorno?state={state}&code={CODE}")
    return Page(answer, answer.get_data(as_text=True))


def test_the_login_says_who_it_is_and_opens_no_session(
    desk: Desk, olga: PageClient, script: Script
) -> None:
    """N1: the visit knows how the person proved it; A2: the provider's session is ended at once."""
    before = len(desk.rows(select(LoginSession)))
    asked = leave(desk, olga, script)
    assert asked["prompt"] == ["login"], "Whoever was there before might still be signed in."
    answer = come_back(olga, asked["state"][0])
    there = urlsplit(answer.headers["Location"])
    assert there.path.endswith("/logout")
    assert parse_qs(there.query)["post_logout_redirect_uri"][0].endswith("/sportello/riconosciuto")
    assert len(desk.rows(select(LoginSession))) == before
    assert not desk.rows(select(LoginSession).where(LoginSession.person_id == desk.giulia.id))
    page = olga.get("/sportello/riconosciuto")
    assert "G… M…" in page.text
    open_it(olga)
    (visit,) = desk.rows(select(Visit))
    assert (visit.subject_id, visit.identified_by) == (desk.giulia.id, IdentifiedBy.OWN_LOGIN)
    events = desk.rows(select(AuditEntry.event).where(AuditEntry.subject_id == desk.giulia.id))
    assert "identity.signed_in" not in events
    operator = desk.rows(select(LoginSession).where(LoginSession.person_id == visit.operator_id))
    assert len(operator) == 1, "The operator is signed in as before."


def test_whoever_was_signed_in_at_the_provider_before_is_not_taken_for_the_next(
    desk: Desk, olga: PageClient, script: Script
) -> None:
    asked = leave(desk, olga, script)
    script.claims["auth_time"] = int(datetime.now(UTC).timestamp()) - 3600
    answer = come_back(olga, asked["state"][0])
    assert urlsplit(answer.headers["Location"]).path == WAITS
    (row,) = desk.rows(select(Recognition))
    assert row.answered_at is None
    assert "Nobody signed in" in olga.get(WAITS).text


def test_only_who_asked_sends_somebody_to_the_provider_for_it(
    desk: Desk, olga: PageClient, script: Script
) -> None:
    """X14: the address of another operator's question opens nothing."""
    leave(desk, olga, script)
    for other in (
        desk.operator(DESK, name="Otto"),
        desk.browser(desk.giulia.id),
        desk.browser(),
    ):
        other.get("/en/accedi/entra?per=visita-1", status=404)
    olga.get("/en/accedi/entra?per=visita-99", status=404)
    olga.get("/en/accedi/entra?per=altro-1", status=404)


def test_an_answer_that_comes_too_late_is_none(
    desk: Desk, olga: PageClient, script: Script
) -> None:
    """A3: the step has its own short life, and says so."""
    asked = leave(desk, olga, script)
    with desk.app.app_context(), writing() as session:
        session.execute(update(Recognition).values(expires_at=clock.now()))
    answer = come_back(olga, asked["state"][0])
    assert answer.h1 == "Il tempo per rispondere è finito"
    assert answer.status == 409
    (row,) = desk.rows(select(Recognition))
    assert row.answered_at is None
    assert not desk.rows(select(Visit))


def test_nobody_opens_a_visit_for_themselves_by_signing_in(
    desk: Desk, client: PageClient, script: Script
) -> None:
    """X13: the same identity is never on both sides of the desk."""
    sign_in(client, BRUNO)
    asked = leave(desk, client, script)
    script.about |= {FISCAL_NUMBER: f"TINIT-{BRUNO.fiscal_code}", "family_name": BRUNO.family_name}
    come_back(client, asked["state"][0])
    assert "born in" not in client.get(WAITS, status=403).html
    crumb = str(client.get("/en/sportello").soup.select("[name=csrf_token]")[0]["value"])
    said = {"csrf_token": crumb, "same_person": "yes", "language": "it"}
    client.post(WAITS, said, status=403)
    assert not desk.rows(select(Visit))
