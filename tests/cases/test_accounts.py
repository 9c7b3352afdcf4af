"""An account that an operator typed waits; the request does not, and one's own account never does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal.cases.actions import amending, declarations, drafting, handling
from portal.cases.actions.accounts import AccountStopped, AccountWaits
from portal.cases.handover.queries import shown
from portal.cases.handover.to_phone import offer_to_phone, take_to_phone
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.integrations.mail.fake import FakeMail
from portal.notifications.held.actions import stop_held, use_what_waited
from portal.notifications.held.models import EndedHow, HeldChange
from portal.notifications.held.queries import account_of
from portal.office.accounts import account_words
from portal.platform import clock, jobs
from portal.platform.actor import Actor
from tests.support.filing import DECLARATION, IBAN, STORY, Filing, find
from tests.support.people import OLGA, acting

#: The example of Germany in the register of IBANs.
OTHER_IBAN = "DE89370400440532013000"
ANSWERS = {**STORY, ("money", None): "yes", ("iban", None): IBAN}


def typed_draft(filing: Filing, actor: Actor, source: str) -> str:
    reference = filing.draft(actor)
    typed = {key: drafting.Typed(value, 0, source) for key, value in ANSWERS.items()}
    with filing.write():
        drafting.save_answers(filing.keyring, actor, reference, typed)
    filing.attach(actor, reference, "proof")
    return reference


def sent_at_desk(filing: Filing, anna: Actor, bruno: Actor) -> str:
    """Anna beside Bruno, who types her account; she signs on paper."""
    reference = typed_draft(filing, bruno, "operator")
    filing.attach(bruno, reference, declarations.SIGNED_SUMMARY)
    with filing.write():
        declarations.record_paper_declaration(filing.keyring, bruno, reference, DECLARATION)
    filing.send(bruno, reference, wording=None)
    return reference


def account(filing: Filing, reference: str) -> HeldChange | None:
    with filing.read():
        return account_of(find(reference).id)


def accept(filing: Filing, olga: Actor, reference: str) -> None:
    with filing.write():
        handling.take_charge(filing.keyring, olga, reference)
    with filing.write():
        handling.accept(filing.keyring, olga, reference, "Va bene.")


def test_the_request_goes_and_the_account_waits(
    app: Flask, filing: Filing, anna: Actor, bruno: Actor, mail: FakeMail
) -> None:
    """N14: the day of the request is its day; the person is told at once, with a way to stop it."""
    reference = sent_at_desk(filing, anna, bruno)
    assert filing.fact(reference, "sent_at") is not None
    row = account(filing, reference)
    assert row is not None
    assert row.ended_at is None
    with app.app_context():
        jobs.drain()
    (told,) = [one for one in mail.letters if "/ferma-cambio/" in one.text]
    assert IBAN[-6:] not in told.text


def test_nobody_says_yes_to_an_account_that_waits(
    filing: Filing, anna: Actor, bruno: Actor, olga: Actor
) -> None:
    """N14: the decision waits for a second operator, or for the day to pass."""
    reference = sent_at_desk(filing, anna, bruno)
    with pytest.raises(AccountWaits):
        accept(filing, olga, reference)
    with clock.freeze(clock.now() + timedelta(hours=25)):
        with filing.write() as session:
            use_what_waited(filing.keyring, session)
        with filing.write():
            handling.accept(filing.keyring, olga, reference, "Va bene.")
    row = account(filing, reference)
    assert row is not None
    assert row.ended_how is EndedHow.USED


def test_the_office_reads_that_the_person_stopped_it(
    app: Flask, filing: Filing, anna: Actor, bruno: Actor
) -> None:
    """N14: what the person stopped is not paid."""
    reference = sent_at_desk(filing, anna, bruno)
    with filing.write():
        row = account_of(find(reference).id)
        assert row is not None
        stop_held(anna, row)
    with app.test_request_context("/en/"):
        words = account_words(find(reference))
    assert words is not None
    assert words[0] == "danger"


def test_nobody_says_yes_to_an_account_that_was_stopped(
    filing: Filing, anna: Actor, bruno: Actor, olga: Actor
) -> None:
    """N14: stopped means that no money goes there, until its person writes another one themselves."""
    reference = sent_at_desk(filing, anna, bruno)
    with filing.write():
        row = account_of(find(reference).id)
        assert row is not None
        stop_held(anna, row)
    with pytest.raises(AccountStopped):
        accept(filing, olga, reference)
    iban: AnswerKey = ("iban", None)
    seen = filing.said(reference)[iban].version
    with filing.write():
        typed = {iban: drafting.Typed(OTHER_IBAN, seen, "citizen")}
        amending.amend_case(filing.keyring, anna, reference, typed)
    with filing.write():
        handling.accept(filing.keyring, olga, reference, "Va bene.")


def test_ones_own_account_is_ones_own_business(app: Flask, filing: Filing, anna: Actor) -> None:
    """N14: what the person types alone does not wait, and the office reads no warning."""
    reference = typed_draft(filing, anna, "citizen")
    filing.send(anna, reference)
    assert account(filing, reference) is None
    with app.test_request_context("/"):
        assert account_words(find(reference)) is None
    accept(filing, acting(app, OLGA), reference)


def test_a_phone_without_a_login_frees_no_account_of_a_desk(
    filing: Filing, anna: Actor, bruno: Actor
) -> None:
    """N14: whoever scans the square may be who typed the account."""
    reference = typed_draft(filing, bruno, "operator")
    with filing.write():
        row = offer_to_phone(filing.keyring, bruno, reference)
        token = shown(filing.keyring, find(reference), row).token
    phone = Actor(guest="telefono")
    with filing.write():
        take_to_phone(phone, token)
    filing.send(phone, reference)
    held = account(filing, reference)
    assert held is not None
    assert (held.ended_at, held.asked_by, held.person_id) == (
        None, bruno.person_id, anna.person_id,
    )  # fmt: skip


def test_what_the_desk_left_as_the_person_keeps_it_is_no_change(
    filing: Filing, anna: Actor, bruno: Actor
) -> None:
    """N14: an account from the person's own documents was theirs before the visit."""
    reference = typed_draft(filing, bruno, "kept")
    filing.attach(bruno, reference, declarations.SIGNED_SUMMARY)
    with filing.write():
        declarations.record_paper_declaration(filing.keyring, bruno, reference, DECLARATION)
    filing.send(bruno, reference, wording=None)
    assert account(filing, reference) is None
