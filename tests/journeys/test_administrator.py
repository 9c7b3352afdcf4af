"""An administrator gives a role to somebody new, who works at once, and ends it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

Person = Callable[..., Walker]


def test_a_role_is_given_used_and_ended(person: Person) -> None:
    anna = person()
    anna.see("/amministrazione/personale").press("Entra", within="main")
    anna.log_in("Anna Bozzetti Prova").reads("Personale e ruoli").reads("Lucia Simulati")
    anna.reads("È il tuo: lo segue un’altra persona")
    anna.press("Dai un ruolo")
    anna.fill("Codice fiscale", "SGGLCU87T02H238S").fill("Nome", "Luca").fill("Cognome", "Saggini")
    anna.fill("Email di lavoro", "luca@prova.invalid")
    anna.choose("Ufficio: lavora le pratiche e decide")
    anna.page.locator("main [name=place]").select_option("office:servizi-sociali-ventimigliese")
    anna.submit().reads("Luca Saggini")

    luca = person()
    luca.see("/ufficio").press("Entra", within="main")
    luca.log_in("Luca Saggini").reads("Pratiche dell’ufficio")

    row = anna.page.locator("main tr", has_text="Luca Saggini")
    anna.see(str(row.locator("a").get_attribute("href"))).reads("La persona perde subito")
    anna.press("Togli il ruolo", within="main").does_not_read("Luca Saggini")
    luca.see("/ufficio").reads("Questa pagina non è per te")
    anna.see("/amministrazione/verifica").reads("Niente da confermare")
