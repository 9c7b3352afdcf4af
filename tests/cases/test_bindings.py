"""Sealed words stay where they were written: whoever can change rows cannot move them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from portal.cases import queries
from portal.cases.actions import conversation, handling
from portal.cases.models import Answer, Attachment, Happening, Message
from portal.platform.actor import Actor
from portal.platform.crypto import CannotOpen
from tests.support.filing import Filing, find

TWO = {
    ("household", None): 2,
    ("member", 0): "Mario Provetti",
    ("member", 1): "Ugo Provetti",
}


def swap(filing: Filing, kind: Any, column: str, *where: Any) -> None:
    """Exchange the sealed words of two rows, as somebody with the database could."""
    with filing.write() as session:
        one, two = session.scalars(select(kind).where(getattr(kind, column).is_not(None), *where))
        first, second = getattr(one, column), getattr(two, column)
        assert first != second
        setattr(one, column, second)
        setattr(two, column, first)


def test_the_answer_about_one_person_does_not_pass_for_anothers(
    filing: Filing, anna: Actor
) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, TWO)
    assert filing.values(draft)[("member", 1)] == "Ugo Provetti"
    swap(filing, Answer, "sealed", Answer.question == "member")
    with pytest.raises(CannotOpen):
        filing.values(draft)


def test_what_the_office_wrote_does_not_pass_for_the_persons_word(
    filing: Filing, anna: Actor, olga: Actor
) -> None:
    sent = filing.sent(anna)
    with filing.write():
        conversation.write_to_office(filing.keyring, anna, sent, "Ho cambiato casa.", [])
    with filing.write():
        handling.write_to_citizen(filing.keyring, olga, sent, "Va bene.")
    with filing.read():
        texts = [one.text for one in queries.messages_of(filing.keyring, find(sent))]
    assert texts == ["Ho cambiato casa.", "Va bene."]
    swap(filing, Message, "sealed")
    with filing.read(), pytest.raises(CannotOpen):
        queries.messages_of(filing.keyring, find(sent))


def test_the_name_of_a_file_stays_with_its_file(filing: Filing, anna: Actor) -> None:
    draft = filing.draft(anna)
    for name in ("isee.pdf", "verbale.pdf"):
        filing.attach(anna, draft, "proof", name)
    with filing.read():
        cards = queries.attachments_of(filing.keyring, find(draft))
    assert [card.name for card in cards] == ["isee.pdf", "verbale.pdf"]
    swap(filing, Attachment, "sealed_name")
    with filing.read(), pytest.raises(CannotOpen):
        queries.attachments_of(filing.keyring, find(draft))


def reasons(filing: Filing, reference: str) -> list[str]:
    """The reasons of every step."""
    with filing.read():
        case = find(reference)
        steps = queries.happenings_of(case)
        return [queries.words_of_happening(filing.keyring, case, one) for one in steps]


def test_the_reasons_of_an_announcement_do_not_pass_for_those_of_the_outcome(
    filing: Filing, anna: Actor, olga: Actor
) -> None:
    sent = filing.sent(anna)
    acts: tuple[Callable[[], object], ...] = (
        lambda: handling.take_charge(filing.keyring, olga, sent),
        lambda: handling.announce_refusal(filing.keyring, olga, sent, "Manca un requisito."),
        lambda: handling.accept(filing.keyring, olga, sent, "Il requisito c'era."),
    )
    for act in acts:
        with filing.write():
            act()
    assert reasons(filing, sent)[-2:] == ["Manca un requisito.", "Il requisito c'era."]
    swap(filing, Happening, "sealed")
    with pytest.raises(CannotOpen):
        reasons(filing, sent)
