"""Appointments for tests without a browser: drafted, filled in, confirmed through the actions."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from sqlalchemy import select

from portal import catalogue
from portal.appointments import queries
from portal.appointments.actions import booking
from portal.appointments.facts import Facts
from portal.appointments.models import Appointment, State
from portal.platform.actor import Actor
from portal.platform.database import db, writing
from tests.support.page import Page, PageClient
from tests.support.people import DESK, VENTIMIGLIA

SAID = {
    "topic": "money",
    "reason": "talk",
    "details": "Vengo con mia figlia.",
    "given_name": "Anna",
    "family_name": "Provetti",
    "email": "anna@prova.invalid",
    "phone": "+390000000101",
}


def press(client: PageClient, ending: str) -> Page:
    """Send the form whose address ends so: ``conferma``, ``disdici``, ``sposta``."""
    assert client.page is not None
    return client.submit(str(client.page.one(f"form[action$={ending}]")["action"]))


class Booking:
    """The appointments of one application; every act is one transaction, as in a request."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.keyring = app.config["KEYRING"]
        self.rules = app.config["APPOINTMENT_RULES"]

    def free(self, desk: str = DESK) -> list[datetime]:
        """The hours that can be booked now."""
        with self.app.app_context():
            snapshot = catalogue.snapshot()
            found = snapshot.desk(desk)
            assert found is not None
            return queries.list_free(snapshot, found)

    def draft(
        self,
        actor: Actor,
        at: datetime | None = None,
        *,
        desk: str = DESK,
        service: str | None = None,
        **said: str,
    ) -> int:
        """A draft with everything said; the first free hour unless another is given."""
        at = at or self.free(desk)[0]
        with self.app.app_context(), writing():
            row = booking.begin_draft(
                self.keyring,
                actor,
                service=service,
                municipality=VENTIMIGLIA,
                desk=desk,
                language="it",
                known={**SAID, **said},
            )
            booking.choose_slot(actor, row.id, at)
            return row.id

    def confirm(self, actor: Actor, number: int) -> int:
        """Confirm a draft; the number of the appointment it became."""
        with self.app.app_context(), writing():
            return booking.confirm(self.keyring, actor, self.rules, number).id

    def book(self, actor: Actor, at: datetime | None = None, **more: str) -> int:
        """An appointment that is confirmed."""
        return self.confirm(actor, self.draft(actor, at, **more))  # type: ignore[arg-type]

    def row(self, number: int) -> Appointment:
        """An appointment as it is stored now."""
        with self.app.app_context():
            found = db.session.get_one(Appointment, number)
            db.session.expunge(found)
            return found

    def state(self, number: int) -> State:
        """Where an appointment stands now."""
        return self.row(number).state

    def facts(self, number: int) -> Facts:
        """What the person said."""
        return queries.facts_of(self.keyring, self.row(number))

    def token(self, number: int) -> str:
        """The secret of the letter's link."""
        return self.facts(number).token

    def seats(self, desk: str = DESK) -> list[tuple[datetime | None, int | None]]:
        """Which seats somebody has."""
        query = select(Appointment.starts_at, Appointment.seat).where(
            Appointment.desk == desk, Appointment.seat.is_not(None)
        )
        with self.app.app_context():
            return [(at, seat) for at, seat in db.session.execute(query.order_by(Appointment.id))]
