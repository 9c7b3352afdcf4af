"""Each door of assisted mode, tried by everybody who has no business behind it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.assisted.models import Mandate, Visit
from portal.identity.actions import grant_role
from portal.identity.models import Person
from portal.platform.actor import NOBODY, Grant, Role
from portal.platform.database import db, writing
from portal.platform.sessions import COOKIE
from tests.assisted.conftest import DESK, LUCA, Desk
from tests.support.page import SAME_ORIGIN, PageClient

#: Every address of the operator, with the method; 1 stands for the only mandate there is.
AT_THE_DESK = [
    ("GET", "/sportello"),
    ("GET", "/sportello/scegli"),
    ("POST", "/sportello/scegli"),
    ("GET", "/sportello/visita"),
    ("POST", "/sportello/visita"),
    ("POST", "/sportello/visita/cerca"),
    ("POST", "/sportello/visita/fine"),
    ("POST", "/sportello/visita/riprendi"),
    ("GET", "/sportello/turni"),
    ("POST", "/sportello/turni"),
    ("POST", "/sportello/turni/chiama"),
    ("POST", "/sportello/turni/1/assente"),
    ("POST", "/sportello/turni/1/fine"),
    ("GET", "/sportello/deleghe/1.pdf"),
    ("GET", "/sportello/deleghe/1/firma"),
    ("POST", "/sportello/deleghe/1/firma"),
]
IN_A_VISIT = [
    ("GET", "/sportello/visita/pagina"),
    ("GET", "/sportello/visita/delega"),
    ("POST", "/sportello/visita/delega"),
    ("POST", "/sportello/deleghe/1/revoca"),
]
OF_THE_PERSON = [
    ("GET", "/area-personale/deleghe"),
    ("POST", "/area-personale/deleghe/1/revoca"),
]


@pytest.fixture
def lasting(desk: Desk) -> PageClient:
    """The browser of an operator in a visit, with a mandate that waits for its signature."""
    olga = desk.operator(DESK)
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    return olga


def knock(client: PageClient, method: str, path: str) -> tuple[int, str]:
    """Ask for an address with the token of this browser; the status and where it leads."""
    found = client.get("/en/servizi/nido").soup.select("[name=csrf_token]")
    token = found[0]["value"] if found else personal_token(client)
    data = {"csrf_token": token} if method == "POST" else None
    answer = client.raw.open(path, method=method, data=data, headers=SAME_ORIGIN)
    return answer.status_code, answer.headers.get("Location", "")


def personal_token(client: PageClient) -> object:
    """The token on a page of the person's own; nothing for who is not signed in."""
    if client.raw.get_cookie(COOKIE) is None:
        return ""
    return client.get("/en/area-personale").soup.select("[name=csrf_token]")[0]["value"]


def test_who_is_not_signed_in_is_sent_to_sign_in(desk: Desk, lasting: PageClient) -> None:
    nobody = desk.browser()
    for method, path in (*AT_THE_DESK, *IN_A_VISIT, *OF_THE_PERSON):
        status, target = knock(nobody, method, path)
        assert (status, target[:7]) == (302, "/accedi"), path


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.EDITOR, Role.ADMINISTRATOR])
def test_citizens_and_other_staff_do_not_enter_the_desk(
    desk: Desk, lasting: PageClient, role: Role | None
) -> None:
    luca = desk.person(*LUCA)
    if role is not None:
        with desk.app.app_context(), writing():
            person = db.session.get_one(Person, luca.id)
            grant_role(NOBODY, person, Grant(role, "comune-massafra", desk=DESK))
    client = desk.browser(luca.id)
    for method, path in (*AT_THE_DESK, *IN_A_VISIT):
        assert knock(client, method, path)[0] == 403, path
    assert desk.rows(select(Mandate))[0].revoked_at is None


def test_an_operator_without_a_visit_enters_no_visit(desk: Desk, lasting: PageClient) -> None:
    otto = desk.operator(DESK, name="Otto")
    for method, path in IN_A_VISIT:
        assert knock(otto, method, path)[0] == 403, path


def test_an_operator_beside_the_person_does_not_stand_in_for_them(
    desk: Desk, lasting: PageClient
) -> None:
    for method, path in OF_THE_PERSON:
        assert knock(lasting, method, path)[0] == 403, path
    assert desk.rows(select(Mandate))[0].revoked_at is None


def test_an_operator_who_edits_the_address_bar_finds_nobody(
    desk: Desk, lasting: PageClient
) -> None:
    """X14: what no button leads to is closed too."""
    lasting.get("/en/sportello/visita/pagina")
    lasting.submit("/en/sportello/visita/fine")
    luca = desk.person(*LUCA)
    desk.identify(lasting, luca)
    (mandate,) = desk.rows(select(Mandate))
    lasting.get(f"/en/sportello/deleghe/{mandate.id}.pdf", status=404)
    token = lasting.get("/en/sportello").one(".ac-acting [name=csrf_token]")["value"]
    path = f"/en/sportello/deleghe/{mandate.id}/revoca"
    lasting.post(path, {"csrf_token": token}, status=404)
    lasting.get("/en/sportello/deleghe/999.pdf", status=404)
    assert desk.rows(select(Visit).where(Visit.subject_id == desk.giulia.id))
