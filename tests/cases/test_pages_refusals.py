"""What cannot be taken is said next to its field and nothing typed is lost; another's is not there."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import Tag
from flask import Flask

from portal.platform import clock
from tests.support.asking import HOME_CARE, NURSERY, answer_all, answer_step, begin, reference
from tests.support.filing import Filing
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, BRUNO, CARLA, sign_in

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\x00" * 200


@pytest.fixture
def anna(client: PageClient) -> PageClient:
    """Anna's browser, signed in."""
    sign_in(client, ANNA)
    return client


def problem_beside(page: Page, name: str) -> str:
    """The sentence about what is wrong, if the control itself points to it."""
    control = page.soup.select(f"[name='{name}'], [name='{name}-day'], [name='{name}-number']")[0]
    around = control.find_parent("fieldset")
    pointed = f"{control.get('aria-describedby')} "
    if isinstance(around, Tag):
        pointed += str(around.get("aria-describedby"))
    if f"{name}-error" not in pointed.split():
        return ""
    return page.one(f"#{name}-error").get_text(" ", strip=True)


def at_step(client: PageClient, service: str, step: str) -> str:
    """A draft, opened at one of its steps; its reference."""
    number = reference(begin(client, service))
    if service == NURSERY:
        child = {"child_name__0": "Mario Provetti", "child_birth_date__0-day": "28",
                 "child_birth_date__0-month": "5", "child_birth_date__0-year": "2024"}  # fmt: skip
        answer_step(client, child)
    client.get(f"/pratiche/{number}/passi/{step}")
    return number


def test_a_program_that_calls_itself_a_pdf_is_refused_by_name(
    anna: PageClient, filing: Filing
) -> None:
    number = at_step(anna, HOME_CARE, "persona")
    answer_step(anna, {"for_whom": "other"})
    typed = {"for_whom": "other", "other_name": "Noemi Esempini", "other_bond": "representative"}
    page = answer_step(anna, typed)
    assert page.soup.select("[name=other_act]"), "the court's decision is asked for"
    disguised = (BytesIO(PROGRAM), "atto.pdf")
    page = anna.submit("form", {**typed, "other_act": [disguised]}, button="go=next", status=422)
    assert "atto.pdf" in problem_beside(page, "other_act")
    assert page.one("[name=other_name]")["value"] == "Noemi Esempini"
    assert filing.values(number)[("other_name", None)] == "Noemi Esempini"
    with filing.read():
        assert filing.values(number).get(("other_act", None)) is None


@pytest.fixture
def at_a_file(anna: PageClient) -> str:
    """A draft, opened where a file is asked for."""
    number = at_step(anna, HOME_CARE, "persona")
    answer_step(anna, {"for_whom": "other"})
    answer_step(anna, {"other_bond": "representative", "other_name": "Noemi Esempini"}, go="save")
    return number


def test_a_photograph_of_forty_megabytes_is_refused_beside_its_question(
    anna: PageClient, filing: Filing, at_a_file: str
) -> None:
    huge = (BytesIO(b"%PDF-1.7" + b"0" * 40 * 1024 * 1024), "grande.pdf")
    page = anna.submit("form", {"other_act": [huge]}, button="go=next", status=422)
    assert "al massimo 10 MB" in problem_beside(page, "other_act")
    assert filing.values(at_a_file)[("other_name", None)] == "Noemi Esempini"


def test_a_body_that_is_too_large_says_so_and_keeps_the_draft(
    anna: PageClient, app: Flask, filing: Filing, at_a_file: str
) -> None:
    before = filing.values(at_a_file)
    app.config["MAX_CONTENT_LENGTH"] = 100_000
    huge = (BytesIO(b"%PDF-1.7" + b"0" * 200_000), "grande.pdf")
    page = anna.submit("form", {"other_act": [huge]}, button="go=next", status=413)
    assert page.h1 == "Il file è troppo grande"
    assert filing.values(at_a_file) == before


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        (
            "iban",
            {"iban": "IT60 X054 2811 1010 0000 0123 457"},
            "IT60 X054 2811 1010 0000 0123 457",
        ),
        ("isee", {"isee-number": "non lo so"}, "non lo so"),
    ],
)
def test_a_code_that_is_wrong_is_said_beside_it_and_stays_as_typed(
    anna: PageClient, filing: Filing, name: str, typed: dict[str, str], kept: str
) -> None:
    number = at_step(anna, NURSERY, "contributo")
    asked = {"wants_contribution": "yes", "has_account": "yes"}
    answer_step(anna, {"wants_contribution": "yes"})
    answer_step(anna, asked)
    page = anna.submit("form", {**asked, **typed}, button="go=next", status=422)
    assert problem_beside(page, name)
    assert page.one(f"[name={next(iter(typed))}]")["value"] == kept
    assert kept not in filing.values(number).values()
    assert filing.values(number)[("has_account", None)] == "yes"


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (
            {"child_birth_date__0-day": "31", "child_birth_date__0-month": "2"},
            "child_birth_date__0",
        ),
        ({"child_birth_date__0-year": "2099"}, "child_birth_date__0"),
        ({"child_birth_date__0-day": "ieri"}, "child_birth_date__0"),
        ({"child_fiscal_code__0": "CMPMRA24E28L741X"}, "child_fiscal_code__0"),
        ({"child_name__0": ""}, "child_name__0"),
    ],
)
def test_a_day_that_is_none_and_a_code_of_nobody_are_said_beside_them(
    anna: PageClient, wrong: dict[str, str], part: str
) -> None:
    begin(anna, NURSERY)
    right = {"child_name__0": "Mario Provetti", "child_birth_date__0-day": "28",
             "child_birth_date__0-month": "5", "child_birth_date__0-year": "2024",
             "child_support__0": ["no"]}  # fmt: skip
    typed = {**right, **wrong}
    page = anna.submit("form", typed, button="go=next", status=422)
    assert problem_beside(page, part)
    for name, text in typed.items():
        if isinstance(text, str):
            assert page.one(f"[name='{name}']")["value"] == text
    assert page.one("#child_support__0-no, [name=child_support__0][value=no]").has_attr("checked")


