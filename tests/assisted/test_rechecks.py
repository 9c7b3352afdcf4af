"""After six months the person is asked whether they are still reached at the same place."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.assisted.rechecks.models import ContactsChecked
from portal.platform import clock
from portal.platform.audit import AuditEntry
from tests.assisted.conftest import DESK, Desk
from tests.support.page import PageClient

VISIT, CONTACTS = "/en/sportello/visita/pagina", "/en/sportello/visita/contatti"
OLD = "do they still hold?"


def is_asked(desk: Desk, days: int, *, confirm: bool = False) -> bool:
    """What an operator reads so many days from now; with ``confirm`` the person says yes."""
    with clock.freeze(clock.now() + timedelta(days=days)):
        otto = desk.operator(DESK, name="Otto")
        desk.identify(otto, desk.giulia)
        found = OLD in otto.get(VISIT).text
        assert ("They still hold" in otto.get(CONTACTS).text) is found
        if confirm:
            otto.submit("/en/sportello/visita/contatti/conferma")
        desk.end(otto)
    return found


def test_d10_after_six_months_the_person_is_asked_once(desk: Desk) -> None:
    assert not is_asked(desk, 0)
    assert not is_asked(desk, 170)
    assert is_asked(desk, 190)
    assert is_asked(desk, 191, confirm=True)
    assert not is_asked(desk, 192)
    assert is_asked(desk, 191 + 190)
    (row,) = desk.rows(select(ContactsChecked))
    assert row.person_id == desk.giulia.id
    (said,) = desk.rows(select(AuditEntry).where(AuditEntry.event == "identity.contacts_hold"))
    assert said.subject_id == desk.giulia.id


def test_who_has_no_contact_is_not_asked(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.luca, fiscal_code="")
    with clock.freeze(clock.now() + timedelta(minutes=5)):
        assert OLD not in olga.get(VISIT).text


def test_who_showed_no_document_confirms_nothing(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia, document_kind="none")
    token = olga.get(VISIT).soup.select("[name=csrf_token]")[0]["value"]
    olga.post("/en/sportello/visita/contatti/conferma", {"csrf_token": token}, status=403)
    assert not desk.rows(select(ContactsChecked))
