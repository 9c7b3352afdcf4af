"""Documents are asked for one by one, and each may be answered honestly; what a body holds is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.cases import following, queries
from portal.cases.actions import asking, conversation, handling, proceeding
from portal.cases.actions.asking import AlreadyHeld, Document, NothingGiven
from portal.cases.actions.attaching import StoredFile
from portal.cases.events import NotNow
from portal.cases.legal_clock.term import ClockStands
from portal.cases.models import DocumentRequest, Reply
from portal.cases.timeline import CaseStatus
from portal.notifications.models import Notification
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.errors import NotThere
from tests.support.filing import Filing, find

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TWO = [Document("medico"), Document(name="La foto del contatore")]


class Asked:
    """A case of Anna in which Olga asked for documents."""

    def __init__(self, filing: Filing, anna: Actor, olga: Actor) -> None:
        self.filing, self.anna, self.olga = filing, anna, olga
        with clock.freeze(MONDAY):
            self.reference = filing.sent(anna)
        self.do(handling.take_charge, by=olga)

    def do(self, act: Callable[..., object], *given: object, by: Actor, after: int = 0) -> None:
        with clock.freeze(MONDAY + timedelta(days=after)), self.filing.write():
            act(self.filing.keyring, by, self.reference, *given)

    def ask(self, documents: Sequence[Document] = TWO, days: int = 10) -> None:
        self.do(asking.ask_for_documents, "Ci servono queste carte.", days, documents, by=self.olga)

    def answer(
        self, number: int, reply: Reply, reason: str = "", *files: StoredFile,
        by: Actor | None = None, after: int = 1,
    ) -> None:  # fmt: skip
        given = (self.wanted[number].id, reply, reason, list(files))
        self.do(asking.answer_request, *given, by=by or self.anna, after=after)

    @property
    def wanted(self) -> list[following.Wanted]:
        with self.filing.read():
            return following.wanted_of(self.filing.keyring, find(self.reference))

    @property
    def status(self) -> CaseStatus:
        found: CaseStatus = self.filing.fact(self.reference, "status")
        return found

    def told(self) -> list[str]:
        with self.filing.read() as session:
            return list(session.scalars(select(Notification.event).order_by(Notification.id)))


@pytest.fixture
def case(filing: Filing, anna: Actor, olga: Actor) -> Asked:
    """In charge, nothing asked for yet."""
    return Asked(filing, anna, olga)


def test_one_question_holds_several_documents(case: Asked) -> None:
    case.ask()
    assert [one.name for one in case.wanted] == ["Certificato del medico", "La foto del contatore"]
    assert case.status is CaseStatus.NEEDS_SOMETHING
    assert case.filing.fact(case.reference, "state_day").isoformat() == "2026-12-03"
    with case.filing.read() as session:
        row = session.scalars(select(DocumentRequest)).first()
        assert b"Certificato" not in row.sealed_name


def test_the_case_goes_back_when_each_has_its_answer(case: Asked) -> None:
    case.ask()
    case.answer(0, Reply.HERE_IT_IS, "", case.filing.stored(case.reference))
    assert case.status is CaseStatus.NEEDS_SOMETHING
    case.answer(1, Reply.NOT_FOR_ME, "Il contatore è del condominio.")
    assert case.status is CaseStatus.IN_CHARGE
    assert case.told()[-1] == "office_answer"
    first, second = case.wanted
    assert [card.name for card in first.files] == ["prova.pdf"]
    assert (second.reply, second.reason) == (Reply.NOT_FOR_ME, "Il contatore è del condominio.")
    assert len(case.filing.audited("case.document_answered")) == 2


def test_whoever_cannot_get_it_says_why_and_that_is_an_answer(case: Asked) -> None:
    case.ask([Document("medico")])
    with pytest.raises(NothingGiven):
        case.answer(0, Reply.CANNOT, "  ")
    case.answer(0, Reply.CANNOT, "Il medico è in ferie.")
    assert case.status is CaseStatus.IN_CHARGE


def test_here_it_is_needs_a_file(case: Asked) -> None:
    case.ask([Document("medico")])
    with pytest.raises(NothingGiven):
        case.answer(0, Reply.HERE_IT_IS)
    assert case.status is CaseStatus.NEEDS_SOMETHING


def test_help_reaches_the_office_and_moves_no_day(case: Asked) -> None:
    case.ask()
    due, day = (case.filing.fact(case.reference, one) for one in ("due_on", "state_day"))
    case.answer(0, Reply.HELP_ME)
    assert case.told()[-1] == "office_help_wanted"
    assert case.status is CaseStatus.NEEDS_SOMETHING
    assert case.filing.fact(case.reference, "due_on") == due
    assert case.filing.fact(case.reference, "state_day") == day
    with pytest.raises(NotNow):  # the other document is still the person's to bring
        case.do(proceeding.go_on, by=case.olga, after=2)
    case.answer(1, Reply.HELP_ME)
    case.do(proceeding.go_on, by=case.olga, after=2)
    assert case.status is CaseStatus.IN_CHARGE


def test_who_asked_for_help_may_still_bring_it(case: Asked) -> None:
    case.ask([Document("medico")])
    case.answer(0, Reply.HELP_ME)
    case.answer(0, Reply.HERE_IT_IS, "", case.filing.stored(case.reference))
    assert case.status is CaseStatus.IN_CHARGE


def test_a_message_is_no_answer_where_documents_are_awaited(case: Asked) -> None:
    case.ask()
    case.do(conversation.write_to_office, "Le cerco.", [], by=case.anna)
    assert case.status is CaseStatus.NEEDS_SOMETHING


@pytest.mark.parametrize("held", ["residenza", "isee", "iban"])
def test_l241_what_a_public_body_holds_is_not_asked_for(case: Asked, held: str) -> None:
    with pytest.raises(AlreadyHeld):
        case.ask([Document("medico"), Document(held)])
    assert case.status is CaseStatus.IN_CHARGE
    assert case.wanted == []


def test_a_question_names_documents_that_exist(case: Asked) -> None:
    with pytest.raises(NothingGiven):
        case.ask([])
    with pytest.raises(NothingGiven):
        case.ask([Document(name=" ")])
    with pytest.raises(NotThere):
        case.ask([Document("passaporto-lunare")])


def test_the_clock_stands_once_also_for_documents(case: Asked) -> None:
    case.ask([Document("medico")])
    case.answer(0, Reply.CANNOT, "Non riesco.")
    with pytest.raises(ClockStands):
        case.ask()


def test_strangers_neither_ask_nor_answer(case: Asked, carla: Actor) -> None:
    with pytest.raises(NotThere):
        case.do(asking.ask_for_documents, "Carte.", 5, TWO, by=carla)
    case.ask()
    for stranger in (carla, case.olga, Actor()):
        with pytest.raises(NotThere):
            case.answer(0, Reply.HELP_ME, by=stranger)
    other = Asked(case.filing, carla, case.olga)
    other.ask()
    given = (case.wanted[0].id, Reply.HELP_ME, "", [])
    with pytest.raises(NotThere):  # a request of another case
        other.do(asking.answer_request, *given, by=carla)


def test_beside_the_operator_the_person_answers_too(case: Asked, bruno: Actor) -> None:
    case.ask([Document("medico")])
    case.answer(0, Reply.CANNOT, "Il medico è in ferie.", by=bruno)
    with case.filing.read() as session:
        assert session.scalars(select(DocumentRequest)).one().visit_id is not None


def test_what_was_answered_is_not_answered_again(case: Asked) -> None:
    case.ask([Document("medico")])
    case.answer(0, Reply.CANNOT, "Il medico è in ferie.")
    with pytest.raises(NotNow):
        case.answer(0, Reply.HELP_ME)


def test_what_the_office_wrote_is_new_until_the_person_says_so(case: Asked, bruno: Actor) -> None:
    case.ask()

    def new() -> int:
        with case.filing.read():
            return following.count_unread(find(case.reference))

    assert new() == 1
    for reader in (bruno, case.anna):
        assert new() == 1
        with case.filing.write():
            conversation.mark_read(reader, case.reference)
    assert new() == 0
    with pytest.raises(NotThere), case.filing.write():
        conversation.mark_read(case.olga, case.reference)
    with case.filing.read():
        (message,) = queries.messages_of(case.filing.keyring, find(case.reference))
    assert message.read_at is not None
