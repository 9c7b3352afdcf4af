"""Who acts for somebody is told of what they may read, and of nothing else."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.appointments.actions.telling import tell_person
from portal.appointments.facts import Facts
from portal.appointments.models import Appointment, State
from portal.cases.actions.telling import tell_subject, who_is_told
from portal.cases.models import Case
from portal.notifications.actions import proving
from portal.notifications.actions.choosing import choose
from portal.notifications.channels import Choices, Contact, Whom
from portal.notifications.models import Notification
from portal.platform import clock
from portal.platform.database import db, writing
from tests.powers.conftest import Giving
from tests.support.filing import STORY, Filing
from tests.support.people import SERVICE, actor

#: Something else than what the mandate is for, and nothing delicate.
OTHER = "pasti-a-casa"


@pytest.fixture
def filing(app: Flask) -> Filing:
    return Filing(app)


@pytest.fixture
def both(app: Flask, giving: Giving) -> Giving:
    """Anna wants that whoever acts for her is told too."""
    with app.app_context(), writing():
        choose(actor(giving.anna_id), Choices(whom=Whom.BOTH))
    return giving


def told(giving: Giving) -> list[str]:
    """What Carla was told of Anna's matters, oldest first."""
    with giving.app.app_context():
        query = select(Notification.event).where(Notification.person_id == giving.carla_id)
        events = db.session.scalars(query.order_by(Notification.id)).all()
    return [one for one in events if not one.startswith(("power_", "represent"))]


def draft(filing: Filing, giving: Giving, service: str) -> str:
    anna = actor(giving.anna_id)
    reference = filing.draft(anna, filing.plan(service=service))
    filing.save(anna, reference, STORY)
    return reference


def tell(filing: Filing, reference: str, event: str) -> int:
    """How many others are told of a case."""
    with filing.write() as session:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        others = who_is_told(filing.keyring, case).others
        tell_subject(filing.keyring, case, event)
        return others


def test_of_another_service_nobody_learns_that_it_was_asked_for(
    both: Giving, filing: Filing
) -> None:
    both.in_force(SERVICE)
    assert tell(filing, draft(filing, both, OTHER), "case_taken") == 0
    assert told(both) == []
    assert tell(filing, draft(filing, both, SERVICE), "case_taken") == 1
    assert told(both) == ["case_taken"]


def test_who_acts_in_everything_is_told_of_everything(both: Giving, filing: Filing) -> None:
    both.in_force("*")
    assert tell(filing, draft(filing, both, OTHER), "case_taken") == 1
    assert told(both) == ["case_taken"]


def test_who_only_reads_is_not_told_of_a_draft(both: Giving, filing: Filing) -> None:
    both.in_force(SERVICE, reach="read")
    tell(filing, draft(filing, both, SERVICE), "draft_ends_soon")
    assert told(both) == []


@pytest.mark.parametrize(("service", "events"), [(SERVICE, ["appointment_booked"]), (None, [])])
def test_an_hour_is_told_as_far_as_it_may_be_seen(
    both: Giving, filing: Filing, service: str | None, events: list[str]
) -> None:
    both.in_force(SERVICE)
    with filing.write():
        row = Appointment(
            person_id=both.anna_id, service=service, desk="", code="ABCDEFGH", language="it",
            state=State.BOOKED, starts_at=clock.now(),
        )  # fmt: skip
        tell_person(filing.keyring, row, Facts("token"), "appointment_booked")
    assert told(both) == events


def test_how_somebody_is_reached_is_told_to_nobody_else(both: Giving, filing: Filing) -> None:
    both.in_force("*")
    with filing.write():
        proving.take_out(filing.keyring, actor(both.anna_id), Contact.EMAIL)
    assert told(both) == []
