"""From signed claims to a person: what is taken, what is missing, what cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.identity.federation.attributes import ALWAYS_ASKED, FISCAL_NUMBER, read_attributes
from portal.identity.federation.refusing import Cause, Refused
from portal.identity.profile import claims_to_facts
from portal.platform import clock
from tests.identity.federation.logins import FISCAL_CODE

TODAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def claims(**other: Any) -> dict[str, Any]:
    return {
        "given_name": "Giulia",
        "family_name": "Verdi",
        "birthdate": "1980-01-01",
        FISCAL_NUMBER: f"TINIT-{FISCAL_CODE}",
        **other,
    }


def test_everything_the_rules_name_reaches_the_profile() -> None:
    found = read_attributes(
        claims(
            gender="female",
            email="giulia@prova.invalid",
            phone_number="+39 000 1234567",
            place_of_birth={"locality": "Roma", "region": "RM", "odd": {"x": 1}},
            address={"street_address": "via Prova 1", "postal_code": "00100", "locality": "Roma"},
        )
    )
    facts = claims_to_facts(found.claims())
    assert facts["fiscal_code"] == FISCAL_CODE
    assert facts["birth_date"] == "1980-01-01"
    assert facts["birth_place"] == "Roma"
    assert facts["street"] == "via Prova 1"
    assert facts["email"] == "giulia@prova.invalid"
    assert (facts["given_name"], facts["family_name"]) == ("Giulia", "Verdi")


def test_only_what_is_known_is_taken() -> None:
    found = read_attributes(
        claims(
            company_name="Prova srl", email=["a"], gender="x" * 201, address="via Prova", unheard=1
        )
    )
    assert set(found.claims()) == {"given_name", "family_name", "birthdate", FISCAL_NUMBER}


@pytest.mark.parametrize(
    "number", [FISCAL_CODE, f"tinit-{FISCAL_CODE.lower()}", f" TINIT-{FISCAL_CODE} "]
)
def test_a_fiscal_code_in_any_of_its_spellings(number: str) -> None:
    assert read_attributes(claims(**{FISCAL_NUMBER: number})).fiscal_code == FISCAL_CODE


@pytest.mark.parametrize(
    "number",
    [
        "TINIT-VRDGLI80A41H501X", "TINDE-12345678901", "VATIT-12345678903", "TINIT-12345678903",
        "TINIT-STP1234567890123", "TINIT-", "TINIT-VRDGLI 80A41 H501S", "TINIT-VRDGLI80A41H501S1",
    ],
)  # fmt: skip
def test_a_number_that_is_no_fiscal_code_signs_nobody_in(number: str) -> None:
    with pytest.raises(Refused) as caught:
        read_attributes(claims(**{FISCAL_NUMBER: number}))
    assert caught.value.cause is Cause.FISCAL_CODE


@pytest.mark.parametrize("name", ALWAYS_ASKED)
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_essential_is_named_when_it_is_missing(name: str, value: object) -> None:
    with pytest.raises(Refused) as caught:
        read_attributes(claims(**{name: value}))
    assert caught.value.cause is Cause.MISSING
    assert caught.value.detail == name.rpartition("/")[2]


@pytest.mark.parametrize("value", [[], {"a": 1}, 7])
def test_a_name_that_is_no_text_is_missing(value: object) -> None:
    with pytest.raises(Refused, match=r"attributes\.missing \(given_name\)"):
        read_attributes(claims(given_name=value))


def test_a_service_may_need_more_or_less() -> None:
    few = {FISCAL_NUMBER: FISCAL_CODE}
    assert read_attributes(few, essential=()).birth_date is None
    with pytest.raises(Refused, match=r"attributes\.missing \(email\)"):
        read_attributes(claims(), essential=("email",))
    with pytest.raises(Refused, match=r"attributes\.missing \(spid_code\)"):
        read_attributes(claims(), essential=("https://attributes.eid.gov.it/spid_code",))
    for nothing in ({}, {FISCAL_NUMBER: ""}, {FISCAL_NUMBER: "  "}, {FISCAL_NUMBER: 7}):
        with pytest.raises(Refused, match=r"attributes\.missing \(fiscal_number\)"):
            read_attributes(nothing, essential=())


@pytest.mark.parametrize(
    "value",
    [
        "01/01/1980",
        "1980-1-1",
        "19800101",
        "1980-W01-1",
        "1980-02-30",
        "2026-11-03",
        1980,
        "٢٠٠٠-٠١-٠١",
    ],
)
def test_a_birth_date_that_cannot_be_is_refused(value: object) -> None:
    with clock.freeze(TODAY), pytest.raises(Refused) as caught:
        read_attributes(claims(birthdate=value))
    assert caught.value.cause is Cause.BIRTH_DATE


def test_who_was_born_today_was_born() -> None:
    with clock.freeze(TODAY):
        assert read_attributes(claims(birthdate="2026-11-02")).birth_date == date(2026, 11, 2)


def test_names_are_taken_as_people_write_them() -> None:
    found = read_attributes(claims(given_name="  Nicolò\n Ōe ", family_name="D'Àgata"))
    assert (found.given_name, found.family_name) == ("Nicolò Ōe", "D'Àgata")
    with pytest.raises(Refused, match=r"attributes\.missing"):
        read_attributes(claims(given_name="Giu\x00lia"))
