"""Sending: what was read is what is declared, only the person declares, and it happens once and whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from portal import catalogue
from portal.cases import queries
from portal.cases.actions import declarations, submission
from portal.cases.actions.declarations import (
    DeclarationsMissing,
    SummaryChanged,
)
from portal.cases.actions.submission import Incomplete
from portal.cases.models import Declaration, Happening, Means
from portal.cases.plan import NotOffered, plan_for
from portal.cases.timeline import CaseStatus
from portal.notifications.models import Notification
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.errors import NotThere
from tests.support.filing import DECLARATION, STORY, Filing, find
from tests.support.people import OFFICE, OTHER_OFFICE, SERVICE, VENTIMIGLIA

STORY_KEY = ("story", None)


@pytest.fixture
def ready(filing: Filing, anna: Actor) -> str:
    """A draft with everything that is required."""
    reference = filing.draft(anna)
    filing.save(anna, reference, STORY)
    return reference


@pytest.fixture
def link(filing: Filing, bruno: Actor, ready: str) -> str:
    """A link to the declarations, for Anna's phone."""
    with filing.write():
        return declarations.offer_declaration_link(filing.keyring, bruno, ready)


def declare(filing: Filing, token: str) -> None:
    """Anna presses the button on her phone."""
    with filing.write():
        declarations.declare_by_link(filing.keyring, token, DECLARATION)


def declared(filing: Filing) -> list[Declaration]:
    with filing.read() as session:
        return list(session.scalars(select(Declaration)))


def is_open(filing: Filing, token: str) -> bool:
    with filing.read():
        try:
            return declarations.case_of_link(token) is not None
        except NotThere:
            return False


def test_sending_makes_a_case_with_its_clock_and_tells_everybody(
    filing: Filing, anna: Actor, ready: str
) -> None:
    filing.send(anna, ready)
    assert filing.fact(ready, "status") is CaseStatus.SENT
    assert filing.fact(ready, "draft_key") is None
    assert filing.fact(ready, "due_on") == clock.today() + timedelta(days=filing.plan().term_days)
    assert [row.event for row in filing.audited("case.sent")] == ["case.sent"]
    assert len(filing.waiting("cases.register")) == 1
    with filing.read() as session:
        told = {(row.event, row.person_id) for row in session.scalars(select(Notification))}
    assert told == {("case_sent", anna.person_id), ("office_new_case", None)}
    (made,) = declared(filing)
    assert (made.means, made.made_by, made.wording) == (Means.ONLINE, anna.person_id, DECLARATION)


def test_sending_again_changes_nothing(filing: Filing, anna: Actor, ready: str) -> None:
    filing.send(anna, ready)
    before = (filing.fact(ready, "version"), len(filing.waiting()), len(filing.audited()))
    with clock.freeze(clock.after(days=3)):
        filing.send(anna, ready, seen_digest="of another page")
    assert (filing.fact(ready, "version"), len(filing.waiting()), len(filing.audited())) == before


def test_a_button_pressed_twice_at_once_sends_once(filing: Filing, anna: Actor, ready: str) -> None:
    gate = Barrier(3)

    def press(_time: int) -> None:
        gate.wait(10)
        filing.send(anna, ready)

    with ThreadPoolExecutor(3) as fingers:
        list(fingers.map(press, range(3)))
    with filing.read() as session:
        entered = [row.status for row in session.scalars(select(Happening).order_by(Happening.id))]
    assert entered == [CaseStatus.DRAFT, CaseStatus.SENT]
    assert len(filing.waiting("cases.register")) == 1


def test_what_is_incomplete_is_not_sent(filing: Filing, anna: Actor) -> None:
    reference = filing.draft(anna)
    with pytest.raises(Incomplete):
        filing.send(anna, reference)
    assert filing.fact(reference, "status") is CaseStatus.DRAFT
    assert filing.waiting() == []