def test_an_error_and_a_new_question_at_once_are_both_shown(
    anna: PageClient, filing: Filing
) -> None:
    number = at_step(anna, HOME_CARE, "contatti")
    page = anna.submit(
        "form", {"other_contact": ["yes"], "contact_phone": "pronto"}, button="go=next", status=422
    )
    assert problem_beside(page, "contact_phone")
    assert page.one("[name=contact_phone]")["value"] == "pronto"
    assert page.soup.select("[name=other_contact_name]")
    assert filing.values(number)[("other_contact", None)] == "yes"


@pytest.mark.parametrize("go", ["back", "save"])
def test_leaving_a_step_does_not_lose_what_could_not_be_read(
    anna: PageClient, filing: Filing, go: str
) -> None:
    number = at_step(anna, HOME_CARE, "contatti")
    typed = {"contact_phone": "pronto", "other_contact": ["no"]}
    page = anna.submit("form", typed, button=f"go={go}", status=422)
    assert problem_beside(page, "contact_phone")
    assert page.one("[name=contact_phone]")["value"] == "pronto"
    assert len(page.problems) == 1, "what is only missing may wait"
    assert filing.values(number)[("other_contact", None)] == "no"
    page = anna.submit("form", {"contact_phone": ""}, button=f"go={go}")
    assert page.status == 200


def test_a_form_posted_after_the_session_ended_is_given_back(
    anna: PageClient, app: Flask, filing: Filing
) -> None:
    number = at_step(anna, HOME_CARE, "contatti")
    typed = {"contact_phone": "+39 000 0000777", "remarks": "Citofono rotto."}
    with clock.freeze(clock.after(minutes=31)):
        page = anna.submit("form", typed, button="go=next")
        assert page.url.startswith("/accedi?da=")
        stranger = PageClient(app)
        sign_in(stranger, CARLA)
        stranger.get(f"/pratiche/{number}/passi/contatti", status=404)
        sign_in(anna, ANNA)
        page = anna.get(f"/pratiche/{number}/passi/contatti")
        assert page.one("[name=remarks]").text.strip() == "Citofono rotto."
        assert page.one("[name=contact_phone]")["value"] == "+39 000 0000777"
        assert ("remarks", None) not in filing.values(number)
        answer_step(anna, {"remarks": "Citofono rotto."})
        assert filing.values(number)[("remarks", None)] == "Citofono rotto."
    with clock.freeze(clock.after(minutes=31) + timedelta(minutes=1)):
        page = anna.get(f"/pratiche/{number}/passi/contatti")
        assert "sessione" not in page.text


def test_what_was_kept_is_forgotten_after_a_quarter_of_an_hour(
    anna: PageClient, filing: Filing
) -> None:
    number = at_step(anna, HOME_CARE, "contatti")
    ended = clock.after(minutes=31)
    with clock.freeze(ended):
        anna.submit("form", {"remarks": "Citofono rotto."}, button="go=next")
    with clock.freeze(ended + timedelta(minutes=16)):
        sign_in(anna, ANNA)
        page = anna.get(f"/pratiche/{number}/passi/contatti")
    assert page.one("[name=remarks]").text.strip() == ""
    assert ("remarks", None) not in filing.values(number)


def test_another_persons_draft_is_not_there(anna: PageClient, app: Flask) -> None:
    begin(anna, HOME_CARE)
    number = reference(answer_all(anna))
    for who in (CARLA, BRUNO):
        other = PageClient(app)
        sign_in(other, who)
        for path in ("", "/passi/contatti", "/riepilogo", "/riepilogo.pdf", "/continua"):
            other.get(f"/pratiche/{number}{path}", status=404)
        token = other.get("/area-personale").one("[name=csrf_token]")["value"]
        for path in ("/passi/contatti", "/invia", "/scarta", "/ritira"):
            other.post(f"/pratiche/{number}{path}", {"csrf_token": token}, status=404)
    nobody = PageClient(app)
    assert nobody.get(f"/pratiche/{number}/riepilogo").url.startswith("/accedi")
