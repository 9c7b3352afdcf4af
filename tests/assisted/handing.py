"""What the tests of hand-over share: a draft in a visit, phones, and the codes on the screens."""

from __future__ import annotations

import re

from sqlalchemy import select

from portal.cases.handover.queries import Shown, shown
from portal.cases.models import Case, Handover
from portal.platform.database import db
from tests.assisted.conftest import Desk
from tests.assisted.test_beside import begin, first_answers
from tests.support.page import Page, PageClient

TOLD = "Racconto dettato allo sportello"


class Handing:
    """One draft of Giulia beside Olga, and whoever else comes along."""

    def __init__(self, desk: Desk, olga: PageClient) -> None:
        self.desk, self.olga = desk, olga

    @property
    def case(self) -> Case:
        """The only draft there is."""
        (found,) = self.desk.rows(select(Case))
        assert isinstance(found, Case)
        return found

    @property
    def path(self) -> str:
        """Where its pages begin."""
        return f"/en/pratiche/{self.case.reference}"

    @property
    def row(self) -> Handover:
        """The newest passing."""
        *_older, newest = self.desk.rows(select(Handover).order_by(Handover.id))
        assert isinstance(newest, Handover)
        return newest

    def shown(self) -> Shown:
        """Link and code of the newest passing, as its screen shows them."""
        with self.desk.app.app_context():
            case, row = db.session.get_one(Case, self.row.case_id), self.row
            return shown(self.desk.app.config["KEYRING"], case, row)

    def offer(self) -> Page:
        """The operator shows the code of the draft."""
        self.olga.get(f"{self.path}/telefono")
        return self.olga.submit(f"{self.path}/telefono")

    def take(self, phone: PageClient, *, status: int = 200) -> Page:
        """A phone opens the link and presses the button."""
        path = f"/en/passa/{self.shown().token}"
        page = phone.get(path, status=status)
        return phone.submit(path) if status == 200 else page

    def taken(self) -> PageClient:
        """A phone without a login that took the draft."""
        self.offer()
        phone = self.desk.browser()
        self.take(phone)
        return phone

    def answer(self, client: PageClient, *, status: int = 200) -> Page:
        """Answer the first step on this screen."""
        assert client.page is not None
        page = client.page
        given = {**first_answers(page), "story": TOLD}
        return client.submit("form", given, button="go=next", status=status)


def written(desk: Desk, olga: PageClient) -> Handing:
    """Olga typed the first step of Giulia's request."""
    found = Handing(desk, olga)
    begin(olga)
    found.answer(olga)
    return found


def code_on(page: Page) -> str:
    """The code as a page shows it."""
    found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", page.text)
    assert found is not None, page.text
    return found.group()
