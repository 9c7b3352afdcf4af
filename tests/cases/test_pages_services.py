"""Services asked for through their pages, from the first page to the receipt: one of each kind."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from portal.catalogue.questionnaire import Question
from tests.support.asking import answer_all, answer_step, ask_for, begin, reference
from tests.support.filing import Filing
from tests.support.page import PageClient
from tests.support.people import ANNA, sign_in
from tests.support.questionnaires import questionnaire

TYPED: dict[str, str] = {
    "text": "Prova", "long_text": "Prova", "money": "100", "number": "1", "phone": "000 0000003",
    "email": "anna@prova.invalid",
}  # fmt: skip


def said_for(name: str, members: int = 1) -> dict[str, Any]:
    """Something to type for every required question of a questionnaire."""
    said: dict[str, Any] = {}
    for _step, group, question in questionnaire(name).placed():
        if question.required == "yes":
            for item in range(members) if group else [None]:
                said |= _boxes(question, question.id if item is None else f"{question.id}__{item}")
    return said


def _boxes(question: Question, field: str) -> dict[str, str]:
    if question.kind == "date":
        return {f"{field}-day": "27", f"{field}-month": "3", f"{field}-year": "2020"}
    if question.kind == "address":
        street = {f"{field}-street": "Via di Prova", f"{field}-number": "1"}
        return street | {f"{field}-postal_code": "18039", f"{field}-municipality": "Prova"}
    return {field: TYPED[question.kind]} if question.kind in TYPED else {}


@pytest.fixture
def anna(client: PageClient) -> PageClient:
    """Anna's browser, signed in."""
    sign_in(client, ANNA)
    return client


@pytest.mark.parametrize(
    "name",
    ["contributo-affitto", "assistenza-scolastica", "assegno-maternita", "contrassegno", "affido"],
)
def test_a_citizen_asks_and_gets_a_receipt(anna: PageClient, filing: Filing, name: str) -> None:
    assert filing.fact(ask_for(anna, name, said_for(name)), "service") == name


@pytest.mark.parametrize("name", ["dimissioni-protette", "accoglienza-senza-dimora", "dipendenze"])
def test_without_a_login_one_asks_for_what_cannot_wait(app: Flask, name: str) -> None:
    guest = PageClient(app)
    begin(guest, name)
    assert answer_all(guest, said_for(name)).url.endswith("/riepilogo")


def test_the_number_to_call_stands_above_the_questions(app: Flask) -> None:
    guest = PageClient(app)
    page = guest.get("/servizi/dimissioni-protette/richiedi")
    assert "Chiamaci: è più veloce" in page.text
    page = begin(guest, "dimissioni-protette")
    assert str(page.one(".ac-alert--warning a")["href"]).startswith("tel:+39000")
    assert page.text.index("Chiamaci: è più veloce") < page.text.index("Chi scrive?")


@pytest.mark.parametrize(("name", "minutes"), [("sportello-sociale", 5), ("casa-popolare", 10)])
def test_the_first_page_says_how_long_it_takes(anna: PageClient, name: str, minutes: int) -> None:
    page = anna.get(f"/servizi/{name}/richiedi")
    assert f"Ci vogliono circa {minutes} minuti." in page.text


def test_a_household_of_fourteen_is_written_down_and_the_limit_is_said(
    anna: PageClient, filing: Filing
) -> None:
    page = begin(anna, "aiuti-alimentari")
    number = reference(page)
    while "/passi/famiglia" not in page.url:
        page = answer_step(anna, said_for("aiuti-alimentari") | {"food_details": "Niente latte"})
    for members in range(1, 21):
        page = answer_step(
            anna, {f"member_name__{members - 2}": f"Persona {members}"}, go="add:household"
        )
        if members == 14:
            assert "Qui c’è posto" not in page.text
    assert "Qui c’è posto per 20 voci" in page.text
    assert filing.values(number)[("household", None)] == 20
