"""Citizen and office write to each other: sealed, told, counted as an answer where one was asked for."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.cases import queries
from portal.cases.actions import conversation, handling
from portal.cases.actions.attaching import StoredFile
from portal.cases.events import NotNow
from portal.cases.models import Author, Message
from portal.cases.timeline import CaseStatus
from portal.notifications.models import Notification
from portal.platform.actor import Actor
from portal.platform.errors import NotThere
from tests.support.filing import STORY, Filing, find


@pytest.fixture
def case(filing: Filing, anna: Actor) -> str:
    """A case that Anna sent."""
    return filing.sent(anna)


@pytest.fixture
def asked(filing: Filing, olga: Actor, case: str) -> str:
    """The same case, waiting for something that Olga asked for."""
    with filing.write():
        handling.take_charge(filing.keyring, olga, case)
    with filing.write():
        handling.ask_for_something(filing.keyring, olga, case, "Manca la firma.", 10)
    return case


def write(filing: Filing, actor: Actor, case: str, text: str, *files: StoredFile) -> None:
    with filing.write():
        conversation.write_to_office(filing.keyring, actor, case, text, list(files))


def withdraw(filing: Filing, actor: Actor, case: str) -> None:
    with filing.write():
        conversation.withdraw_case(filing.keyring, actor, case)


def talk(filing: Filing, case: str) -> list[queries.Words]:
    with filing.read():
        return queries.messages_of(filing.keyring, find(case))


def told(filing: Filing) -> list[str]:
    with filing.read() as session:
        return list(session.scalars(select(Notification.event).order_by(Notification.id)))


def test_a_message_is_sealed_with_the_key_of_its_case(
    filing: Filing, anna: Actor, case: str
) -> None:
    write(filing, anna, case, "Ho cambiato telefono.")
    with filing.read() as session:
        assert b"telefono" not in session.scalars(select(Message)).one().sealed
    (message,) = talk(filing, case)
    assert (message.text, message.author) == ("Ho cambiato telefono.", Author.CITIZEN)
    assert filing.fact(case, "status") is CaseStatus.SENT
    assert told(filing)[-1] == "office_answer"


def test_a_message_may_bring_files(filing: Filing, anna: Actor, case: str) -> None:
    files = [filing.stored(case, name) for name in ("uno.pdf", "due.pdf")]
    write(filing, anna, case, "Ecco le carte.", *files)
    (message,) = talk(filing, case)
    assert [card.name for card in message.attachments] == ["uno.pdf", "due.pdf"]


def test_an_answer_is_an_answer_only_where_one_was_asked_for(
    filing: Filing, anna: Actor, asked: str
) -> None:
    write(filing, anna, asked, "Eccola.")
    question, _answer = talk(filing, asked)
    assert question.answered_at is not None
    assert filing.fact(asked, "status") is CaseStatus.IN_CHARGE
    write(filing, anna, asked, "Ho dimenticato una cosa.")
    assert filing.fact(asked, "status") is CaseStatus.IN_CHARGE
    assert len(filing.audited("case.in_charge")) == 2


def test_beside_the_operator_the_person_answers_too(
    filing: Filing, bruno: Actor, asked: str
) -> None:
    write(filing, bruno, asked, "La porta oggi la signora.")
    assert talk(filing, asked)[-1].author is Author.OPERATOR
    assert filing.fact(asked, "status") is CaseStatus.IN_CHARGE
    assert filing.audited("case.message_written")[-1].visit_id is not None


def test_the_office_writes_without_asking(filing: Filing, olga: Actor, case: str) -> None:
    with filing.write():
        handling.write_to_citizen(filing.keyring, olga, case, "Ti chiamiamo domani.")
    (message,) = talk(filing, case)
    assert (message.author, message.asks_until) == (Author.OFFICE, None)
    assert filing.fact(case, "status") is CaseStatus.SENT
    assert told(filing)[-1] == "case_message"


def test_only_the_first_answer_to_an_announcement_moves_the_clock(
    filing: Filing, anna: Actor, olga: Actor, case: str
) -> None:
    with filing.write():
        handling.take_charge(filing.keyring, olga, case)
    with filing.write():
        handling.announce_refusal(filing.keyring, olga, case, "Il reddito.")
    write(filing, anna, case, "È cambiato.")
    due = filing.fact(case, "due_on")
    write(filing, anna, case, "E anche la casa.")
    assert filing.fact(case, "due_on") == due
    with filing.read():
        kinds = [row.kind for row in queries.clock_of(find(case))]
    assert kinds.count("observations") == 1


def test_a_case_is_taken_back_and_the_office_is_told(
    filing: Filing, anna: Actor, case: str
) -> None:
    withdraw(filing, anna, case)
    assert filing.fact(case, "status") is CaseStatus.WITHDRAWN
    assert told(filing)[-2:] == ["case_withdrawn", "office_answer"]
    with pytest.raises(NotNow):
        withdraw(filing, anna, case)
    with pytest.raises(NotNow):
        write(filing, anna, case, "Anzi no.")
    assert talk(filing, case) == []


def test_strangers_neither_write_nor_take_back(
    filing: Filing, anna: Actor, carla: Actor, olga: Actor, case: str
) -> None:
    for stranger in (carla, olga, Actor(), Actor(guest="another-browser")):
        with pytest.raises(NotThere):
            write(filing, stranger, case, "Sono io.")
        with pytest.raises(NotThere):
            withdraw(filing, stranger, case)
    draft = filing.draft(carla)
    filing.save(carla, draft, STORY)
    with pytest.raises(NotThere):
        write(filing, carla, draft, "Una bozza non si manda così.")
    assert filing.fact(case, "status") is CaseStatus.SENT


def test_a_guest_writes_from_the_browser_that_sent(filing: Filing) -> None:
    guest = Actor(guest="a-browser")
    case = filing.sent(guest)
    write(filing, guest, case, "Aggiungo una cosa.")
    assert talk(filing, case)[0].author is Author.CITIZEN
    withdraw(filing, guest, case)
    assert filing.fact(case, "status") is CaseStatus.WITHDRAWN
