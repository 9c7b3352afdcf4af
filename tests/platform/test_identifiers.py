"""Codes as people type them: what is accepted, tidied, doubted and refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.it.codicefiscale import calc_check_digit

from portal.platform import identifiers
from portal.platform.identifiers import Doubt, IdentifierInvalid, PersonCode

TODAY = date(2026, 11, 23)

READ = [
    # typed, kind, born, sex, place, doubts
    ("RSSMRA70A01H501S", "fiscal", "1970-01-01", "M", "Roma", []),
    ("rssmra70a01h501s", "fiscal", "1970-01-01", "M", "Roma", []),
    (" RSSMRA70A01 H501S ", "fiscal", "1970-01-01", "M", "Roma", []),
    ("TRNCLS92S12Z131O", "fiscal", "1992-11-12", "M", "Spagna", []),
    ("RSSMRA30A01H501I", "fiscal", "1930-01-01", "M", "Roma", []),
    ("FOXBOX80B29L741F", "fiscal", "1980-02-29", "M", "Ventimiglia", []),
    ("DSMMLS50E49D150D", "fiscal", "1950-05-09", "F", "Cremona", []),
    ("RSSMRA70A01H50MK", "fiscal", "1970-01-01", "M", "Roma", []),
    ("RSSMRA70A01HRLMQ", "fiscal", "1970-01-01", "M", "Roma", []),
    ("RSSMRATLALMHRLMB", "fiscal", "1970-01-01", "M", "Roma", []),
    ("PRVNNA25H41L741W", "fiscal", "2025-06-01", "F", "Ventimiglia", [Doubt.CENTURY]),
    ("RSSMRA70A71H501Z", "fiscal", "1970-01-31", "F", "Roma", []),
    ("RSSMRA70A01Z999W", "fiscal", "1970-01-01", "M", None, [Doubt.UNKNOWN_PLACE]),
    ("12345678901", "provisional", None, None, None, [Doubt.NEEDS_OPERATOR]),
    ("STP0701234567890", "stp", None, None, None, [Doubt.NOT_A_FISCAL_CODE]),
    ("ENI 0701234567890", "eni", None, None, None, [Doubt.NOT_A_FISCAL_CODE]),
]


@pytest.mark.parametrize(("typed", "kind", "born", "sex", "place", "doubts"), READ)
def test_a_fiscal_code_tells_birth_sex_and_place(typed, kind, born, sex, place, doubts):
    code = identifiers.read_fiscal_code(typed, TODAY)
    assert code.kind is PersonCode(kind)
    assert (code.birth_date and code.birth_date.isoformat()) == born
    assert (code.sex, code.place, list(code.doubts)) == (sex, place, doubts)
    assert identifiers.parse_fiscal_code(typed) == code.value


def refused(parse, typed):
    with pytest.raises(IdentifierInvalid) as problem:
        parse(typed)
    assert problem.value.code in identifiers.CODES[problem.value.kind]
    return problem.value


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("RSSMRA70A01H501T", "check"),
        ("RSSMRA70A01H501", "length"),
        ("", "length"),
        ("RSSMRA70F01H501E", "form"),
        ("RSSMRA70A32H501A", "date"),
        ("RSSMRA70A81H501" + calc_check_digit("RSSMRA70A81H501"), "date"),
        ("RSSMRA71B29H501" + calc_check_digit("RSSMRA71B29H501"), "date"),
        ("1234567890", "length"),
    ],
)
def test_a_wrong_fiscal_code_says_what_is_wrong(typed, code):
    assert refused(identifiers.parse_fiscal_code, typed).code == code


def test_a_short_fiscal_code_says_how_many_signs_are_there():
    problem = refused(identifiers.parse_fiscal_code, "RSSMRA70A01H501")
    assert problem.params == {"given": 15, "wanted": 16}


@given(at=st.integers(0, 15), sign=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
def test_one_wrong_sign_in_the_name_is_always_noticed(at, sign):
    good = "RSSMRA70A01H501S"
    typed = good[:at] + sign + good[at + 1 :]
    if typed == good:
        assert identifiers.parse_fiscal_code(typed) == good
    elif at < 6 and sign.isalpha():
        assert refused(identifiers.parse_fiscal_code, typed).code == "check"
    elif at == 15:
        refused(identifiers.parse_fiscal_code, typed)


def test_other_data_than_the_code_says_is_pointed_out_not_refused():
    code = identifiers.read_fiscal_code("PRVNNA25H41L741W", TODAY)
    assert not code.disagrees_with(birth_date=date(1925, 6, 1), sex="F")
    assert not code.disagrees_with()
    assert code.disagrees_with(birth_date=date(2024, 6, 1))
    assert code.disagrees_with(sex="M")
    assert not identifiers.read_fiscal_code("12345678901", TODAY).disagrees_with(sex="M")


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("it60 x054 2811 1010 0000 0123 456", "IT60X0542811101000000123456"),
        ("IT60-X054-2811-1010-0000-0123-456", "IT60X0542811101000000123456"),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("RO49AAAA1B31007593840000", "RO49AAAA1B31007593840000"),
        ("CH93 0076 2011 6238 5295 7", "CH9300762011623852957"),
    ],
)
def test_an_account_of_any_sepa_country_is_accepted(typed, normal):
    assert identifiers.parse_iban(typed) == normal
    assert identifiers.format_iban(normal).replace(" ", "") == normal


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("IT61X0542811101000000123456", "check"),
        ("IT60X05428111010000001234", "length"),
        ("DE8937040044053201300", "check"),
        ("0542811101000000123456", "form"),
        ("", "form"),
        ("TR330006100519786457841326", "country"),
    ],
)
def test_a_wrong_iban_says_what_is_wrong(typed, code):
    assert refused(identifiers.parse_iban, typed).code == code


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("+39 000 1234567", "+390001234567"),
        ("0001234567", "+390001234567"),
        ("0039 000 1234567", "+390001234567"),
        ("000/123.45-67", "+390001234567"),
        ("(+39) 0001234567", "+390001234567"),
        ("+40 000 123 456", "+40000123456"),
        ("0040000123456", "+40000123456"),
        ("12345", "+3912345"),
    ],
)
def test_a_phone_number_gets_its_country(typed, normal):
    assert identifiers.parse_phone(typed) == normal
    assert identifiers.parse_phone(identifiers.format_phone(normal)) == normal


@pytest.mark.parametrize(
    ("typed", "code"), [("non ce l’ho", "form"), ("12", "length"), ("+39" + "0" * 20, "length")]
)
def test_what_is_no_phone_number_is_refused_and_finds_nobody(typed, code):
    assert refused(identifiers.parse_phone, typed).code == code
    assert identifiers.normalise_phone(typed) == ""


@pytest.mark.parametrize("typed", ["Mario.Rossi@Prova.invalid", " mario.rossi@prova.invalid "])
def test_an_address_is_kept_in_small_letters(typed):
    assert identifiers.parse_email(typed) == "mario.rossi@prova.invalid"
    assert identifiers.normalise_email(typed) == "mario.rossi@prova.invalid"


@pytest.mark.parametrize(
    "typed", ["", "mario", "mario@", "@prova.invalid", "mario@prova", "a b@prova.invalid",
              "mario@prova..invalid", "mario@-prova.invalid", "a@b@prova.invalid", "x" * 250 + "@a.it"]
)  # fmt: skip
def test_what_is_no_address_is_refused_and_finds_nobody(typed):
    assert refused(identifiers.parse_email, typed).code == "form"
    assert identifiers.normalise_email(typed) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "INPS-ISEE-2026-00597381W-00",
        "inps-isee-2026-00597381w-00",
        "INPS ISEE 2026 00597381W 00",
        "2026-00597381W-00",
        "INPS–ISEE–2026–00597381W–00",
    ],
)
def test_the_number_of_an_isee_declaration_is_tidied(typed):
    assert identifiers.parse_dsu_number(typed) == "INPS-ISEE-2026-00597381W-00"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("INPS-ISEE-2020-43567844-00", "letter"),
        ("INPS-ISEE-2021-0658745874-00", "digits"),
        ("INPS-ISEE-2021-0658745W-00", "digits"),
        ("INPS-ISEE-1999-00597381W-00", "form"),
        ("12.345,67", "form"),
        ("", "form"),
    ],
)
def test_the_usual_typing_errors_of_an_isee_number_are_told_apart(typed, code):
    assert refused(identifiers.parse_dsu_number, typed).code == code


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_normal_form_or_a_reason(typed):
    for parse in (
        identifiers.parse_fiscal_code,
        identifiers.parse_iban,
        identifiers.parse_phone,
        identifiers.parse_email,
        identifiers.parse_dsu_number,
    ):
        outcome = _outcome(parse, typed)
        if isinstance(outcome, IdentifierInvalid):
            assert outcome.code in identifiers.CODES[outcome.kind]
        else:
            assert parse(outcome) == outcome


def _outcome(parse, typed):
    try:
        return parse(typed)
    except IdentifierInvalid as problem:
        return problem