@pytest.mark.parametrize("change", ["answer", "file"])
def test_what_is_declared_is_what_was_read(
    filing: Filing, anna: Actor, ready: str, change: str
) -> None:
    filing.save(
        anna, ready, {("money", None): "yes", ("iban", None): "IT60X0542811101000000123456"}
    )
    with filing.read():
        seen = declarations.digest_of(filing.keyring, find(ready))
    if change == "answer":
        filing.save(anna, ready, {STORY_KEY: "Cambiato nell'altra scheda."})
    else:
        filing.attach(anna, ready, "proof")
    with pytest.raises(SummaryChanged):
        filing.send(anna, ready, seen_digest=seen)
    assert declared(filing) == []
    filing.send(anna, ready)


def test_the_fingerprint_is_keyed_and_one_of_before_still_fits(
    filing: Filing, anna: Actor, ready: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plain hash of few answers says what they are to whoever tries them out."""
    texts: list[str] = []
    lookup = filing.keyring.lookup
    monkeypatch.setattr(
        filing.keyring, "lookup", lambda why, text: (texts.append(text), lookup(why, text))[1]
    )
    with filing.read():
        seen = declarations.digest_of(filing.keyring, find(ready))
    plain = hashlib.sha256(texts[-1].encode()).hexdigest()
    assert ready in texts[-1]
    assert seen != plain
    filing.send(anna, ready, seen_digest=plain)
    (made,) = declared(filing)
    assert made.digest == seen


def test_an_operator_never_declares(filing: Filing, bruno: Actor, ready: str) -> None:
    with pytest.raises(DeclarationsMissing):
        filing.send(bruno, ready)
    with pytest.raises(DeclarationsMissing):
        filing.send(bruno, ready, wording=None)
    assert declared(filing) == []
    assert filing.fact(ready, "status") is CaseStatus.DRAFT


def test_the_person_declares_on_their_phone_and_the_operator_sends(
    filing: Filing, anna: Actor, bruno: Actor, ready: str, link: str
) -> None:
    declare(filing, link)
    (made,) = declared(filing)
    assert (made.means, made.made_by, made.witnessed_by) == (Means.OWN_PHONE, anna.person_id, None)
    filing.send(bruno, ready, wording=None)
    assert filing.fact(ready, "status") is CaseStatus.SENT
    (sent,) = filing.audited("case.sent")
    assert (sent.person_id, sent.subject_id) == (bruno.person_id, anna.person_id)


def test_opening_a_link_uses_nothing_up_and_declaring_does(filing: Filing, link: str) -> None:
    assert is_open(filing, link)
    assert is_open(filing, link)
    declare(filing, link)
    assert not is_open(filing, link)
    with pytest.raises(NotThere):
        declare(filing, link)


def test_a_link_lasts_a_quarter_of_an_hour(filing: Filing, link: str) -> None:
    with clock.freeze(clock.after(minutes=14)):
        assert is_open(filing, link)
    with clock.freeze(clock.after(minutes=15, seconds=1)):
        assert not is_open(filing, link)
        with pytest.raises(NotThere):
            declare(filing, link)


def test_a_new_link_ends_the_one_before(
    filing: Filing, bruno: Actor, ready: str, link: str
) -> None:
    with clock.freeze(clock.after(seconds=1)), filing.write():
        newer = declarations.offer_declaration_link(filing.keyring, bruno, ready)
    with clock.freeze(clock.after(seconds=2)):
        assert is_open(filing, newer)
        assert not is_open(filing, link)


def test_a_guessed_link_opens_nothing(filing: Filing, link: str) -> None:
    assert not is_open(filing, link[:-1])
    assert not is_open(filing, "")


def test_a_link_does_not_declare_what_changed_after_it_was_made(
    filing: Filing, bruno: Actor, ready: str, link: str
) -> None:
    filing.save(bruno, ready, {STORY_KEY: "L'operatore ha cambiato idea."})
    with pytest.raises(SummaryChanged):
        declare(filing, link)
    assert declared(filing) == []


def test_answers_changed_after_the_declaration_are_not_sent_with_it(
    filing: Filing, bruno: Actor, ready: str, link: str
) -> None:
    declare(filing, link)
    filing.save(bruno, ready, {STORY_KEY: "Un'altra storia."})
    with pytest.raises(DeclarationsMissing):
        filing.send(bruno, ready, wording=None)
    assert filing.fact(ready, "status") is CaseStatus.DRAFT


def test_paper_is_a_declaration_only_with_its_scan(
    filing: Filing, anna: Actor, bruno: Actor, ready: str
) -> None:
    def on_paper(actor: Actor) -> None:
        with filing.write():
            declarations.record_paper_declaration(filing.keyring, actor, ready, DECLARATION)

    with pytest.raises(DeclarationsMissing):
        on_paper(bruno)
    filing.attach(bruno, ready, declarations.SIGNED_SUMMARY, "firmato.pdf")
    with pytest.raises(DeclarationsMissing):
        on_paper(anna)
    on_paper(bruno)
    (made,) = declared(filing)
    assert (made.means, made.made_by) == (Means.PAPER, anna.person_id)
    assert made.witnessed_by == bruno.person_id
    filing.send(bruno, ready, wording=None)
    assert filing.fact(ready, "status") is CaseStatus.SENT


def test_sending_pins_the_offer_of_that_day(filing: Filing, anna: Actor, ready: str) -> None:
    later = filing.plan(office=OTHER_OFFICE, person_in_charge="Nuova Persona", term_days=10)
    filing.send(anna, ready, plan=later, sheet={"name": "Aiuto a casa"})
    assert filing.fact(ready, "office") == OTHER_OFFICE
    assert filing.fact(ready, "person_in_charge") == "Nuova Persona"
    assert filing.fact(ready, "due_on") == clock.today() + timedelta(days=10)
    assert filing.fact(ready, "sheet") == {"name": "Aiuto a casa"}


def test_the_offer_is_that_of_the_day_and_none_where_it_ended(filing: Filing) -> None:
    with filing.read():
        snapshot = catalogue.snapshot()
        assert plan_for(snapshot, SERVICE, VENTIMIGLIA, date(2026, 11, 23)).office == OFFICE
        for service, place, day in (
            (SERVICE, VENTIMIGLIA, date(2025, 12, 31)),
            (SERVICE, "999999", date(2026, 11, 23)),
            ("no-such-service", VENTIMIGLIA, date(2026, 11, 23)),
        ):
            with pytest.raises(NotOffered):
                plan_for(snapshot, service, place, day)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 3, 31, 21, 59, tzinfo=UTC), date(2027, 3, 31)),
        (datetime(2027, 3, 31, 22, 30, tzinfo=UTC), date(2027, 4, 1)),
        (datetime(2027, 12, 31, 22, 30, tzinfo=UTC), date(2027, 12, 31)),
        (datetime(2027, 12, 31, 23, 30, tzinfo=UTC), date(2028, 1, 1)),
    ],
)
def test_the_day_of_receipt_is_that_of_italy(
    filing: Filing, anna: Actor, ready: str, moment: datetime, day: date
) -> None:
    with clock.freeze(moment):
        filing.send(anna, ready)
    assert filing.fact(ready, "received_on") == day
    assert filing.fact(ready, "sent_at") == moment
    assert filing.fact(ready, "due_on") == day + timedelta(days=filing.plan().term_days)


def breaks(*_args: Any, **_kwargs: Any) -> None:
    raise RuntimeError("the machine stops here")


def at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submission, "tell_office", breaks)


def at_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlalchemy.orm.Session.commit", breaks)


@pytest.mark.parametrize("when", [at_the_end, at_the_commit])
def test_a_sending_that_breaks_leaves_nothing_behind(
    filing: Filing,
    anna: Actor,
    ready: str,
    monkeypatch: pytest.MonkeyPatch,
    when: Callable[[pytest.MonkeyPatch], None],
) -> None:
    before = len(filing.audited())
    with monkeypatch.context() as broken:
        when(broken)
        with pytest.raises(RuntimeError, match="stops here"):
            filing.send(anna, ready)
    assert filing.fact(ready, "status") is CaseStatus.DRAFT
    assert (filing.waiting(), declared(filing), len(filing.audited())) == ([], [], before)
    with filing.read() as session:
        assert session.scalars(select(Notification)).all() == []
        assert len(queries.happenings_of(find(ready))) == 1
    filing.send(anna, ready)
    assert filing.fact(ready, "status") is CaseStatus.SENT
