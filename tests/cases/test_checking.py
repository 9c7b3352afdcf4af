"""With reference and code: a receipt is genuine or not, and a case stands somewhere; nothing else is told."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.actions import handling
from portal.cases.receipts import receipt_code
from portal.cases.views.checking import BY_BROWSER, BY_PAIR, BY_REFERENCE, SLIPS_WHEN_CROWDED
from portal.platform import clock, codes
from portal.platform.actor import Actor
from portal.platform.attempts import Attempts
from tests.support.filing import Filing, find
from tests.support.page import Page, PageClient

WRONG = "0000-0000-0000"


@pytest.fixture
def case(filing: Filing, anna: Actor) -> str:
    """A case of Anna, just sent."""
    return filing.sent(anna)


def code(filing: Filing, case: str) -> str:
    with filing.read():
        return codes.printed(receipt_code.code_of(filing.keyring, find(case)))


def ask(client: PageClient, address: str, reference: str, code: str, status: int = 200) -> Page:
    client.get(address)
    return client.submit("form", {"reference": reference, "code": code}, status=status)


def at(app: Flask, address: str) -> PageClient:
    """A browser that comes from this address."""
    client = PageClient(app)
    client.raw.environ_base["REMOTE_ADDR"] = address
    return client


def test_a_genuine_receipt_is_told_from_a_false_one_and_nothing_is_shown(
    client: PageClient, filing: Filing, case: str
) -> None:
    yes = ask(client, "/verifica", case, code(filing, case)).text
    assert "La ricevuta è autentica" in yes
    no = ask(client, "/verifica", case, WRONG).text
    assert "Non conosciamo questa ricevuta" in no
    for said in (yes, no):
        assert "Provetti" not in said
        assert "Aiuto a casa" not in said


def test_the_drawing_on_the_receipt_fills_the_form_and_asks_nothing_yet(
    client: PageClient, filing: Filing, case: str
) -> None:
    page = client.get(f"/verifica?pratica={case}&codice={code(filing, case)}")
    assert page.one("input[name=reference]")["value"] == case
    assert "autentica" not in page.text.lower().replace("se è autentica", "")
    assert "La ricevuta è autentica" in client.submit("form").text


@pytest.mark.parametrize("said", ["{0}", "ac {0}", "  {1} ", "{0:.2}-{0}"])
def test_slips_in_writing_are_understood(filing: Filing, case: str, said: str) -> None:
    typed = said.format(case.removeprefix("AC"), case.lower())
    found_code = code(filing, case).lower().replace("-", " ").replace("0", "o")
    with filing.read():
        found = receipt_code.find_sent(filing.keyring, typed, found_code)
        assert (found is not None) is (said != "{0:.2}-{0}")


def test_the_status_is_told_without_a_login_and_without_names(
    client: PageClient, filing: Filing, olga: Actor, case: str
) -> None:
    with filing.write():
        handling.take_charge(filing.keyring, olga, case)
        handling.ask_for_something(filing.keyring, olga, case, "Serve il contratto di Anna.", 10)
    page = ask(client, "/stato", case, code(filing, case))
    assert "Devi rispondere entro" in page.text
    assert "L’ufficio risponde entro" in page.text
    whole = page.soup.get_text()
    for secret in ("Provetti", "Aiuto a casa", "contratto", "Ufficini", "Servizi sociali", case):
        assert secret not in whole, secret


def test_a_wrong_code_and_an_unknown_case_look_the_same(
    client: PageClient, filing: Filing, anna: Actor, case: str
) -> None:
    draft = filing.draft(anna)
    answers = {
        ask(client, "/stato", reference, WRONG, status=422).text
        for reference in (case, draft, "AC0000000000", "prova")
    }
    assert len(answers) == 1


def test_the_code_of_one_case_opens_no_other(
    client: PageClient, filing: Filing, carla: Actor, case: str
) -> None:
    other = filing.sent(carla)
    ask(client, "/stato", other, code(filing, case), status=422)


def test_guessing_closes_the_door_of_one_address_for_one_reference(
    client: PageClient, app: Flask, filing: Filing, anna: Actor, case: str
) -> None:
    right, other = code(filing, case), filing.sent(anna)
    for _time in range(BY_PAIR.most):
        ask(client, "/verifica", case, WRONG)
    ask(client, "/stato", case, right, status=429)
    ask(client, "/stato", other, code(filing, other))
    ask(at(app, "203.0.113.7"), "/stato", case, right)
    with clock.freeze(clock.after(hours=1)):
        ask(client, "/stato", case, right)


def test_many_addresses_together_do_not_shut_out_who_has_the_receipt(
    app: Flask, filing: Filing, case: str
) -> None:
    for number in range(BY_REFERENCE.most):
        ask(at(app, f"198.51.100.{number}"), "/stato", case, WRONG, status=422)
    owner = at(app, "203.0.113.7")
    for _slip in range(SLIPS_WHEN_CROWDED - 1):
        ask(owner, "/stato", case, WRONG, status=422)
    for _time in range(5):
        ask(owner, "/stato", case, code(filing, case))


def test_a_reference_that_many_guess_at_leaves_each_address_few_slips(
    app: Flask, filing: Filing, case: str
) -> None:
    for number in range(BY_REFERENCE.most):
        ask(at(app, f"198.51.100.{number}"), "/stato", case, WRONG, status=422)
    guesser = at(app, "203.0.113.7")
    for _slip in range(SLIPS_WHEN_CROWDED):
        ask(guesser, "/stato", case, WRONG, status=422)
    ask(guesser, "/stato", case, WRONG, status=429)
    ask(guesser, "/stato", case, code(filing, case), status=429)


def test_one_address_alone_makes_no_crowd(
    client: PageClient, app: Flask, filing: Filing, case: str
) -> None:
    for time in range(BY_REFERENCE.most + 5):
        status = 422 if time < BY_PAIR.most else 429
        ask(client, "/stato", case, WRONG, status=status)
    other = at(app, "203.0.113.7")
    for _slip in range(SLIPS_WHEN_CROWDED + 1):
        ask(other, "/stato", case, WRONG, status=422)


def test_the_addresses_of_one_ipv6_line_count_as_one(app: Flask, filing: Filing, case: str) -> None:
    for number in range(BY_PAIR.most):
        ask(at(app, f"2001:db8:0:7::{number:x}"), "/stato", case, WRONG, status=422)
    ask(at(app, "2001:db8:0:7:ffff::1"), "/stato", case, WRONG, status=429)
    ask(at(app, "2001:db8:0:8::1"), "/stato", case, code(filing, case))


def test_guessing_over_many_references_closes_the_door_for_the_address(
    client: PageClient, filing: Filing, case: str
) -> None:
    for number in range(BY_BROWSER.most):
        ask(client, "/stato", f"AC{number:010}", WRONG, status=422)
    ask(client, "/stato", case, code(filing, case), status=429)


def test_right_pairs_are_not_counted_and_no_address_is_kept(
    client: PageClient, filing: Filing, case: str
) -> None:
    for _time in range(BY_BROWSER.most + 5):
        ask(client, "/stato", case, code(filing, case))
    with filing.read() as session:
        rows = list(session.scalars(select(Attempts)))
    assert {row.tries for row in rows} == {0}
    assert all(len(row.source) == 64 for row in rows)


def test_nothing_typed_is_lost_and_each_gap_is_named(client: PageClient) -> None:
    page = ask(client, "/stato", "AC 483", "", status=422)
    assert len(page.problems) == 1
    assert page.one("input[name=reference]")["value"] == "AC 483"
