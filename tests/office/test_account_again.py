"""Who coordinates lets a stopped account count again; for everybody else the page is not there."""

from __future__ import annotations

import pytest

from portal.cases.actions import accounts
from portal.notifications.held.actions import Typist, hold_account, stop_held
from portal.notifications.held.queries import account_of
from portal.platform.actor import Grant, Role
from tests.office.world import BODY, OFFICE, World


def stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case whose account an operator typed, and its person stopped."""
    # The questions of this world ask for no account.
    monkeypatch.setattr(accounts, "has_typed_account", lambda _case: True)
    monkeypatch.setattr("portal.office.accounts.has_typed_account", lambda _case: True)
    citizen, operator = world.person("Carla"), world.person("Bruno")
    reference = world.case(citizen)
    with world.write():
        case, typist = world.find(reference), Typist(operator.person_id or 0, "desk", BODY)
        hold_account(world.keyring, operator, typist, citizen.person_id or 0, case.id)
    with world.write():
        held = account_of(world.find(reference).id)
        assert held is not None
        stop_held(citizen, held)
    return reference


def test_who_coordinates_writes_why_and_it_counts_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = stopped(world, monkeypatch)
    lia = world.person("Lia", Grant(Role.COORDINATOR, BODY, office=OFFICE))
    desk = world.browser(lia)
    page = desk.get(f"/en/ufficio/pratiche/{reference}?perche=coordinamento")
    assert "It was stopped by mistake" in page.text
    page = desk.submit("account-form", {"text": " "}, status=422)
    assert any("the person reads it" in one for one in page.problems)
    page = desk.submit("account-form", {"text": "Ci siamo sentiti al telefono."})
    assert "The account counts again in 24 hours." in page.text
    assert "It was stopped by mistake" not in page.text
    (row,) = world.audited(reference, "case.account_reopened")
    assert row.person_id == lia.person_id


def test_an_officer_reads_that_it_was_stopped_and_cannot_change_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = stopped(world, monkeypatch)
    desk = world.browser(world.officer())
    page = desk.get(f"/en/ufficio/pratiche/{reference}")
    assert "not theirs" in page.text
    assert "It was stopped by mistake" not in page.text
    desk.send(f"/ufficio/pratiche/{reference}/conto", {"account-text": "Va bene."}, status=404)
    assert not world.audited(reference, "case.account_reopened")
