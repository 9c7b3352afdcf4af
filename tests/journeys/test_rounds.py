"""The pages that ask for nothing to have happened before, as whoever may open them: on a phone, by axe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys.walker import Walker
from tests.support.screenshots import rules

pytestmark = pytest.mark.journey

Person = Callable[..., Walker]

#: No pages of the house, or pages that are there only at a public machine, in training, or about a page.
_ELSEWHERE = re.compile(
    r"^/(postazione(/(finito|lingua|telefono))?|\.well-known/.*|resolve|esci-subito|accedi/resta|valutazione(/fine)?)$"
    r"|esercizi$|\.csv$"
)


def round_of(walker: Walker, *doors: str) -> list[str]:
    """Open every page with a whole address that these doors let in; each stands, and is inspected."""
    paths = sorted(
        rule.rule
        for rule, door in rules()
        if door in doors and not rule.arguments and not _ELSEWHERE.search(rule.rule)
    )
    for path in paths:
        answer = walker.page.goto(walker.house + path)
        assert answer is not None
        assert answer.ok, f"{path} answers {answer.status}"
        walker.look()
    return paths


def test_who_just_looks(person: Person) -> None:
    assert "/servizi" in round_of(person(), "public")


def test_a_person_in_their_area(person: Person) -> None:
    chiara = person().see("/area-personale").press_link("/accedi/entra").log_in("Chiara Dal Caso")
    walked = round_of(chiara, "signed_in", "participant", "citizen")
    assert {"/area-personale/codice-sportello", "/area-personale/per-chi"} <= set(walked)


def test_an_operator_without_a_visit(person: Person) -> None:
    antonio = person().see("/sportello").press_link("/accedi/entra").log_in("Antonio Fo")
    antonio.choose("Ventimiglia", exact=False).submit()
    walked = round_of(antonio, "operator", "desk_keeper")
    assert {"/sportello/da-confermare", "/sportello/postazioni"} <= set(walked)


def test_an_administrator_and_whom_they_let_coordinate(person: Person) -> None:
    anna = person().see("/amministrazione/personale").press_link("/accedi/entra")
    anna.log_in("Anna Bozzetti Prova")
    assert "/amministrazione/verifica" in round_of(anna, "administrator")
    anna.see("/amministrazione/personale/assegna").fill("Codice fiscale", "DVRFNC84R03E483Z")
    anna.fill("Nome", "Francesco").fill("Cognome", "De Verifica")
    anna.fill("Email di lavoro", "francesco@prova.invalid").choose("Coordina", exact=False)
    anna.page.locator("main [name=place]").select_option("office:servizi-sociali-ventimigliese")
    anna.submit().reads("Francesco De Verifica")
    francesco = person().see("/ufficio").press_link("/accedi/entra").log_in("Francesco De Verifica")
    walked = round_of(francesco, "officer")
    assert {"/ufficio/deleghe", "/ufficio/controlli", "/ufficio/numeri"} <= set(walked)
