"""The client of INPS against a server of our own that says what the test tells it to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from werkzeug.wrappers import Response

from portal.integrations.inps import (
    BenefitState,
    HttpInps,
    InpsNonsense,
    InpsRefused,
    InpsUnavailable,
    IseeEnquiry,
    IseeNotFound,
    IseeRow,
)
from portal.platform.isee import IseeKind
from tests.integrations.scripted import Script, neighbour

CODE = "PRVNNA70A41L741N"
ENQUIRY = IseeEnquiry(CODE, date(2026, 11, 23), "A2.07", "AC7K492M")
GOOD = {
    "Esito": "OK",
    "ProtocolloDSU": "INPS-ISEE-2026-00597381W-00",
    "DataPresentazione": "2026-02-10",
    "DataValidita": "2026-12-31",
    "TipoIndicatore": "SocioSanitario",
    "ISEE": "9123.45",
    "ISE": "14324.00",
    "ISR": "12000.00",
    "ISP": "11620.00",
    "ScalaEquivalenza": "1.57",
    "Nucleo": [{"CodiceFiscale": CODE, "RapportoConDichiarante": "Dichiarante"}],
    "PresenzaDifformita": "NO",
}


@pytest.fixture
def server() -> Iterator[Script]:
    with neighbour() as script:
        script.answers(GOOD)
        yield script


@pytest.fixture
def inps(server: Script) -> HttpInps:
    return HttpInps(server.address, "a-token", timeout=1.5)


def test_a_good_answer_is_an_isee(inps: HttpInps) -> None:
    found = inps.read_isee(ENQUIRY)
    assert (found.number, found.kind) == ("INPS-ISEE-2026-00597381W-00", IseeKind.CARE)
    assert (found.presented_on, found.valid_until) == (date(2026, 2, 10), date(2026, 12, 31))
    assert (found.isee_cents, found.ise_cents) == (912_345, 1_432_400)
    assert (found.isr_cents, found.isp_cents, found.scale) == (
        1_200_000, 1_162_000, Decimal("1.57"),
    )  # fmt: skip
    assert found.household == (IseeRow(CODE, "Dichiarante"),)
    assert not found.differences


def test_the_question_is_the_one_of_the_rules(server: Script, inps: HttpInps) -> None:
    inps.read_isee(ENQUIRY)
    (asked,) = server.asked
    assert asked.full_path == "/prova/isee?"
    assert asked.headers["Authorization"] == "Bearer a-token"
    assert server.said == [
        {
            "CodiceFiscale": CODE,
            "DataValidita": "2026-11-23",
            "PrestazioneDaErogare": "A2.07",
            "ProtocolloDomandaEnteErogatore": "AC7K492M",
            "StatodomandaPrestazione": "Da Erogare",
        }
    ]


def test_a_benefit_that_was_given_says_so(server: Script, inps: HttpInps) -> None:
    inps.read_isee(
        IseeEnquiry(CODE, date(2026, 11, 23), "A2.07", "0000001/2026", BenefitState.GIVEN)
    )
    assert server.said[0]["StatodomandaPrestazione"] == "Erogata"


@pytest.mark.parametrize("code", ["", "A2.7", "a2.07", "A0.01", "2.07", "A2.07 "])
def test_no_question_without_the_code_of_a_benefit(code: str) -> None:
    with pytest.raises(ValueError, match="no benefit code"):
        IseeEnquiry(CODE, date(2026, 11, 23), code, "AC7K492M")


def test_no_valid_isee_is_an_answer(server: Script, inps: HttpInps) -> None:
    server.answers({"Esito": "DATI_NON_TROVATI"})
    with pytest.raises(IseeNotFound) as caught:
        inps.read_isee(ENQUIRY)
    assert not caught.value.may_retry


@pytest.mark.parametrize("word", ["ERRORE_INTERNO", "DATABASE_OFFLINE"])
def test_its_own_trouble_passes(server: Script, inps: HttpInps, word: str) -> None:
    server.answers({"Esito": word})
    with pytest.raises(InpsUnavailable) as caught:
        inps.read_isee(ENQUIRY)
    assert caught.value.may_retry


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, InpsRefused), (403, InpsRefused), (422, InpsRefused),
        (302, InpsUnavailable), (404, InpsUnavailable), (503, InpsUnavailable),
    ],
)  # fmt: skip
def test_a_closed_door_and_a_broken_one(
    server: Script, inps: HttpInps, status: int, error: type[Exception]
) -> None:
    server.answer = Response("", status, headers={"Location": "/elsewhere"})
    with pytest.raises(error):
        inps.read_isee(ENQUIRY)
    assert len(server.asked) == 1


def test_it_does_not_wait_for_ever(server: Script, inps: HttpInps) -> None:
    server.waits = 2.5
    with pytest.raises(InpsUnavailable):
        inps.read_isee(ENQUIRY)


@pytest.mark.parametrize(
    "change",
    [
        {"Esito": "FORSE"},
        {"Esito": None},
        {"ProtocolloDSU": "INPS-ISEE-2026-00597381-00"},
        {"ProtocolloDSU": 7},
        {"DataValidita": "2026-11-22"},
        {"DataPresentazione": "10/02/2026"},
        {"TipoIndicatore": "Altro"},
        {"ISEE": "tanto"},
        {"ISEE": 9123.45},
        {"ISEE": "-1"},
        {"ISEE": "NaN"},
        {"ISEE": "1e400"},
        {"Nucleo": []},
        {"Nucleo": [{"CodiceFiscale": "SMPCRL80B42L741E", "RapportoConDichiarante": "Dichiarante"}]},
        {"Nucleo": [{"CodiceFiscale": CODE}]},
        {"PresenzaDifformita": "BOH"},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_not_believed(
    server: Script, inps: HttpInps, change: dict[str, object]
) -> None:
    server.answers({**GOOD, **change})
    with pytest.raises(InpsNonsense):
        inps.read_isee(ENQUIRY)


@pytest.mark.parametrize("body", ["", "<html>", "[]", "null"])
def test_no_json_object_is_nonsense(server: Script, inps: HttpInps, body: str) -> None:
    server.answer = Response(body, 200)
    with pytest.raises(InpsNonsense):
        inps.read_isee(ENQUIRY)


def test_differences_are_told_and_refuse_nothing(server: Script, inps: HttpInps) -> None:
    server.answers({**GOOD, "PresenzaDifformita": "SI"})
    assert inps.read_isee(ENQUIRY).differences


def test_nothing_personal_is_in_words_that_reach_a_log(inps: HttpInps) -> None:
    found = repr(inps.read_isee(ENQUIRY))
    assert CODE not in found + repr(ENQUIRY)
    assert "912345" not in found
