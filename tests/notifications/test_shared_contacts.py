"""One phone, one mailbox, several people: each is told their own, and nobody is taken for another."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from portal.identity.queries import is_email_doubtful
from portal.integrations.mail.fake import FakeMail
from portal.notifications.actions import tell
from portal.notifications.actions.returning import take_back
from portal.notifications.models import Delivery, Notification
from portal.platform import jobs
from portal.platform.database import db, writing
from tests.support.people import ANNA, CARLA, known


def test_who_shares_a_mailbox_is_not_told_of_the_other(app: Flask, mail: FakeMail) -> None:
    """N29, X8: two people with one e-mail: a message to one is one letter and one row, never two."""
    anna, carla = known(app, ANNA), known(app, replace(CARLA, email=ANNA.email))
    with app.app_context(), writing():
        tell(
            app.config["KEYRING"], "power_taken_back", person_id=anna, address=None, language="it",
            case_id=None, values={},
        )  # fmt: skip
    with app.app_context():
        jobs.drain()
        told = list(db.session.scalars(select(Notification.person_id)))
    assert told == [anna]
    assert carla not in told
    assert len(mail.letters) == 1


def test_a_letter_that_came_back_is_doubted_for_its_person_alone(
    app: Flask, mail: FakeMail
) -> None:
    """N29: the mark of the letter says whose it was; the address says nothing."""
    anna, carla = known(app, ANNA), known(app, replace(CARLA, email=ANNA.email))
    keyring = app.config["KEYRING"]
    with app.app_context(), writing():
        tell(
            keyring, "power_taken_back", person_id=carla, address=None, language="it",
            case_id=None, values={},
        )  # fmt: skip
    with app.app_context():
        jobs.drain()
        mark = db.session.scalars(select(Delivery.mark)).one()
    with app.app_context(), writing():
        take_back(keyring, mark)
    with app.app_context():
        assert is_email_doubtful(carla)
        assert not is_email_doubtful(anna)
