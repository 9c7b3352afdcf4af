"""From every state a colleague who finds the case lying there leads it on, with a button of its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from portal.cases.actions import assigning, handling, proceeding
from portal.cases.timeline import CaseStatus, is_final
from portal.platform import clock
from portal.platform.actor import Actor
from tests.office.world import World

TAKE = "prendi-in-carico"
WORDS = {"text": "Va bene così."}
#: Each state, how a case comes there once it is in charge, and the button that leads on: to which state.
WAYS: dict[CaseStatus, tuple[Callable[..., object] | None, str, CaseStatus]] = {
    CaseStatus.SENT: (None, TAKE, CaseStatus.IN_CHARGE),
    CaseStatus.IN_CHARGE: (None, "accept-form", CaseStatus.ACCEPTED),
    CaseStatus.NEEDS_SOMETHING: (
        partial(handling.ask_for_something, text="Manca l'ISEE.", days=5),
        TAKE,
        CaseStatus.IN_CHARGE,
    ),
    CaseStatus.WAITING_OTHER_BODY: (
        partial(proceeding.wait_for_other_body, body="ASL di prova"),
        TAKE,
        CaseStatus.IN_CHARGE,
    ),
    CaseStatus.ASSESSMENT: (proceeding.start_assessment, "accept-form", CaseStatus.ACCEPTED),
    CaseStatus.RANKING: (proceeding.put_in_ranking, "refuse-form", CaseStatus.REFUSED),
    CaseStatus.REFUSAL_NOTICE: (
        partial(handling.announce_refusal, reasons="Il reddito è troppo alto."),
        "refuse-form",
        CaseStatus.REFUSED,
    ),
    CaseStatus.ACCEPTED: (
        partial(handling.accept, reasons="Sì."),
        "close-form",
        CaseStatus.CLOSED,
    ),
    CaseStatus.ACTIVE: (None, "close-form", CaseStatus.CLOSED),
    CaseStatus.REFUSED: (None, "reopen-form", CaseStatus.IN_CHARGE),
}


def left_lying(world: World, officer: Actor, status: CaseStatus) -> str:
    """A case in this state that nobody works any more."""
    reference = world.case(world.person("Carla"))
    do: Callable[..., None] = partial(_do, world, officer, reference)
    if status is not CaseStatus.SENT:
        do(handling.take_charge)
    before, _button, _to = WAYS[status]
    if before is not None:
        do(before)
    if status is CaseStatus.ACTIVE:
        do(partial(handling.accept, reasons="Sì."))
        do(partial(proceeding.activate, from_day=clock.today()))
    if status is CaseStatus.REFUSED:
        do(proceeding.put_in_ranking)
        do(partial(handling.refuse, reasons="Il posto è uno solo."))
    if status is not CaseStatus.SENT:
        do(partial(assigning.take_back, words="Vado via."))
    return reference


def _do(world: World, officer: Actor, reference: str, act: Callable[..., object]) -> None:
    with world.write():
        act(world.keyring, officer, reference)


def test_the_table_here_has_every_state_that_something_can_follow() -> None:
    assert set(WAYS) == {
        one for one in CaseStatus if one is not CaseStatus.DRAFT and not is_final(one)
    }


@pytest.mark.parametrize("status", WAYS)
def test_a_colleague_leads_on_what_nobody_works(world: World, status: CaseStatus) -> None:
    reference = left_lying(world, world.officer("Ugo"), status)
    assert world.fact(reference, "status") is status
    _before, button, to = WAYS[status]
    # Later than the person's last day: nobody else has to do anything before.
    with clock.freeze(clock.now() + timedelta(days=40)):
        sara = world.officer("Sara")
        desk = world.browser(sara)
        page = desk.get(f"/en/ufficio/pratiche/{reference}")
        assert page.soup.find(id="assign-form") is not None
        if button == TAKE:
            desk.submit(f"/en/ufficio/pratiche/{reference}/{TAKE}")
        else:
            desk.submit(button, WORDS)
    assert world.fact(reference, "status") is to
    if button == TAKE:
        assert world.fact(reference, "officer_id") == sara.person_id
