"""An account stopped by mistake counts again at the word of who coordinates: once, and after a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from portal.cases import queries as cases
from portal.cases.actions import handling
from portal.cases.actions.accounts import (
    AccountStopped,
    AccountWaits,
    ReasonMissing,
    can_reopen_account,
    reopen_account,
)
from portal.integrations.mail.fake import FakeMail
from portal.notifications.held.actions import stop_held, use_what_waited
from portal.notifications.held.queries import account_of
from portal.platform import clock, jobs
from portal.platform.actor import Actor, Grant, Role
from portal.platform.errors import NotThere
from tests.cases.test_accounts import accept, sent_at_desk
from tests.support.filing import IBAN, Filing, find
from tests.support.people import BODY, CARLA, OFFICE, OTHER_OFFICE, acting

WHY = "Ci siamo sentiti al telefono: il conto è il tuo."


def stop(filing: Filing, anna: Actor, reference: str) -> None:
    with filing.write():
        row = account_of(find(reference).id)
        assert row is not None
        stop_held(anna, row)


def leading(app: Flask, office: str = OFFICE) -> Actor:
    """Who coordinates an office."""
    return replace(acting(app, CARLA), grants=(Grant(Role.COORDINATOR, BODY, office=office),))


def reopen(filing: Filing, actor: Actor, reference: str, reason: str = WHY) -> None:
    with filing.write():
        reopen_account(filing.keyring, actor, reference, reason)


def test_it_waits_a_day_again_and_the_person_reads_why_and_can_stop_it(
    app: Flask, filing: Filing, anna: Actor, bruno: Actor, olga: Actor, mail: FakeMail
) -> None:
    reference = sent_at_desk(filing, anna, bruno)
    stop(filing, anna, reference)
    lead = leading(app)
    with pytest.raises(ReasonMissing):
        reopen(filing, lead, reference, "  ")
    reopen(filing, lead, reference)
    with app.app_context():
        jobs.drain()
        said = [one.text for one in cases.messages_of(filing.keyring, find(reference))]
    assert said == [WHY]
    (letter,) = [one for one in mail.letters if "era stato fermato" in one.text]
    assert "/ferma-cambio/" in letter.text
    assert IBAN[-6:] not in letter.text
    assert filing.audited("case.account_reopened")
    with pytest.raises(AccountWaits):
        accept(filing, olga, reference)
    with clock.freeze(clock.now() + timedelta(hours=25)):
        with filing.write() as session:
            use_what_waited(filing.keyring, session)
        with filing.write():
            handling.accept(filing.keyring, olga, reference, "Va bene.")


def test_stopped_a_second_time_it_stays_so(
    app: Flask, filing: Filing, anna: Actor, bruno: Actor, olga: Actor
) -> None:
    reference, lead = sent_at_desk(filing, anna, bruno), leading(app)
    stop(filing, anna, reference)
    reopen(filing, lead, reference)
    stop(filing, anna, reference)
    with pytest.raises(NotThere):
        reopen(filing, lead, reference)
    with pytest.raises(AccountStopped):
        accept(filing, olga, reference)


def test_only_who_coordinates_that_office_and_did_not_type_it(
    app: Flask, filing: Filing, anna: Actor, bruno: Actor, olga: Actor
) -> None:
    reference = sent_at_desk(filing, anna, bruno)
    lead = leading(app)
    with filing.read():
        assert not can_reopen_account(lead, find(reference)), "Nobody stopped it."
    stop(filing, anna, reference)
    typist = replace(bruno, acting_for=None, grants=lead.grants)
    for other in (olga, leading(app, OTHER_OFFICE), typist, anna):
        with pytest.raises(NotThere):
            reopen(filing, other, reference)
    with filing.read():
        assert can_reopen_account(lead, find(reference))
