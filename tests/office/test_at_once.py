"""Two coordinators who answer one question at the same moment: the first is kept, the second reads so."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from portal.office.control import sampling, signals
from portal.office.control.models import (
    AnsweredAlready,
    OpeningCheck,
    Signal,
    SignalKind,
    Verdict,
)
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db
from tests.office.test_openings import chief, next_week, opened, taken
from tests.office.world import BODY, Browser, World
from tests.support.racing import meet_after, press_together


def test_two_who_answer_one_opening_at_once_the_first_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(world, taken(world))
    lia, lea = chief(world), chief(world, name="Lea")
    with clock.freeze(clock.now() + next_week()):
        with world.app.app_context():
            (one,) = sampling.sample(world.keyring, lia)
        meet_after(monkeypatch, sampling, "_check_of")
        answer = partial(sampling.answer_opening, world.keyring)
        came = press_together(
            world.app,
            lambda: answer(lia, one.entry.id, Verdict.IN_ORDER),
            lambda: answer(lea, one.entry.id, Verdict.NOT_IN_ORDER),
        )
    (refused,) = [said for said in came if said is not None]
    assert isinstance(refused, AnsweredAlready), refused
    with world.app.app_context():
        kept = db.session.scalars(select(OpeningCheck)).one()
        assert (kept.answered_by, kept.verdict) == (refused.by, refused.verdict)
    assert len(world.events("control.opening_checked")) == 1


def signal(world: World) -> int:
    """A question about Ugo's work."""
    ugo = world.officer("Ugo")
    with world.write() as session:
        row = Signal(
            key="prova", kind=SignalKind.FILES, person_id=ugo.person_id, body=BODY,
            at=clock.now(), count=99,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return int(row.id)


def test_two_who_answer_one_signal_at_once_the_first_is_kept(world: World) -> None:
    number, lia, lea = signal(world), chief(world), chief(world, name="Lea")
    came = press_together(
        world.app,
        lambda: signals.answer_signal(lia, number, Verdict.IN_ORDER),
        lambda: signals.answer_signal(lea, number, Verdict.NOT_IN_ORDER),
    )
    assert [type(said) for said in came].count(AnsweredAlready) == 1
    assert len(world.events("control.signal_answered")) == 1


def answer(desk: Browser, address: str, verdict: str, status: int = 200) -> str:
    desk.get("/en/ufficio/controlli")
    page = desk.send(address, {"verdict": verdict}, status=status)
    return page.text


def test_the_second_reads_who_answered_and_what(world: World) -> None:
    number, lia, lea = signal(world), chief(world), chief(world, name="Lea")
    address = f"/en/ufficio/controlli/segnali/{number}"
    first, second = world.browser(lia), world.browser(lea)
    assert "Your answer is kept." in answer(first, address, "asked")
    assert "Your answer is kept." in answer(first, address, "asked")
    said = answer(second, address, "asked", 409)
    assert "Lia Di Prova answered this already: “I ask why”." in said
    # Whoever asked, or a colleague, closes it.
    assert "Your answer is kept." in answer(second, address, "in_order")
    assert "Lea Di Prova answered this already" in answer(first, address, "not_in_order", 409)


def test_who_does_not_coordinate_answers_nothing(world: World) -> None:
    number, ugo = signal(world), world.officer("Piero")
    world.browser(ugo).send(
        f"/ufficio/controlli/segnali/{number}", {"verdict": "asked"}, status=404
    )
    with world.app.app_context():
        assert db.session.get_one(Signal, number).verdict is None


def test_nobody_answers_about_themselves(world: World) -> None:
    lia: Actor = chief(world)
    number = signal(world)
    with world.write() as session:
        session.get_one(Signal, number).person_id = lia.person_id or 0
    address = f"/ufficio/controlli/segnali/{number}"
    world.browser(lia).send(address, {"verdict": "in_order"}, status=404)
