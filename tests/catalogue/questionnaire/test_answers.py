"""What people type becomes the normal form of an answer, or a reason with a code."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.questionnaire import InvalidAnswer, Question, doubts, normalise
from portal.catalogue.questionnaire.answers import CODES
from portal.platform import clock

TODAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OPTIONS = [
    {"value": "washing", "words": {"it": "Lavarsi"}},
    {"value": "eating", "words": {"it": "Mangiare"}},
    {"value": "nothing", "words": {"it": "Niente"}, "exclusive": True},
]


def question(kind: str, **more) -> Question:
    if kind in ("choice", "multi_choice"):
        more.setdefault("options", OPTIONS)
    words = {"it": {"label": "Domanda", "why": "Perché serve."}}
    return Question.model_validate({"id": "q_one", "kind": kind, "words": words, **more})


ISEE = {
    "number": "INPS-ISEE-2026-00597381W-00", "kind": "ordinario", "expires_on": "2026-12-31",
}  # fmt: skip
PLATE = "[A-Z]{2}[0-9]{3}[A-Z]{2}"
ADDRESS = {"street": "via  Roma", "number": "1", "postal_code": "18039", "municipality": "Prova"}

READ = [
    ("text", "  Anna\t Maria\u0000 ", "Anna Maria"),
    ("text", "Nicolo\u0300", "Nicolò"),
    ("text", "due\nrighe", "due righe"),
    ("long_text", " prima \r\n\r\n\r\n\r\nseconda  riga ", "prima\n\nseconda riga"),
    ("choice", "eating", "eating"),
    ("multi_choice", ["eating", "washing", "eating"], ["washing", "eating"]),
    ("multi_choice", "nothing", ["nothing"]),
    ("yes_no", "no", "no"),
    ("yes_no", True, "yes"),
    ("yes_no_unknown", "unknown", "unknown"),
    ("date", "2026-03-01", "2026-03-01"),
    ("date", "1/3/2026", "2026-03-01"),
    ("date", "01.03.2026", "2026-03-01"),
    ("date", date(2026, 3, 1), "2026-03-01"),
    ("date", {"day": "1", "month": "3", "year": "2026"}, "2026-03-01"),
    ("money", "1.234,50", 123450),
    ("money", "€ 1.234", 123400),
    ("money", "1234.5", 123450),
    ("money", "12,5", 1250),
    ("money", "0", 0),
    ("money", 1250, 1250),
    ("number", " 14 ", 14),
    ("number", 14, 14),
    ("iban", "it60 x054 2811 1010 0000 0123 456", "IT60X0542811101000000123456"),
    ("fiscal_code", "rssmra70a01 h501s", "RSSMRA70A01H501S"),
    ("address", ADDRESS, {**ADDRESS, "street": "via Roma"}),
    (
        "address",
        {"street": "Contrada Prova", "municipality": "Prova"},
        {"street": "Contrada Prova", "number": "", "postal_code": "", "municipality": "Prova"},
    ),
    ("phone", "000 1234567", "+390001234567"),
    ("email", "Anna@Prova.Invalid", "anna@prova.invalid"),
    ("file", ["f1", "f2", "f1"], ["f1", "f2"]),
    ("file", "f1", ["f1"]),
    ("isee_number", "inps isee 2026 00597381w 00", "INPS-ISEE-2026-00597381W-00"),
    ("isee", "inps isee 2026 00597381w 00", {**ISEE, "kind": "non-so"}),
    ("isee", {"number": "2026 00597381W 00", "kind": "ordinario"}, ISEE),
    ("isee", {**ISEE, "kind": "corrente", "expires_on": ""},
     {**ISEE, "kind": "corrente", "expires_on": ""}),
    ("isee", {**ISEE, "kind": "corrente", "expires_on": "30/4/2027"},
     {**ISEE, "kind": "corrente", "expires_on": "2027-04-30"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "kept"), READ, ids=[f"{k}: {t}" for k, t, _ in READ])
def test_an_answer_is_kept_in_its_normal_form(kind, typed, kept):
    asked = question(kind)
    with clock.freeze(TODAY):
        assert normalise(asked, typed) == kept
        assert normalise(asked, kept) == kept


@pytest.mark.parametrize("kind", ["text", "choice", "multi_choice", "date", "iban", "file"])
@pytest.mark.parametrize("nothing", [None, "", "   ", [], {}])
def test_nothing_given_is_no_answer(kind, nothing):
    assert normalise(question(kind, required="yes"), nothing) is None


REFUSED = [
    ("note", {}, "x", "no_answer_here"),
    ("text", {}, 3, "not_text"),
    ("text", {"max_length": 4}, "cinque", "too_long"),
    ("text", {}, "x" * 201, "too_long"),
    ("long_text", {}, "x" * 2001, "too_long"),
    ("choice", {}, "flying", "not_an_option"),
    ("choice", {}, ["washing"], "not_text"),
    ("multi_choice", {}, ["washing", "flying"], "not_an_option"),
    ("multi_choice", {}, {"washing": 1}, "not_an_option"),
    ("multi_choice", {}, ["washing", "nothing"], "not_alone"),
    ("yes_no", {}, "unknown", "not_an_option"),
    ("date", {}, "31/02/2026", "not_a_date"),
    ("date", {}, "domani", "not_a_date"),
    ("date", {}, "03/2026", "not_a_date"),
    ("date", {}, {"day": "", "month": "", "year": ""}, "not_a_date"),
    ("date", {}, {"day": "1", "month": "", "year": "2026"}, "not_a_date"),
    ("date", {}, "1899-12-31", "date_too_far"),
    ("date", {"past_only": True}, "2026-11-24", "date_in_future"),
    ("money", {}, "molto", "not_an_amount"),
    ("money", {}, "1,234", "not_an_amount"),
    ("money", {}, "-5", "not_an_amount"),
    ("money", {"maximum": 1000}, "10,01", "too_large"),
    ("number", {}, "tre", "not_a_number"),
    ("number", {}, "1.5", "not_a_number"),
    ("number", {"minimum": 1}, "0", "too_small"),
    ("number", {"maximum": 14}, 15, "too_large"),
    ("iban", {}, "IT61X0542811101000000123456", "iban_check"),
    ("iban", {}, "TR330006100519786457841326", "iban_country"),
    ("fiscal_code", {}, "RSSMRA70A01H501T", "fiscal_code_check"),
    ("fiscal_code", {}, "RSSMRA70A01H501", "fiscal_code_length"),
    ("address", {}, "via Roma 1", "address_without_street"),
    ("address", {}, {"municipality": "Prova"}, "address_without_street"),
    ("address", {}, {"street": "via Roma"}, "address_without_place"),
    ("address", {}, {**ADDRESS, "postal_code": "1803"}, "postal_code"),
    ("address", {}, {**ADDRESS, "street": "x" * 121}, "too_long"),
    ("phone", {}, "non ce l’ho", "phone_form"),
    ("email", {}, "anna@", "email_form"),
    ("file", {}, 7, "not_files"),
    ("file", {"max_files": 1}, ["f1", "f2"], "too_many_files"),
    ("isee_number", {}, "INPS-ISEE-2020-43567844-00", "dsu_number_letter"),
    ("text", {"pattern": PLATE}, "AB 12 CD", "not_as_written"),
    ("isee", {}, {"kind": "ordinario"}, "isee_without_number"),
    ("isee", {}, {"number": "INPS-ISEE-2026-0658745874-00"}, "dsu_number_digits"),
    ("isee", {}, {**ISEE, "kind": "grande"}, "not_an_option"),
    ("isee", {}, {**ISEE, "number": "INPS-ISEE-2027-00597381W-00"}, "isee_in_future"),
    ("isee", {}, {**ISEE, "number": "INPS-ISEE-2025-00597381W-00"}, "isee_ended"),
    ("isee", {}, {**ISEE, "kind": "corrente", "expires_on": "30/10/2026"}, "isee_ended"),
    ("isee", {}, {**ISEE, "kind": "corrente", "expires_on": "presto"}, "not_a_date"),
]


@pytest.mark.parametrize(
    ("kind", "more", "typed", "code"), REFUSED, ids=[f"{k}: {c}" for k, _, _, c in REFUSED]
)
def test_what_cannot_be_an_answer_says_why(kind, more, typed, code):
    with clock.freeze(TODAY), pytest.raises(InvalidAnswer) as problem:
        normalise(question(kind, **more), typed)
    assert problem.value.code == code
    assert code in CODES


def test_a_code_with_a_pattern_is_kept_in_capitals_without_spaces():
    assert normalise(question("text", pattern=PLATE), "ab 123-cd") == "AB123CD"


def test_a_birth_date_may_be_today():
    with clock.freeze(TODAY):
        assert normalise(question("date", past_only=True), "23/11/2026") == "2026-11-23"


def test_a_reason_carries_what_its_words_need():
    with pytest.raises(InvalidAnswer) as problem:
        normalise(question("text", max_length=4), "cinque")
    assert problem.value.params == {"longest": 4, "given": 6}


def test_an_unknown_place_of_birth_is_pointed_out_not_refused():
    asked = question("fiscal_code")
    kept = normalise(asked, "RSSMRA70A01Z999W")
    with clock.freeze(TODAY):
        assert doubts(asked, kept) == ("unknown_place",)
        assert doubts(asked, "RSSMRA70A01H501S") == ()
        assert doubts(question("text"), "x") == ()


KINDS = ["text", "long_text", "choice", "multi_choice", "yes_no", "date", "money", "number", "iban",
         "fiscal_code", "address", "phone", "email", "file", "isee_number", "isee"]  # fmt: skip
PARTS = ["day", "month", "year", "street", "municipality", "number", "kind", "expires_on"]
ANYTHING = st.one_of(
    st.text(max_size=30),
    st.integers(),
    st.none(),
    st.booleans(),
    st.lists(st.text(max_size=8), max_size=4),
    st.dictionaries(
        st.sampled_from(["day", "month", "year", "street", "municipality", "number", "kind"]),
        st.text(),
    ),
)


@given(st.sampled_from(KINDS), ANYTHING)
def test_whatever_arrives_gives_a_normal_form_or_a_known_reason(kind, raw):
    asked = question(kind)
    try:
        kept = normalise(asked, raw)
    except InvalidAnswer as problem:
        reason = problem.code
    else:
        reason = ""
        assert kept is None or normalise(asked, kept) == kept
    assert reason in CODES | {""}
