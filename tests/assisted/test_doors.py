"""Each door of assisted mode, tried by everybody who has no business behind it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.assisted.models import Mandate, Visit
from portal.identity.actions import grant_role
from portal.identity.models import Person
from portal.platform.actor import NOBODY, Grant, Role
from portal.platform.database import db, writing
from tests.assisted.conftest import DESK, LUCA, Desk
from tests.support.page import SAME_ORIGIN, PageClient

#: Every address of the operator, with the method; 1 stands for the only mandate there is.
AT_THE_DESK = [
    ("GET", "/sportello"),
    ("GET", "/sportello/scegli"),
    ("POST", "/sportello/scegli"),
    ("GET", "/sportello/visita"),
    ("POST", "/sportello/visita"),
    ("POST", "/sportello/visita/fine"),
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
    page = (
        client.get("/en/area-personale/profilo")
        if client.raw.get_cookie("accanto_session")
        else None
    )
    found = page.soup.select("[name=csrf_token]") if page else []
    data = {"csrf_token": found[0]["value"]} if found and method == "POST" else None
    answer = client.raw.open(path, method=method, data=data, headers=SAME_ORIGIN)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.parametrize(("method", "path"), [*AT_THE_DESK, *IN_A_VISIT, *OF_THE_PERSON])
def test_who_is_not_signed_in_is_sent_to_sign_in(
    desk: Desk, lasting: PageClient, method: str, path: str
) -> None:
    status, target = knock(desk.browser(), method, path)
    assert status == 302
    assert target.startswith("/accedi")


@pytest.mark.parametrize(("method", "path"), [*AT_THE_DESK, *IN_A_VISIT])
@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.EDITOR, Role.ADMINISTRATOR])
def test_citizens_and_other_staff_do_not_enter_the_desk(
    desk: Desk, lasting: PageClient, role: Role | None, method: str, path: str
) -> None:
    luca = desk.person(*LUCA)
    if role is not None:
        with desk.app.app_context(), writing():
            person = db.session.get_one(Person, luca.id)
            grant_role(NOBODY, person, Grant(role, "comune-massafra", desk=DESK))
    assert knock(desk.browser(luca.id), method, path)[0] == 403
    assert desk.rows(select(Mandate))[0].revoked_at is None


@pytest.mark.parametrize(("method", "path"), IN_A_VISIT)
def test_an_operator_without_a_visit_enters_no_visit(
    desk: Desk, lasting: PageClient, method: str, path: str
) -> None:
    otto = desk.operator(DESK, name="Otto")
    assert knock(otto, method, path)[0] == 403


@pytest.mark.parametrize(("method", "path"), OF_THE_PERSON)
def test_an_operator_beside_the_person_does_not_stand_in_for_them(
    desk: Desk, lasting: PageClient, method: str, path: str
) -> None:
    token = lasting.get("/en/sportello").one(".ac-acting [name=csrf_token]")["value"]
    data = {"csrf_token": token} if method == "POST" else None
    answer = lasting.raw.open(path, method=method, data=data, headers=SAME_ORIGIN)
    assert answer.status_code == 403
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
