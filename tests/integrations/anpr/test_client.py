"""The civic register's client against a server of our own that says what the test tells it to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date

import pytest
from werkzeug.wrappers import Response

from portal.integrations.anpr import (
    AnprFailed,
    AnprNonsense,
    AnprRefused,
    AnprUnavailable,
    Enquiry,
    HttpAnpr,
    Member,
    Permit,
    PersonUnknown,
    Relation,
    Stay,
)
from tests.integrations.scripted import Script, neighbour

CODE = "PRVNNA70A41L741N"
ENQUIRY = Enquiry(CODE, "scopo-di-prova", "AC7K492M")
ADDRESS = {
    "street": "Via di Prova", "number": "1", "postal_code": "18039",
    "municipality": "Ventimiglia", "province": "IM",
}  # fmt: skip
GOOD = {
    "fiscal_code": CODE,
    "given_name": "Anna",
    "family_name": "Provetti",
    "birth_date": "1970-01-01",
    "birth_place": "Ventimiglia",
    "address": ADDRESS,
    "household": [
        {"name": "Ugo Provetti", "birth_year": 1968, "relation": 2},
        {"name": "Ida Provetti", "birth_year": 2001, "relation": 3},
        {"name": "Zoe Esempi", "birth_year": 1990, "relation": 25},
    ],
    "permit": {"kind": 1, "expires_on": "2027-03-31"},
}


@pytest.fixture
def server() -> Iterator[Script]:
    with neighbour() as script:
        script.answers(GOOD)
        yield script


@pytest.fixture
def register(server: Script) -> HttpAnpr:
    return HttpAnpr(server.address, "a-token", timeout=1.5)


def test_a_good_answer_is_a_resident(register: HttpAnpr) -> None:
    found = register.look_up(ENQUIRY)
    assert (found.given_name, found.birth_date) == ("Anna", date(1970, 1, 1))
    assert found.address.municipality == "Ventimiglia"
    assert found.household == (
        Member("Ugo Provetti", 1968, Relation.PARTNER),
        Member("Ida Provetti", 2001, Relation.CHILD),
        Member("Zoe Esempi", 1990, Relation.OTHER),
    )
    assert found.permit == Permit(Stay.PERMIT, date(2027, 3, 31))


def test_a_receipt_of_renewal_has_no_last_day(server: Script, register: HttpAnpr) -> None:
    server.answers({**GOOD, "permit": {"kind": 5, "expires_on": None}})
    assert register.look_up(ENQUIRY).permit == Permit(Stay.RECEIPT, None)


def test_code_purpose_and_reference_travel_in_the_body_with_the_token(
    server: Script, register: HttpAnpr
) -> None:
    register.look_up(ENQUIRY)
    (asked,) = server.asked
    assert asked.full_path == "/prova/residents?"
    assert asked.headers["Authorization"] == "Bearer a-token"
    assert server.said == [{"fiscal_code": CODE, "purpose": "scopo-di-prova", "about": "AC7K492M"}]


def test_who_is_not_there_is_unknown_and_not_asked_again(
    server: Script, register: HttpAnpr
) -> None:
    server.answers({"outcome": "PERSON_UNKNOWN"}, 404)
    with pytest.raises(PersonUnknown) as caught:
        register.look_up(ENQUIRY)
    assert not caught.value.may_retry


def test_an_address_that_is_not_the_registers_is_trouble_not_an_unknown_person(
    server: Script, register: HttpAnpr
) -> None:
    server.answer = Response("<h1>Not found</h1>", 404)
    with pytest.raises(AnprUnavailable):
        register.look_up(ENQUIRY)


@pytest.mark.parametrize("status", [400, 401, 403, 422])
def test_a_closed_door_needs_a_person(server: Script, register: HttpAnpr, status: int) -> None:
    server.answers({}, status)
    with pytest.raises(AnprRefused) as caught:
        register.look_up(ENQUIRY)
    assert not caught.value.may_retry


@pytest.mark.parametrize("status", [302, 429, 500, 503])
def test_trouble_of_its_own_passes(server: Script, register: HttpAnpr, status: int) -> None:
    server.answer = Response("", status, headers={"Location": "/elsewhere"})
    with pytest.raises(AnprUnavailable) as caught:
        register.look_up(ENQUIRY)
    assert caught.value.may_retry
    assert len(server.asked) == 1


def test_it_does_not_wait_for_ever(server: Script, register: HttpAnpr) -> None:
    server.waits = 2.5
    with pytest.raises(AnprUnavailable):
        register.look_up(ENQUIRY)


def test_nobody_at_the_door_is_down() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(AnprUnavailable):
        HttpAnpr(f"http://127.0.0.1:{port}", "a-token", timeout=1.5).look_up(ENQUIRY)


@pytest.mark.parametrize(
    "change",
    [
        {"fiscal_code": "SMPCRL80B42L741E"},
        {"birth_date": "yesterday"},
        {"birth_date": 3},
        {"given_name": None},
        {"given_name": "x" * 201},
        {"address": {}},
        {"address": None},
        {"household": {"name": "Ugo"}},
        {"household": [{"name": "Ugo", "birth_year": "1968", "relation": 2}]},
        {"household": [{"name": "Ugo", "birth_year": 1768, "relation": 2}]},
        {"household": None},
        {"permit": {"kind": 77}},
        {"permit": "yes"},
    ],
)
def test_what_does_not_fit_is_not_believed(
    server: Script, register: HttpAnpr, change: dict[str, object]
) -> None:
    server.answers({**GOOD, **change})
    with pytest.raises(AnprNonsense):
        register.look_up(ENQUIRY)


@pytest.mark.parametrize("body", ["", "<html>", "[]", "null", "[" * 5_000])
def test_no_json_object_is_nonsense(server: Script, register: HttpAnpr, body: str) -> None:
    server.answer = Response(body, 200)
    with pytest.raises(AnprNonsense):
        register.look_up(ENQUIRY)


def test_an_answer_without_end_is_cut_off(server: Script, register: HttpAnpr) -> None:
    server.answer = Response("x" * 100_000, 200)
    with pytest.raises(AnprUnavailable):
        register.look_up(ENQUIRY)


def test_nothing_personal_is_in_words_that_reach_a_log(server: Script, register: HttpAnpr) -> None:
    assert CODE not in repr(ENQUIRY)
    assert "Provetti" not in repr(register.look_up(ENQUIRY))
    server.answers({**GOOD, "fiscal_code": "SMPCRL80B42L741E"})
    with pytest.raises(AnprFailed) as caught:
        register.look_up(ENQUIRY)
    assert "SMPCRL80B42L741E" not in str(caught.value)
